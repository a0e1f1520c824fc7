/** The lines of the ledger's file, and how the file is read, written and compacted. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { codeOf, isMissing, removeFile, whileHeld } from '../common/heldFiles';
import { isObject } from '../common/json';
import type { WebhookRegistration } from '../domain/registration';

export interface ClosedCallback {
  /** SHA-256 of the token, in hex. */
  tokenHash: string;
  host: string;
}

/** The process that wrote an entry, on which machine, and when (milliseconds since the epoch). */
interface Written {
  pid: number;
  /** Missing in lines of earlier versions. */
  machine?: string;
  at: number;
}

export type PutLine = { op: 'put'; registration: WebhookRegistration } & Written;
type CloseLine = { op: 'close'; id: string; callback: ClosedCallback; at: number };
export type Line = PutLine | CloseLine;

export type Entry = { registration: WebhookRegistration } & Written;

/** What the lines of a file add up to. */
export interface LedgerState {
  entries: Map<string, Entry>;
  closed: ClosedCallback[];
  /** Number of lines. */
  lines: number;
}

/** Maximum number of digests of deleted callbacks. */
const maxClosed = 2000;

/** Returns the state that a file's lines add up to. A line that doesn't parse was cut off by a crash and is skipped. */
export function fold(text: string): LedgerState {
  const state: LedgerState = { entries: new Map(), closed: [], lines: 0 };
  for (const written of text.split('\n')) {
    const line = parseLine(written);
    if (!line) continue;
    state.lines++;
    apply(state, line);
  }
  state.closed = state.closed.slice(-maxClosed);
  return state;
}

function apply(state: LedgerState, line: Line): void {
  if (line.op === 'put') {
    const { registration, pid, machine, at } = line;
    state.entries.set(registration.id, { registration, pid, machine, at });
  } else {
    state.entries.delete(line.id);
    state.closed.push(line.callback);
  }
}

/**
 * Returns the lines that still are to be written to a file in that state. They are about calls whose intent is there: where
 * the file no longer has the entry, another window has closed it since. And a line that does not know the response to the
 * create call must not replace one that does, which the window that made the call has written since.
 */
export const dueLines = ({ entries }: LedgerState, lines: readonly Line[]): Line[] =>
  lines.filter((line) => {
    const known = entries.get(idOf(line))?.registration;
    return known !== undefined && (line.op === 'close' || line.registration.status > 0 || !(known.status > 0));
  });

/** Returns a state with lines that are not in the file yet. */
export function withLines(state: LedgerState, lines: readonly Line[]): LedgerState {
  const merged: LedgerState = { ...state, entries: new Map(state.entries), closed: [...state.closed] };
  for (const line of lines) apply(merged, line);
  return merged;
}

const idOf = (line: Line): string => (line.op === 'put' ? line.registration.id : line.id);

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

/** Returns a text that changes with every write: the file only grows, and compaction replaces it. */
export function stampOf(file: string): string {
  // Not as bigints, which take most of the time: this is asked several times for each delivery.
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : '';
}

/** The text of a file; empty where there is none. */
export function readText(file: string): string {
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

/** Appends lines, which survive a loss of power once this resolves, where the file system can promise that. */
export async function appendLines(file: string, lines: readonly Line[]): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    // A line that a crash cut off must not swallow this one.
    await handle.writeFile(`${endsInLine(file) ? '' : '\n'}${text}`);
    // A loss of power between the intent and the response would leave a webhook that nobody knows of.
    await handle.datasync().catch(unlessUnsupported);
  } finally {
    await handle.close();
  }
}

/** Some network drives cannot flush. The line is in the file all the same. */
function unlessUnsupported(error: unknown): void {
  if (!['EPERM', 'EINVAL', 'ENOSYS', 'ENOTSUP'].includes(codeOf(error) ?? '')) throw error;
}

/**
 * Replaces the file by one with only what its lines add up to. Rejects, and leaves the file as it is, where it can't be
 * replaced or somebody writes to it all the same.
 */
export async function compact(file: string, patienceMs: number): Promise<void> {
  const stamp = stampOf(file);
  const { entries, closed } = fold(await readFile(file, 'utf8'));
  const lines: Line[] = [
    ...closed.map((callback): Line => ({ op: 'close', id: '', callback, at: Date.now() })),
    ...[...entries.values()].map((entry): Line => ({ op: 'put', ...entry })),
  ];
  const fresh = `${file}.new`;
  try {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await writeFile(fresh, text, { mode: 0o600, flush: true });
    await whileHeld(() => {
      if (stampOf(file) !== stamp) throw new Error('The ledger has changed meanwhile.');
      return rename(fresh, file);
    }, patienceMs);
  } catch (error) {
    await removeFile(fresh, patienceMs).catch(() => {});
    throw error;
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
    if (isMissing(error)) return undefined;
    throw error;
  }
}
