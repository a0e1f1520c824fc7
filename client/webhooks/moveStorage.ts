import { createHash } from 'node:crypto';
import { appendFile, cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileLock } from '../common/fileLock';
import { isMissing, removeFolder, whileHeld } from '../common/heldFiles';
import { isObject } from '../common/json';
import { isAccepting } from '../common/loopback';
import { isAlive } from '../common/processes';
import { namesIn } from '../receiver/store/files';

interface Move {
  from: string;
  to: string;
  log(message: string): void;
  patienceMs?: number;
}

const ledgerName = 'registrations.jsonl';
/** Holds the digest of the ledger that was moved: what is left of the earlier folder only could not be removed. */
const doneName = 'moved.json';
const deliveriesName = 'deliveries';
const portName = 'receiver.json';
const windowsName = 'windows';

/** Maximum time of a move, in milliseconds: half a gigabyte of deliveries may go to another disk. */
const moveMs = 10 * 60_000;

/**
 * Moves the webhooks and deliveries of an earlier version to another folder. After a crash on the way, or where somebody
 * holds a file, the earlier folder is as it was, and the next start tries again.
 *
 * @returns the folder that has them: the earlier one as long as they can't be moved
 */
export async function moveStorage({ from, to, log, patienceMs }: Move): Promise<string> {
  try {
    if (!(await hasSomething(from, patienceMs))) return to;
    if (await isInUse(from)) {
      log('Another window still uses the earlier folder of webhooks and deliveries: they are moved at a later start.');
      return (await exists(join(to, ledgerName))) ? to : from;
    }
    await mkdir(to, { recursive: true, mode: 0o700 });
    const lock = createFileLock(join(to, 'moving.lock'), { patienceMs, lifetimeMs: moveMs });
    await lock(() => move({ from, to, log, patienceMs }));
    log(`Webhooks and deliveries were moved to ${to}`);
    return to;
  } catch (error) {
    log(`Webhooks and deliveries could not be moved to ${to}: ${(error as Error).message}`);
    return (await exists(join(to, ledgerName))) ? to : from;
  }
}

/** Copies everything, the ledger last, because it counts. Only then is anything removed. */
async function move({ from, to, log, patienceMs }: Move): Promise<void> {
  const earlier = await textOf(join(from, ledgerName), patienceMs);
  const digest = createHash('sha256').update(earlier).digest('hex');
  // With this ledger, all that is left is old, and may have been cleared in the other folder since.
  if ((await textOf(join(to, doneName), patienceMs)) !== digest) {
    await copyOthers(from, to, patienceMs);
    await takeOver(earlier, join(to, ledgerName), patienceMs);
    await writeFile(join(to, doneName), digest, { mode: 0o600 });
  }
  for (const name of await namesIn(from, patienceMs)) {
    // What a window of an earlier version has written meanwhile comes with the next move.
    if (name === ledgerName && (await textOf(join(from, name), patienceMs)) !== earlier) continue;
    await removeFolder(join(from, name), patienceMs).catch((error) =>
      log(`${name} could not be removed from ${from}: ${error.message}`),
    );
  }
}

/** Copies everything but the ledger and what belongs to windows. */
async function copyOthers(from: string, to: string, patienceMs: number | undefined): Promise<void> {
  for (const name of await namesIn(from, patienceMs)) {
    const target = join(to, name);
    const isOfWindows = name === windowsName || name.startsWith(ledgerName);
    if (isOfWindows || (name === portName && (await exists(target)))) continue;
    // What is there may be half of a copy.
    await whileHeld(
      () => cp(join(from, name), target, { recursive: true, force: true, preserveTimestamps: true }),
      patienceMs,
    );
  }
}

/** Adds what the earlier ledger has of webhooks that the present one does not know. */
async function takeOver(earlier: string, ledger: string, patienceMs: number | undefined): Promise<void> {
  if (earlier === '') return;
  const present = await textOf(ledger, patienceMs);
  const known = new Set(present.split('\n').map(idOfLine));
  const added = earlier.split('\n').filter((line) => line !== '' && !known.has(idOfLine(line) ?? ''));
  const separator = present === '' || present.endsWith('\n') ? '' : '\n';
  const text = `${separator}${added.map((line) => `${line}\n`).join('')}`;
  // Other windows may be using it already.
  const lock = createFileLock(`${ledger}.lock`, { patienceMs });
  await lock(() => whileHeld(() => appendFile(ledger, text, { mode: 0o600, flush: true }), patienceMs));
}

/** The id that a line of the ledger is about; undefined for one that a crash cut off, and for closed ones of long ago. */
function idOfLine(text: string): string | undefined {
  try {
    const line: unknown = JSON.parse(text);
    if (!isObject(line)) return undefined;
    const id = isObject(line.registration) ? line.registration.id : line.id;
    return typeof id === 'string' && id !== '' ? id : undefined;
  } catch {
    return undefined;
  }
}

const hasSomething = async (folder: string, patienceMs?: number): Promise<boolean> =>
  (await namesIn(folder, patienceMs)).some((name) => [ledgerName, deliveriesName].includes(name));

/** True while a window of an earlier version receives with the files of that folder. */
async function isInUse(folder: string): Promise<boolean> {
  const windows = join(folder, windowsName);
  for (const name of await namesIn(windows)) {
    if (!isAlive(Number.parseInt(name, 10))) continue;
    const content: unknown = await textOf(join(windows, name))
      .then(JSON.parse)
      .catch(() => undefined);
    const ports = isObject(content) ? content.ports : content;
    const listening = Array.isArray(ports) ? ports.filter((port) => typeof port === 'number') : [];
    for (const port of listening) if (await isAccepting(port)) return true;
  }
  return false;
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    (error) => !isMissing(error),
  );

/** The text of a file; empty where there is none. */
async function textOf(file: string, patienceMs?: number): Promise<string> {
  try {
    return await whileHeld(() => readFile(file, 'utf8'), patienceMs);
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}
