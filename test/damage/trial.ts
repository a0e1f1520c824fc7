/**
 * The damage test: damages connectors, has the shell check them, and compares what is reported with what each kind must give.
 *
 * A finding is **new** when the undamaged file has none of the same severity, code and message on a line of the same text.
 * It is **in place** when its range lies within one of these:
 * - a place of the damage, key and value;
 * - the object or array directly around a place, unless that is the root, `paths`, or `definitions`: of those only the key,
 *   and of the root the first two lines, which are its bracket and its first member;
 * - the key of any other object around a place, such as the path, the method, or the name of a definition.
 * For damage to the text itself it is in place when it begins on one of the lines that the kind names.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseDocument } from 'yaml';
import { clone, isObject, type Json, type Path, seededPick, webhooksOf } from './definition';
import type { Damage, Format, Kind, Level, Profile, Weight } from './kind';
import type { LegalVariant } from './legal';
import { judge, newFaults } from './oracle';
import { lineOf, lineStarts, print, spansOf } from './texts';

export interface Finding {
  severity: Level;
  code: string;
  message: string;
  range: { start: Position; end: Position };
}

interface Position {
  line: number;
  character: number;
}

export interface Connector {
  name: string;
  root: Json;
}

/** One damaged text and what it must give. */
export interface Case {
  kind: string;
  connector: string;
  format: Format;
  text: string;
  /** A judged kind is refused, kills, is odd (anything may be reported), or is legal (nothing new may be). */
  weight: Exclude<Weight, 'judged'> | 'odd' | 'legal';
  least: Partial<Record<Profile, Level>>;
  codes?: string[];
  /** Offsets between which a finding is in place. */
  spans: [number, number][];
  /** True for damage to the text: a finding need only begin between the offsets. */
  isTextual: boolean;
  reason: string;
}

export interface Result extends Case {
  profile: Profile;
  /** What the undamaged file has not. */
  added: Finding[];
  /** The new findings in place, with one of the codes where some are named. */
  inPlace: Finding[];
  /** True when one of these is as heavy as it must be. */
  isRight: boolean;
}

export const profiles: Profile[] = ['custom', 'certification'];
const severities: Level[] = ['hint', 'information', 'warning', 'error'];
const isAtLeast = (level: Level, least: Level): boolean => severities.indexOf(level) >= severities.indexOf(least);

// --- Connectors

const shipped = fileURLToPath(new URL('../connectors', import.meta.url));
/** The most that a connector for the damage test may have, in bytes: larger ones show nothing more, and take long. */
const maximumSize = 60_000;

/** Every file below a directory whose name is that of a definition. */
export async function definitionFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true });
  return entries
    .filter((entry) => /(^|[\\/])apiDefinition.*\.json$/i.test(entry))
    .map((entry) => path.join(directory, entry));
}

/** Connectors below a directory that parse and have a webhook trigger, seeded. */
async function connectorsBelow(directory: string, count: number): Promise<Connector[]> {
  const pick = seededPick(`connectors ${count}`);
  const files = (await definitionFiles(directory)).sort();
  const found: Connector[] = [];
  while (files.length && found.length < count) {
    const [file] = files.splice(pick.number(files.length), 1);
    if ((await stat(file!)).size > maximumSize) continue;
    const name = path.basename(path.dirname(file!));
    const text = (await readFile(file!, 'utf8')).replace(/^\uFEFF/, '');
    try {
      const root = JSON.parse(text);
      if (isObject(root) && webhooksOf(root).length && !judge(root).length) found.push({ name, root });
    } catch {
      // Published files that do not parse are nothing to damage.
    }
  }
  return found;
}

/** As many connectors from the repository and, where `FLOW_WEBHOOKS_CORPUS` names a directory, again as many from there. */
export async function connectors(count: number): Promise<Connector[]> {
  const corpus = process.env.FLOW_WEBHOOKS_CORPUS;
  const own = await connectorsBelow(shipped, count);
  if (!corpus) return own;
  const more = await connectorsBelow(corpus, 2 * count);
  return [...own, ...more.filter(({ name }) => !own.some((one) => one.name === name)).slice(0, count)];
}

// --- Cases

