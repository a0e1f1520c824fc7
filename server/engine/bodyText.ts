/** The text of a stored body. Synchronous: it runs in a worker thread that does nothing else. */

import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { type Compression, charsetOf, compressionOf, decodeText, encodingsOf } from '../protocol/body';
import { say } from '../texts/say';

/** Maximum size in bytes of a decompressed body: a decompression bomb grows a thousandfold. */
const maxOutputLength = 128 * 1024 * 1024;

const decompressors: Record<Compression, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer> = {
  gzip: gunzipSync,
  zlib: inflateSync,
  deflate: inflateRawSync,
  brotli: brotliDecompressSync,
};

/** Returns the text of a body. Throws, saying why, where it cannot be decompressed or is not text in its charset. */
export function bodyText(bytes: Buffer, contentType: string | null, contentEncoding: string | null): string {
  const plain = encodingsOf(contentEncoding).reduce(unpack, bytes);
  const text = decodeText(plain, contentType);
  if (text === undefined) throw new Error(say`it is no text in ${charsetOf(plain, contentType).toUpperCase()}.`);
  return text;
}

const unpack = (bytes: Buffer, encoding: string): Buffer =>
  decompressors[compressionOf(encoding, bytes)](bytes, { maxOutputLength });
