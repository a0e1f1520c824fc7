/** The text of a body, whatever it is compressed with and whatever charset it has. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { charsetOf, encodingsOf, hasZlibHeader } from '../../server/protocol/body';

type Unpack = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const inflated: Unpack = promisify(inflate);
const inflatedRaw: Unpack = promisify(inflateRaw);

const unpackers = new Map<string, Unpack>(
  Object.entries({
    gzip: promisify(gunzip),
    'x-gzip': promisify(gunzip),
    deflate: (bytes: Buffer, options: { maxOutputLength: number }) =>
      (hasZlibHeader(bytes) ? inflated : inflatedRaw)(bytes, options),
    br: promisify(brotliDecompress),
  }),
);

/** Rejects where it cannot be unpacked, or unfolds to more than `maxOutputLength` bytes. */
export async function unpackBody(bytes: Buffer, contentEncoding: string, maxOutputLength: number): Promise<Buffer> {
  let plain = bytes;
  for (const encoding of encodingsOf(contentEncoding)) {
    const unpack = unpackers.get(encoding);
    if (!unpack) throw new Error(`unknown Content-Encoding ${JSON.stringify(encoding)}`);
    plain = await unpack(plain, { maxOutputLength });
  }
  return plain;
}

/** Undefined where the bytes are no text of their charset. */
export function decodeText(bytes: Buffer, contentType: string): string | undefined {
  try {
    return new TextDecoder(charsetOf(bytes, contentType), { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
