/**
 * The command-line check: `node dist/check.js [--format text|json|sarif] [--profile custom|certification]
 * [--deliveries DIR] [--against REV|FILE|DIR] [--output FILE] FILE|DIR…`.
 */
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Against, Compared, OlderVersions } from './checkAgainst';
import type { Fixtures } from './checkDeliveries';
import { filePattern, sarifUri } from './checkPaths';
import { type DecodedText, decodeText, languageOfFile } from './decodeText';
import { OpenDocument } from './documents/document';
import { maxLength } from './documents/readDocument';
import { definitionOf, validate } from './features/validate';
import { validateScript } from './features/validateScript';
import { definitionNextTo, iconNextTo, propertiesNextTo } from './files';
import type { Definition } from './model/definition';
import { hasDefinitionName, isDefinition } from './model/isDefinition';
import { propertiesName, propertiesOf } from './model/properties';
import { isScript, scriptName } from './model/script';
import { nodeFiles } from './nodeFiles';
import { FileMap, fileKey, isSameName } from './protocol/fileNames';
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

/** The report of a definition or of a file next to it. */
interface Checked extends FileReport {
  /** The triggers that have fixtures. */
  triggers: string[];
  /** Sentences for people about how the file was checked. */
  notes: string[];
  /** False for `apiProperties.json` and `script.csx`. */
  isDefinition: boolean;
}

/** What a definition is compared with besides the rules. */
interface Comparisons {
  fixtures: Fixtures | undefined;
  older: OlderVersions | undefined;
}

const nothing: Comparisons = { fixtures: undefined, older: undefined };

const usage = `Usage: check [OPTION...] FILE|DIR|PATTERN...
       check --list-rules [--output FILE]

Checks connector definitions, and the apiProperties.json and script.csx next to them. A file that you name is always
checked; in a directory, only files that are connector definitions by their name or content. "-" reads standard input.

  --profile custom|certification  what to check for (default: custom)
  --format text|json|sarif        the form of the report (default: text)
  --output FILE                   write the report to FILE as UTF-8
  --max-warnings N                exit with 1 if there are more warnings
  --deliveries DIR                compare deliveries saved below DIR with the notification schemas of their triggers
  --against REV|FILE|DIR          report what breaks flows since a git revision, a file, or a directory of the same layout
  --stdin-filename FILE           the name to assume for standard input; its extension decides the language
  --threads N                     how many files to check at once (default: by their size and the processors)
  --list-rules                    print every rule as JSON: its code, severities, reasons, examples and fix
  --help                          print this text

Exit status: 0 no error found, 1 errors found (or too many warnings), 2 wrong command line.`;

/**
 * Checks one file; undefined when it is not one that is checked. Bytes that are not UTF-8 are read as far as possible.
 *
 * @param neighbors the definitions that were checked before by their folder, for the files next to them
 */
export function checkFile(
  target: Target,
  profile: Profile,
  comparisons: Comparisons = nothing,
  neighbors?: FileMap<Neighbor>,
): Checked | undefined {
  // At most four bytes a character: the reader would reject a larger file anyway, and reading it costs memory.
  const bytes = target.size > maxLength * 4 ? undefined : readFileSync(target.file);
  const decoded = bytes ? decodeText(bytes) : { text: ' '.repeat(maxLength + 1) };
  return checkText(target, decoded, profile, comparisons, neighbors);
}

/** A definition, for the checks of the files next to it. */
interface Neighbor {
  document: OpenDocument;
  definition: Definition | undefined;
}

function checkText(
  target: Omit<Target, 'size'>,
  decoded: DecodedText,
  profile: Profile,
  comparisons: Comparisons,
  neighbors?: FileMap<Neighbor>,
): Checked | undefined {
  const { file } = target;
  if (!isNeighbor(file)) return checkDefinition(target, decoded, profile, comparisons, neighbors);
  const { text, encoding } = decoded;
  const uri = pathToFileURL(file).href;
  const neighbor = neighbors?.get(folderOf(file)) ?? readNeighbor(uri);
  if (!neighbor && !target.named) return undefined;
  const diagnostics = isScript(uri)
    ? validateScript(TextDocument.create(uri, 'csharp', 1, text), neighbor?.definition, { profile })
    : checkProperties(new OpenDocument(uri, 'json', 1, text), neighbor, profile);
  return { file, diagnostics: reported(diagnostics, encoding), triggers: [], notes: [], isDefinition: false };
}

/** True for a file that is checked together with the definition next to it. */
const isNeighbor = (file: string): boolean => isProperties(file) || isScript(pathToFileURL(file).href);

const isProperties = (file: string): boolean => isSameName(basename(file), propertiesName, nodeFiles.rules);

