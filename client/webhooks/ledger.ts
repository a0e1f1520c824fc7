import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileLock, refusal } from '../common/fileLock';
import { isHeld, usualPatienceMs, whileHeld } from '../common/heldFiles';
import { isAlive, machineName } from '../common/processes';
import { t } from '../common/translate';
import type { WebhookRegistration } from '../domain/registration';
import {
  appendLines,
  type ClosedCallback,
  compact,
  dueLines,
  type Entry,
  fold,
  type LedgerState,
  type Line,
  type PutLine,
  readText,
  stampOf,
  withLines,
} from './ledgerFile';

/**
 * The registered webhooks, in an append-only file of JSON lines that several windows share. A line is written before each
 * create and delete call and another one after it, so that a crash in between leaves a trace. Holds no secret.
 *
 * Another program may hold the file. It is tried again for a while; then what is about to be done is refused, and what was
 * done is kept in memory until it can be written.
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
  /** False where somebody held the file when it was looked at last: entries of other windows may be missing. */
  isCurrent(): boolean;
  /** Notes what is about to be done. Rejects where that can't be written: then it must not be done. */
  put(registration: WebhookRegistration): Promise<void>;
  /**
   * Notes what was done, and never rejects. Resolves to false where it can't be written yet: until then it is in memory,
   * and {@link LedgerObserver.unsaved} was called.
   */
  record(registration: WebhookRegistration): Promise<boolean>;
  /** Closes an entry, in the same way; from now on its callback responds with 410. */
  close(id: string, callback: ClosedCallback): Promise<boolean>;
  /** Tries a last time to write what is in memory only, when the window closes. */
  settle(): Promise<void>;
}

export interface LedgerObserver {
  /**
   * What was done about a webhook can't be written, and is tried again. `reason` is a message for the user; `isClosed` is
   * true where its entry was to be closed.
   */
  unsaved(registration: WebhookRegistration, reason: string, isClosed: boolean): void;
  /** What could not be written is in the file now. */
  saved(registration: WebhookRegistration): void;
  log(message: string): void;
}

/** A line that is in memory only, with the webhook that it is about. */
interface UnsavedLine {
  line: Line;
  registration: WebhookRegistration;
}

/**
 * Maximum age of a call that may still be under way. Older ones are orphans, even when a living process has the pid: a
 * create call is given up long before.
 */
const intentLifetimeMs = 5 * 60_000;

/** Maximum age of what {@link Ledger.recent} returns. */
const recentMs = 50;

/** Maximum time for replacing the file by a smaller one, which is not worth waiting for. */
const compactMs = 1_000;

/** Patience while there are lines in memory: they are tried again soon, and nobody should wait for each of them. */
const hurriedMs = 250;

const firstRetryMs = 1_000;
const lastRetryMs = 30_000;

/** Patience when the window closes. */
const lastPatienceMs = 1_500;

const silent: LedgerObserver = { unsaved: () => {}, saved: () => {}, log: () => {} };

