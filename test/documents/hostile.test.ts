import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { maxLength } from '../../server/documents/readDocument';
import { definitionOf, validate } from '../../server/features/validate';
import { isLong } from '../support/long';
import { connector } from './connectors';
import { seeded } from './random';

const sample = connector('githubWebhookSample.swagger.json').text;
const yaml = stringify(JSON.parse(sample));
const languages: [string, string, string][] = [
  ['json', 'file:///a.swagger.json', sample],
  ['yaml', 'file:///a.swagger.yaml', yaml],
];

/** Reads and checks a text; returns the messages of its syntax problems. */
function check(uri: string, text: string): string[] {
  const document = new OpenDocument(uri, '', 1, text);
  validate(document, definitionOf(document), {});
  return document
    .problems()
    .filter(({ code }) => code === 'syntax')
    .map(({ message }) => message);
}

describe.each(languages)('%s', (language, uri, text) => {
  test('a text that is cut off anywhere is read without an exception, and reported in JSON', () => {
    for (let length = 0; length < text.length; length += isLong ? 50 : 390) {
      const problems = check(uri, text.slice(0, length));
      if (language === 'json' && length > 0) expect(problems.length, `cut at ${length}`).toBe(1);
    }
  });

  test('damaged bytes are read without an exception', () => {
    const random = seeded(11);
    for (let round = 0; round < (isLong ? 150 : 20); round++) {
      const bytes = Buffer.from(text);
      for (let hit = random.below(20); hit >= 0; hit--) bytes[random.below(bytes.length)] = random.below(256);
      check(uri, new TextDecoder().decode(bytes));
    }
  });

  test('noise is read without an exception', () => {
    const random = seeded(12);
    for (let round = 0; round < (isLong ? 100 : 15); round++) {
      const bytes = Buffer.from(Array.from({ length: random.below(2000) }, () => random.below(256)));
      check(uri, new TextDecoder().decode(bytes));
      check(uri, bytes.toString('latin1'));
    }
  });

  test.each([
    ['arrays', '['],
    ['objects', '{"a":'],
    ['arrays on lines of their own', '[\n'],
    ['sequences', '- '],
    ['mappings', '? '],
    ['anchors', '&a '],
    ['tags', '!!seq ['],
  ])('100,000 nested %s are rejected without hanging', { timeout: 60_000 }, (_, opening) => {
    const problems = check(uri, opening.repeat(100_000));
    expect(problems.length).toBeGreaterThan(0);
  });

  test('deep nesting inside a definition is rejected there, and the rest is read', () => {
    const deep = `"deep": ${'['.repeat(5_000)}${']'.repeat(5_000)},`;
    const damaged =
      language === 'json'
        ? text.replace('"GetReposResponse"', `${deep}"GetReposResponse"`)
        : text.replace('definitions:', `definitions:\n  ${deep.slice(0, -1)}`);
    const document = new OpenDocument(uri, '', 1, damaged);
    expect(document.problems().map(({ message }) => message)).toEqual([expect.stringContaining('Nested deeper than')]);
    expect(document.tree.root?.get('paths')?.members.length).toBe(3);
  });

  test('a text that is too large is not read, and the message says so', () => {
    expect(check(uri, `${text}${' '.repeat(50 * 1024 * 1024)}`)).toEqual([
      expect.stringContaining('larger than 32 MB'),
    ]);
    expect(check(uri, 'a'.repeat(maxLength + 1))).toHaveLength(1);
  });

  test('NUL bytes are reported where they are', () => {
    const at = text.indexOf('paths');
    const document = new OpenDocument(uri, '', 1, `${text.slice(0, at)}\0${text.slice(at)}`);
    definitionOf(document);
    if (language === 'json') expect(check(uri, document.content)).toHaveLength(1);
    expect(check(uri, '\0'.repeat(10_000)).length).toBeGreaterThanOrEqual(language === 'json' ? 1 : 0);
  });

  test.each(['', ' ', '\n', '\ufeff', '\r\n\r\n', 'null', '0', '""', '[]', '{}', '"', '\\', '---', '#'])(
    'reads the short text %j without an exception',
    (little) => {
      check(uri, little);
    },
  );

  test('a long line costs no more than many short ones', { timeout: 60_000 }, () => {
    const length = isLong ? 1_000_000 : 250_000;
    check(uri, `${text}${' '.repeat(length)}`);
    check(uri, `"${'a'.repeat(length)}`);
    check(uri, `{"a": "${'\\'.repeat(length)}`);
    check(uri, `{"a": ${'"b" '.repeat(length / 10)}`);
    check(uri, `{${'"a" : '.repeat(length / 10)}`);
    check(uri, `${'a: '.repeat(length / 10)}`);
    check(uri, '{"swagger": "2.0",\n"paths": {\n'.repeat(length / 50));
    check(uri, ' "a":\n'.repeat(length / 20));
  });
});

