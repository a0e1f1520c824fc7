/** Cases from reviews: what is said of them, at which level and where, in JSON and in YAML. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../../server/protocol/json';
import type { Profile } from '../../server/protocol/requests';
import { caseText, findingsOf, type Language, open, write } from './repairs';

const levels = ['', 'error', 'warning', 'information', 'hint'];

/** The codes that these cases are about; rules of certification report other things in them as well. */
const ours =
  /^(?:trigger|unsubscribe|batch|webhook)|^(?:unknown-extension|title-over-summary|swagger-structure|operation-id|internal-without-default|visibility-value)$/;

type Said = [level: string, code: string, text?: string];

const cases: [name: string, custom: Said[], certification?: Said[]][] = [
  ['false-empty-title', []],
  ['false-http-only', []],
  ['false-mcp-protocol', []],
  ['false-operation-id-slash', [['hint', 'operation-id', 'Microsoft replaces']]],
  [
    'false-polling-default-only',
    [['information', 'trigger-no-success-response', 'certification requires a 200']],
    [['warning', 'trigger-no-success-response', 'certification requires a 200']],
  ],
  ['false-polling-post', []],
  ['false-polling-responses-empty', [['warning', 'trigger-responses-empty', 'no dynamic content']]],
  ['noise-content-type', []],
  ['noise-x-summary', []],
  ['silent-polling-batch-not-split', [['information', 'batch-not-split', 'the list parcels']]],
  [
    'silent-trigger-value',
    [
      ['information', 'batch-not-split'],
      ['warning', 'trigger-value-type', 'not a string'],
      ['warning', 'trigger-value-type', 'not a boolean'],
    ],
  ],
  [
    'silent-unsubscribe-elsewhere',
    [
      ['information', 'unsubscribe-needs-input', 'requires a body'],
      ['warning', 'unsubscribe-visible'],
    ],
  ],
  [
    'share-path',
    [
      ['warning', 'triggers-share-path'],
      ['warning', 'triggers-share-path'],
    ],
  ],
  [
    'unsubscribe-of-another',
    [
      ['warning', 'unsubscribe-missing'],
      ['warning', 'unsubscribe-missing'],
    ],
  ],
];

describe.each(['json', 'yaml'] satisfies Language[])('in %s', (language) => {
  describe.each(['custom', 'certification'] satisfies Profile[])('and the profile %s', (profile) => {
    test.each(cases)('%s', (name, custom, certification = custom) => {
      const expected = profile === 'custom' ? custom : certification;
      const document = open(language, write(language, JSON.parse(caseText(name)) as Json));
      const said = findingsOf(document, profile)
        .filter(({ code }) => ours.test(String(code)))
        .sort((a, b) => String(a.code).localeCompare(String(b.code)) || a.range.start.line - b.range.start.line);
      expect(said.map(({ severity, code }) => [levels[severity!], code])).toEqual(
        expected.map(([level, code]) => [level, code]),
      );
      for (const [index, [, , text = '']] of expected.entries()) expect(said[index]!.message).toContain(text);
    });
  });
});
