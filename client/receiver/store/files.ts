/** Files that another window may remove at any time. */
import { type FileHandle, open, stat, unlink } from 'node:fs/promises';

/** Removes a file that may already be gone. */
export async function remove(file: string): Promise<void> {
  await unlink(file).catch(() => {});
}

/** The size of a file in bytes; 0 where it does not exist. */
export const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/** Overwrites a part of a file with spaces. Without effect where another window has removed it. */
export async function blank(path: string, at: number, length: number): Promise<void> {
  const file = await open(path, 'r+').catch(() => undefined);
  if (!file) return;
  try {
    const spaces = Buffer.alloc(Math.min(length, maxBlank), ' ');
    for (let done = 0; done < length; done += spaces.length) {
      await file.write(spaces, 0, Math.min(spaces.length, length - done), at + done);
    }
  } finally {
    await file.close();
  }
}

/** Maximum number of bytes that are overwritten at once. */
const maxBlank = 64 * 1024;

/** A buffer that is reused from file to file: the runtime frees buffers only at a garbage collection. */
export interface ReadBuffer {
  buffer?: Buffer;
}

/**
 * The bytes of a file from an offset on; none where another window has removed it. With a shared `room`, they are valid
 * until the next read into it.
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

/** The bytes of a part of a file; fewer where the file ends before. Rejects where it cannot be opened. */
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
