import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { mkdir, open, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isObject } from '../common/json';
import { isAlive } from '../common/processes';
import { t } from '../common/translate';
import type { WebhookRegistration } from '../domain/registration';

/**
 * The registered webhooks, in an append-only file of JSON lines that several windows share. A line is written before each
 * create and delete call and another one after it, so that a crash in between leaves a trace. Holds no secret.
 */
export interface Ledger {
  /**
   * All entries, those of other windows included, in the order of creation. A create or delete call without a response
   * whose window is dead makes an `orphan`: nobody knows whether the service acted.
   */
  entries(): WebhookRegistration[];
  /**
   * As {@link entries}, but what another window wrote in the last 50 ms may be missing: for every request that arrives,
   * which must not wait for the disk each time.
   */
  recent(): WebhookRegistration[];
  get(id: string): WebhookRegistration | undefined;
  /** Digests of the callback tokens of deleted webhooks, with the hosts of their callback URLs. */
  closed(): ClosedCallback[];
  put(registration: WebhookRegistration): Promise<void>;
  /** Closes an entry; from now on its callback responds with 410. */
  close(id: string, callback: ClosedCallback): Promise<void>;
}

export interface ClosedCallback {
  /** SHA-256 of the token, in hex. */
  tokenHash: string;
  host: string;
}

type Line =
  | { op: 'put'; registration: WebhookRegistration; pid: number; at: number }
  | { op: 'close'; id: string; callback: ClosedCallback; at: number };

interface Entry {
  registration: WebhookRegistration;
  /** The process of the window that wrote the entry. */
  pid: number;
  at: number;
}

interface State {
  entries: Map<string, Entry>;
  closed: ClosedCallback[];
  lines: number;
}

/**
 * Maximum age of a call that may still be under way. Older ones are orphans, even when a living process has the pid: a
 * create call is given up long before.
 */
const intentLifetimeMs = 5 * 60_000;

/** Maximum age of what {@link Ledger.recent} returns. */
const recentMs = 50;

/** Maximum number of digests of deleted callbacks. */
const maxClosed = 2000;

export async function openLedger(folder: string): Promise<Ledger> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'registrations.jsonl');
  const lock = `${file}.lock`;
  let state: State = emptyState();
  let seen = '';
  /** When {@link Ledger.recent} last looked, and what it found. */
  let looked = Number.NEGATIVE_INFINITY;
  let found: WebhookRegistration[] = [];

  /** Reads the file again when it was replaced or has grown since the last look. */
  const refresh = (): State => {
    const stamp = stampOf(file);
    if (stamp !== seen) {
      state = fold(readText(file));
      seen = stamp;
    }
    return state;
  };

  let last: Promise<void> = Promise.resolve();
  const append = (line: Line): Promise<void> => {
    const written = last
      .then(() => withLock(lock, () => write(line)))
      .finally(() => {
        looked = Number.NEGATIVE_INFINITY;
      });
    last = written.catch(() => {});
    return written;
  };

  const write = async (line: Line) => {
    const handle = await open(file, 'a', 0o600);
    try {
      // A line that a crash cut off must not swallow this one.
      await handle.writeFile(`${endsInLine(file) ? '' : '\n'}${JSON.stringify(line)}\n`);
      // A loss of power between the intent and the response would leave a webhook that nobody knows of.
      await handle.datasync();
    } finally {
      await handle.close();
    }
  };

  const { entries, closed, lines } = refresh();
  if (lines > 64 && lines > 4 * (entries.size + closed.length)) await withLock(lock, () => compact(file));

  /** Ids that this window wrote: their calls may be under way. */
  const ours = new Set<string>();
  const settled = ({ registration, pid, at }: Entry): WebhookRegistration => {
    const { id, state } = registration;
    if (state !== 'creating' && state !== 'deleting') return registration;
    const alive = pid === process.pid ? ours.has(id) : isAlive(pid);
    if (alive && Date.now() - at < intentLifetimeMs) return registration;
    return { ...registration, state: 'orphan', ...(state === 'deleting' && { problem: deleteInDoubt() }) };
  };

  const all = () => [...refresh().entries.values()].map(settled);

  return {
    entries: all,
    recent() {
      const now = performance.now();
      if (now - looked > recentMs) {
        found = all();
        looked = now;
      }
      return found;
    },
    get(id) {
      const entry = refresh().entries.get(id);
      return entry && settled(entry);
    },
    closed: () => refresh().closed,
    put(registration) {
      ours.add(registration.id);
      return append({ op: 'put', registration, pid: process.pid, at: Date.now() });
    },
    close: (id, callback) => append({ op: 'close', id, callback, at: Date.now() }),
  };
}

