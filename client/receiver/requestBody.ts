import type { IncomingMessage } from 'node:http';
import type { FinishedBodyFile } from './store/bodyFile';

/** Bytes of a body that are kept: GitHub sends at most 25 MB. */
export const maxBodyBytes = 26_214_400;

/** Larger ones do not stay in memory. No handshake and no form that is parsed to be verified is that large. */
export const maxBufferedBytes = 256 * 1024;

/** Beyond this many bytes a sender that does not stop is cut off. */
const maxDrainBytes = 4 * maxBodyBytes;

/** A body as it was sent, whatever its content type or encoding; or how many bytes of one that is too large came. */
export type Collected<Taken> = { body: Buffer } | { taken: Taken } | { tooLarge: number };

/** Where a large body goes, chunk by chunk. */
export interface Sink<Taken> {
  write(chunk: Buffer): Promise<void>;
  finish(): Promise<Taken>;
  discard(): Promise<void>;
}

/** What a large body leaves: where it lies, and what was made of its bytes as they came. */
export interface StreamedBody<Verdict> {
  spooled: FinishedBodyFile;
  verdict: Verdict;
}

/**
 * Collects a request's raw bytes; those of a large one go into `openSink` as they come, and the sender waits while they
 * are written. One that is too large is read to its end and dropped: a sender that is still writing would see a broken
 * connection instead of the answer. Rejects where the sender gives up, or the sink fails.
 */
export function collectBody<Taken>(
  request: IncomingMessage,
  openSink: () => Promise<Sink<Taken>>,
): Promise<Collected<Taken>> {
  return new Promise((resolve, reject) => {
    let held: Buffer[] = [];
    let length = 0;
    let sink: Promise<Sink<Taken>> | undefined;
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
    const finish = (collected: Collected<Taken>) => {
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
        sink.then((open) => open.finish()).then((taken) => resolve({ taken }), reject);
      } else finish({ body: held.length === 1 ? held[0]! : Buffer.concat(held, length) });
    });
    request.on('error', fail);
    request.on('close', () => fail(new Error('The sender closed the connection before its request was complete.')));
  });
}
