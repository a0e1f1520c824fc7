/**
 * The same checks from a shell: `node dist/check.js [--format text|json|sarif] [--profile custom|certification]
 * [--deliveries DIR] FILE|DIR…`.
 */
import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Fixtures } from './checkDeliveries';
import { OpenDocument } from './documents/document';
import { maxLength } from './documents/readDocument';
import { definitionOf, validate } from './features/validate';
import { validateScript } from './features/validateScript';
import { definitionNextTo, iconNextTo, nodeFiles, propertiesNextTo } from './files';
import type { Definition } from './model/definition';
import { hasDefinitionName, isDefinition } from './model/isDefinition';
import { propertiesName, propertiesOf } from './model/properties';
import { isScript, scriptName } from './model/script';
import type { Profile } from './protocol/requests';
import { encoding as encodingRule } from './rules/encoding';

const severities = ['error', 'warning', 'information', 'hint'] as const;
type SeverityName = (typeof severities)[number];

interface FileReport {
  file: string;
  diagnostics: { severity: SeverityName; code: string; message: string; range: Diagnostic['range'] }[];
}

/** The report of a definition or of a file next to it. */
interface Checked extends FileReport {
  /** The triggers that have fixtures. */
  triggers: string[];
  /** False for `apiProperties.json` and `script.csx`. */
  isDefinition: boolean;
}

const usage = `Usage: check [--format text|json|sarif] [--profile custom|certification] [--max-warnings N]
             [--deliveries DIR] [--threads N] FILE|DIR|PATTERN...
       check --list-rules

Checks connector definitions, and the apiProperties.json and script.csx next to them. A file that is named is always
checked; in a directory, files count whose name or content says connector definition. "-" reads standard input (--stdin-filename tells its name, and so its language).
--deliveries compares deliveries kept below DIR (docs/deliveries.md) with the notification schemas of their triggers.
--list-rules prints every rule as JSON: its code, severities, reasons, examples and fix.
--threads says how many to check in at once; unless told, as many as there is work and a processor for.
Exit status: 0 no error found, 1 errors found (or more warnings than --max-warnings allows), 2 misuse.`;

/**
 * Checks one file; undefined when it is not one that is checked. Bytes that are not UTF-8 are read as far as possible.
 *
 * @param neighbors the definitions that were checked before by their folder, for the files next to them
 */
export function checkFile(
  target: Target,
  profile: Profile,
  fixtures?: Fixtures,
  neighbors?: Map<string, Neighbor>,
): Checked | undefined {
  // At most four bytes a character: the reader would reject a larger file anyway, and reading it costs memory.
  const bytes = target.size > maxLength * 4 ? undefined : readFileSync(target.file);
  const decoded = bytes ? decode(bytes) : { text: ' '.repeat(maxLength + 1) };
  return checkText(target, decoded, profile, fixtures, neighbors);
}

/** A definition, for the checks of the files next to it. */
interface Neighbor {
  document: OpenDocument;
  definition: Definition | undefined;
}

interface Decoded {
  text: string;
  /** The message about an unusual encoding. */
  encoding?: string;
}

function checkText(
  target: Omit<Target, 'size'>,
  decoded: Decoded,
  profile: Profile,
  fixtures: Fixtures | undefined,
  neighbors?: Map<string, Neighbor>,
): Checked | undefined {
  const { file } = target;
  if (!isNeighbor(file)) return checkDefinition(target, decoded, profile, fixtures, neighbors);
  const { text, encoding } = decoded;
  const uri = pathToFileURL(file).href;
  const neighbor = neighbors?.get(dirname(file)) ?? readNeighbor(uri);
  if (!neighbor && !target.named) return undefined;
  const diagnostics = isScript(uri)
    ? validateScript(TextDocument.create(uri, 'csharp', 1, text), neighbor?.definition, { profile })
    : checkProperties(new OpenDocument(uri, 'json', 1, text), neighbor, profile);
  return { file, diagnostics: reported(diagnostics, encoding), triggers: [], isDefinition: false };
}

/** True for a file that is checked together with the definition next to it. */
const isNeighbor = (file: string): boolean => basename(file) === propertiesName || isScript(pathToFileURL(file).href);