const folderOf = (file: string): string => dirname(resolve(file));

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
  { text, encoding }: DecodedText,
  profile: Profile,
  { fixtures, older }: Comparisons,
  neighbors: FileMap<Neighbor> | undefined,
): Checked | undefined {
  const uri = pathToFileURL(file).href;
  const document = new OpenDocument(uri, languageOfFile(file), 1, text);
  const hasProperties = (): boolean => nodeFiles.isNextTo(uri, propertiesName);
  if (!named && !isDefinition(uri, document.tree.root, () => text, hasProperties)) return undefined;
  const properties = propertiesNextTo(uri, nodeFiles);
  const definition = definitionOf(
    document,
    properties && hasCheckedProperties ? { ...properties, isChecked: true } : properties,
  );
  const observed = definition && fixtures ? fixtures.findings(definition) : [];
  const compared = definition && older?.compare(document, definition, file);
  const found = validate(document, definition, { profile }, [...observed, ...(compared?.findings ?? [])]);
  const diagnostics = reported(found, encoding, compared?.old);
  const folder = folderOf(file);
  // Where there are several, the files next to them belong to the one with the name of a definition.
  if (!neighbors?.get(folder) || hasDefinitionName(uri)) neighbors?.set(folder, { document, definition });
  return {
    file,
    diagnostics,
    triggers: definition && fixtures ? fixtures.triggersOf(definition) : [],
    notes: notesOn(file, compared?.old),
    isDefinition: true,
  };
}

/** Diagnostics as they are printed, in the order of the text. */
function reported(
  diagnostics: Diagnostic[],
  encoding: string | undefined,
  old?: Compared['old'],
): FileReport['diagnostics'] {
  const found = diagnostics.map((diagnostic) => reportedFinding(diagnostic, old));
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

function notesOn(file: string, old: Compared['old']): string[] {
  return old?.renamed ? [`${file} was renamed: it is compared with ${old.label}.`] : [];
}

function reportedFinding(
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
  const properties = targets.filter(({ file }) => isProperties(file));
  const keyOf = ({ file }: Target): string => fileKey(folderOf(file), nodeFiles.rules);
  const folders = new Set(properties.map(keyOf));
  return targets.map((target) => ({ ...target, hasCheckedProperties: folders.has(keyOf(target)) }));
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
    const { folder, pattern } = filePattern(path, nodeFiles.rules);
    const caseSensitiveMatch = !['win32', 'darwin'].includes(nodeFiles.rules.platform);
    const matches = isDynamicPattern(pattern)
      ? globSync([pattern], { cwd: folder, ignore: unwanted, caseSensitiveMatch }).sort()
      : [];
    if (matches.length === 0) throw new Error(`${path}: no such file or directory`);
    return matches.map((name) => sized(join(folder, name), true));
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
  against: Against | undefined;
}

/** Targets with their places in the result, definitions before the files next to them. */
type Job = (Target & { index: number })[];

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
  const work: Work = { jobs: jobsOf(targets), next, ...options };
  const workers = Array.from({ length: threads - 1 }, () =>
    once(new Worker(__filename, { workerData: work }), 'message'),
  );
  const answers: Reports[] = [await checkEach(work, comparisons)];
  for (const [answer] of await Promise.all(workers)) answers.push(answer as Reports);
  const reports: (Checked | undefined)[] = [];
  for (const [index, report] of answers.flat()) reports[index] = report;
  return reports.filter((report) => report !== undefined);
}

