/**
 * The same checks from a shell: `node dist/check.js [--format text|json|sarif] [--profile custom|certification]
 * [--deliveries DIR] [--against REV|FILE|DIR] FILE|DIR…`.
 */
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { Against, Compared, OlderVersions } from './checkAgainst';
import type { Fixtures } from './checkDeliveries';
import { type DecodedText, decodeText, languageOfFile } from './decodeText';
import { OpenDocument } from './documents/document';
import { maxLength } from './documents/readDocument';
import { definitionOf, validate } from './features/validate';
import { nodeFiles, propertiesNextTo } from './files';
import { isDefinition } from './model/isDefinition';
import { propertiesName } from './model/properties';
import type { Profile } from './protocol/requests';
import { encoding as encodingRule } from './rules/encoding';

const severities = ['error', 'warning', 'information', 'hint'] as const;
type SeverityName = (typeof severities)[number];

interface FileReport {
  file: string;
  diagnostics: ReportedFinding[];
}

interface ReportedFinding {
  severity: SeverityName;
  code: string;
  message: string;
  range: Diagnostic['range'];
  /** The place in the older version, for findings of `--against`. */
  related?: RelatedPlace[];
}

interface RelatedPlace {
  file: string;
  /** The git revision whose file it is; `file` is then the path in the repository. */
  revision?: string;
  message: string;
  range: Diagnostic['range'];
}

/** The report of a definition. */
interface Checked extends FileReport {
  /** The triggers that have fixtures. */
  triggers: string[];
  /** Sentences for people about how the file was checked. */
  notes: string[];
}

/** What a definition is compared with besides the rules. */
interface Comparisons {
  fixtures: Fixtures | undefined;
  older: OlderVersions | undefined;
}

const nothing: Comparisons = { fixtures: undefined, older: undefined };

const usage = `Usage: check [--format text|json|sarif] [--profile custom|certification] [--max-warnings N]
             [--deliveries DIR] [--against REV|FILE|DIR] [--threads N] FILE|DIR|PATTERN...
       check --list-rules

Checks connector definitions. A file that is named is always checked; in a directory, files count whose name or
content says connector definition. "-" reads standard input (--stdin-filename tells its name, and so its language).
--deliveries compares deliveries kept below DIR (docs/deliveries.md) with the notification schemas of their triggers.
--against compares with an older version (a git revision, a file, or a directory of the same layout) and reports what
breaks flows that use the connector.
--list-rules prints every rule as JSON: its code, severities, reasons, examples and fix.
--threads says how many to check in at once; unless told, as many as there is work and a processor for.
Exit status: 0 no error found, 1 errors found (or more warnings than --max-warnings allows), 2 misuse.`;

/** Checks one file; undefined when it is not a definition. Bytes that are not UTF-8 are read as far as possible. */
export function checkFile(
  { file, named, size }: Target,
  profile: Profile,
  comparisons: Comparisons = nothing,
): Checked | undefined {
  // At most four bytes a character: the reader would reject a larger file anyway, and reading it costs memory.
  const bytes = size > maxLength * 4 ? undefined : readFileSync(file);
  return checkText(file, bytes ? decodeText(bytes) : { text: ' '.repeat(maxLength + 1) }, profile, named, comparisons);
}

function checkText(
  file: string,
  { text, encoding }: DecodedText,
  profile: Profile,
  named: boolean,
  { fixtures, older }: Comparisons,
): Checked | undefined {
  const uri = pathToFileURL(file).href;
  const document = new OpenDocument(uri, languageOfFile(file), 1, text);
  const hasProperties = (): boolean => nodeFiles.isNextTo(uri, propertiesName);
  if (!named && !isDefinition(uri, document.tree.root, () => text, hasProperties)) return undefined;
  const definition = definitionOf(document, propertiesNextTo(uri, nodeFiles));
  const observed = definition && fixtures ? fixtures.findings(definition) : [];
  const compared = definition && older?.compare(document, definition, file);
  const found = validate(document, definition, { profile }, [...observed, ...(compared?.findings ?? [])]).map(
    (diagnostic) => reported(diagnostic, compared?.old),
  );
  if (encoding) {
    const start = { line: 0, character: 0 };
    found.push({ severity: 'information', code: encodingRule.code, message: encoding, range: { start, end: start } });
  }
  const rank = (one: { severity: SeverityName }): number => severities.indexOf(one.severity);
  const diagnostics = found.sort(
    (a, b) =>
      a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character || rank(a) - rank(b),
  );
  const triggers = definition && fixtures ? fixtures.triggersOf(definition) : [];
  return { file, diagnostics, triggers, notes: notesOn(file, compared?.old) };
}

