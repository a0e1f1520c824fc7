/** The texts of the language server in Dutch: all of them, and nothing in English where a person reads. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { codeActions } from '../../server/features/codeActions';
import { definitionOf } from '../../server/features/validate';
import type { Profile } from '../../server/protocol/requests';
import { findings } from '../../server/rules/run';
import { digits, setTexts, type Texts } from '../../server/texts/say';
import { diagnosticsOf, type Fixture, fixtures, open } from '../rules/fixture';
import { englishWordIn } from '../support/english';
import { startLsp } from '../support/lsp';
import { serverTexts } from '../support/serverTexts';

const dutch: Texts = JSON.parse(readFileSync(new URL('../../l10n/server.nl.json', import.meta.url), 'utf8'));
const entries = Object.entries(dutch);

afterEach(() => setTexts());

/** Names and terms that are the same in both languages. */
const same = new Set([
  'Triggers',
  'Parameters',
  'trigger',
  'Bytes',
  'objects',
  '`actions` and `triggers`.',
  '"scopes": {}',
  '[TODO] ???',
  '{0}: header {1}',
  ' in {0}',
  ' in apiProperties.json',
  'arrays',
  'booleans',
]);

describe('the Dutch texts', () => {
  it('are those of the server, and none is left over: add what is missing to l10n/server.nl.json', () => {
    const texts = serverTexts();
    expect([...texts].filter((text) => dutch[text] === undefined)).toEqual([]);
    expect(Object.keys(dutch).filter((text) => !texts.has(text))).toEqual([]);
  });

  it('have the same places for values, and the same code', () => {
    const parts = (text: string, pattern: RegExp) => [...(text.match(pattern) ?? [])].sort();
    for (const [english, text] of entries) {
      expect(parts(text, /\{\d+\}/g), english).toEqual(parts(english, /\{\d+\}/g));
      expect(parts(text, /`[^`]+`/g), english).toEqual(parts(english, /`[^`]+`/g));
    }
  });

  it('begin and end as the English ones do', () => {
    const edges = (text: string) => [/^\s*/.exec(text)![0], /[.?:…]?\s*$/.exec(text)![0]];
    const exceptions = new Set(['Add operationId']);
    for (const [english, text] of entries)
      if (!exceptions.has(english)) expect(edges(text), english).toEqual(edges(english));
  });

  it('are Dutch, and address people as "u"', () => {
    for (const [english, text] of entries) {
      if (!same.has(english) && /[a-z]{2}/i.test(english.replaceAll(/\{\d+\}/g, ''))) expect(text).not.toBe(english);
      expect([text, englishWordIn(text)]).toEqual([text, undefined]);
      expect(text).not.toMatch(/\b(?:je|jij|jou|jouw|jullie)\b/i);
    }
  });
});

const profiles = ['custom', 'certification'] satisfies Profile[];
const bad = fixtures().filter(({ name }) => name.startsWith('bad'));

/** What people read of a fixture's findings and fixes; code is in backticks, and names of things are taken out. */
function textsOf(fixture: Fixture): { messages: string[]; titles: string[] } {
  const document = open(fixture);
  const definition = definitionOf(document);
  const problems = document.problems().map(({ message }) => message);
  if (!definition) return { messages: problems, titles: [] };
  const whole = document.range({ start: 0, end: document.content.length });
  const reported = findings(definition).flatMap(({ message, related }) => [
    message,
    ...related.map((one) => one.message),
  ]);
  const titles = profiles.flatMap((profile) =>
    codeActions(document, definition, whole, diagnosticsOf(fixture, profile), undefined, [], {
      ...fixture.options,
      profile,
    }).map(({ title }) => title),
  );
  return { messages: [...problems, ...reported], titles };
}

/** Names that Microsoft gives its categories, and places in a definition. */
const names = /\bIT\b|Content and Files|Sales and CRM|Lifestyle and Entertainment|#\/\S+/g;

describe('a rule in Dutch', () => {
  it.each(bad.map((fixture) => [`${fixture.code}/${fixture.name}`, fixture] as const))('%s', (_, fixture) => {
    const english = textsOf(fixture);
    setTexts(dutch);
    const translated = textsOf(fixture);
    for (const kind of ['messages', 'titles'] as const) {
      expect(translated[kind]).toHaveLength(english[kind].length);
      for (const [index, text] of translated[kind].entries()) {
        expect(text).not.toBe(english[kind][index]);
        expect([text, englishWordIn(text.replaceAll(names, '…'))]).toEqual([text, undefined]);
      }
    }
  });
});

describe('the language server', () => {
  const text = '{ "swagger": "2.0", "paths": { "/a": { "get": { "operationId": "A", "x-ms-trigger": "Single" } } } }';
  const uri = 'file:///connector/apiDefinition.swagger.json';

  async function messagesWith(options: Parameters<typeof startLsp>[0]): Promise<string[]> {
    const session = await startLsp(options);
    try {
      session.open(uri, 'json', text);
      const { diagnostics } = await session.waitForPush((push) => push.uri === uri);
      return diagnostics.map(({ message }) => message);
    } finally {
      await session.stop();
    }
  }

  it('speaks the language of the client, unless its options name one', async () => {
    const [inEnglish, inDutch, byOption] = await Promise.all([
      messagesWith({ locale: 'en-US' }),
      messagesWith({ locale: 'nl-NL' }),
      messagesWith({ locale: 'nl', initializationOptions: { language: 'en' } }),
    ]);
    expect(inEnglish).toContain('x-ms-trigger is written "single", in lower case.');
    expect(inDutch).toContain('x-ms-trigger wordt als "single" geschreven, met kleine letters.');
    expect(byOption).toEqual(inEnglish);
    expect(await messagesWith({ locale: 'en', initializationOptions: { language: 'nl' } })).toEqual(inDutch);
  });
});

it.each([
  [0, '0', '0'],
  [999, '999', '999'],
  [1_000, '1,000', '1.000'],
  [45_678, '45,678', '45.678'],
  [1_048_576, '1,048,576', '1.048.576'],
])('writes %d as its readers do', (count, english, inDutch) => {
  expect(digits(count)).toBe(english);
  setTexts(dutch);
  expect(digits(count)).toBe(inDutch);
});
