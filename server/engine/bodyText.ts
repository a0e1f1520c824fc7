/** The text of a body, whatever it is compressed with and whatever charset it has. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { charsetOf, encodingsOf, hasZlibHeader } from '../protocol/body';

/** What a compressed body of 25 MB may unfold to; a bomb unfolds to a thousandfold. */
const maxOutputLength = 128 * 1024 * 1024;

/** Throws, saying why, where it cannot be unpacked or is no text of its charset. */
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
