import { randomBytes } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFile, whileHeld } from '../../common/heldFiles';
import { isAlive, machineName } from '../../common/processes';

/** A complete large body in a separate file, in the folder of its webhook. */
export interface FinishedBodyFile {
  name: string;
  bytes: number;
}

/** The file of a large body that is still coming in and is never in memory as a whole. */
export interface BodyFile {
  /** Resolves when the next chunk may be written. Rejects where the disk is full. */
  write(chunk: Buffer): Promise<void>;
  finish(): Promise<FinishedBodyFile>;
  /** Never rejects: a file that somebody holds is removed at a later start. */
  discard(): Promise<void>;
}

/** Maximum time in milliseconds for which a body comes in. A sender is cut off long before. */
const arrivalMs = 60 * 60_000;

/** The process that writes a body, on which machine; names of earlier versions lack the machine. */
const bodyFileName = /^(?<pid>\d+)-(?:(?<machine>[a-z0-9_]+)-)?[0-9a-f]{16}\.body$/;

export const isBodyFile = (name: string): boolean => bodyFileName.test(name);

/**
 * True while a body may still be coming in: it is young, and the process that writes it lives, which can't be seen of one on
 * another machine that shares the folder.
 * @param changedAt milliseconds since the epoch
 */
export function mayGrow(name: string, changedAt: number): boolean {
  const { pid, machine = machineName } = bodyFileName.exec(name)?.groups ?? {};
  if (pid === undefined || Date.now() - changedAt > arrivalMs) return false;
  return machine !== machineName || isAlive(Number(pid));
}

export async function createBodyFile(folder: string, patienceMs?: number): Promise<BodyFile> {
  const name = `${process.pid}-${machineName}-${randomBytes(8).toString('hex')}.body`;
  const file = join(folder, name);
  const handle: FileHandle = await whileHeld(() => open(file, 'wx', 0o600), patienceMs);
  let bytes = 0;
  return {
    async write(chunk) {
      bytes += chunk.length;
      const { bytesWritten } = await whileHeld(() => handle.write(chunk), patienceMs);
      if (bytesWritten !== chunk.length) throw new Error('The disk is full.');
    },
    async finish() {
      await handle.close();
      return { name, bytes };
    },
    async discard() {
      await handle.close().catch(() => {});
      await removeFile(file, patienceMs).catch(() => {});
    },
  };
}
