/** Decompression of bodies for the extension host, which must not block: the server's counterpart is synchronous. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { type Compression, compressionOf, encodingsOf } from '../../server/protocol/body';

export { decodeText } from '../../server/protocol/body';

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const decompressors: Record<Compression, Decompress> = {
  gzip: promisify(gunzip),
  zlib: promisify(inflate),
  deflate: promisify(inflateRaw),
  brotli: promisify(brotliDecompress),
};

/** Undoes each Content-Encoding. Rejects where that fails, or where the result exceeds `maxOutputLength` bytes. */
export async function unpackBody(bytes: Buffer, contentEncoding: string, maxOutputLength: number): Promise<Buffer> {
  let plain = bytes;
  for (const encoding of encodingsOf(contentEncoding)) {
    plain = await decompressors[compressionOf(encoding, plain)](plain, { maxOutputLength });
  }
  return plain;
}
