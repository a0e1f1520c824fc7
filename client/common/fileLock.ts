import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { link, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { codeOf, isHeld, isMissing, removeFile, usualPatienceMs } from './heldFiles';
import { isAlive, machineName } from './processes';
import { t } from './translate';

/** Runs something while no other window holds the lock. Rejects where the lock can't be had in time. */
export type FileLock = <T>(act: () => Promise<T>, options?: { patienceMs?: number }) => Promise<T>;

/** Maximum age of a lock: far more than any write takes. An older one was left behind. */
const usualLifetimeMs = 10_000;

/** Maximum time for which removing the lock is tried again, in milliseconds. */
const releaseMs = 1_000;

/** A lock that could not be removed is made this old, and so anybody's. */
const released = new Date(0);

/**
 * A lock between windows: a file that names its owner. It is broken when a crash left it behind, that is, its owner is
 * dead or it is too old.
 *
 * @param patienceMs how long an owner that does not let go is waited for, and a name that the system refuses
 * @param lifetimeMs how long anybody may hold the lock
 */
export function createFileLock(
  path: string,
  { patienceMs = usualPatienceMs, lifetimeMs = usualLifetimeMs } = {},
): FileLock {
  const token = randomBytes(8).toString('hex');
  const content = `${process.pid} ${machineName} ${token}`;
  /** The owner that was seen last, and since when: clocks of other machines differ from ours. */
  let seen = { owner: '', since: 0 };

  const take = async (): Promise<'taken' | 'held' | 'refused'> => {
    try {
      await writeFile(path, content, { flag: 'wx', mode: 0o600 });
      return 'taken';
    } catch (error) {
      const isThere = codeOf(error) === 'EEXIST';
      // A lock that is removed while another window reads it is in the way until that window has read it.
      if (!isThere && !isHeld(error)) throw error;
      const owner = await readFile(path, 'utf8').catch(() => undefined);
      if (owner === content && (await takeAgain())) return 'taken';
      if (owner !== undefined && isAbandoned(owner)) await putAside(owner);
      return isThere ? 'held' : 'refused';
    }
  };

  /** Takes the own lock that could not be removed. */
  const takeAgain = (): Promise<boolean> => {
    const now = new Date();
    return utimes(path, now, now).then(
      () => true,
      () => false,
    );
  };

  const isAbandoned = (text: string): boolean => {
    const [pid, machine = machineName] = text.split(' ');
    if (seen.owner !== text) seen = { owner: text, since: Date.now() };
    const owner = Number(pid);
    const changed = changedAt(path);
    if (changed === released.getTime()) return true;
    if (machine !== machineName) return Date.now() - seen.since > lifetimeMs;
    return (owner > 0 && !isAlive(owner)) || Date.now() - (changed ?? Date.now()) > lifetimeMs;
  };

  /** Renamed first: of several windows that see it abandoned, one gets it out of the way. */
  const putAside = async (abandoned: string) => {
    const aside = `${path}.${token}`;
    try {
      await rename(path, aside);
    } catch {
      return;
    }
    // Another window was quicker, and this is its new lock.
    const moved = await readFile(aside, 'utf8').catch(() => abandoned);
    if (moved !== abandoned) await link(aside, path).catch(() => {});
    await removeFile(aside, 0).catch(() => {});
  };

  const release = async (takenAt: number) => {
    // By now it may be the lock of a window that has broken it.
    if (performance.now() - takenAt > lifetimeMs) return;
    await removeFile(path, Math.min(patienceMs, releaseMs)).catch(() =>
      utimes(path, released, released).catch(() => {}),
    );
  };

  return async (act, options = {}) => {
    const refusedAfter = performance.now() + (options.patienceMs ?? patienceMs);
    // A window that died is noticed after the lifetime of its lock.
    const heldAfter = performance.now() + (options.patienceMs ?? Math.min(2 * lifetimeMs, 4 * patienceMs));
    for (;;) {
      const state = await take();
      if (state === 'taken') break;
      if (state === 'held' && performance.now() > heldAfter)
        throw new Error(t('Another window uses {0}. Close that window, or delete the file.', path));
      if (state === 'refused' && performance.now() > refusedAfter) throw new Error(refusal(path));
      await wait(5 + Math.random() * 10);
    }
    const takenAt = performance.now();
    try {
      return await act();
    } finally {
      await release(takenAt);
    }
  };
}

/** What is said when the system refuses to write a file, and no window holds it. */
export const refusal = (path: string): string =>
  t(
    "Can't write {0}: another program is using it, or you don't have permission. Exclude its folder from virus scans and sync, then try again.",
    path,
  );

/** When a file was changed last, in milliseconds since the epoch; undefined where it is gone or can't be looked at. */
function changedAt(file: string): number | undefined {
  try {
    return statSync(file).mtimeMs;
  } catch (error) {
    if (isMissing(error) || isHeld(error)) return undefined;
    throw error;
  }
}