const canonical = (value: Json): string =>
  JSON.stringify(value, (_key, node) =>
    isObject(node) ? Object.fromEntries(Object.entries(node).sort(([one], [other]) => (one < other ? -1 : 1))) : node,
  );

/** True for nodes so broad that what is in them may be far from the damage. */
const isBroad = (path: Path): boolean =>
  path.length === 0 || (path.length === 1 && ['paths', 'definitions'].includes(String(path[0])));

/** The offsets between which a finding about some places is in place: see the head of this file. */
function spansAround(text: string, format: Format, places: Path[]): [number, number][] {
  const spanOf = spansOf(text, format);
  return places.flatMap((place) => {
    const spans: [number, number][] = [];
    for (let length = place.length; length >= 0; length -= 1) {
      const around = place.slice(0, length);
      const span = spanOf(around);
      if (!span) continue;
      const isNear = length === place.length || (length === place.length - 1 && !isBroad(around));
      if (isNear) spans.push([span.start, span.end]);
      else if (length > 0 && (!isBroad(around) || place.length === 2)) spans.push([span.start, span.keyEnd]);
      else if (length === 0 && place.length === 1) spans.push(spanOfLines(text, [0, 1]));
    }
    return spans;
  });
}

const spanOfLines = (text: string, [first, last]: [number, number]): [number, number] => {
  const starts = lineStarts(text);
  return [starts[Math.max(0, first)] ?? 0, starts[last + 1] ?? text.length];
};

/** What the oracle says of damage that knows nothing of the platform. */
function judgeDamage(before: Json, after: Json, damage: Damage): Pick<Case, 'weight' | 'reason'> & { places: Path[] } {
  const faults = newFaults(judge(before), judge(after));
  const places = [...damage.places, ...faults.flatMap((fault) => fault.places)];
  const worst = faults.find(({ weight }) => weight === 'refused') ?? faults[0];
  if (worst) return { weight: worst.weight, reason: `${worst.reason} (${worst.source})`, places };
  const isSame = canonical(before) === canonical(after);
  return { weight: isSame ? 'legal' : 'odd', reason: isSame ? 'The same data' : 'Nothing fatal', places };
}

type Judged = Pick<Case, 'weight' | 'reason' | 'spans' | 'isTextual'>;

function judgeCase(kind: Kind, before: Json, after: Json, damage: Damage, text: string, format: Format): Judged {
  const lines = damage.text && spanOfLines(text, damage.text.lines);
  if (kind.weight !== 'judged') {
    const spans = lines ? [lines] : spansAround(text, format, damage.places);
    return { weight: kind.weight, reason: kind.source, spans, isTextual: lines !== undefined };
  }
  if (!lines) {
    const { places, ...verdict } = judgeDamage(before, after, damage);
    return { ...verdict, spans: spansAround(text, format, places), isTextual: false };
  }
  const document = parseDocument(text, { uniqueKeys: false });
  if (document.errors.length) {
    return {
      weight: 'refused',
      reason: `Does not parse: ${document.errors[0]!.code}`,
      spans: [lines],
      isTextual: true,
    };
  }
  const { places, ...verdict } = judgeDamage(before, document.toJS(), { places: damage.places });
  return { ...verdict, spans: [lines, ...spansAround(text, format, places)], isTextual: true };
}

const everyProfile = { custom: 'error', certification: 'error' } as const;

/** A connector damaged in one way; undefined where it has nothing to damage. */
export function damageCase(kind: Kind, connector: Connector, format: Format, sample = 0): Case | undefined {
  const root = clone(connector.root);
  const pick = seededPick(`${kind.name} ${connector.name} ${sample}`);
  const damage = kind.apply(root, pick, format);
  if (!damage) return undefined;
  const text = damage.text?.content ?? print(root, format);
  const judged = judgeCase(kind, connector.root, root, damage, text, format);
  const isFatal = judged.weight === 'refused' || judged.weight === 'kills';
  const least = kind.weight !== 'judged' ? kind.least : isFatal ? everyProfile : {};
  // Of the codes of certification.md, expected.md says that other names will do as well.
  const codes = kind.source.startsWith('certification: ') ? undefined : kind.codes;
  return { kind: kind.name, connector: connector.name, format, text, least, codes, ...judged };
}

