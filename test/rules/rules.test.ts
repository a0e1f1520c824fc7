import { parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { rules } from '../../server/rules';
import { actual, diagnosticsOf, expected, type Fixture, findingsByKey, fixtures, folders, open } from './fixture';

/** What the reader itself finds. */
const readerCodes = ['duplicate-key', 'syntax'];
const codes = [...rules.map(({ code }) => code), ...readerCodes].sort();
const all = fixtures();

/** The codes of a rule: one, but for the rule on types, which has one for each extension. */
function isOf(code: string, found: string): boolean {
  return code === 'extension-type' ? found.endsWith('-type') : code === found;
}

test('every code has its folder, and every folder its code', () => {
  expect(folders()).toEqual(codes);
});

describe.each(codes)('%s', (code) => {
  const own = all.filter((fixture) => fixture.code === code);

  test.each(own.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
    expect(actual(fixture)).toEqual(expected(fixture));
  });

  test('bad fixtures have the code, good ones have not', () => {
    const has = (fixture: Fixture): boolean =>
      diagnosticsOf(fixture, 'custom').some((diagnostic) => isOf(code, String(diagnostic.code)));
    for (const fixture of own) expect(has(fixture), fixture.name).toBe(fixture.name.startsWith('bad'));
    const names = own.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['bad.jsonc', 'good.jsonc']));
  });
});

// A conversion mends what is broken and keeps one of two equal keys.
const convertible = all.filter(({ language, code }) => language === 'jsonc' && !readerCodes.includes(code));

test.each(convertible.map((fixture) => [`${fixture.code}/${fixture.name}`, fixture] as const))(
  'the same in YAML: %s',
  (_, fixture) => {
    const text = stringify(parse(fixture.text));
    const yaml = open({ uri: fixture.uri.replace('.jsonc', '.yaml'), language: 'yaml', text });
    const { options, properties } = fixture;
    expect(findingsByKey(yaml, options, properties)).toEqual(findingsByKey(open(fixture), options, properties));
  },
);

test('messages are sentences, and every finding links to its page', () => {
  for (const fixture of all) {
    for (const { message, codeDescription, source } of diagnosticsOf(fixture, 'custom')) {
      expect(message, fixture.uri).toMatch(/^[^\s].*[.?]$/);
      expect(message, fixture.uri).not.toMatch(/undefined|\[object|NaN/);
      expect(codeDescription?.href).toMatch(/\/docs\/rules\/[a-z0-9-]+\.md$/);
      expect(source).toBe('flow-webhooks');
    }
  }
});
