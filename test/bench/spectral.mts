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
const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.swagger.json'))
  .sort()
  .slice(0, 50)
  .map((name) => join(directory, name));
const megabytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;

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

const ours = [join(root, 'dist/check.js'), '--format', 'json', ...files];
const theirs = [join(cache, 'node_modules/@stoplight/spectral-cli/dist/index.js'), 'lint', '--ruleset', ruleset, '--format', 'json', ...files];
const pairs = Array.from({ length: 3 }, () => ({ ours: seconds(ours), spectral: seconds(theirs) }));
const middle = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
const own = middle(pairs.map((pair) => pair.ours));
const spectral = middle(pairs.map((pair) => pair.spectral));
console.log(`${files.length} connectors, ${megabytes.toFixed(1)} MB; medians of ${pairs.length}`);
console.log(`check    ${own.toFixed(2)} s, ${(megabytes / own).toFixed(1)} MB/s`);
console.log(`Spectral ${spectral.toFixed(2)} s, ${(megabytes / spectral).toFixed(2)} MB/s`);
console.log(`check is ${(spectral / own).toFixed(1)} times as fast`);
