import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { Compression } from '../protocol/body';
import type { Decompress } from './bodyText';

/** Maximum size in bytes of a decompressed body: a decompression bomb grows a thousandfold. */
const maxOutputLength = 128 * 1024 * 1024;

const decompressors: Record<Compression, (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array> = {
  gzip: gunzipSync,
  zlib: inflateSync,
  deflate: inflateRawSync,
  brotli: brotliDecompressSync,
};

/** Decompresses with Node's zlib. Synchronous, for a worker that does nothing else. */
export const decompress: Decompress = (compression, bytes) => decompressors[compression](bytes, { maxOutputLength });
