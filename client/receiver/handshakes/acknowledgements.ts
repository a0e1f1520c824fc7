/** Responses that some services require to every delivery: without them they send it again, or end the webhook. */
import { providers } from '../../providers';
import type { HandshakeResponse, IncomingRequest } from '../../providers/kit/handshake';

/** Number of bytes of a body that are searched: these services are recognized by the beginning. */
const searchedBytes = 16 * 1024;

const acknowledgements = providers.flatMap(({ acknowledgement }) => acknowledgement ?? []);

/** The response that a service requires to its deliveries; undefined where any successful status will do. */
export function acknowledge({
  headers,
  body,
}: Pick<IncomingRequest, 'headers' | 'body'>): HandshakeResponse | undefined {
  const beginning = body.subarray(0, searchedBytes).toString('latin1');
  for (const { respond } of acknowledgements) {
    const response = respond({ headers }, beginning);
    if (response) return response;
  }
  return undefined;
}
