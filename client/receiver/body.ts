import type { IncomingMessage } from 'node:http';

/** Bytes of a body that are kept: GitHub sends at most 25 MB. */
export const maxBodyBytes = 26_214_400;

/** Beyond this many bytes a sender that does not stop is cut off. */
const maxDrainBytes = 4 * maxBodyBytes;

/** A body as it was sent, whatever its content type or encoding; or how many bytes of one that is too large came. */
export type Collected = { body: Buffer } | { tooLarge: number };

/**
 * Collects a request's raw bytes. One that is too large is read to its end and dropped: a sender that is still writing
 * would see a broken connection instead of the answer. Rejects where the sender gives up.
 */
export function collectBody(request: IncomingMessage): Promise<Collected> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBodyBytes) chunks.push(chunk);
      else chunks = [];
      if (length > maxDrainBytes) {
        request.pause();
        resolve({ tooLarge: length });
      }
    });
    request.on('end', () =>
      resolve(length > maxBodyBytes ? { tooLarge: length } : { body: Buffer.concat(chunks, length) }),
    );
    request.on('error', reject);
    request.on('close', () => reject(new Error('The sender closed the connection before its request was complete.')));
  });
}
