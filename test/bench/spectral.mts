/**
 * `npm run bench:spectral [-- DIR]`: the shell check beside Spectral (its own OpenAPI rules) over up to 50 connectors of
 * a directory, each as a whole process. Spectral is installed into the cache folder: it has no use here but this.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = process.argv[2] ?? join(root, 'test/connectors');
const all = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.swagger.json'))
  .sort()
  .map((name) => join(directory, name));
const files = all.slice(0, 50);
const sizeOf = (some: string[]): number => some.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'flow-webhooks', 'spectral-6');
if (!existsSync(join(cache, 'node_modules/@stoplight/spectral-cli'))) {
  mkdirSync(cache, { recursive: true });
  execFileSync('npm', ['install', '--prefix', cache, '--no-audit', '--no-fund', '@stoplight/spectral-cli@6'], { stdio: 'inherit' });
}
const ruleset = join(cache, 'ruleset.json');
writeFileSync(ruleset, JSON.stringify({ extends: ['spectral:oas'] }));

function seconds(args: string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { maxBuffer: 1 << 30 });
  // Both exit with 1 where they find an error.
  if (status !== 0 && status !== 1) throw new Error(String(stderr).slice(0, 2000));
  return (performance.now() - started) / 1000;
}

const check = (some: string[]): string[] => [join(root, 'dist/check.js'), '--format', 'json', ...some];
const spectral = (some: string[]): string[] => [
  join(cache, 'node_modules/@stoplight/spectral-cli/dist/index.js'),
  'lint',
  '--ruleset',
  ruleset,
  '--format',
  'json',
  ...some,
];
const rounds = Array.from({ length: 3 }, () => ({
  check: seconds(check(files)),
  whole: seconds(check(all)),
  spectral: seconds(spectral(files)),
}));
const middle = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
const speeds = {
  check: sizeOf(files) / middle(rounds.map((round) => round.check)),
  whole: sizeOf(all) / middle(rounds.map((round) => round.whole)),
  spectral: sizeOf(files) / middle(rounds.map((round) => round.spectral)),
};
console.log('whole processes, their start included; medians of 3\n');
console.log('| | connectors | MB | s | MB/s | beside Spectral |');
console.log('|---|---|---|---|---|---|');
const row = (name: string, some: string[], speed: number): void => {
  const size = sizeOf(some);
  const cells = [some.length, size.toFixed(1), (size / speed).toFixed(2), speed.toFixed(2)];
  console.log(`| ${name} | ${cells.join(' | ')} | ${(speed / speeds.spectral).toFixed(1)} |`);
};
row('check', files, speeds.check);
row('check, the whole directory', all, speeds.whole);
row('Spectral', files, speeds.spectral);
