import { type Compression, charsetOf, compressionOf, decodeText, encodingsOf } from '../protocol/body';
import { say } from '../texts/say';

/** Decompresses bytes, in one step; throws where they are damaged or grow too large. */
export type Decompress = (compression: Compression, bytes: Uint8Array) => Uint8Array;

/** The text of a stored body. Throws, saying why, where it cannot be decompressed or is not text in its charset. */
export function bodyText(
  bytes: Uint8Array,
  contentType: string | null,
  contentEncoding: string | null,
  decompress: Decompress,
): string {
  const plain = encodingsOf(contentEncoding).reduce(
    (packed, encoding) => decompress(compressionOf(encoding, packed), packed),
    bytes,
  );
  const text = decodeText(plain, contentType);
  if (text === undefined) throw new Error(say`it isn't text in ${charsetOf(plain, contentType).toUpperCase()}.`);
  return text;
}
