// What VS Code executes as its tests: every registered test in turn. The file of results is written before and after each
// one, so that a crash of the extension host shows where it was.
import { renameSync, writeFileSync } from 'node:fs';
import { type Results, resultsVariable } from './results';
import { type InHostTest, registered } from './suite/harness';

export async function run(): Promise<void> {
  const file = process.env[resultsVariable];
  if (!file) throw new Error(`${resultsVariable} is not set`);
  const results: Results = { finished: false, tests: [] };
  const write = () => {
    // Renamed into place: the reader polls and must not see half a file.
    writeFileSync(`${file}.part`, JSON.stringify(results));
    renameSync(`${file}.part`, file);
  };
  for (const test of registered) {
    results.running = test.name;
    write();
    const start = Date.now();
    const error = await failure(test);
    results.tests.push({ name: test.name, ok: error === undefined, error, ms: Date.now() - start });
  }
  results.running = undefined;
  results.finished = true;
  write();
}

async function failure({ run, timeout }: InHostTest): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not done after ${timeout / 1000} s`)), timeout);
  });
  try {
    await Promise.race([run(), deadline]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
  }
}
