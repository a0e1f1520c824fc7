import path from 'node:path';
import { build } from 'esbuild';
import { suiteGroups } from './suites';

const out = path.resolve(__dirname, '..', '..', 'out', 'host');

/** Path of the module for `extensionTestsPath` that runs a group of suites. */
export function suiteModule(group: string): string {
  return path.join(out, `${group}.js`);
}

/** Bundles each group of suites with the runner into one module. */
export async function buildSuites(): Promise<void> {
  await Promise.all(Object.entries(suiteGroups).map(([group, suites]) => buildGroup(group, suites)));
}

async function buildGroup(group: string, suites: readonly string[]): Promise<void> {
  const loads = suites.map(
    (suite) => `registerSuite(${JSON.stringify(suite)}, () => require('./suite/${suite}.suite'));`,
  );
  await build({
    stdin: {
      contents: [
        `const { registerSuite } = require('./suite/harness');`,
        ...loads,
        `exports.run = require('./runner').run;`,
      ].join('\n'),
      resolveDir: __dirname,
      loader: 'ts',
    },
    outfile: suiteModule(group),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
