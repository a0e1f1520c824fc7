/** Responses to handshakes, and to deliveries that require more than a status. */
import type { HandshakeResponse } from './handshake';

export const textResponse = (body: string): HandshakeResponse => ({
  status: 200,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body,
});

export const jsonResponse = (value: unknown): HandshakeResponse => ({
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});
