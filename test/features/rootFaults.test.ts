/** A file that holds no object gets one finding, which says what it is. */
import { expect, test } from 'vitest';
import { findingsOf, open } from './repairs';

const files: ['json' | 'yaml', string, string][] = [
  ['json', '[]', 'a list'],
  ['json', '[1, 2] x', 'a list'],
  ['json', '["a", ]', 'a list'],
  ['json', 'null', 'empty'],
  ['json', '', 'empty'],
  ['json', ' \n\n', 'empty'],
  ['json', '"text"', 'a text'],
  ['json', 'Some notes.\nOn several: lines,\n- and more', 'a text'],
  ['json', 'swagger: "2.0"\npaths: {}', 'a text'],
  ['json', '5', 'a number'],
  ['json', 'true', 'true or false'],
  ['yaml', '[]', 'a list'],
  ['yaml', '- a\n- b\n', 'a list'],
  ['yaml', 'null', 'empty'],
  ['yaml', '# nothing\n', 'empty'],
  ['yaml', 'Some notes\non several lines\n', 'a text'],
];

test.each(files)('%s: %j is %s', (language, text, what) => {
  const found = findingsOf(open(language, text));
  expect(found.map(({ code, severity }) => [code, severity])).toEqual([['not-swagger-2', 1]]);
  expect(found[0]!.message).toBe(
    `Power Automate cannot import this file: a definition must be one object, but this is ${what}. Begin it with swagger: "2.0".`,
  );
  expect(found[0]!.range.end.line - found[0]!.range.start.line).toBe(0);
});

test.each([
  ['json', '{'],
  ['json', '/* a */ { "swagger": "2.0", '],
  ['yaml', '{ swagger: "2.0"'],
] as const)('%s: %j has begun as an object, so its faults are reported', (language, text) => {
  expect(findingsOf(open(language, text)).map(({ code }) => code)).toContain('syntax');
});

test('a long file of slashes is looked at once', () => {
  expect(findingsOf(open('json', '/'.repeat(100_000)))).toHaveLength(1);
});
