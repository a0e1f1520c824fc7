// The few words in which suites for the extension host are written; the test runner itself does not run in there.
import { patience } from '../eventually';

export interface InHostTest {
  name: string;
  /** In milliseconds. */
  timeout: number;
  run(): Promise<void> | void;
}

export const registered: InHostTest[] = [];

let prefix = '';

/** Groups tests; their names begin with its name. */
export function suite(name: string, register: () => void): void {
  const outer = prefix;
  prefix = `${outer}${name} > `;
  register();
  prefix = outer;
}

export function test(name: string, run: () => Promise<void> | void, timeout = 3 * patience): void {
  registered.push({ name: prefix + name, run, timeout });
}
