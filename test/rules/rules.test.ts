import { parse } from 'jsonc-parser';
import { describe, expect, it, test } from 'vitest';
import { stringify } from 'yaml';
import { listRules } from '../../server/listRules';
import type { Profile } from '../../server/protocol/requests';
import { rules } from '../../server/rules';
import { actual, diagnosticsOf, expected, type Fixture, findingsByKey, fixtures, folders, open } from './fixture';
import { actualLevel, declaredLevels } from './levels';

/** Codes that the reader reports while it reads a definition. */
const readerCodes = ['duplicate-key', 'syntax'];
/** Codes that a definition alone can give. */
const codes = rules
  .filter((rule) => rule.places || rule.keys || rule.section || rule.definition || readerCodes.includes(rule.code))
  .map(({ code }) => code);
const profiles = ['custom', 'certification'] satisfies Profile[];
const all = fixtures();
const listed = listRules();
const ruleOf = (code: string) => listed.find((rule) => rule.code === code || Object.hasOwn(rule.variants, code));

test('every code has its folder, and every folder its code', () => {
  expect(folders()).toEqual(codes);
});

describe.each(codes)('%s', (code) => {
  const own = all.filter((fixture) => fixture.code === code);

  test.each(own.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
    expect(actual(fixture)).toEqual(expected(fixture));
  });

  it('is reported in bad fixtures and not in good ones', () => {
    const has = (fixture: Fixture): boolean =>
      profiles.some((profile) =>
        diagnosticsOf(fixture, profile).some((diagnostic) => ruleOf(String(diagnostic.code))?.code === code),
      );
    for (const fixture of own) expect(has(fixture), fixture.name).toBe(fixture.name.startsWith('bad'));
    const names = own.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['bad.jsonc', 'good.jsonc']));
  });
});

describe('levels', () => {
  it.each(profiles)('are declared by their rules, in the profile %s', (profile) => {
    const undeclared = all.flatMap((fixture) =>
      diagnosticsOf({ ...fixture, options: {} }, profile).flatMap((diagnostic) => {
        const rule = ruleOf(String(diagnostic.code));
        const level = actualLevel(diagnostic);
        const isDeclared = rule && declaredLevels(rule, String(diagnostic.code), profile).includes(level);
        return isDeclared ? [] : [`${fixture.code}/${fixture.name}: ${level} ${diagnostic.code}`];
      }),
    );
    expect(undeclared, 'declare the level in `otherLevels` of the rule').toEqual([]);
  });

  it('that rules declare are reported in fixtures', () => {
    const reported = new Set(
      all.flatMap((fixture) =>
        profiles.flatMap((profile) =>
          diagnosticsOf({ ...fixture, options: {} }, profile).map(
            (diagnostic) => `${actualLevel(diagnostic)} ${ruleOf(String(diagnostic.code))?.code}`,
          ),
        ),
      ),
    );
    const declared = listed
      .filter(({ code }) => codes.includes(code))
      .flatMap(({ code, otherLevels }) => otherLevels.map(({ level }) => `${level} ${code}`));
    expect(declared.filter((one) => !reported.has(one))).toEqual([]);
  });
});

// A conversion to YAML repairs syntax errors and keeps one of two equal keys.
const convertible = all.filter(({ language, code }) => language === 'jsonc' && !readerCodes.includes(code));

test.each(convertible.map((fixture) => [`${fixture.code}/${fixture.name}`, fixture] as const))(
  '%s gives the same in YAML',
  (_, fixture) => {
    const text = stringify(parse(fixture.text));
    const yaml = open({ uri: fixture.uri.replace('.jsonc', '.yaml'), language: 'yaml', text });
    for (const profile of profiles) {
      const options = { ...fixture.options, profile };
      const { properties } = fixture;
      expect(findingsByKey(yaml, options, properties)).toEqual(findingsByKey(open(fixture), options, properties));
    }
  },
);

describe('every finding', () => {
  const diagnostics = all.flatMap((fixture) => diagnosticsOf(fixture, 'custom'));

  it('has a message of whole sentences', () => {
    for (const { message } of diagnostics) {
      expect(message).toMatch(/^[^\s].*[.?]$/);
      expect(message).not.toMatch(/undefined|\[object|NaN/);
    }
  });

  it('links to the page of its rule', () => {
    for (const { code, codeDescription, source } of diagnostics) {
      expect(codeDescription?.href).toMatch(new RegExp(`/docs/rules/${ruleOf(String(code))?.code}\\.md$`));
      expect(source).toBe('flow-webhooks');
    }
  });
});
