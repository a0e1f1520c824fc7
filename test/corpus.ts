/**
 * `npm run corpus -- DIR` counts findings by code in a directory of connectors. It fails on an error in a connector that
 * parses, unless `knownErrors.json` names it as true, with the reason.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { checkFile } from '../server/check';
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
  .filter((name) => /apiDefinition[^/\\]*\.json$/.test(name))
  .map((name) => join(directory, name))
  .sort();
let failed = 0;
for (const profile of ['custom', 'certification'] satisfies Profile[]) {
  const connectors = new Map<string, Set<string>>();
  const occurrences = new Map<string, number>();
  let broken = 0;
  const started = performance.now();
  for (const file of files) {
    const { diagnostics } = checkFile({ file, named: true, size: statSync(file).size }, profile)!;
    const syntax = diagnostics.filter(({ code }) => code === 'syntax');
    if (syntax.length > 0) {
      broken++;
      if (profile === 'custom')
        console.log(`does not parse: ${file}:${syntax[0]!.range.start.line + 1}: ${syntax[0]!.message}`);
    }
    for (const { code, severity, range, message } of diagnostics) {
      const key = `${severity} ${code}`;
      occurrences.set(key, (occurrences.get(key) ?? 0) + 1);
      connectors.set(key, (connectors.get(key) ?? new Set()).add(file));
      const place = `${file}:${range.start.line + 1}: ${message} [${code}]`;
      if (code === wanted && profile === 'custom') console.log(place);
      if (severity === 'error' && syntax.length === 0 && !isKnown(profile, file, code)) {
        failed++;
        console.log(`${profile}: ${place}`);
      }
    }
  }
  const milliseconds = Math.round(performance.now() - started);
  console.log(`\n${profile}: ${files.length} connectors, ${broken} do not parse, ${milliseconds} ms`);
  for (const key of [...occurrences.keys()].sort()) {
    console.log(`  ${key}: ${occurrences.get(key)} in ${connectors.get(key)!.size}`);
  }
}
console.log(`\n${met.size} of ${knownErrors.length} known true errors`);
if (failed > 0) console.log(`${failed} errors in connectors that parse: false alarms`);
process.exitCode = failed > 0 ? 1 : 0;
