/**
 * What `npm test` runs after lint: the tests in VS Code, which mostly wait, next to all others, which compute. One after the
 * other, each half would leave the machine idle or have nothing to do while it waits. Arguments go to both. What failed is
 * said again at the end. In continuous integration, a few files that failed run once more before that, one after the other
 * and with nothing beside them: a machine with too much to do is no fault of the product.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isBuilt } from './build';
import { type Failures, failuresFile } from './support/failedTests';

const root = path.resolve(__dirname, '..');
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const cores = os.availableParallelism();
const notes = mkdtempSync(path.join(os.tmpdir(), 'flow-webhooks-tests-'));

/** More files than this do not fail because the machine is busy. */
const mostToRepeat = 4;

interface Outcome {
  project: string;
  passed: boolean;
  failures: Failures;
}

/**
 * Runs tests.
 *
 * @param project a project, or one to leave out after `!`
 * @param more options, and texts that the paths of the files contain; without any, all files
 */
function run(project: string, workers: number, more: readonly string[]): Promise<Outcome> {
  const args = ['run', '--config', 'test/vitest.config.mjs', `--project=${project}`, `--maxWorkers=${workers}`];
  const note = path.join(notes, `${project.replace('!', 'not-')}.json`);
  rmSync(note, { force: true });
  const child = spawn(process.execPath, [vitest, ...args, ...more], {
    cwd: root,
    env: {
      ...process.env,
      [isBuilt]: '1',
      [failuresFile]: note,
      ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ project, passed: code === 0, failures: failuresFrom(note, `${project} ended with ${signal ?? code}`) }),
    );
  });
}

/** @param otherwise the report where the run has left none */
function failuresFrom(note: string, otherwise: string): Failures {
  try {
    return JSON.parse(readFileSync(note, 'utf8')) as Failures;
  } catch {
    return { files: [], reports: [otherwise], isOutside: true };
  }
}

const say = ({ project, failures }: Outcome, title: string): void =>
  console.log(`\n${title} (${project}):\n${failures.reports.join('\n')}\n`);

async function runAll(): Promise<void> {
  execFileSync(process.execPath, ['build.mjs'], { cwd: root, stdio: 'inherit' });
  // One of the halves may have none of the files that somebody names.
  const files = ['--passWithNoTests', ...process.argv.slice(2)];
  const outcomes = await Promise.all([run('host', cores + 1, files), run('!host', cores, files)]);
  for (const outcome of outcomes.filter(({ passed }) => !passed)) {
    const { files: failed, isOutside } = outcome.failures;
    const isRepeated = process.env.CI && !isOutside && failed.length > 0 && failed.length <= mostToRepeat;
    say(outcome, isRepeated ? 'Failed, and tried again on its own' : 'Failed');
    if (!isRepeated) {
      process.exitCode = 1;
      continue;
    }
    const again = await run(outcome.project, 1, failed);
    if (again.passed) console.log(`\nPassed when tried again on its own: ${failed.join(', ')}\n`);
    else {
      say(again, 'Failed twice');
      process.exitCode = 1;
    }
  }
}

runAll()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .finally(() => rmSync(notes, { recursive: true, force: true }));
