/**
 * `npm run bench:spectral [-- DIR]`: the shell check compared with Spectral (its own OpenAPI rules) over 50 connectors
 * of a directory and over all, each as a whole process. Spectral is installed into the cache folder, as only this uses it.
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
  // Both exit with 1 if they find an error.
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
const tools = { check, Spectral: spectral };
type Tool = keyof typeof tools;
const names = Object.keys(tools) as Tool[];
const rounds = Array.from({ length: 3 }, () =>
  names.map((name) => ({ name, first: seconds(tools[name](files)), whole: seconds(tools[name](all)) })),
).flat();
const middle = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
const took = (name: Tool, what: 'first' | 'whole'): number =>
  middle(rounds.filter((round) => round.name === name).map((round) => round[what]));

console.log('medians of 3; whole processes, their start included, and what the rest of the directory takes beyond the first\n');
console.log('| connectors | MB | check | Spectral | check beside Spectral |');
console.log('|---|---|---|---|---|');
const row = (what: string, size: number, secondsOf: (name: Tool) => number): void => {
  const cell = (name: Tool): string => `${secondsOf(name).toFixed(2)} s, ${(size / secondsOf(name)).toFixed(2)} MB/s`;
  const ratio = secondsOf('Spectral') / secondsOf('check');
  console.log(`| ${what} | ${size.toFixed(1)} | ${cell('check')} | ${cell('Spectral')} | ${ratio.toFixed(1)} |`);
};
row(`the first ${files.length}`, sizeOf(files), (name) => took(name, 'first'));
row(`all ${all.length}`, sizeOf(all), (name) => took(name, 'whole'));
if (all.length > files.length) {
  row('beyond the first', sizeOf(all) - sizeOf(files), (name) => took(name, 'whole') - took(name, 'first'));
}
