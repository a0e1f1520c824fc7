/**
 * `npm run corpus -- DIR` counts findings by code in a directory of connectors: of definitions and of the files next to
 * them. It fails on an error in a connector that
 * parses, unless `knownErrors.json` names it as true, with the reason.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { checkFile, loadPropertiesCheck } from '../server/check';
import type { Profile } from '../server/protocol/requests';

const [directory, wanted] = process.argv.slice(2);
if (!directory) {
  console.error('Usage: npm run corpus -- DIR [CODE]   (with a code: lists its findings)');
  process.exit(2);
}

/** An error that is right although the connector is published. `connector` is its folder below DIR, with slashes. */
interface KnownError {
  connector: string;
  profile: Profile;
  code: string;
  reason: string;
}

const knownErrors = JSON.parse(readFileSync(join(import.meta.dirname, 'knownErrors.json'), 'utf8')) as KnownError[];
const met = new Set<KnownError>();

function isKnown(profile: Profile, file: string, code: string): boolean {
  const connector = relative(directory!, dirname(file)).split(sep).join('/');
  const known = knownErrors.find(
    (error) => error.profile === profile && error.code === code && error.connector === connector,
  );
  if (known) met.add(known);
  return known !== undefined;
}

const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter((name) => /(?:apiDefinition[^/\\]*|apiProperties)\.json$|script\.csx$/i.test(name))
  .map((name) => join(directory, name))
  .sort();
const propertiesFolders = new Set(files.filter((file) => basename(file) === 'apiProperties.json').map(dirname));

type Diagnostic = NonNullable<ReturnType<typeof checkFile>>['diagnostics'][number];

/** What a profile finds in all files. */
class Count {
  /** Files by severity and code. */
  private readonly files = new Map<string, Set<string>>();
  private readonly occurrences = new Map<string, number>();
  private broken = 0;
  /** Number of errors in files that parse, without the known ones. */
  failed = 0;

  constructor(private readonly profile: Profile) {}

  check(file: string): void {
    const { profile } = this;
    const { diagnostics } = checkFile(
      { file, named: true, size: statSync(file).size, hasCheckedProperties: propertiesFolders.has(dirname(file)) },
      profile,
    )!;
    const syntax = diagnostics.filter(({ code }) => code === 'syntax');
    if (syntax.length > 0) {
      this.broken++;
      if (profile === 'custom')
        console.log(`does not parse: ${file}:${syntax[0]!.range.start.line + 1}: ${syntax[0]!.message}`);
    }
    for (const diagnostic of diagnostics) this.add(file, diagnostic, syntax.length === 0);
  }

  private add(file: string, { code, severity, range, message }: Diagnostic, parses: boolean): void {
    const { profile } = this;
    const key = `${severity} ${code}`;
    this.occurrences.set(key, (this.occurrences.get(key) ?? 0) + 1);
    this.files.set(key, (this.files.get(key) ?? new Set()).add(file));
    const place = `${file}:${range.start.line + 1}: ${message} [${code}]`;
    if (code === wanted && profile === 'custom') console.log(place);
    if (severity === 'error' && parses && !isKnown(profile, file, code)) {
      this.failed++;
      console.log(`${profile}: ${place}`);
    }
  }

  print(milliseconds: number): void {
    console.log(`\n${this.profile}: ${files.length} files, ${this.broken} do not parse, ${milliseconds} ms`);
    for (const key of [...this.occurrences.keys()].sort()) {
      console.log(`  ${key}: ${this.occurrences.get(key)} in ${this.files.get(key)!.size}`);
    }
  }
}

async function main(): Promise<void> {
  await loadPropertiesCheck();
  let failed = 0;
  for (const profile of ['custom', 'certification'] satisfies Profile[]) {
    const started = performance.now();
    const count = new Count(profile);
    for (const file of files) count.check(file);
    count.print(Math.round(performance.now() - started));
    failed += count.failed;
  }
  console.log(`\n${met.size} of ${knownErrors.length} known true errors`);
  if (failed > 0) console.log(`${failed} errors in connectors that parse: false alarms`);
  process.exitCode = failed > 0 ? 1 : 0;
}

void main();
