/** What the receiver answers to handshakes, and to deliveries that want more than a status. */
import type { HandshakeAnswer } from './handshake';

export const text = (body: string): HandshakeAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body,
});

export const json = (value: unknown): HandshakeAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});
