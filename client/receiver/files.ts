/** Files that another window may remove at any time. */
import { type FileHandle, open, stat, unlink } from 'node:fs/promises';

export async function remove(file: string): Promise<void> {
  await unlink(file).catch(() => {});
}

export const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/** What a file holds from a place on; nothing where another window has removed it. */
export async function readWhole(path: string, from = 0): Promise<Buffer> {
  const file = await open(path).catch(() => undefined);
  if (!file) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    return await readAt(file, from, Math.max(size - from, 0));
  } finally {
    await file.close();
  }
}

export async function readPart(path: string, at: number, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    return await readAt(file, at, length);
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(buffer, read, length - read, at + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}
