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