/** A legal variant of a connector as a case. */
export function legalCase(variant: LegalVariant, connector: Connector, format: Format): Case | undefined {
  const text = variant.write(clone(connector.root), seededPick(`${variant.name} ${connector.name}`), format);
  if (text === undefined) return undefined;
  const reason = variant.source;
  return {
    kind: variant.name,
    connector: connector.name,
    format,
    text,
    weight: 'legal',
    least: {},
    spans: [],
    isTextual: false,
    reason,
  };
}

// --- The shell

const shell = fileURLToPath(new URL('../../dist/check.js', import.meta.url));
/** Maximum number of files that one process of the shell checks. */
const filesAtOnce = 300;

/** The findings of each text, from processes of the shell over directories that hold the texts. */
export async function findingsOf(texts: { text: string; format: Format }[], profile: Profile): Promise<Finding[][]> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'flow-webhooks-damage-'));
  const found: Finding[][] = texts.map(() => []);
  const chunks: number[][] = [];
  for (let first = 0; first < texts.length; first += filesAtOnce) {
    chunks.push([...texts.keys()].slice(first, first + filesAtOnce));
  }
  const check = async (chunk: number[]): Promise<void> => {
    const directory = path.join(home, `from${chunk[0]}`);
    await mkdir(directory);
    for (const index of chunk) {
      const { text, format } = texts[index]!;
      await writeFile(path.join(directory, `${index}.swagger.${format}`), text);
    }
    for (const { file, diagnostics } of await runShell(directory, profile)) {
      found[Number.parseInt(path.basename(file), 10)] = diagnostics;
    }
  };
  const worker = async (): Promise<void> => {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) await check(chunk);
  };
  try {
    await Promise.all([worker(), worker()]);
  } finally {
    await rm(home, { recursive: true });
  }
  return found;
}

async function runShell(directory: string, profile: Profile): Promise<{ file: string; diagnostics: Finding[] }[]> {
  const args = [shell, '--format', 'json', '--profile', profile, directory];
  const run = promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 30 });
  // Exit code 1 means that there are errors, which is what damage is for.
  const { stdout } = await run.catch((error: { code?: number; stdout: string }) => {
    if (error.code === 1) return error;
    throw error;
  });
  return JSON.parse(stdout).files;
}

// --- Comparison

const identity = (finding: Finding, lines: string[]): string =>
  [finding.severity, finding.code, finding.message, lines[finding.range.start.line]?.trim()].join('\n');