const deleteInDoubt = () =>
  t(
    'The window was closed before the response to its delete request arrived, so it may be gone. Delete it again to make sure.',
  );

const emptyState = (): State => ({ entries: new Map(), closed: [], lines: 0 });

/** Returns the state that a file's lines add up to. A line that doesn't parse was cut off by a crash and is skipped. */
function fold(text: string): State {
  const state = emptyState();
  for (const written of text.split('\n')) {
    const line = parseLine(written);
    if (!line) continue;
    state.lines++;
    if (line.op === 'put') {
      const { registration, pid, at } = line;
      state.entries.set(registration.id, { registration, pid, at });
    } else {
      state.entries.delete(line.id);
      state.closed.push(line.callback);
    }
  }
  state.closed = state.closed.slice(-maxClosed);
  return state;
}

function parseLine(text: string): Line | undefined {
  try {
    const line: Partial<Line> | null = JSON.parse(text);
    if (line?.op === 'put' && isWhole(line.registration)) return line as Line;
    if (line?.op === 'close' && typeof line.id === 'string' && line.callback) return line as Line;
  } catch {
    // Cut off.
  }
  return undefined;
}

/** True when an entry has what its readers rely on: a damaged one must not keep the others from being read. */
const isWhole = (registration: WebhookRegistration | undefined): boolean =>
  typeof registration?.id === 'string' &&
  URL.canParse(registration.callbackUrl) &&
  URL.canParse(registration.baseUrl) &&
  isObject(registration.trigger);

async function compact(file: string): Promise<void> {
  const { entries, closed } = fold(await readFile(file, 'utf8'));
  const lines: Line[] = [
    ...closed.map((callback): Line => ({ op: 'close', id: '', callback, at: Date.now() })),
    ...[...entries.values()].map((entry): Line => ({ op: 'put', ...entry })),
  ];
  const fresh = `${file}.new`;
  await writeFile(fresh, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600, flush: true });
  await rename(fresh, file);
}

/** Returns a text that changes with every write: the file only grows, and compaction replaces it. */
function stampOf(file: string): string {
  // Not as bigints, which take most of the time: this is asked several times for each delivery.
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : '';
}

function readText(file: string): string {
  const descriptor = tryOpen(file);
  if (descriptor === undefined) return '';
  try {
    const buffer = Buffer.alloc(fstatSync(descriptor).size);
    const read = readSync(descriptor, buffer, 0, buffer.length, 0);
    return buffer.toString('utf8', 0, read);
  } finally {
    closeSync(descriptor);
  }
}

function endsInLine(file: string): boolean {
  const descriptor = tryOpen(file);
  if (descriptor === undefined) return true;
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(1);
    return size === 0 || (readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] === 0x0a);
  } finally {
    closeSync(descriptor);
  }
}

function tryOpen(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const lockLifetimeMs = 10_000;

/**
 * Runs `act` while no other window writes. A lock that a crash left behind is broken: its owner is dead, or it is far
 * older than any write takes.
 */
async function withLock(lock: string, act: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 2 * lockLifetimeMs;
  while (!(await takeLock(lock))) {
    if (Date.now() > deadline)
      throw new Error(t('Another window uses {0}. Close that window, or delete the file.', lock));
    await wait(5 + Math.random() * 10);
  }
  try {
    await act();
  } finally {
    await unlink(lock).catch(() => {});
  }
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
  const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  const abandoned = (owner > 0 && !isAlive(owner)) || Date.now() - since > lockLifetimeMs;
  // Renamed first: of several windows that see it abandoned, one gets it out of the way.
  if (abandoned) {
    const aside = `${lock}.${process.pid}`;
    await rename(lock, aside).catch(() => {});
    await unlink(aside).catch(() => {});
  }
  return false;
}