export async function openLedger(
  folder: string,
  observer: LedgerObserver = silent,
  patienceMs: number = usualPatienceMs,
): Promise<Ledger> {
  await whileHeld(() => mkdir(folder, { recursive: true, mode: 0o700 }), patienceMs);
  const file = join(folder, 'registrations.jsonl');
  const lock = createFileLock(`${file}.lock`, { patienceMs });
  const reader = createReader(file);
  /** When {@link Ledger.recent} last looked, and what it found. */
  let looked = Number.NEGATIVE_INFINITY;
  let found: WebhookRegistration[] = [];
  let unsaved: UnsavedLine[] = [];
  let retry: NodeJS.Timeout | undefined;

  /** What is in memory only and still counts: as long as the file can't be read, all of it does. */
  const due = (state: LedgerState): Line[] => {
    const lines = unsaved.map(({ line }) => line);
    return reader.isCurrent() ? dueLines(state, lines) : lines;
  };
  const current = (): LedgerState => {
    const state = reader.look();
    return unsaved.length === 0 ? state : withLines(state, due(state));
  };

  const unwritten = (error: Error): never => {
    throw new Error(isHeld(error) ? refusal(file) : t("Can't write {0}: {1}", file, error.message));
  };

  let last: Promise<unknown> = Promise.resolve();
  /** Writes of this window follow one another. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = last.then(act).finally(() => {
      looked = Number.NEGATIVE_INFINITY;
    });
    last = done.catch(() => {});
    return done;
  };

  /** Writes what is in memory only, and then these lines. */
  const write = async (lines: Line[], patience: number) => {
    const waiting = unsaved;
    await lock(
      async () => {
        const all = [...due(reader.look()), ...lines];
        if (all.length > 0) await whileHeld(() => appendLines(file, all), patience).catch(unwritten);
        // Somebody may hold the file at the next look: this window must know at least what it wrote itself.
        reader.look();
      },
      patience < patienceMs ? { patienceMs: patience } : {},
    );
    unsaved = [];
    clearTimeout(retry);
    retry = undefined;
    for (const { registration } of waiting) observer.saved(registration);
  };
  const patienceNow = () => (unsaved.length > 0 ? Math.min(hurriedMs, patienceMs) : patienceMs);

  const retryAfter = (delay: number) => {
    clearTimeout(retry);
    retry = setTimeout(() => {
      retry = undefined;
      inTurn(() => write([], patienceNow())).catch(() => retryAfter(Math.min(delay * 2, lastRetryMs)));
    }, delay).unref();
  };

  const writeOrKeep = (line: Line, registration: WebhookRegistration): Promise<boolean> =>
    inTurn(async () => {
      try {
        await write([line], patienceNow());
        return true;
      } catch (error) {
        unsaved = [...unsaved, { line, registration }];
        observer.unsaved(registration, (error as Error).message, line.op === 'close');
        if (!retry) retryAfter(firstRetryMs);
        return false;
      }
    });

  const { entries, closed, lines } = await whileHeld(reader.read, patienceMs).catch((error) => {
    throw new Error(t("Can't read your webhooks from {0} ({1}). Try again.", file, error.message));
  });
  if (lines > 64 && lines > 4 * (entries.size + closed.length)) {
    await lock(() => compact(file, Math.min(patienceMs, compactMs)), {
      patienceMs: Math.min(patienceMs, compactMs),
    }).catch((error) => observer.log(`The ledger was not compacted: ${error.message}`));
  }

  /** Ids that this window wrote: their calls may be under way. */
  const ours = new Set<string>();
  const settled = ({ registration, at, ...writer }: Entry): WebhookRegistration => {
    const { id, state } = registration;
    if (state !== 'creating' && state !== 'deleting') return registration;
    if (isUnderWay(writer, ours.has(id)) && Date.now() - at < intentLifetimeMs) return registration;
    return { ...registration, state: 'orphan', ...(state === 'deleting' && { problem: deleteInDoubt() }) };
  };

  const all = () => [...current().entries.values()].map(settled);

  const putLine = (registration: WebhookRegistration): PutLine => {
    ours.add(registration.id);
    return { op: 'put', registration, pid: process.pid, machine: machineName, at: Date.now() };
  };

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
      const entry = current().entries.get(id);
      return entry && settled(entry);
    },
    closed: () => current().closed,
    isCurrent() {
      reader.look();
      return reader.isCurrent();
    },
    put: (registration) => inTurn(() => write([putLine(registration)], patienceNow())),
    record: (registration) => writeOrKeep(putLine(registration), registration),
    async close(id, callback) {
      const registration = current().entries.get(id)?.registration;
      const line: Line = { op: 'close', id, callback, at: Date.now() };
      if (registration) return writeOrKeep(line, registration);
      // Another window has closed it already.
      return inTurn(() => write([line], patienceNow())).then(
        () => true,
        () => false,
      );
    },
    async settle() {
      await inTurn(async () => {
        if (unsaved.length > 0) await write([], Math.min(lastPatienceMs, patienceMs));
      }).catch((error) => observer.log(`What was done could not be noted: ${error.message}`));
      clearTimeout(retry);
    },
  };
}

/** The file's state, read again when the file was replaced or has grown since the last look. */
function createReader(file: string) {
  let state: LedgerState = fold('');
  let seen = '';
  let isCurrent = true;
  /** Throws where somebody holds the file. */
  const read = (): LedgerState => {
    const stamp = stampOf(file);
    if (stamp !== seen) {
      state = fold(readText(file));
      seen = stamp;
    }
    isCurrent = true;
    return state;
  };
  return {
    read,
    /** As `read`; where somebody holds the file, what was found at the last look. */
    look(): LedgerState {
      try {
        return read();
      } catch (error) {
        if (!isHeld(error)) throw error;
        isCurrent = false;
        return state;
      }
    },
    isCurrent: () => isCurrent,
  };
}

/** True while the window that wrote an entry lives. What is on another machine lives until the entry is too old. */
function isUnderWay({ pid, machine = machineName }: Pick<Entry, 'pid' | 'machine'>, isOurs: boolean): boolean {
  if (machine !== machineName) return true;
  return pid === process.pid ? isOurs : isAlive(pid);
}

const deleteInDoubt = () =>
  t(
    'The window was closed before the response to its delete request arrived, so it may be gone. Delete it again to make sure.',
  );
