/** What holds for every repair, whatever it repairs: it parses, loses nothing that its finding does not name, and makes no error. */
import { type ParseError, parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../../server/documents/document';
import { keySpan, type Node, spanOf } from '../../server/documents/tree';
import type { Json, JsonObject } from '../../server/protocol/json';
import { connectors } from '../documents/connectors';
import { damages } from '../rules/damages';
import { fixtures } from '../rules/fixture';
import { type Path, webhooksIn } from '../rules/webhooks';
import { lossesOf, typesChanged, undescribed } from './losses';
import { applied, findingsOf, fixAllOf, type Language, open, read, repairsOf, write } from './repairs';

/** By offset, the keys that lead to what begins there: a key rather than the object that begins with it. */
function pathsOf(document: OpenDocument): Map<number, Path> {
  const paths = new Map<number, Path>();
  const remember = (node: Node | undefined, path: Path): void => {
    if (!node) return;
    if (!paths.has(spanOf(node).start)) paths.set(spanOf(node).start, path);
    for (const member of node.members) {
      paths.set(keySpan(member).start, [...path, member.key]);
      remember(member.value, [...path, member.key]);
    }
    for (const [index, item] of node.items.entries()) remember(item, [...path, index]);
  };
  remember(document.tree.root, []);
  return paths;
}

function counts(document: OpenDocument, isCounted: (one: Diagnostic) => boolean): Map<string, number> {
  const counted = new Map<string, number>();
  for (const { code } of findingsOf(document, 'certification').filter(isCounted))
    counted.set(String(code), (counted.get(String(code)) ?? 0) + 1);
  return counted;
}

const isError = ({ severity }: Diagnostic): boolean => severity === 1;

/** What is wrong with a repaired text; `named` is what the findings name. */
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
  const before = read(language, document.content);
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

/** Every repair of the findings that `whole`, the same without damage, has not, and *fix all*: title and fault. */
function faultsOfRepairs(document: OpenDocument, whole?: Undamaged): string[] {
  const paths = pathsOf(document);
  const findings = findingsOf(document);
  const namedBy = ({ range }: Diagnostic): Path => paths.get(document.offsetAt(range.start)) ?? [];
  const faults = findings
    .filter((finding) => !whole?.marks.has(`${finding.code} ${namedBy(finding).join('/')}`))
    .flatMap((finding) =>
      repairsOf(document, finding).flatMap((action) =>
        faultsOf(document, applied(document, action), [namedBy(finding)], isError).map(
          (fault) => `${finding.code}: "${action.title}" ${fault}`,
        ),
      ),
    );
  const all = fixAllOf(document).flatMap((action) =>
    faultsOf(document, applied(document, action), findings.map(namedBy), () => true, whole?.counts).map(
      (fault) => `fix all ${fault}`,
    ),
  );
  return [...faults, ...all];
}

/** Codes of a connector, with their paths and how often they are found. */
interface Undamaged {
  marks: Set<string>;
  counts: Map<string, number>;
}

const undamaged = new Map<string, Undamaged>();

function undamagedOf({ name, text }: { name: string; text: string }, language: Language): Undamaged {
  const known = undamaged.get(`${language} ${name}`);
  if (known) return known;
  const document = open(language, write(language, parse(text)));
  const paths = pathsOf(document);
  const place = ({ start }: Diagnostic['range']): string => (paths.get(document.offsetAt(start)) ?? []).join('/');
  const marks = new Set(findingsOf(document).map(({ code, range }) => `${code} ${place(range)}`));
  const made = { marks, counts: counts(document, () => true) };
  undamaged.set(`${language} ${name}`, made);
  return made;
}

/** Characters: the larger ones have the same things, more often. */
const largest = 16_000;
const samples = connectors().filter(({ text }) => text.length < largest);

describe.each([
  ['json', 2],
  ['yaml', 1],
] as const)('in %s', (language, samplesPerDamage) => {
  test.each(damages.map((damage, i) => [damage.name, damage, i] as const))('%s', (_name, damage, turn) => {
    let tried = 0;
    for (const i of samples.keys()) {
      // Each kind of damage begins with another connector.
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

const flawed = fixtures().filter(({ name, language }) => name.startsWith('bad') && language === 'jsonc');

test.each(flawed.map(({ code, name, text }) => [`${code}/${name}`, text] as const))(
  'of a fixture: %s',
  (_name, text) => {
    const errors: ParseError[] = [];
    const data = parse(text, errors);
    if (errors.length === 0) expect(faultsOfRepairs(open('json', write('json', data)))).toEqual([]);
  },
);

test.each(samples.map((sample) => [sample.name, sample] as const))('as published: %s', (_name, { text }) => {
  expect(faultsOfRepairs(open('json', write('json', parse(text))))).toEqual([]);
});
