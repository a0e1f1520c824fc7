import { describe, expect, it } from 'vitest';
import { looksSecret } from '../../client/common/randomText';
import { createRedactor, isSecretName } from '../../client/common/redact';
import { scrubLongText, scrubText } from '../../client/common/scrub';
import { scrubJson } from '../../client/common/scrubJson';
import { createSlices } from '../../client/common/slices';
import { seeded } from '../documents/random';

const redactor = createRedactor();
redactor.add('the known secret');
const scrubber = { redactor, isSecretName };
const json = (text: string) => scrubJson(text, scrubber, createSlices());
const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_123';
const key = (end: string) => `-----BEGIN RSA PRIVATE KEY-----\nMIIabc+/09==\n${end}`;

describe('what is masked in a text', () => {
  it.each([
    ['write to mona@contoso.com.', 'write to someone@example.com.'],
    [`${'a'.repeat(70)}@contoso.co.uk`, 'someone@example.com'],
    ['a@b.c+d@e.f', 'someone@example.comsomeone@example.com'],
    ['x@y <mona.lisa+art@mail.contoso.com>', 'x@y <someone@example.com>'],
    ['@contoso.com and a@localhost', '@contoso.com and a@localhost'],
    [`jwt=${token};`, `jwt=${form(token)};`],
    [`x-${token}`, `x-${form(token)}`],
    ['eyJ.eyJ.eyJ', 'eyJ.eyJ.eyJ'],
    ['eyJa.b', 'eyJa.b'],
    ['https://me:pw@localhost/?a=1&sig=Ab1', 'https://xx:xx@localhost/?a=1&sig=Xx0'],
    [`${key('-----END RSA PRIVATE KEY-----')} rest`, `${form(key('-----END RSA PRIVATE KEY-----'))} rest`],
    [key(''), form(key(''))],
    ['nothing but words', 'nothing but words'],
    ['été Δ 漢 a@b.c', 'été Δ 漢 someone@example.com'],
  ])('%j', (text, masked) => {
    expect(scrubText(text, scrubber)).toBe(masked);
  });

  it.each([
    ['password=hunter2&page=1', 'password=xxxxxx0&page=1'],
    ['<Password>hunter2</Password><id>hunter2</id>', '<Password>xxxxxx0</Password><id>hunter2</id>'],
    ['"passcode": "hunter2", "note": "hunter2"', '"passcode": "xxxxxx0", "note": "hunter2"'],
    ['name="token"\r\n\r\nhunter2\r\n--x', 'name="token"\r\n\r\nxxxxxx0\r\n--x'],
  ])('%j, by name', (text, masked) => {
    expect(scrubText(text, scrubber)).toBe(masked);
  });

  it('in a long text what is masked in a short one, wherever it is', async () => {
    for (const before of [0, 131_000, 131_060, 131_070, 262_140]) {
      const text = `${'lorem ipsum '.repeat(30_000).slice(0, before)} ghp_abcdefgh1234 a@b.co the known secret ${key('')}`;
      const masked = await scrubLongText(text, scrubber, createSlices());
      expect(masked.slice(before)).toBe(` ${form('ghp_abcdefgh1234')} someone@example.com *** ${form(key(''))}`);
    }
  });

  /** The expressions say what is meant, as a person would write them; on a long text they are slow. */
  it('is the same as with plain regular expressions, in texts made of their pieces', () => {
    const pieces = ['eyJ', 'a', '-', '.', '@', '+', '://', ':', ' ', '?sig=', '&', 'B', '9', 'Bearer ', 'sk-', 'ab.c'];
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: 2 + next(14) }, () => pieces[next(pieces.length)]).join('');
      expect(scrubText(text, { redactor, isSecretName: () => false }), text).toBe(plainly(text));
    }
  });
});