function jobsOf(targets: Target[]): Job[] {
  const indexed = targets.map((target, index) => ({ ...target, index }));
  const folders = new FileMap<Job>(nodeFiles.rules);
  for (const { file } of targets) if (isNeighbor(file)) folders.set(folderOf(file), []);
  const jobs: Job[] = [...folders.values()];
  for (const target of indexed) {
    const job = folders.get(folderOf(target.file));
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
async function checkEach({ jobs, next, profile }: Work, comparisons: Comparisons): Promise<Reports> {
  if (jobs.some((job) => job.some(({ file }) => isNeighbor(file)))) await loadPropertiesCheck();
  const reports: Reports = [];
  for (let job = jobs[Atomics.add(next, 0, 1)]; job; job = jobs[Atomics.add(next, 0, 1)]) {
    const neighbors = new FileMap<Neighbor>(nodeFiles.rules);
    for (const target of job) reports.push([target.index, checkFile(target, profile, comparisons, neighbors)]);
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
    return misuse(`${(error as Error).message}\n\n${usage}`);
  }
  const { values, positionals } = options;
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values['list-rules']) {
    // As yaml.js, a bundle of its own.
    const { listRules } = await import('./listRules.js');
    return report(`${JSON.stringify(listRules(), null, 2)}\n`, values.output) ?? 0;
  }
  const wrong = wrongOption(values);
  if (wrong !== undefined) return misuse(`${wrong} "check --help" lists the options.`);
  if (positionals.length === 0) return misuse(`Name a file or a directory.\n\n${usage}`);

  let reports: FileReport[];
  let counts: Counts;
  try {
    ({ reports, counts } = await checkPaths(positionals, values));
  } catch (error) {
    return misuse((error as Error).message);
  }
  const text = formats[values.format as keyof typeof formats](reports, counts);
  const failed = report(text, values.output);
  if (failed !== undefined) return failed;
  const count = (severity: SeverityName): number =>
    reports.reduce((sum, { diagnostics }) => sum + diagnostics.filter((one) => one.severity === severity).length, 0);
  if (count('error') > 0) return 1;
  const mostWarnings = values['max-warnings'];
  return mostWarnings !== undefined && count('warning') > Number(mostWarnings) ? 1 : 0;
}

/** Prints a report, or writes it to a file. Returns the exit status where that fails. */
function report(text: string, output: string | undefined): number | undefined {
  if (output === undefined) {
    process.stdout.write(text);
    return undefined;
  }
  try {
    writeFileSync(output, text);
    return undefined;
  } catch (error) {
    return misuse(`${output} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}

type OptionValues = ReturnType<typeof readArguments>['values'];

/** How much was checked. */
interface Counts {
  definitions: number;
  /** Files next to definitions. */
  others: number;
  /** Undefined where no deliveries were to be compared. */
  deliveries: number | undefined;
}

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Such as "1 definition, 2 deliveries". */
function countsText({ definitions, others, deliveries }: Counts): string {
  const parts = [
    (definitions > 0 || others === 0) && counted(definitions, 'definition'),
    others > 0 && counted(others, definitions > 0 ? 'other file' : 'file'),
    deliveries !== undefined && counted(deliveries, 'delivery', 'deliveries'),
  ];
  return parts.filter((part) => part !== false).join(', ');
}

/** Checks what the command line names. @throws with a message for people when something is not there */
async function checkPaths(
  positionals: string[],
  values: OptionValues,
): Promise<{ reports: FileReport[]; counts: Counts }> {
  const { deliveries, against: older, threads, 'stdin-filename': stdinName } = values;
  const profile = values.profile as Profile;
  const paths = positionals.filter((path) => path !== '-');
  const readsInput = paths.length < positionals.length;
  const against = older === undefined ? undefined : { name: older, paths: readsInput ? [...paths, stdinName] : paths };
  const targets = await targetsOf(paths);
  const comparisons = await comparisonsOf(deliveries, against);
  const wanted = threads === undefined ? undefined : Number(threads);
  const checked = await checkAll(targets, { profile, deliveries, against }, comparisons, wanted);
  if (readsInput) {
    if (isNeighbor(stdinName)) await loadPropertiesCheck();
    checked.push(checkText({ file: stdinName, named: true }, decodeText(await readInput()), profile, comparisons)!);
  }
  if (against) requireOnePair(against, checked);
  for (const note of checked.flatMap(({ notes }) => notes)) console.error(note);
  const reports = checked.map(({ file, diagnostics }): FileReport => ({ file, diagnostics }));
  if (comparisons.fixtures) reports.push(...fixtureReports(comparisons.fixtures, checked));
  const definitions = checked.filter(({ isDefinition }) => isDefinition).length;
  const { byTrigger } = comparisons.fixtures ?? {};
  const deliveryCount = byTrigger && [...byTrigger.values()].reduce((sum, { length }) => sum + length, 0);
  return { reports, counts: { definitions, others: checked.length - definitions, deliveries: deliveryCount } };
}

/**
 * Standard input to its end: a file, a pipe that has nothing yet, a terminal, or nothing where it is closed.
 *
 * @throws with a message for people when it cannot be read
 */
async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of process.stdin) {
      chunks.push(chunk);
      size += chunk.length;
      // The reader rejects it anyway.
      if (size > maxLength * 4) break;
    }
  } catch (error) {
    throw new Error(`Standard input cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  return Buffer.concat(chunks);
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
      output: { type: 'string' },
      'stdin-filename': { type: 'string', default: 'stdin.swagger.json' },
      'list-rules': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

/** @throws when several definitions would be compared with the same file */
function requireOnePair({ name }: Against, checked: Checked[]): void {
  const count = checked.filter(({ isDefinition }) => isDefinition).length;
  if (count > 1 && statSync(name, { throwIfNoEntry: false })?.isFile()) {
    throw new Error(`--against names one file, ${name}, but ${count} definitions are checked. Name one of them.`);
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
  console.error(message);
  return 2;
}

const placeText = (file: string, { start }: Diagnostic['range']): string =>
  `${file}:${start.line + 1}:${start.character + 1}`;

function sarifLocation(file: string, { start, end }: Diagnostic['range']) {
  return {
    physicalLocation: {
      artifactLocation: { uri: sarifUri(file, process.cwd(), nodeFiles.rules) },
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
  text: (reports: FileReport[], checked: Counts): string => {
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
    const found = [
      counted(counts.error, 'error'),
      counted(counts.warning, 'warning'),
      counted(counts.information + counts.hint, 'other finding'),
    ];
    lines.push(`${countsText(checked)}: ${found.join(', ')}`);
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

if (!isMainThread && workerData?.jobs) {
  const work = workerData as Work;
  void comparisonsOf(work.deliveries, work.against)
    .then((comparisons) => checkEach(work, comparisons))
    .then((reports) => parentPort?.postMessage(reports));
} else if (require.main === module) {
  // After some large files V8 makes parts of trees in the old generation at once, whose dead then hold all other trees
  // until the next full collection: a quarter of the time of whole repositories.
  setFlagsFromString('--no-allocation-site-pretenuring');
  // Whoever reads the report may stop early, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  void main(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  });
}