test('aliases of aliases are not copied', { timeout: 60_000 }, () => {
  const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}*l${i}]`);
  check('file:///a.swagger.yaml', `swagger: "2.0"\nl0: &l0 lol\n${levels.join('\n')}\npaths: *l30\n`);
  const maps = Array.from(
    { length: 30 },
    (_, i) => `  m${i + 1}: &m${i + 1}\n    type: object\n    properties: { a: *m${i}, b: *m${i}, c: *m${i} }`,
  );
  const body = '{ in: body, name: b, schema: *m30 }';
  const operation = `{ post: { operationId: a, x-ms-trigger: single, parameters: [${body}] }, x-ms-notification-content: { schema: *m30 } }`;
  check(
    'file:///a.swagger.yaml',
    `swagger: "2.0"\ndefinitions:\n  m0: &m0 { type: string }\n${maps.join('\n')}\npaths:\n  /a: ${operation}\n`,
  );
});

test('an alias inside of its own anchor does not hang', () => {
  check(
    'file:///a.swagger.yaml',
    'swagger: "2.0"\ndefinitions:\n  a: &a\n    properties: { self: *a }\npaths: &p\n  /a: *p\n',
  );
});

test('a document that is one of its own definitions is checked, and checked again', () => {
  const text = '&all\nswagger: "2.0"\ndefinitions:\n  a: *all\n  b: { type: object }\npaths: {}\n';
  const document = new OpenDocument('file:///a.swagger.yaml', 'yaml', 1, text);
  const found = () => validate(document, definitionOf(document), {}).map(({ code }) => code);
  expect(found()).toEqual(found());
});

test('circular references do not hang', { timeout: 60_000 }, () => {
  const circle = {
    swagger: '2.0',
    paths: {
      '/a': {
        'x-ms-notification-content': { schema: { $ref: '#/definitions/A' } },
        post: {
          operationId: 'a',
          'x-ms-trigger': 'single',
          parameters: [{ $ref: '#/parameters/P' }, { in: 'body', name: 'b', schema: { $ref: '#/definitions/A' } }],
        },
      },
    },
    parameters: { P: { $ref: '#/parameters/Q' }, Q: { $ref: '#/parameters/P' } },
    definitions: {
      A: { $ref: '#/definitions/B' },
      B: { $ref: '#/definitions/A' },
      C: { properties: { c: { $ref: '#/definitions/C' } }, allOf: [{ $ref: '#/definitions/C' }] },
      D: { $ref: '#' },
      E: { $ref: '#/definitions/E' },
    },
  };
  check('file:///a.swagger.json', JSON.stringify(circle));
  const fan = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => {
      const next = { $ref: `#/definitions/F${i + 1}` };
      return [`F${i}`, { type: 'object', properties: { a: next, b: next, c: next }, allOf: [next, next] }];
    }),
  );
  circle.paths['/a'].post.parameters[1] = { in: 'body', name: 'b', schema: { $ref: '#/definitions/F0' } };
  check('file:///a.swagger.json', JSON.stringify({ ...circle, definitions: fan }));
});
