/**
 * What `npm run test:long` runs: the unit tests with long sweeps and the files whose names end in .long.test.ts, and then the
 * tests in VS Code that `npm test` leaves out. With arguments, only what they name.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const vitest = path.resolve(__dirname, '..', 'node_modules', 'vitest', 'vitest.mjs');
const args = process.argv.slice(2);
// Those in VS Code that npm test leaves out, or of which it takes a sample.
const ofHost = ['activation', 'package', 'languages.long', 'preview', 'views', 'wizard'].map(
  (name) => `test/host/${name}.test.ts`,
);

const run = (project: string, files: string[]): boolean =>
  spawnSync(process.execPath, [vitest, 'run', '--config', 'test/vitest.config.mjs', '--project', project, ...files], {
    stdio: 'inherit',
    env: { ...process.env, FLOW_WEBHOOKS_LONG: '1' },
  }).status === 0;

const isOfHost = (file: string): boolean => file.includes('test/host');
const runs: [project: string, files: string[]][] =
  args.length === 0
    ? [
        ['!host', []],
        ['host', ofHost],
      ]
    : [
        ['!host', args.filter((file) => !isOfHost(file))],
        ['host', args.filter(isOfHost)],
      ];
const outcomes = runs
  .filter(([, files]) => args.length === 0 || files.length > 0)
  .map(([project, files]) => run(project, files));
process.exitCode = outcomes.every(Boolean) ? 0 : 1;
