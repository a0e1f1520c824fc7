import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const ending = '.suite.ts';
const suites = path.join(__dirname, 'suite');
const out = path.resolve(__dirname, '..', '..', 'out', 'host');

/** The module for `extensionTestsPath` that runs `test/host/suite/<suite>.suite.ts`. */
export function suiteModule(suite: string): string {
  return path.join(out, `${suite}.js`);
}

/** Bundles each suite with the runner to a module of its own. */
export async function buildInHost(): Promise<void> {
  const names = readdirSync(suites).filter((name) => name.endsWith(ending));
  await Promise.all(
    names.map((name) =>
      build({
        stdin: {
          contents: `import './suite/${name}'; export { run } from './runner';`,
          resolveDir: __dirname,
          loader: 'ts',
        },
        outfile: suiteModule(name.slice(0, -ending.length)),
        bundle: true,
        platform: 'node',
        target: 'node20',
        format: 'cjs',
        external: ['vscode'],
        sourcemap: 'inline',
        logLevel: 'warning',
      }),
    ),
  );
}
