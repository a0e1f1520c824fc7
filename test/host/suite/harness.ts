// A small test framework for suites in the extension host, where vitest does not run.
import { patience } from '../eventually';

export interface InHostTest {
  /** The suite file, and the folder of the workspace in which its tests work. */
  suite: string;
  name: string;
  /** In milliseconds. */
  timeout: number;
  run(): Promise<void> | void;
}

/** All tests of the suites that were loaded, in order. */
export const registered: InHostTest[] = [];

let current = '';
let prefix = '';

/** Loads a suite file whose tests work in the folder of this name. */
export function registerSuite(name: string, load: () => unknown): void {
  current = name;
  load();
}

/** The folder of the suite that is loaded or runs now. */
export function currentSuite(): string {
  return current;
}

/** Runs a test in the folder of its suite. Rejects when it fails, or is not done in time. */
export async function runTest({ suite, run, timeout }: InHostTest): Promise<void> {
  current = suite;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not done after ${timeout / 1000} s`)), timeout);
  });
  try {
    await Promise.race([run(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Groups tests; their names begin with its name. */
export function suite(name: string, register: () => void): void {
  const outer = prefix;
  prefix = `${outer}${name} > `;
  register();
  prefix = outer;
}

export function test(name: string, run: () => Promise<void> | void, timeout = 3 * patience): void {
  registered.push({ suite: current, name: prefix + name, run, timeout });
}