function readNeighbor(uri: string): Neighbor | undefined {
  const document = definitionNextTo(uri, nodeFiles);
  return document && { document, definition: definitionOf(document) };
}

/** The check of `apiProperties.json`, with its schema; loaded by {@link loadPropertiesCheck} when there is such a file. */
let validateProperties: typeof import('./features/validateProperties')['validateProperties'] | undefined;

/** Loads what only `apiProperties.json` needs. */
export async function loadPropertiesCheck(): Promise<void> {
  ({ validateProperties } = await import('./features/validateProperties'));
}

function checkProperties(document: OpenDocument, neighbor: Neighbor | undefined, profile: Profile): Diagnostic[] {
  const properties = propertiesOf(document);
  const icon = iconNextTo(document.uri, nodeFiles);
  const { definition, document: definitionDocument } = neighbor ?? {};
  const file = properties && { properties, definition, definitionDocument, icon };
  return validateProperties!(document, file, { profile });
}

function checkDefinition(
  { file, named, hasCheckedProperties }: Omit<Target, 'size'>,
  { text, encoding }: Decoded,
  profile: Profile,
  fixtures: Fixtures | undefined,
  neighbors: Map<string, Neighbor> | undefined,
): Checked | undefined {
  const uri = pathToFileURL(file).href;
  const language = /\.ya?ml$/i.test(file) ? 'yaml' : /\.jsonc$/i.test(file) ? 'jsonc' : 'json';
  const document = new OpenDocument(uri, language, 1, text);
  const hasProperties = (): boolean => nodeFiles.isNextTo(uri, propertiesName);
  if (!named && !isDefinition(uri, document.tree.root, () => text, hasProperties)) return undefined;
  const properties = propertiesNextTo(uri, nodeFiles);
  const definition = definitionOf(
    document,
    properties && hasCheckedProperties ? { ...properties, isChecked: true } : properties,
  );
  const observed = definition && fixtures ? fixtures.findings(definition) : [];
  const diagnostics = reported(validate(document, definition, { profile }, observed), encoding);
  const folder = dirname(file);
  // Where there are several, the files next to them belong to the one with the name of a definition.
  if (!neighbors?.has(folder) || hasDefinitionName(uri)) neighbors?.set(folder, { document, definition });
  return {
    file,
    diagnostics,
    triggers: definition && fixtures ? fixtures.triggersOf(definition) : [],
    isDefinition: true,
  };
}

/** Diagnostics as they are printed, in the order of the text. */
function reported(diagnostics: Diagnostic[], encoding: string | undefined): FileReport['diagnostics'] {
  const found = diagnostics.map(({ severity, code, message, range }): FileReport['diagnostics'][number] => ({
    severity: severities[(severity ?? 1) - 1]!,
    code: String(code),
    message,
    range,
  }));
  if (encoding) {
    const start = { line: 0, character: 0 };
    found.push({ severity: 'information', code: encodingRule.code, message: encoding, range: { start, end: start } });
  }
  const rank = (one: { severity: SeverityName }): number => severities.indexOf(one.severity);
  return found.sort(
    (a, b) =>
      a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character || rank(a) - rank(b),
  );
}

function decode(bytes: Buffer): Decoded {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  if (utf16)
    return {
      text: new TextDecoder(utf16).decode(bytes),
      encoding: 'This file is UTF-16: Power Automate expects UTF-8.',
    };
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  // A byte-order mark is not a character of the text.
  const text = bytes.toString('utf8', mark ? 3 : 0);
  if (!isUtf8(bytes)) return { text, encoding: 'This file is not UTF-8: some characters cannot be read.' };
  return {
    text,
    ...(mark && { encoding: 'This file begins with a byte-order mark, which JSON does not provide for.' }),
  };
}

/** A file to check. */
interface Target {
  file: string;
  named: boolean;
  /** Bytes. */
  size: number;
  /** True for a definition whose `apiProperties.json` is checked, too. */
  hasCheckedProperties?: boolean;
}

/**
 * The files to check.
 *
 * @throws when a path or a pattern matches nothing
 */
