/**
 * `npm run bench:activation [-- --runs 5 --window "an empty folder"]`: what the extension costs in a window, next to an
 * extension that does nothing, in the same run: processor time and memory of the extension host once it is at rest, medians,
 * for windows without a connector and for one with a definition. The manifest alone is an extension with our package.json that
 * does nothing.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { eventually } from '../host/eventually';
import { openBrowser, startHost } from '../host/host';
import type { HostCost } from './activation/inHost';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, window: { type: 'string' }, all: { type: 'boolean' } } });
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-activation-'));

/** Limit of one run, in milliseconds. */
const limit = 180_000;

const idle = join(folder, 'idle');
mkdirSync(idle);
writeFileSync(
  join(idle, 'package.json'),
  JSON.stringify({
    name: 'idle',
    publisher: 'bench',
    version: '1.0.0',
    engines: { vscode: '^1.90.0' },
    main: './main.js',
    activationEvents: ['onStartupFinished'],
  }),
);
writeFileSync(join(idle, 'main.js'), 'exports.activate = () => {};');

const testsPath = join(folder, 'inHost.js');
buildSync({
  entryPoints: [join(root, 'test/bench/activation/inHost.ts')],
  outfile: testsPath,
  bundle: true,
  platform: 'node',
  external: ['vscode'],
});

const manifest = join(folder, 'manifest');
mkdirSync(manifest);
const ours = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
writeFileSync(join(manifest, 'package.json'), JSON.stringify({ ...ours, main: './main.js' }));
writeFileSync(join(manifest, 'main.js'), 'exports.activate = () => {};');
for (const name of ['package.nls.json', 'media', 'docs', 'syntaxes'])
  cpSync(join(root, name), join(manifest, name), { recursive: true });

const id = 'flow-webhooks.flow-webhooks';
const extensions = {
  idle: { path: idle, id: 'bench.idle' },
  'the manifest alone': { path: manifest, id },
  ours: { path: root, id },
};
const names = Object.keys(extensions) as (keyof typeof extensions)[];

const windows: Record<string, string | undefined> = {
  'an empty folder': undefined,
  'a package.json': '{ "name": "a" }',
  'a definition': readFileSync(join(root, 'test/connectors/githubWebhookSample.swagger.json'), 'utf8'),
};

async function measure(which: keyof typeof extensions, text: string | undefined): Promise<HostCost> {
  const { path, id } = extensions[which];
  const workspace = mkdtempSync(join(folder, 'workspace-'));
  const file = join(workspace, text?.includes('swagger') ? 'apiDefinition.swagger.json' : 'package.json');
  if (text !== undefined) writeFileSync(file, text);
  const result = `${workspace}.json`;
  const env = {
    ACTIVATION_RESULT: result,
    ACTIVATION_EXTENSION: id,
    ...(text !== undefined && { ACTIVATION_OPEN: file }),
  };
  const host = await startHost({ workspace, extension: path, testsPath, env });
  const browser = await openBrowser(host);
  try {
    await eventually('the result', () => existsSync(result) && readFileSync(result, 'utf8') !== '', limit);
    return JSON.parse(readFileSync(result, 'utf8'));
  } finally {
    await browser.close();
    await host.stop();
  }
}

const median = (numbers: number[]): number => [...numbers].sort((one, other) => one - other)[numbers.length >> 1]!;

for (const [window, text] of Object.entries(windows)) {
  if (values.window !== undefined && values.window !== window) continue;
  const costs = Object.fromEntries(names.map((name) => [name, [] as HostCost[]]));
  for (let run = 0; run < Number(values.runs); run++)
    for (const name of names) costs[name]!.push(await measure(name, text));
  console.log(window);
  for (const key of ['cpu', 'pss', 'uss', 'heap'] as const) {
    const [none, ...others] = names.map((name) => median(costs[name]!.map((cost) => cost[key])));
    const more = others.map((cost, index) => `${names[index + 1]} ${(cost - none!).toFixed(1)} more`);
    if (values.all) for (const name of names) console.log(`  ${key} ${name}: ${costs[name]!.map((cost) => cost[key].toFixed(1)).join(' ')}`);
    console.log(`  ${key}: idle ${none!.toFixed(1)} ${key === 'cpu' ? 'ms' : 'MB'}; ${more.join('; ')}`);
  }
}
rmSync(folder, { recursive: true, force: true });
