/** Files that another window may remove at any time, and that other programs may hold for a moment. */
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { isMissing, whileHeld } from '../../common/heldFiles';

/** The names in a folder; none where it does not exist. Rejects where it can't be read. */
export async function namesIn(folder: string, patienceMs?: number): Promise<string[]> {
  try {
    return await whileHeld(() => readdir(folder), patienceMs);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** The size of a file in bytes; 0 where it does not exist. */
export async function sizeOf(file: string, patienceMs?: number): Promise<number> {
  try {
    return (await whileHeld(() => stat(file), patienceMs)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

/**
 * Overwrites a part of a file with spaces. Without effect where another window has removed it. Rejects where somebody holds
 * it for too long.
 */
export async function blank(path: string, at: number, length: number, patienceMs?: number): Promise<void> {
  const file = await whileHeld(() => open(path, 'r+'), patienceMs).catch((error) => {
    if (!isMissing(error)) throw error;
  });
  if (!file) return;
  try {
    const spaces = Buffer.alloc(Math.min(length, maxBlank), ' ');
    for (let done = 0; done < length; done += spaces.length) {
      const size = Math.min(spaces.length, length - done);
      // Windows also refuses to write where another program has locked a range.
      await whileHeld(() => file.write(spaces, 0, size, at + done), patienceMs);
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
 * until the next read into it. Rejects where somebody holds the file for too long.
 */
export async function readFrom(path: string, from = 0, room: ReadBuffer = {}, patienceMs?: number): Promise<Buffer> {
  const file = await openToRead(path, patienceMs).catch((error) => {
    if (!isMissing(error)) throw error;
  });
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
export async function readRange(path: string, at: number, length: number, patienceMs?: number): Promise<Buffer> {
  const file = await openToRead(path, patienceMs);
  try {
    return await readAt(file, at, Buffer.allocUnsafe(length));
  } finally {
    await file.close();
  }
}

const openToRead = (path: string, patienceMs?: number): Promise<FileHandle> => whileHeld(() => open(path), patienceMs);

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
