/** The properties of every fix: its text parses, loses nothing that the finding does not name, and brings no new error. */
import { type ParseError, parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../../server/documents/document';
import type { Json, JsonObject } from '../../server/protocol/json';
import type { Profile } from '../../server/protocol/requests';
import { connectors } from '../documents/connectors';
import { damages } from '../rules/damages';
import { fixtures } from '../rules/fixture';
import { type Path, webhooksIn } from '../rules/webhooks';
import { isLong, sampleOf } from '../support/long';
import { lossesOf, typesChanged, undescribed } from './losses';
import {
  applied,
  findingsOf,
  fixAllOf,
  type Language,
  marksOf,
  open,
  pathsOf,
  read,
  repairsOf,
  write,
} from './repairs';

function counts(document: OpenDocument, isCounted: (one: Diagnostic) => boolean): Map<string, number> {
  const counted = new Map<string, number>();
  for (const { code } of findingsOf(document, 'certification').filter(isCounted))
    counted.set(String(code), (counted.get(String(code)) ?? 0) + 1);
  return counted;
}

const dataByDocument = new WeakMap<OpenDocument, Json>();

/** The data of a document, parsed once for all of its fixes. */
function dataOf(document: OpenDocument): Json {
  let data = dataByDocument.get(document);
  if (data === undefined) {
    data = read(document.language as Language, document.content);
    dataByDocument.set(document, data);
  }
  return data;
}

const isError = ({ severity }: Diagnostic): boolean => severity === 1;

/** The faults of a fixed text. @param named the paths that the findings name */
function faultsOf(
  document: OpenDocument,
  text: string,
  named: Path[],
  isCounted: (one: Diagnostic) => boolean,
  allowed?: Map<string, number>,
): string[] {
  const language = document.language as Language;
  let after: Json;
  try {
    after = read(language, text);
  } catch (error) {
    return [`does not parse: ${error}`];
  }
  const before = dataOf(document);
  const known = counts(document, isCounted);
  const fresh = [...counts(open(language, text), isCounted)].filter(
    ([code, times]) => times > Math.max(known.get(code) ?? 0, allowed?.get(code) ?? 0),
  );
  return [
    ...lossesOf(before, after, named).map((loss) => `loses ${loss}`),
    ...typesChanged(before, after).map((change) => `changes ${change}`),
    ...undescribed(before, after).map((operation) => `takes the dynamic content of ${operation}`),
    ...fresh.map(([code]) => `brings ${code}`),
  ];
}

/** The faults of all fixes, and of *fix all*. @param whole the same definition without damage: its findings are left out */
function faultsOfRepairs(document: OpenDocument, whole?: Undamaged, profile: Profile = 'custom'): string[] {
  const paths = pathsOf(document);
  const findings = findingsOf(document, profile);
  const marks = marksOf(document, findings);
  const pathAt = ({ start }: Diagnostic['range']): Path => paths.get(document.offsetAt(start)) ?? [];
  // A finding may also name related places: what a repair changes may be far from what it marks.
  const namedBy = ({ range, relatedInformation = [] }: Diagnostic): Path[] =>
    [range, ...relatedInformation.map(({ location }) => location.range)].map(pathAt);
  const faults = findings
    .filter((_, index) => !whole?.marks.has(marks[index]!))
    .flatMap((finding) =>
      repairsOf(document, finding, profile).flatMap((action) =>
        faultsOf(document, applied(document, action), namedBy(finding), isError).map(
          (fault) => `${finding.code}: "${action.title}" ${fault}`,
        ),
      ),
    );
  const all = fixAllOf(document).flatMap((action) =>
    faultsOf(document, applied(document, action), findings.flatMap(namedBy), () => true, whole?.counts).map(
      (fault) => `fix all ${fault}`,
    ),
  );
  return [...faults, ...all];
}

/** The findings of a connector without damage: by {@link marksOf}, and how many there are of each code. */
interface Undamaged {
  marks: Set<string>;
  counts: Map<string, number>;
}

const undamaged = new Map<string, Undamaged>();

function undamagedOf({ name, text }: { name: string; text: string }, language: Language): Undamaged {
  const known = undamaged.get(`${language} ${name}`);
  if (known) return known;
  const document = open(language, write(language, parse(text)));
  const marks = new Set(marksOf(document, findingsOf(document)));
  const made = { marks, counts: counts(document, () => true) };
  undamaged.set(`${language} ${name}`, made);
  return made;
}

/** Maximum length of a connector, in characters: longer ones have the same things, more often. */
const maxLength = 16_000;
const samples = connectors().filter(({ text }) => text.length < maxLength);

describe.each([
  ['json', isLong ? 2 : 1],
  ['yaml', 1],
] as const)('in %s', (language, samplesPerDamage) => {
  const turns = damages.map((damage, turn) => [damage.name, damage, turn] as const);
  test.each(sampleOf(turns, language === 'json' ? 1 : 3))('%s', (_name, damage, turn) => {
    let tried = 0;
    for (const i of samples.keys()) {
      // Each damage begins with another connector.
      const sample = samples[(i + turn) % samples.length]!;
      const data = parse(sample.text) as JsonObject;
      const webhook = webhooksIn(data)[0];
      if (!webhook || !damage.apply(data, webhook)) continue;
      const document = open(language, write(language, data));
      expect(faultsOfRepairs(document, undamagedOf(sample, language)), sample.name).toEqual([]);
      if (++tried >= samplesPerDamage) break;
    }
    expect(tried).toBeGreaterThan(0);
  });
});

/** What a fix makes visible was there before: a file is read as a definition, or an operation is shown to flow makers. */
const revealed = new Map([
  ['not-swagger-2', /brings connector-\w+$/],
  ['trigger-internal', /brings (?:operation-description|trigger-summary)$/],
  ['swagger-structure', /brings parameter-(?:description|summary)$/],
]);
const isRevealed = (fault: string): boolean => revealed.get(fault.split(':')[0]!)?.test(fault) ?? false;

const flawed = fixtures().filter(({ name, language }) => name.startsWith('bad') && language === 'jsonc');

test.each(flawed.map(({ code, name, text }) => [`${code}/${name}`, text] as const))(
  'of a fixture: %s',
  (_name, text) => {
    const errors: ParseError[] = [];
    const data = parse(text, errors);
    if (errors.length === 0)
      expect(
        faultsOfRepairs(open('json', write('json', data)), undefined, 'certification').filter(
          (one) => !isRevealed(one),
        ),
      ).toEqual([]);
  },
);

test.each(sampleOf(samples, 2).map((sample) => [sample.name, sample] as const))(
  'as published: %s',
  (_name, { text }) => {
    expect(faultsOfRepairs(open('json', write('json', parse(text))))).toEqual([]);
  },
);
