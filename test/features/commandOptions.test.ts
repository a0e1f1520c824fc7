import { parseArgs } from 'node:util';
import { expect, test } from 'vitest';
import { textOfBase64, textOfBytes, utf8Length } from '../../server/documents/bytes';
import { readOptions } from '../../server/features/newTrigger/commandOptions';
import { seeded } from '../documents/random';

const table = {
  request: { type: 'string', short: 'X' },
  header: { type: 'string', short: 'H' },
  data: { type: 'string', short: 'd' },
  url: { type: 'string' },
} as const;

const words = [
  ['-X', '-XPOST', '-sSX', '-sS', '-sSXPUT', '-H', '-Ha: b', '-H=a', '-k', '-', '--'],
  ['--header', '--header=a: b', '--data=x=y', '--url', '--url=', '--compressed', '--unknown=v', '--location'],
  ['https://example.com/a', 'POST', 'a: b', '{"a":1}', '', '-1', 'a=b'],
].flat();

test('the options of a command are those that Node reads', () => {
  const { below, pick } = seeded(21);
  const multiple = Object.fromEntries(Object.entries(table).map(([name, one]) => [name, { ...one, multiple: true }]));
  for (let round = 0; round < 2000; round++) {
    const args = Array.from({ length: below(7) }, () => pick(words));
    const node = parseArgs({ args, options: multiple as never, allowPositionals: true, strict: false });
    const values = Object.entries(node.values).flatMap(([name, all]) => {
      const texts = Object.hasOwn(table, name) ? (all as unknown[]).filter((one) => typeof one === 'string') : [];
      return texts.length > 0 ? [[name, texts]] : [];
    });
    const read = readOptions(args, table);
    expect(read.positionals, JSON.stringify(args)).toEqual(node.positionals);
    expect(Object.fromEntries(read.values), JSON.stringify(args)).toEqual(Object.fromEntries(values));
  }
});

test('bytes are those of Node', () => {
  const texts = [
    '',
    'a',
    'Zoë €',
    '\u{1f600}',
    '\ufeffx',
    'a\ud800b',
    '=',
    'ab-_',
    'YWJj ZGVm',
    'YQ==YQ',
    'YWJjZ',
    '\xff\xfe',
  ];
  for (const text of texts) {
    expect(utf8Length(text)).toBe(Buffer.byteLength(text));
    expect(textOfBase64(text), text).toBe(Buffer.from(text, 'base64').toString());
    expect(textOfBytes(text), text).toBe(Buffer.from(text, 'latin1').toString());
  }
});
