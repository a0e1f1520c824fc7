import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Files } from './files';

/** Maximum size of a file that is read, in bytes. */
const maxFileBytes = 4 * 1024 * 1024;

/** The files on the disk. */
export const nodeFiles: Files = {
  rules: { platform: process.platform },
  isNextTo: (uri, name) => {
    const path = pathNextTo(uri, name);
    return path !== undefined && existsSync(path);
  },
  readNextTo: (uri, name) => {
    const path = pathNextTo(uri, name);
    if (path === undefined) return undefined;
    try {
      return statSync(path).size > maxFileBytes ? undefined : readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
  headNextTo: (uri, name, bytes) => {
    const path = pathNextTo(uri, name);
    return path === undefined ? undefined : headOf(path, bytes);
  },
  namesNextTo: (uri) => {
    const path = pathNextTo(uri, '.');
    try {
      return path === undefined ? [] : readdirSync(path);
    } catch {
      return [];
    }
  },
};

function headOf(path: string, bytes: number): Uint8Array | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const head = new Uint8Array(bytes);
    return head.subarray(0, readSync(file, head, 0, bytes, 0));
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

function pathNextTo(uri: string, name: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(new URL(name, uri));
  } catch {
    // A file URI in the form of another platform.
    return undefined;
  }
}