describe('what is masked in JSON', () => {
  it.each([
    ['{"secret": "Zürich-09 漢", "pin": 1, "token": 1234.5}', '{"secret": "Xüxxxx-00 漢", "pin": 1, "token": 1111.1}'],
    ['{"a": 1.0, "b":[ ], "c" : null}', '{"a": 1.0, "b":[ ], "c" : null}'],
    ['{"tokens": ["t-1", {"x": "y-2"}], "x": "y-2"}', '{"tokens": ["x-0", {"x": "x-0"}], "x": "y-2"}'],
    [
      '[{"name": "api_key", "value": "abc1"}, {"value": "abc1"}]',
      '[{"name": "api_key", "value": "xxx0"}, {"value": "abc1"}]',
    ],
    ['{"note": "by the known secret"}', '{"note": "by ***"}'],
    ['{"mail": "mona@contoso.com", "u": "\\u00e9\\n"}', '{"mail": "someone@example.com", "u": "\\u00e9\\n"}'],
    ['"a@b.co"', '"someone@example.com"'],
    [' 12 ', ' 12 '],
  ])('%s', async (text, masked) => {
    expect(await json(text)).toBe(masked);
  });

  it.each([
    '',
    '{',
    '{"a"}',
    '{"a":}',
    '[1,]',
    '[1 2]',
    '{"a":1,}',
    '{,}',
    '01',
    'nul',
    '"a',
    '"\\x"',
    '"\n"',
    ']',
    '{]',
    '[1]2',
    '{"a":1 "b":2}',
    '{1:2}',
    ':',
    ',',
  ])('is not %j, as JSON.parse says', async (text) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(await json(text)).toBeUndefined();
  });

  it('is the same text for JSON without secrets, and no JSON where JSON.parse refuses it', async () => {
    const { below, pick } = seeded(7);
    const parts = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b\\""',
      '1',
      '-0.5e3',
      'true',
      'null',
      ' ',
      '\n',
      '""',
      '"\\',
      'x',
    ];
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: 1 + below(9) }, () => pick(parts)).join('');
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      expect(await json(text), text).toBe(isJson ? text : undefined);
    }
  });

  it('is found however deep it is', async () => {
    const deep = (text: string) => `${'[{"a":'.repeat(200_000)}${text}${'}]'.repeat(200_000)}`;
    expect(await json(deep('{"secret":"abc"}'))).toBe(deep('{"secret":"xxx"}'));
  });

  it('ends when it is canceled', async () => {
    const controller = new AbortController();
    const slices = createSlices(controller.signal, () => controller.abort(new Error('canceled')));
    const text = JSON.stringify(Array.from({ length: 400_000 }, (_, index) => `a${index}`));
    await expect(scrubJson(text, scrubber, slices)).rejects.toThrow('canceled');
  });
});

describe('a text that looks like a secret', () => {
  it.each([
    ['session', 'h3Kd92LmQxZp0aYt7VbN'],
    ['hook_key', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    ['x-custom', 'aB3dE5fG7hJ9kL1mN2pQ4rS6'],
    ['value', 'dGhpcyBpcyBhIHNlY3JldCBrZXkgMTIzNDU2Nzg5MA=='],
  ])('is one: %s', (name, text) => expect(looksSecret(name, text)).toBe(true));

  it.each([
    ['node_id', 'MDEwOlJlcG9zaXRvcnkxMjk2MjY5'],
    ['sha', 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7'],
    ['after', 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7'],
    ['x-github-delivery', '72d3162e-cc78-11e3-81ab-4c9367dc0958'],
    ['note', 'a sentence with blanks and 12 words'],
    ['version', '1.2.3-beta.20240102030405'],
    ['topic', 'orders/2024-01-02/created-by-api'],
    ['createdAt', '2024-01-02T03:04:05.678+00:00'],
    ['number', '123456789012345678901234567890'],
    ['word', 'Donaudampfschifffahrtsgesellschaft'],
  ])('is not one: %s', (name, text) => expect(looksSecret(name, text)).toBe(false));
});

/** Letters for letters, digits for digits. */
function form(text: string): string {
  return text.replace(/[A-Z]/g, 'X').replace(/[a-z]/g, 'x').replace(/\d/g, '0');
}

function plainly(text: string): string {
  return [
    /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
    /\b(?:sk-)[\w./-]{8,}/g,
    /\b(?:Bearer) [\w.~+/=-]{8,}/g,
    /(?<=:\/\/)[^\s/:@]+:[^\s/@]+(?=@)/g,
    /(?<=[?&](?:sig)=)[^&\s"'<>]+/gi,
  ]
    .reduce((done, one) => done.replace(one, form), text)
    .replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, 'someone@example.com');
}

describe('a string that is masked in slices', () => {
  const parts = ['a', '\\n', '\\\\', '\\"', '\\u00e9', '\\ud83d\\ude00', '😀', 'é', '\\/', '\\u0041', '\\\\u'];

  it.each(parts)('of many %j is what a parser reads, wherever it is cut', async (part) => {
    for (let shift = 0; shift < 7; shift++) {
      const text = `{"note":"${'b'.repeat(shift)}${part.repeat(Math.ceil(140_000 / part.length))}"}`;
      expect(JSON.parse((await json(text))!)).toEqual(JSON.parse(text));
      const secretly = text.replace(/"\}$/, ' write to mona@contoso.com"}');
      const masked: { note: string } = JSON.parse((await json(secretly))!);
      expect(masked.note).toBe(`${JSON.parse(text).note} write to someone@example.com`);
    }
  });
});