function notesOn(file: string, old: Compared['old']): string[] {
  return old?.renamed ? [`${file} was renamed: it is compared with ${old.label}.`] : [];
}

function reported(
  { severity, code, message, range, relatedInformation = [] }: Diagnostic,
  old: Compared['old'],
): ReportedFinding {
  const related = relatedInformation.flatMap(({ location, message }): RelatedPlace[] =>
    old && location.uri === old.document.uri
      ? [
          {
            file: old.path,
            ...(old.revision !== undefined && { revision: old.revision }),
            message,
            range: location.range,
          },
        ]
      : [],
  );
  return {
    severity: severities[(severity ?? 1) - 1]!,
    code: String(code),
    message,
    range,
    ...(related.length > 0 && { related }),
  };
}

/** A file to check. */
interface Target {
  file: string;
  named: boolean;
  /** Bytes. */
  size: number;
}

/** @throws when a path or a pattern matches nothing */
async function targetsOf(paths: string[]): Promise<Target[]> {
  const found = paths.map((file) => ({ file, stats: statSync(file, { throwIfNoEntry: false }) }));
  const plain = found.flatMap(({ file, stats }): Target[] =>
    stats && !stats.isDirectory() ? [{ file, named: true, size: stats.size }] : [],
  );
  if (plain.length === paths.length) return plain;
  // A commit hook names many files and has little time: it does not wait for what only patterns need.
  const { globSync, isDynamicPattern } = await import('tinyglobby');
  const sized = (file: string, named: boolean): Target => ({ file, named, size: statSync(file).size });
  return found.flatMap(({ file: path, stats }): Target[] => {
    if (stats) {
      if (!stats.isDirectory()) return [{ file: path, named: true, size: stats.size }];
      return globSync(['**/*.{json,jsonc,yaml,yml}'], {
        cwd: path,
        ignore: unwanted,
        dot: true,
        caseSensitiveMatch: false,
      })
        .sort()
        .map((name) => sized(join(path, name), false));
    }
    const matches = isDynamicPattern(path) ? globSync([path], { ignore: unwanted }).sort() : [];
    if (matches.length === 0) throw new Error(`${path}: no such file or directory`);
    return matches.map((file) => sized(file, true));
  });
}

const unwanted = ['**/node_modules/**', '**/.git/**'];

/** Minimum number of bytes for each further thread: below that, starting one takes longer than it saves. */
const threadBytes = 8_000_000;

/** The work that the threads share. */
interface Work {
  /** The targets with their places in the result, the largest first. */
  targets: (Target & { index: number })[];
  /**
   * The index of the next target, taken by the first free thread: threads start at different times, and processors have
   * other work.
   */
  next: Int32Array;
  profile: Profile;
  deliveries: string | undefined;
  against: Against | undefined;
}

type Reports = [index: number, report: Checked | undefined][];

/** Checks all targets, the largest first, in this thread and others. */
async function checkAll(
  targets: Target[],
  options: Pick<Work, 'profile' | 'deliveries' | 'against'>,
  comparisons: Comparisons,
  wanted: number | undefined,
): Promise<Checked[]> {
  const threads = Math.max(1, Math.min(wanted ?? threadsFor(targets), targets.length));
  const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const largestFirst = targets.map((target, index) => ({ ...target, index })).sort((a, b) => b.size - a.size);
  const work: Work = { targets: largestFirst, next, ...options };
  const workers = Array.from({ length: threads - 1 }, () =>
    once(new Worker(__filename, { workerData: work }), 'message'),
  );
  const answers: Reports[] = [checkEach(work, comparisons)];
  for (const [answer] of await Promise.all(workers)) answers.push(answer as Reports);
  const reports: (Checked | undefined)[] = [];
  for (const [index, report] of answers.flat()) reports[index] = report;
  return reports.filter((report) => report !== undefined);
}

function threadsFor(targets: Target[]): number {
  const total = targets.reduce((sum, { size }) => sum + size, 0);
  // One processor is left for V8, which compiles and collects garbage in the background.
  return Math.min(availableParallelism() - 1, Math.floor(total / threadBytes));
}

