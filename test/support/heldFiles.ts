/**
 * A file system in which somebody else holds files open, as a virus scanner or a second window does on Windows: chosen calls
 * of Node's fs fail with the codes that libuv makes of Windows' errors. The shipped code doesn't know it.
 */
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

export type HeldCall = 'rename' | 'open' | 'unlink' | 'rm' | 'write';

export interface Hold {
  /** The call that fails; `open` stands for everything that opens a file by its name. */
  call: HeldCall;
  code: 'EPERM' | 'EACCES' | 'EBUSY' | 'ENOTEMPTY';
  /** The number of calls that fail; -1 for all until {@link release}. */
  times: number;
  /** The number of calls that pass before; 0 by default. */
  after?: number;
  /** Only files in this folder are held. */
  folder: string;
  /** Only files whose path matches; a regular expression as text, so that a plan can be given to another process. */
  matching?: string;
}

/** The functions behind each call, with the promise and the synchronous form. */
const functionsOf: Record<Exclude<HeldCall, 'write'>, { promise: string[]; sync: string[] }> = {
  rename: { promise: ['rename'], sync: ['renameSync'] },
  open: { promise: ['open', 'readFile', 'writeFile'], sync: ['openSync', 'readFileSync', 'writeFileSync'] },
  unlink: { promise: ['unlink'], sync: ['unlinkSync'] },
  rm: { promise: ['rm'], sync: ['rmSync'] },
};

export interface Held {
  /** Number of calls that failed. */
  failed(): number;
  /** Lets the files go. */
  release(): void;
}

type Functions = Record<string, (...given: unknown[]) => unknown>;

export function holdFiles({ call, code, times, after = 0, folder, matching = '' }: Hold): Held {
  const pattern = new RegExp(matching);
  let failed = 0;
  let passing = after;
  const isHeld = (path: unknown) => {
    if (typeof path !== 'string' || !path.startsWith(folder) || !pattern.test(path)) return false;
    if (passing > 0) {
      passing--;
      return false;
    }
    return times < 0 || failed < times;
  };
  const refuse = (name: string, path: unknown): Error => {
    failed++;
    return Object.assign(new Error(`${code}: held by a test, ${name} '${path}'`), { code, syscall: name, path });
  };

  const restore: (() => void)[] = [];
  const replace = (of: Functions, name: string, by: (original: Functions[string]) => Functions[string]) => {
    const original = of[name]!;
    of[name] = by(original);
    restore.push(() => {
      of[name] = original;
    });
  };

  const asynchronous = promises as unknown as Functions;
  const synchronous = fs as unknown as Functions;
  if (call === 'write') {
    replace(asynchronous, 'open', (open) => async (...given) => {
      const handle = (await open.apply(promises, given)) as Functions;
      for (const name of ['write', 'writev', 'writeFile']) {
        const original = handle[name]!;
        handle[name] = async (...written: unknown[]) => {
          if (isHeld(given[0])) throw refuse(name, given[0]);
          return original.apply(handle, written);
        };
      }
      return handle;
    });
  } else {
    for (const name of functionsOf[call].promise) {
      replace(asynchronous, name, (original) => async (...given) => {
        if (isHeld(given[0])) throw refuse(name, given[0]);
        return original.apply(promises, given);
      });
    }
    for (const name of functionsOf[call].sync) {
      replace(synchronous, name, (original) => (...given) => {
        if (isHeld(given[0])) throw refuse(name, given[0]);
        return original.apply(fs, given);
      });
    }
  }
  syncBuiltinESMExports();

  return {
    failed: () => failed,
    release() {
      for (const undo of restore.splice(0).reverse()) undo();
      syncBuiltinESMExports();
    },
  };
}
