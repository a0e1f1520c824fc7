/**
 * Files that somebody else holds open. Windows refuses to open, replace or remove a file while a virus scanner, an indexer,
 * a sync client or another window has it, and a name that is being removed can't be used until the last of them lets go.
 * That passes within moments, so these errors mean "taken, try again".
 */
import { rm, unlink } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** Maximum time in milliseconds for which a file is tried again. A scan of a small file takes less than a second. */
export const usualPatienceMs = 5_000;

const firstPauseMs = 5;
const lastPauseMs = 100;

/**
 * Windows' "access denied" (EPERM, EACCES) and "sharing violation" (EBUSY), as libuv maps them, and a process or system that
 * has too many files open for the moment.
 */
const heldCodes = new Set(['EPERM', 'EACCES', 'EBUSY', 'EMFILE', 'ENFILE']);

/** What else removing a folder says while somebody holds a file in it: the file has gone only once it is let go. */
const heldFolderCodes = new Set([...heldCodes, 'ENOTEMPTY', 'EEXIST']);

/** The code of an error of the file system or the network; undefined for other errors. */
export const codeOf = (error: unknown): string | undefined => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
};

/** True for an error that says that somebody holds the file, so that it is worth another try. */
export const isHeld = (error: unknown): boolean => heldCodes.has(codeOf(error) ?? '');

/** True for an error that says that the file or folder does not exist. */
export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/**
 * Does something with a file again and again while somebody holds it. Rejects with the last error once the patience is
 * over, and with any other error at once.
 */
export async function whileHeld<T>(
  act: () => T | Promise<T>,
  patienceMs: number = usualPatienceMs,
  mayPass: (error: unknown) => boolean = isHeld,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, lastPauseMs)) {
    try {
      return await act();
    } catch (error) {
      if (!mayPass(error) || performance.now() + pause > deadline) throw error;
    }
    // Two windows that wait for each other must not stay in step.
    await wait(pause * (0.5 + Math.random()));
  }
}

/** Removes a file that may already be gone. Rejects where somebody holds it for too long. */
export async function removeFile(file: string, patienceMs?: number): Promise<void> {
  try {
    await whileHeld(() => unlink(file), patienceMs);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Removes a folder with all that is in it; it may already be gone. Rejects where somebody holds a file for too long. */
export async function removeFolder(folder: string, patienceMs?: number): Promise<void> {
  await whileHeld(
    () => rm(folder, { recursive: true, force: true }),
    patienceMs,
    (error) => heldFolderCodes.has(codeOf(error) ?? ''),
  );
}
