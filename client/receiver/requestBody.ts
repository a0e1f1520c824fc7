import type { IncomingMessage } from 'node:http';
import type { FinishedBodyFile } from './store/bodyFile';

/** Maximum size of a body in bytes: GitHub sends at most 25 MB. */
export const maxBodyBytes = 26_214_400;

/** Maximum number of body bytes held in memory: enough for handshakes, and for forms that are parsed to verify a request. */
export const maxBufferedBytes = 256 * 1024;

/** Maximum number of bytes that are read of a body that is too large; then the sender is cut off. */
const maxDrainBytes = 4 * maxBodyBytes;

/** The raw body of a request, what its sink made of a large one, or the number of bytes that came of one too large. */
export type Collected<Streamed> = { body: Buffer } | { streamed: Streamed } | { tooLarge: number };

/** The destination of a large body, chunk by chunk. */
export interface Sink<Streamed> {
  write(chunk: Buffer): Promise<void>;
  finish(): Promise<Streamed>;
  discard(): Promise<void>;
}

/** A large body in its file, with the verdict on its bytes. */
export interface StreamedBody<Verdict> {
  file: FinishedBodyFile;
  verdict: Verdict;
}

/**
 * Collects the raw bytes of a request. A large body is written to the sink as it comes in, and the sender waits for each
 * write. A body that is too large is read to its end and dropped: a sender that is still writing would see a broken
 * connection instead of the response. Rejects where the sender gives up or the sink fails.
 */
export function collectBody<Streamed>(
  request: IncomingMessage,
  openSink: () => Promise<Sink<Streamed>>,
): Promise<Collected<Streamed>> {
  return new Promise((resolve, reject) => {
    let held: Buffer[] = [];
    let length = 0;
    let sink: Promise<Sink<Streamed>> | undefined;
    let isOver = false;

    const discard = () => {
      held = [];
      void sink?.then((open) => open.discard()).catch(() => {});
      sink = undefined;
    };
    const fail = (error: Error) => {
      if (isOver) return;
      isOver = true;
      discard();
      reject(error);
    };
    const finish = (collected: Collected<Streamed>) => {
      isOver = true;
      resolve(collected);
    };
    const spill = async (chunks: Buffer[]) => {
      request.pause();
      sink ??= openSink();
      const open = await sink;
      for (const chunk of chunks) await open.write(chunk);
      if (!isOver) request.resume();
    };

    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (isOver) return;
      if (length > maxDrainBytes) {
        request.pause();
        return finish({ tooLarge: length });
      }
      if (length > maxBodyBytes) return discard();
      if (length > maxBufferedBytes) {
        const chunks = [...held.splice(0), chunk];
        spill(chunks).catch(fail);
      } else held.push(chunk);
    });
    request.on('end', () => {
      if (isOver) return;
      if (length > maxBodyBytes) finish({ tooLarge: length });
      else if (sink) {
        isOver = true;
        sink.then((open) => open.finish()).then((streamed) => resolve({ streamed }), reject);
      } else finish({ body: held.length === 1 ? held[0]! : Buffer.concat(held, length) });
    });
    request.on('error', fail);
    request.on('close', () => fail(new Error('The sender closed the connection before its request was complete.')));
  });
}
