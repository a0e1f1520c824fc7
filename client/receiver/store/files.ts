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

/** What is read into, file after file: buffers are given back only when the runtime collects. */
export interface ReadBuffer {
  buffer?: Buffer;
}

/**
 * What a file holds from a place on; nothing where another window has removed it. With a `room`, it holds until that is
 * read into again.
 */
export async function readFrom(path: string, from = 0, room: ReadBuffer = {}): Promise<Buffer> {
  const file = await open(path).catch(() => undefined);
  if (!file) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    const length = Math.max(size - from, 0);
    if (!room.buffer || room.buffer.length < length) room.buffer = Buffer.allocUnsafe(length);
    return await readAt(file, from, room.buffer.subarray(0, length));
  } finally {
    await file.close();
  }
}

export async function readRange(path: string, at: number, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    return await readAt(file, at, Buffer.allocUnsafe(length));
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, at: number, buffer: Buffer): Promise<Buffer> {
  const { length } = buffer;
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(buffer, read, length - read, at + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}
