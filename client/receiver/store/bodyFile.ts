import { randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';

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
  discard(): Promise<void>;
}

const bodyFileName = /^(\d+)-[0-9a-f]+\.body$/;

/** The id of the process that wrote a body file; undefined where the name is not that of a body file. */
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
