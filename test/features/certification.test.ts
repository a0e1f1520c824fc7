/** What certification rejects of parameters and schemas, and that its fixes leave fewer findings and none worse. */
import { type ParseError, parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { rules } from '../../server/rules';
import { docsByCode } from '../../server/rules/docs';
import { complete } from '../rules/examples';
import { fixtures } from '../rules/fixture';
import { applied, caseText, findingsOf, fixAllOf, type Language, open, read, repairsOf, write } from './repairs';

const languages: Language[] = ['json', 'yaml'];

/** The rules of this part. */
const codes = [
  'array-without-items',
  'binary-misplaced',
  'dynamic-members',
  'enum-values',
  'extension-value',
  'internal-default-optional',
  'keyword-unsupported',
  'parameter-connection-id',
  'parameter-description',
  'parameter-summary',
  'path-parameter-encoding',
  'reference-siblings',
  'required-loop',
  'required-read-only',
  'schema-contradiction',
  'security-undefined',
  'url-encoding-misplaced',
  'value-mismatch',
];

describe.each(languages)('the definition with many violations, in %s', (language) => {
  const document = open(language, write(language, JSON.parse(caseText('cert-many-violations'))));
  const marked = (found: Diagnostic[], level: number): string[] =>
    found
      .filter(({ code, severity }) => severity === level && codes.includes(String(code)))
      .map(
        ({ code, range }) =>
          `${code}: ${document.content.slice(document.offsetAt(range.start), document.offsetAt(range.end)).replaceAll('"', '')}`,
      )
      .sort();

  test('has no errors of them in the profile custom', () => {
    expect(marked(findingsOf(document, 'custom'), 1)).toEqual([]);
  });

  test('has those that certification rejects', () => {
    const found = findingsOf(document, 'certification');
    expect(marked(found, 1)).toEqual(
      [
        'enum-values: a',
        'enum-values: value',
        'enum-values: zz',
        'internal-default-optional: kind',
        'parameter-connection-id: connectionId',
        ...['board', 'connectionId', 'filter', 'id'].flatMap((name) => [
          `parameter-description: ${name}`,
          `parameter-summary: ${name}`,
        ]),
        'schema-contradiction: 9',
        'schema-contradiction: required',
      ].sort(),
    );
    expect(marked(found, 2)).toEqual([
      'keyword-unsupported: uniqueItems',
      'reference-siblings: description',
      'required-loop: parent',
      'schema-contradiction: required',
      'url-encoding-misplaced: x-ms-url-encoding',
    ]);
  });
});

const own = fixtures().filter(
  ({ code, name, language }) => codes.includes(code) && name.startsWith('bad') && language === 'jsonc',
);

/** How many findings there are of each level, the worst first. */
const levels = (found: Diagnostic[]): number[] =>
  [1, 2, 3, 4].map((level) => found.filter(({ severity }) => severity === level).length);

/** True when there are fewer findings, and not more of a worse level for it. */
function isBetter(before: Diagnostic[], after: Diagnostic[]): boolean {
  const [was, is] = [levels(before), levels(after)];
  let known = 0;
  let left = 0;
  const noneWorse = was.every((count, index) => {
    known += count;
    left += is[index]!;
    return left <= known;
  });
  return noneWorse && after.length < before.length;
}

describe.each(languages)('every fix in %s', (language) => {
  test.each(own.map((fixture) => [`${fixture.code}/${fixture.name}`, fixture] as const))(
    'leaves fewer findings and none worse: %s',
    (_, { code, text }) => {
      const errors: ParseError[] = [];
      const document = open(language, write(language, parse(text, errors)));
      const before = findingsOf(document, 'certification');
      for (const finding of before.filter((one) => one.code === code)) {
        for (const action of repairsOf(document, finding, 'certification')) {
          const fixed = applied(document, action);
          expect(() => read(language, fixed), action.title).not.toThrow();
          const after = findingsOf(open(language, fixed), 'certification');
          expect(isBetter(before, after), `${action.title}: ${levels(before)} became ${levels(after)}`).toBe(true);
        }
      }
      for (const action of fixAllOf(document, 'certification')) {
        const after = findingsOf(open(language, applied(document, action)), 'certification');
        expect(isBetter(before, after), `fix all: ${levels(before)} became ${levels(after)}`).toBe(true);
      }
    },
  );
});

test.each([
  ['internal-default-optional/bad.jsonc', 'List "event" in required'],
  ['internal-default-optional/bad.jsonc', 'List "options" and "mode" in required'],
  ['internal-default-optional/bad.jsonc', 'List "options" in required'],
  ['internal-default-optional/bad.jsonc', 'Add "required": true'],
  ['path-parameter-encoding/bad.jsonc', 'Add "x-ms-url-encoding": "single"'],
  ['path-parameter-encoding/bad.jsonc', 'Add it to all 2 path parameters'],
  ['parameter-summary/bad.jsonc', 'Add "x-ms-summary": "Page size"'],
  ['keyword-unsupported/bad.jsonc', 'Change to "enum"'],
  ['keyword-unsupported/bad.jsonc', 'Remove "uniqueItems"'],
  ['required-read-only/bad.jsonc', 'Remove it'],
  ['enum-values/bad.jsonc', 'Change to "down"'],
  ['enum-values/bad.jsonc', 'Add "displayName": "Zz"'],
  ['schema-contradiction/bad-certification.jsonc', 'Remove "required"'],
  ['schema-contradiction/bad-certification.jsonc', 'List "kind" in required'],
  ['dynamic-members/bad-body-parameter.jsonc', 'Move it to the schema'],
  ['reference-siblings/bad-places.jsonc', 'Remove "example"'],
  ['security-undefined/bad-repeated.jsonc', 'Change to "oauth" in 3 places'],
  ['value-mismatch/bad-default.jsonc', 'Change to 10'],
  ['value-mismatch/bad-default.jsonc', 'Change to "1"'],
  ['url-encoding-misplaced/bad-case.jsonc', 'Remove it'],
] as const)('%s has the fix: %s', (name, title) => {
  const { text } = own.find((fixture) => `${fixture.code}/${fixture.name}` === name)!;
  const document = open('json', write('json', parse(text)));
  const titles = findingsOf(document, 'certification').flatMap((finding) =>
    repairsOf(document, finding, 'certification').map((action) => action.title),
  );
  expect(titles).toContain(title);
});

test('no rule recommends an optional internal default', () => {
  for (const { code } of rules) {
    for (const example of docsByCode[code]!.correct) {
      const completed = complete(example);
      const found = completed ? findingsOf(open('json', completed.definition)) : [];
      expect(
        found.filter((one) => one.code === 'internal-default-optional'),
        code,
      ).toEqual([]);
    }
  }
});