async function targetsOf(paths: string[]): Promise<Target[]> {
  const targets = await matchesOf(paths);
  const properties = targets.filter(({ file }) => basename(file) === propertiesName);
  const folders = new Set(properties.map(({ file }) => dirname(resolve(file))));
  return targets.map((target) => ({ ...target, hasCheckedProperties: folders.has(dirname(resolve(target.file))) }));
}

/** @throws when a path or a pattern matches nothing */
async function matchesOf(paths: string[]): Promise<Target[]> {
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
      return globSync(['**/*.{json,jsonc,yaml,yml}', `**/${scriptName}`], {
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
  /** What is checked at once, the largest first: a file, or a folder whose files know of each other. */
  jobs: Job[];
  /**
   * The index of the next job, taken by the first free thread: threads start at different times, and processors have
   * other work.
   */
  next: Int32Array;
  profile: Profile;
  deliveries: string | undefined;
}

/** Targets with their places in the result, definitions before the files next to them. */
type Job = (Target & { index: number })[];

type Reports = [index: number, report: Checked | undefined][];

/** Checks all targets, the largest first, in this thread and others. */
async function checkAll(
  targets: Target[],
  profile: Profile,
  deliveries: string | undefined,
  fixtures: Fixtures | undefined,
  wanted: number | undefined,
): Promise<Checked[]> {
  const threads = Math.max(1, Math.min(wanted ?? threadsFor(targets), targets.length));
  const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const work: Work = { jobs: jobsOf(targets), next, profile, deliveries };
  const workers = Array.from({ length: threads - 1 }, () =>
    once(new Worker(__filename, { workerData: work }), 'message'),
  );
  const answers: Reports[] = [await checkEach(work, fixtures)];
  for (const [answer] of await Promise.all(workers)) answers.push(answer as Reports);
  const reports: (Checked | undefined)[] = [];
  for (const [index, report] of answers.flat()) reports[index] = report;
  return reports.filter((report) => report !== undefined);
}

function jobsOf(targets: Target[]): Job[] {
  const indexed = targets.map((target, index) => ({ ...target, index }));
  const folders = new Map<string, Job>();
  for (const { file } of targets) if (isNeighbor(file)) folders.set(dirname(file), []);
  const jobs: Job[] = [...folders.values()];
  for (const target of indexed) {
    const job = folders.get(dirname(target.file));
    if (job) job.push(target);
    else jobs.push([target]);
  }
  for (const job of jobs) job.sort((a, b) => Number(isNeighbor(a.file)) - Number(isNeighbor(b.file)));
  const sizeOf = (job: Job): number => job.reduce((sum, { size }) => sum + size, 0);
  return jobs.sort((a, b) => sizeOf(b) - sizeOf(a));
}

function threadsFor(targets: Target[]): number {
  const total = targets.reduce((sum, { size }) => sum + size, 0);
  // One processor is left for V8, which compiles and collects garbage in the background.
  return Math.min(availableParallelism() - 1, Math.floor(total / threadBytes));
}

/** Does jobs until none is left. */
async function checkEach({ jobs, next, profile }: Work, fixtures: Fixtures | undefined): Promise<Reports> {
  if (jobs.some((job) => job.some(({ file }) => isNeighbor(file)))) await loadPropertiesCheck();
  const reports: Reports = [];
  for (let job = jobs[Atomics.add(next, 0, 1)]; job; job = jobs[Atomics.add(next, 0, 1)]) {
    const neighbors = new Map<string, Neighbor>();
    for (const target of job) reports.push([target.index, checkFile(target, profile, fixtures, neighbors)]);
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
  const {
    format,
    profile,
    help,
    deliveries,
    'max-warnings': mostWarnings,
    threads,
    'stdin-filename': stdinName,
  } = options.values;
  if (help) {
    console.log(usage);
    return 0;
  }
  if (options.values['list-rules']) {
    // As yaml.js, a bundle of its own.
    const { listRules } = await import('./listRules.js');
    process.stdout.write(`${JSON.stringify(listRules(), null, 2)}\n`);
    return 0;
  }
  if (!isFormat(format)) return misuse(`Unknown format "${format}".`);
  if (profile !== 'custom' && profile !== 'certification') return misuse(`Unknown profile "${profile}".`);
  if (mostWarnings !== undefined && !/^\d+$/.test(mostWarnings)) return misuse('--max-warnings takes a number.');
  if (threads !== undefined && !/^[1-9]\d?$/.test(threads)) return misuse('--threads takes a number from 1 to 99.');
  if (options.positionals.length === 0) return misuse('Name a file or a directory.');

  let reports: FileReport[];
  let definitions: number;
  try {
    const paths = options.positionals.filter((path) => path !== '-');
    const fixtures = await fixturesOf(deliveries);
    const checked = await checkAll(
      await targetsOf(paths),
      profile,
      deliveries,
      fixtures,
      threads === undefined ? undefined : Number(threads),
    );
    if (paths.length < options.positionals.length) {
      if (isNeighbor(stdinName)) await loadPropertiesCheck();
      checked.push(checkText({ file: stdinName, named: true }, decode(readFileSync(0)), profile, fixtures)!);
    }
    reports = checked.map(({ file, diagnostics }) => ({ file, diagnostics }));
    if (fixtures) reports.push(...fixtureReports(fixtures, checked));
    definitions = reports.length - checked.filter(({ isDefinition }) => !isDefinition).length;
  } catch (error) {
    return misuse((error as Error).message);
  }
  process.stdout.write(formats[format](reports, definitions));
  const count = (severity: SeverityName): number =>
    reports.reduce((sum, { diagnostics }) => sum + diagnostics.filter((one) => one.severity === severity).length, 0);
  if (count('error') > 0) return 1;
  return mostWarnings !== undefined && count('warning') > Number(mostWarnings) ? 1 : 0;
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
      threads: { type: 'string' },
      'stdin-filename': { type: 'string', default: 'stdin.swagger.json' },
      'list-rules': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
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

const formats = {
  json: (reports: FileReport[]): string => `${JSON.stringify({ files: reports }, null, 2)}\n`,
  text: (reports: FileReport[], definitions: number): string => {
    const lines: string[] = [];
    const counts = { error: 0, warning: 0, information: 0, hint: 0 };
    for (const { file, diagnostics } of reports) {
      for (const { severity, code, message, range } of diagnostics) {
        counts[severity]++;
        lines.push(`${file}:${range.start.line + 1}:${range.start.character + 1}: ${severity}: ${message} [${code}]`);
      }
    }
    const files = `${definitions} ${definitions === 1 ? 'definition' : 'definitions'}`;
    lines.push(
      `${files}: ${counts.error} errors, ${counts.warning} warnings, ${counts.information + counts.hint} notes`,
    );
    return `${lines.join('\n')}\n`;
  },
  sarif: (reports: FileReport[]): string => {
    const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;
    const results = reports.flatMap(({ file, diagnostics }) =>
      diagnostics.map(({ severity, code, message, range }) => ({
        ruleId: code,
        level: levels[severity],
        message: { text: message },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: encodeURI(relative(process.cwd(), file).split(sep).join('/')) },
              region: {
                startLine: range.start.line + 1,
                startColumn: range.start.character + 1,
                endLine: range.end.line + 1,
                endColumn: range.end.character + 1,
              },
            },
          },
        ],
      })),
    );
    const ids = [...new Set(results.map(({ ruleId }) => ruleId))].sort();
    const driver = { name: 'flow-webhooks', rules: ids.map((id) => ({ id })) };
    return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }] }, null, 2)}\n`;
  },
};

if (!isMainThread && workerData?.jobs) {
  const work = workerData as Work;
  void fixturesOf(work.deliveries)
    .then((fixtures) => checkEach(work, fixtures))
    .then((reports) => parentPort?.postMessage(reports));
} else if (require.main === module) {
  // After some large files V8 makes parts of trees in the old generation at once, whose dead then hold all other trees
  // until the next full collection: a quarter of the time of whole repositories.
  setFlagsFromString('--no-allocation-site-pretenuring');
  void main(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  });
}