/** Checks targets until none is left. */
function checkEach({ targets, next, profile }: Work, comparisons: Comparisons): Reports {
  const reports: Reports = [];
  for (let target = targets[Atomics.add(next, 0, 1)]; target; target = targets[Atomics.add(next, 0, 1)]) {
    reports.push([target.index, checkFile(target, profile, comparisons)]);
  }
  return reports;
}

/** The reports about the fixtures themselves. */
function fixtureReports({ faulty, byTrigger }: Fixtures, checked: Checked[]): FileReport[] {
  const start = { line: 0, character: 0 };
  const report = (file: string, severity: SeverityName, message: string): FileReport => ({
    file,
    diagnostics: [{ severity, code: 'delivery-fixture', message, range: { start, end: start } }],
  });
  const known = new Set(checked.flatMap(({ triggers }) => triggers));
  const lost = [...byTrigger].filter(([trigger]) => !known.has(trigger));
  return [
    ...faulty.map(({ file, message }) => report(file, 'error', `This is no fixture of a delivery. ${message}`)),
    ...lost.flatMap(([trigger, fixtures]) =>
      fixtures.map(({ file }) => report(file, 'warning', `No definition that was checked has a trigger "${trigger}".`)),
    ),
  ];
}

async function main(args: string[]): Promise<number> {
  let options: ReturnType<typeof readArguments>;
  try {
    options = readArguments(args);
  } catch (error) {
    return misuse((error as Error).message);
  }
  const { values, positionals } = options;
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values['list-rules']) {
    // As yaml.js, a bundle of its own.
    const { listRules } = await import('./listRules.js');
    process.stdout.write(`${JSON.stringify(listRules(), null, 2)}\n`);
    return 0;
  }
  const wrong = wrongOption(values);
  if (wrong !== undefined) return misuse(wrong);
  if (positionals.length === 0) return misuse('Name a file or a directory.');

  let reports: FileReport[];
  try {
    reports = await checkPaths(positionals, values);
  } catch (error) {
    return misuse((error as Error).message);
  }
  process.stdout.write(formats[values.format as keyof typeof formats](reports));
  const count = (severity: SeverityName): number =>
    reports.reduce((sum, { diagnostics }) => sum + diagnostics.filter((one) => one.severity === severity).length, 0);
  if (count('error') > 0) return 1;
  const mostWarnings = values['max-warnings'];
  return mostWarnings !== undefined && count('warning') > Number(mostWarnings) ? 1 : 0;
}

type OptionValues = ReturnType<typeof readArguments>['values'];

/** Checks what the command line names. @throws with a message for people when something is not there */
async function checkPaths(positionals: string[], values: OptionValues): Promise<FileReport[]> {
  const { deliveries, against: older, threads, 'stdin-filename': stdinName } = values;
  const profile = values.profile as Profile;
  const paths = positionals.filter((path) => path !== '-');
  const readsInput = paths.length < positionals.length;
  const against = older === undefined ? undefined : { name: older, paths: readsInput ? [...paths, stdinName] : paths };
  const targets = await targetsOf(paths);
  const comparisons = await comparisonsOf(deliveries, against);
  const wanted = threads === undefined ? undefined : Number(threads);
  const checked = await checkAll(targets, { profile, deliveries, against }, comparisons, wanted);
  if (readsInput) checked.push(checkText(stdinName, decodeText(readFileSync(0)), profile, true, comparisons)!);
  if (against) requireOnePair(against, checked);
  for (const note of checked.flatMap(({ notes }) => notes)) console.error(note);
  const reports = checked.map(({ file, diagnostics }): FileReport => ({ file, diagnostics }));
  if (comparisons.fixtures) reports.push(...fixtureReports(comparisons.fixtures, checked));
  return reports;
}

/** What is wrong with the value of an option; undefined when nothing is. */
function wrongOption({ format, profile, 'max-warnings': mostWarnings, threads }: OptionValues): string | undefined {
  if (!isFormat(format)) return `Unknown format "${format}".`;
  if (profile !== 'custom' && profile !== 'certification') return `Unknown profile "${profile}".`;
  if (mostWarnings !== undefined && !/^\d+$/.test(mostWarnings)) return '--max-warnings takes a number.';
  if (threads !== undefined && !/^[1-9]\d?$/.test(threads)) return '--threads takes a number from 1 to 99.';
  return undefined;
}

