import { randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** A large body that lies in a file of its own, in the folder of its webhook. */
export interface FinishedBodyFile {
  name: string;
  bytes: number;
}

/** Takes a large body as it comes in: it is never in memory as a whole. */
export interface BodyFile {
  /** Resolves when the next chunk may come. */
  write(chunk: Buffer): Promise<void>;
  finish(): Promise<FinishedBodyFile>;
  discard(): Promise<void>;
}

const bodyFileName = /^(\d+)-[0-9a-f]+\.body$/;

/** The process that writes, or wrote, a file of this name; undefined where it is none of a spool. */
export const bodyFileOwner = (name: string): number | undefined => {
  const pid = bodyFileName.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
};

export async function createBodyFile(folder: string): Promise<BodyFile> {
  const name = `${process.pid}-${randomBytes(8).toString('hex')}.body`;
  const file = join(folder, name);
  const handle: FileHandle = await open(file, 'wx', 0o600);
  let bytes = 0;
  return {
    async write(chunk) {
      bytes += chunk.length;
      const { bytesWritten } = await handle.write(chunk);
      if (bytesWritten !== chunk.length) throw new Error('The disk is full.');
    },
    async finish() {
      await handle.close();
      return { name, bytes };
    },
    async discard() {
      await handle.close().catch(() => {});
      await unlink(file).catch(() => {});
    },
  };
}
