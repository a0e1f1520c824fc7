/** The text of a body in any supported compression and charset. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { charsetOf, encodingsOf, hasZlibHeader } from '../protocol/body';

/** Maximum size of an uncompressed body in bytes: bodies have up to 25 MB, and a decompression bomb expands a thousandfold. */
const maxOutputLength = 128 * 1024 * 1024;

/** The decoded text; throws, with the reason, where the body can't be decompressed or isn't text in its charset. */
export function bodyText(bytes: Buffer, contentType: string | null, contentEncoding: string | null): string {
  const plain = encodingsOf(contentEncoding).reduce(unpack, bytes);
  const charset = charsetOf(plain, contentType);
  try {
    return new TextDecoder(charset, { fatal: true }).decode(plain);
  } catch {
    throw new Error(`it is no text in ${charset.toUpperCase()}.`);
  }
}

function unpack(bytes: Buffer, encoding: string): Buffer {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return gunzipSync(bytes, { maxOutputLength });
    case 'deflate':
      return hasZlibHeader(bytes)
        ? inflateSync(bytes, { maxOutputLength })
        : inflateRawSync(bytes, { maxOutputLength });
    case 'br':
      return brotliDecompressSync(bytes, { maxOutputLength });
    default:
      throw new Error(`unknown Content-Encoding ${JSON.stringify(encoding)}`);
  }
}
