import { open } from 'node:fs/promises';
import type { DeliverySummary } from '../../domain/delivery';

/**
 * A stored body, byte for byte as it was sent, or its first `limit` bytes. A body has up to 25 MB, so views should give a
 * limit. Rejects where another window has dropped the delivery meanwhile.
 */
export async function readBody(
  { body, bytes }: Pick<DeliverySummary, 'body' | 'bytes'>,
  limit = bytes,
): Promise<Buffer> {
  const length = Math.min(bytes, limit);
  const buffer = Buffer.alloc(length);
  if (length === 0) return buffer;
  const file = await open(body.file);
  try {
    const { bytesRead } = await file.read(buffer, 0, length, body.start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