/** Groups by a key. */
export function grouped<Item>(items: Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** The findings that a text has and the undamaged one has not: of the same kind on the same line, all when there are more. */
function addedFindings(before: Finding[], beforeText: string, after: Finding[], afterText: string): Finding[] {
  const [beforeLines, afterLines] = [beforeText.split('\n'), afterText.split('\n')];
  const known = grouped(before, (finding) => identity(finding, beforeLines));
  const now = grouped(after, (finding) => identity(finding, afterLines));
  return [...now].flatMap(([key, findings]) => (findings.length > (known.get(key)?.length ?? 0) ? findings : []));
}

/** For a legal variant: the findings of each code and severity of which there are more than before. */
function multipliedFindings(before: Finding[], after: Finding[]): Finding[] {
  const keyOf = ({ severity, code }: Finding): string => `${severity} ${code}`;
  const known = grouped(before, keyOf);
  return [...grouped(after, keyOf)].flatMap(([key, findings]) =>
    findings.length > (known.get(key)?.length ?? 0) ? findings : [],
  );
}

function offsetsOf(text: string, range: Finding['range']): [number, number] {
  const starts = lineStarts(text);
  const offset = ({ line, character }: Position): number => (starts[line] ?? text.length) + character;
  return [offset(range.start), offset(range.end)];
}

function compare(one: Case, profile: Profile, before: Finding[], beforeText: string, after: Finding[]): Result {
  const added =
    one.weight === 'legal' ? multipliedFindings(before, after) : addedFindings(before, beforeText, after, one.text);
  const inPlace = added.filter((finding) => {
    const [start, end] = offsetsOf(one.text, finding.range);
    return (
      (!one.codes || one.codes.includes(finding.code)) &&
      one.spans.some(([from, to]) => from <= start && (end <= to || (one.isTextual && start <= to)))
    );
  });
  const least = one.least[profile];
  const isRight = !least || inPlace.some(({ severity }) => isAtLeast(severity, least));
  return { ...one, profile, added, inPlace, isRight: one.weight === 'legal' ? added.length === 0 : isRight };
}

/** Checks cases in both profiles and compares each with its undamaged connector. */
export async function tryCases(cases: Case[], whole: Connector[]): Promise<Result[]> {
  const originals = whole.flatMap(({ name, root }) =>
    (['json', 'yaml'] as const).map((format) => ({ name, format, text: print(root, format) })),
  );
  const results: Result[] = [];
  for (const profile of profiles) {
    const found = await findingsOf([...originals, ...cases], profile);
    for (const [index, one] of cases.entries()) {
      const original = originals.findIndex(({ name, format }) => name === one.connector && format === one.format);
      const after = found[originals.length + index]!;
      results.push(compare(one, profile, found[original]!, originals[original]!.text, after));
    }
  }
  return results;
}

// --- Summary

export interface Summary {
  /** Shares from 0 to 1. */
  inPlace: number;
  errors: number;
  legal: number;
  text: string;
}

const share = (results: Result[], passes: (result: Result) => boolean): number =>
  results.length ? results.filter(passes).length / results.length : 1;

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** The bounds' figures, and a table of them with the misses of each kind. */
export function summarize(results: Result[]): Summary {
  const expecting = results.filter(({ least, profile }) => least[profile]);
  const fatal = results.filter(({ weight }) => weight === 'refused' || weight === 'kills');
  const legal = results.filter(({ weight }) => weight === 'legal');
  const isTold = ({ inPlace }: Result): boolean => inPlace.length > 0;
  const figures = {
    inPlace: share(expecting, isTold),
    errors: share(fatal, ({ isRight }) => isRight),
    legal: share(legal, ({ isRight }) => isRight),
  };
  const lines = [
    `${results.length} results, of ${new Set(results.map(({ kind }) => kind)).size} kinds`,
    `reported in place: ${percent(figures.inPlace)} of ${expecting.length}`,
    `refused or killing, and an error: ${percent(figures.errors)} of ${fatal.length}`,
    `legal, and nothing new: ${percent(figures.legal)} of ${legal.length}`,
    `weaker, and heavy enough: ${percent(share(weakOf(expecting), ({ isRight }) => isRight))} of ${weakOf(expecting).length}`,
    ...missesByKind(results),
  ];
  return { ...figures, text: lines.join('\n') };
}

const weakOf = (results: Result[]): Result[] => results.filter(({ weight }) => weight === 'weak');

function missesByKind(results: Result[]): string[] {
  const kinds = grouped(results, ({ kind, profile }) => `${kind} [${profile}]`);
  return [...kinds].flatMap(([name, all]) => {
    const misses = all.filter(({ isRight }) => !isRight);
    return misses.length ? [`  ${misses.length} of ${all.length} missed: ${name}: ${describe(misses[0]!)}`] : [];
  });
}

/** One miss in a line: where, what was wanted, and what came. */
function describe(result: Result): string {
  const wanted =
    result.weight === 'legal' ? 'nothing' : `${result.least[result.profile]} ${result.codes?.join('|') ?? ''}`;
  const got = result.added.map(({ severity, code, range }) => {
    const isHere = result.inPlace.some((finding) => finding.code === code && finding.range === range);
    return `${severity} ${code}${isHere ? '' : ` elsewhere (line ${range.start.line + 1})`}`;
  });
  const counted = [...grouped(got, (text) => text)].map(([text, all]) =>
    all.length > 1 ? `${all.length} × ${text}` : text,
  );
  const line = result.spans[0] ? ` line ${lineOf(result.text, result.spans[0][0]) + 1}` : '';
  return `${result.connector} ${result.format}${line}, ${result.reason}: wanted ${wanted.trim()}, got ${counted.slice(0, 4).join(', ') || 'nothing'}`;
}
