/**
 * What `npm test` runs after lint: the tests in VS Code, which mostly wait, next to all others, which compute. One after the
 * other, each half would leave the machine idle or have nothing to do while it waits. Arguments go to both.
 */
import { execFileSync, spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { isBuilt } from './build';

const root = path.resolve(__dirname, '..');
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const cores = os.availableParallelism();

/** Resolves with whether all of these tests passed. @param project a project, or one to leave out after `!` */
function run(project: string, workers: number): Promise<boolean> {
  const args = ['run', '--config', 'test/vitest.config.mjs', `--project=${project}`, `--maxWorkers=${workers}`];
  const child = spawn(process.execPath, [vitest, ...args, '--passWithNoTests', ...process.argv.slice(2)], {
    cwd: root,
    env: { ...process.env, [isBuilt]: '1', ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}

async function runAll(): Promise<void> {
  execFileSync(process.execPath, ['build.mjs'], { cwd: root, stdio: 'inherit' });
  const outcomes = await Promise.all([run('host', cores + 2), run('!host', cores)]);
  if (!outcomes.every(Boolean)) process.exitCode = 1;
}

runAll().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
