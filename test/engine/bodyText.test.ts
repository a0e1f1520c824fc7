import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBody } from '../../client/webhooks/deliveries/payload';
import { bodyText } from '../../server/engine/bodyText';
import { decompress } from '../../server/engine/decompress';

const text = '{"name":"Zoë €","order":1}';
const utf16le = Buffer.from(text, 'utf16le');
const utf16be = Buffer.from(utf16le).swap16();
const marked = (mark: number[], bytes: Buffer) => Buffer.concat([Buffer.from(mark), bytes]);

/** Both sides read a body in the same way: the server to check it, the client to show and replay it. */
async function both(bytes: Buffer, type: string, encoding = '') {
  const read = bodyText(bytes, type, encoding || null, decompress);
  const decoded = await decodeBody({ 'content-type': type, 'content-encoding': encoding }, bytes);
  expect(decoded).toMatchObject({ kind: 'json', text: read });
  return read;
}

describe('the text of a body', () => {
  it.each<[string, Buffer, string]>([
    ['UTF-8', Buffer.from(text), 'application/json'],
    ['UTF-8 with a mark', marked([0xef, 0xbb, 0xbf], Buffer.from(text)), 'application/json'],
    ['UTF-16 with a mark, little end first', marked([0xff, 0xfe], utf16le), 'application/json'],
    ['UTF-16 with a mark, big end first', marked([0xfe, 0xff], utf16be), 'application/json; charset=utf-16'],
    ['UTF-16LE by its content type', utf16le, 'application/json; charset=UTF-16LE'],
    ['UTF-16BE by its content type', utf16be, 'application/json; charset="utf-16be"'],
    ['UTF-16 without a mark, little end first', utf16le, 'application/json; charset=utf-16'],
    ['UTF-16 without a mark, big end first', utf16be, 'application/json; charset=utf-16'],
    ['UTF-16 that nothing announces', utf16le, 'application/json'],
    ['UTF-16 that nothing announces, big end first', utf16be, ''],
    ['UTF-16 that says it is UTF-8', utf16le, 'application/json; charset=utf-8'],
    ['UTF-8 with a charset that nobody knows', Buffer.from(text), 'application/json; charset=utf8mb4'],
  ])('is read in %s', async (_, bytes, type) => {
    expect(await both(bytes, type)).toBe(text);
  });

  it('is read in the charset that its content type names', async () => {
    const latin = Buffer.from('{"name":"Zoë"}', 'latin1');
    expect(await both(latin, 'application/json; charset=ISO-8859-1')).toBe('{"name":"Zoë"}');
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['identity', (bytes) => bytes],
    ['deflate, gzip', (bytes) => gzipSync(deflateRawSync(bytes))],
    ['GZip', (bytes) => gzipSync(bytes)],
    ['UTF-8', (bytes) => bytes],
  ])('is unpacked by %s (%o)', async (encoding, pack) => {
    expect(await both(pack(Buffer.from(text)), 'application/json', encoding)).toBe(text);
    expect(await both(pack(marked([0xff, 0xfe], utf16le)), 'application/json', encoding)).toBe(text);
  });

  it('is rejected, with the reason, where the bytes are not text', async () => {
    expect(() => bodyText(Buffer.from([0xff, 0xd8, 0xff]), 'image/jpeg', null, decompress)).toThrow(
      /isn't text in UTF-8/,
    );
    expect(() => bodyText(Buffer.from([0x7b, 0x00, 0x22]), 'application/json', null, decompress)).toThrow(
      /isn't text in UTF-16LE/,
    );
    for (const encoding of ['zstd', 'constructor']) {
      expect(() => bodyText(Buffer.from(text), null, encoding, decompress)).toThrow(
        `unknown Content-Encoding "${encoding}"`,
      );
      expect(await decodeBody({ 'content-encoding': encoding }, Buffer.from(text))).toEqual({ kind: 'binary' });
    }
    expect(() => bodyText(Buffer.from(text), null, 'deflate', decompress)).toThrow();
    for (const headers of [{ 'content-encoding': 'zstd' }, { 'content-encoding': 'deflate' }])
      expect(await decodeBody(headers, Buffer.from(text))).toEqual({ kind: 'binary' });
  });
});