function readArguments(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      profile: { type: 'string', default: 'custom' },
      'max-warnings': { type: 'string' },
      deliveries: { type: 'string' },
      against: { type: 'string' },
      threads: { type: 'string' },
      'stdin-filename': { type: 'string', default: 'stdin.swagger.json' },
      'list-rules': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

/** @throws when several definitions would be compared with the same file */
function requireOnePair({ name }: Against, checked: Checked[]): void {
  if (checked.length > 1 && statSync(name, { throwIfNoEntry: false })?.isFile()) {
    throw new Error(
      `--against names one file, ${name}, but ${checked.length} definitions are checked. Name one of them.`,
    );
  }
}

/** @throws when there is nothing to compare with */
async function comparisonsOf(deliveries: string | undefined, against: Against | undefined): Promise<Comparisons> {
  const fixtures = await fixturesOf(deliveries);
  if (against === undefined) return { fixtures, older: undefined };
  const { OlderVersions } = await import('./checkAgainst');
  return { fixtures, older: OlderVersions.of(against) };
}

/** @throws when there is no such directory */
async function fixturesOf(folder: string | undefined): Promise<Fixtures | undefined> {
  if (folder === undefined) return undefined;
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`${folder}: no such directory`);
  // The code that compares deliveries is as large as the rest: it is loaded only when needed.
  const { readFixtures } = await import('./checkDeliveries');
  return readFixtures(folder);
}

function isFormat(name: string): name is keyof typeof formats {
  return Object.hasOwn(formats, name);
}

function misuse(message: string): number {
  console.error(`${message}\n\n${usage}`);
  return 2;
}

const placeText = (file: string, { start }: Diagnostic['range']): string =>
  `${file}:${start.line + 1}:${start.character + 1}`;

function sarifLocation(file: string, { start, end }: Diagnostic['range']) {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(relative(process.cwd(), file).split(sep).join('/')) },
      region: {
        startLine: start.line + 1,
        startColumn: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
      },
    },
  };
}

const formats = {
  json: (reports: FileReport[]): string => `${JSON.stringify({ files: reports }, null, 2)}\n`,
  text: (reports: FileReport[]): string => {
    const lines: string[] = [];
    const counts = { error: 0, warning: 0, information: 0, hint: 0 };
    for (const { file, diagnostics } of reports) {
      for (const { severity, code, message, range, related = [] } of diagnostics) {
        counts[severity]++;
        lines.push(`${placeText(file, range)}: ${severity}: ${message} [${code}]`);
        for (const { revision, file, message, range } of related) {
          const name = revision === undefined ? file : `${revision}:${file}`;
          lines.push(`${placeText(name, range)}: note: ${message}`);
        }
      }
    }
    const files = `${reports.length} ${reports.length === 1 ? 'definition' : 'definitions'}`;
    lines.push(
      `${files}: ${counts.error} errors, ${counts.warning} warnings, ${counts.information + counts.hint} notes`,
    );
    return `${lines.join('\n')}\n`;
  },
  sarif: (reports: FileReport[]): string => {
    const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;
    const results = reports.flatMap(({ file, diagnostics }) =>
      diagnostics.map(({ severity, code, message, range, related }) => ({
        ruleId: code,
        level: levels[severity],
        message: { text: message },
        locations: [sarifLocation(file, range)],
        ...(related && {
          relatedLocations: related.map((one, id) => ({
            id,
            ...sarifLocation(one.file, one.range),
            message: { text: one.message },
          })),
        }),
      })),
    );
    const ids = [...new Set(results.map(({ ruleId }) => ruleId))].sort();
    const driver = { name: 'flow-webhooks', rules: ids.map((id) => ({ id })) };
    return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }] }, null, 2)}\n`;
  },
};

if (!isMainThread && workerData?.targets) {
  const work = workerData as Work;
  void comparisonsOf(work.deliveries, work.against).then((comparisons) =>
    parentPort?.postMessage(checkEach(work, comparisons)),
  );
} else if (require.main === module) {
  // After some large files V8 makes parts of trees in the old generation at once, whose dead then hold all other trees
  // until the next full collection: a quarter of the time of whole repositories.
  setFlagsFromString('--no-allocation-site-pretenuring');
  void main(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  });
}
