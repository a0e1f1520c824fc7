// What VS Code executes as its tests: every registered test in turn. The file of results is written before and after each
// one, so that a crash of the extension host shows where it was.
import { renameSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { type Results, resultsVariable } from './results';
import { type InHostTest, registered, runTest } from './suite/harness';

export async function run(): Promise<void> {
  const file = process.env[resultsVariable];
  if (!file) throw new Error(`${resultsVariable} is not set`);
  const results: Results = { finished: false, tests: [] };
  const write = () => {
    // Renamed into place: the reader polls and must not see half a file.
    writeFileSync(`${file}.part`, JSON.stringify(results));
    renameSync(`${file}.part`, file);
  };
  let suite = registered[0]?.suite;
  for (const test of registered) {
    results.running = `${test.suite}: ${test.name}`;
    write();
    if (test.suite !== suite) await deleteAllWebhooks();
    suite = test.suite;
    const start = Date.now();
    const error = await failure(test);
    results.tests.push({ suite, name: test.name, ok: error === undefined, error, ms: Date.now() - start });
  }
  results.running = undefined;
  results.finished = true;
  write();
}

/** Leaves nothing registered to the suites that follow in the same VS Code. */
async function deleteAllWebhooks(): Promise<void> {
  await vscode.commands.executeCommand('flowWebhooks.deleteAll', { scope: 'everywhere' });
}

async function failure(test: InHostTest): Promise<string | undefined> {
  try {
    await runTest(test);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
