import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { codeOf, whileHeld } from '../../common/heldFiles';
import { t } from '../../common/translate';
import type { DeliverySummary } from '../../domain/delivery';
import { readRange } from './files';

/**
 * A stored body, byte for byte as it was sent, or its first `limit` bytes. A body has up to 25 MB, so views should give a
 * limit. Rejects where another window has dropped the delivery meanwhile, or another program holds the file.
 */
export async function readBody(
  { body, bytes }: Pick<DeliverySummary, 'body' | 'bytes'>,
  limit = bytes,
): Promise<Buffer> {
  const length = Math.min(bytes, limit);
  return length === 0 ? Buffer.alloc(0) : readRange(body.file, body.start, length);
}

/** Streams `bytes` bytes of a file. It is opened with the first read. */
export const streamBody = (file: string, start: number, bytes: number): Readable =>
  Readable.from(chunksOf(file, start, bytes));

async function* chunksOf(file: string, start: number, bytes: number): AsyncGenerator<Buffer> {
  const handle = await whileHeld(() => open(file)).catch((error) => {
    // Without a code, which would look like one of the network.
    throw new Error(t("can't read the stored body ({0})", codeOf(error) ?? String(error)));
  });
  yield* handle.createReadStream({ start, end: start + bytes - 1 });
}
