// What `npm run test:long` runs: the unit tests with long sweeps, and the files whose names end in .long.test.ts.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const vitest = path.resolve(__dirname, '..', 'node_modules', 'vitest', 'vitest.mjs');
const args = ['run', '--config', 'test/vitest.config.mjs', '--project', 'unit', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [vitest, ...args], {
  stdio: 'inherit',
  env: { ...process.env, FLOW_WEBHOOKS_LONG: '1' },
});
process.exitCode = status ?? 1;
