/** What the profiles report of definitions that Microsoft's certification rejects: the operations and the connector itself. */
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Profile } from '../../server/protocol/requests';
import { caseText, findingsOf, type Language, open, write } from '../features/repairs';

const levels = ['error', 'warning', 'information', 'hint'];
/** The codes that this test is about; those of parameters, bodies and schemas have tests of their own. */
const own =
  /^(?:connector-|operation-|trigger-summary$|default-response|many-success|notification-elsewhere$|consumes-|mime-|output-|repeated-|response-example$|text-not)/;

function found(name: string, profile: Profile, language: Language = 'json'): string[] {
  const document = open(language, write(language, JSON.parse(caseText(name))));
  return findingsOf(document, profile)
    .filter(({ code }) => own.test(String(code)))
    .map(({ code, severity }) => `${levels[severity! - 1]} ${code}`)
    .sort();
}

const inFile = ['error connector-contact', 'error connector-description', 'error connector-metadata'];

describe.each([
  ['quiet-good', [...inFile, 'hint consumes-missing']],
  ['cert-default-schema', ['error default-response-schema']],
  ['cert-no-contact-metadata', ['error connector-contact', 'error connector-metadata']],
  ['cert-summary-characters', ['error trigger-summary']],
  ['cert-no-descriptions', ['error operation-description']],
  ['cert-many-schemas', ['information many-success-schemas']],
  [
    'cert-many-violations',
    [
      ...inFile,
      // Its words, its length and a product.
      ...Array<string>(3).fill('error connector-title'),
      'error default-response-schema',
      // In a webhook, and it names an operation that takes no callback URL.
      ...Array<string>(2).fill('error notification-elsewhere'),
      // A replacement without deprecation, and without `api`.
      ...Array<string>(2).fill('error operation-family'),
      'error trigger-summary',
      'hint operation-family',
      'hint operation-id',
      'information many-success-schemas',
      'warning operation-description',
    ],
  ],
] as const)('%s', (name, expected) => {
  test.each(['json', 'yaml'] as const)('in certification, in %s', (language) => {
    expect(found(name, 'certification', language)).toEqual([...expected].sort());
  });

  test('has no error in custom', () => {
    expect(found(name, 'custom').filter((one) => one.startsWith('error'))).toEqual([]);
  });
});

test('the sizes of a definition are reported where they exceed what Microsoft allows', () => {
  const path = (i: number) => ({ get: { operationId: `Get${i}`, responses: { 200: { description: 'OK' } } } });
  const definition = (operations: number, length = 0) => ({
    swagger: '2.0',
    info: { title: 'Orders', version: '1', description: 'é'.repeat(length) },
    paths: Object.fromEntries(Array.from({ length: operations }, (_, i) => [`/a${i}`, path(i)])),
  });
  const sizes = (language: Language, profile: Profile, data: object): string[] => {
    const text = language === 'json' ? JSON.stringify(data) : stringify(data);
    const findings = findingsOf(open(language, text), profile).filter(({ code }) => code === 'connector-size');
    return findings.map(({ severity, message }) => `${levels[severity! - 1]}: ${/[\d,]+/.exec(message)![0]}`);
  };
  expect(sizes('json', 'certification', definition(256))).toEqual([]);
  expect(sizes('json', 'certification', definition(257))).toEqual(['error: 257']);
  expect(sizes('yaml', 'certification', definition(257))).toEqual(['error: 257']);
  expect(sizes('json', 'custom', definition(257))).toEqual([]);
  // Two bytes for each letter.
  expect(sizes('json', 'certification', definition(1, 500_000))).toEqual([]);
  expect(sizes('json', 'certification', definition(1, 525_000))).toEqual([expect.stringMatching(/^warning: 1,05/)]);
  expect(sizes('json', 'custom', definition(1, 525_000))).toEqual([expect.stringMatching(/^information: 1,05/)]);
});
