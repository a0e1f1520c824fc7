/** `npm run corpus -- DIR` counts findings by code in a directory of connectors; fails on an error in one that parses. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkFile } from '../server/check';
import type { Profile } from '../server/protocol/requests';

const [directory, wanted] = process.argv.slice(2);
if (!directory) {
  console.error('Usage: npm run corpus -- DIR [CODE]   (with a code: lists its findings)');
  process.exit(2);
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
      // Published connectors may have errors of the certification profile: they were accepted under older rules.
      if (severity === 'error' && syntax.length === 0) {
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
if (failed > 0) console.log(`\n${failed} errors in connectors that parse: false alarms`);
process.exitCode = failed > 0 ? 1 : 0;
