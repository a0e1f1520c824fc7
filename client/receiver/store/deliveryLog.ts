import { randomBytes } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isHeld, removeFile, removeFolder, whileHeld } from '../../common/heldFiles';
import { isAlive } from '../../common/processes';
import { t } from '../../common/translate';
import type { DeliverySummary, PayloadReport, StoredDelivery, StoredList, Tally } from '../../domain/delivery';
import type { ForwardOutcome } from '../../domain/forwarding';
import { type BodyFile, createBodyFile, type FinishedBodyFile, isBodyFile, mayGrow } from './bodyFile';
import { createIdGenerator } from './deliveryIds';
import { blank, namesIn, type ReadBuffer, readFrom, readRange, sizeOf } from './files';
import type { DeliveryBounds, NewDelivery } from './newDelivery';
import {
  formatAddRow,
  formatCheckRow,
  formatClearRow,
  formatDropRow,
  formatForwardRow,
  parseHeaders,
  parseRow,
  type Row,
} from './rows';
import { bodiesSuffix, type RowLocation, rowsSuffix, Segment } from './segment';

/** A delivery and the location of its row, which has the headers. There may be tens of thousands: few objects each. */
interface LogEntry extends RowLocation {
  summary: DeliverySummary;
}

/** The part of a segment that was read so far. */
interface ReadProgress {
  bytes: number;
  /** The id of the newest delivery that it has a row of. */
  newest: string;
}

/** A look at the segments of other runs and windows. */
interface Look {
  /** A file that somebody held, so that it is read at one of the next looks. */
  unread?: string;
}

/** A row about a delivery that has a row of its own. */
type LaterRow = Extract<Row, { op: 'check' | 'forward' }>;

/** One list for all deliveries without a problem, which are most. */
const noProblems = Object.freeze([]) as unknown as DeliverySummary['problems'];

/**
 * The summary that stays in memory. Written key by key: an object that is made by spreading becomes a dictionary in V8,
 * four times as large.
 */
function summaryOf(
  { registrationId, kind, receivedAt, method, event, signature, scheme, conforms, problems, ...rest }: NewDelivery,
  id: string,
  body: DeliverySummary['body'],
  bytes: number,
): DeliverySummary {
  const { answered, milliseconds, query, differences, origin } = rest;
  return {
    id,
    registrationId,
    kind,
    receivedAt,
    method,
    event,
    signature,
    scheme,
    conforms,
    problems,
    answered,
    milliseconds,
    body,
    bytes,
    ...(query !== undefined && { query }),
    ...(differences && { differences }),
    ...(origin && { origin }),
  };
}

/** True when the body has a file of its own. */
const isLarge = ({ body }: DeliverySummary): boolean => isBodyFile(basename(body.file));

const dayMs = 24 * 60 * 60 * 1000;

/**
 * The deliveries of one webhook, in one folder. Memory holds summaries, but neither headers nor bodies. On disk, each run
 * of each window writes its own segments, so that no two processes write to one file and no lock is needed; the segments
 * of other windows are read on demand.
 */
export class DeliveryLog {
  private readonly entries = new Map<string, LogEntry>();
  /** In the order of arrival after {@link inOrder} was called. */
  private order: LogEntry[] = [];
  private isSorted = true;
  private bytes = 0;
  private readonly tally: Tally = { deliveries: 0, differing: 0, refused: 0 };
  private readonly live: StoredList = this.createLive();
  private readonly seen = new Map<string, ReadProgress>();
  private readonly own = new Set<string>();
  private segment: Segment | undefined;
  /** Cleared one by one. */
  private readonly cleared = new Set<string>();
  private droppedUpTo = '';
  private newest = '';
  private lastFile = { name: '', path: '' };
  private nextId: (() => string) | undefined;
  private ready: Promise<void> | undefined;
  private reading: Promise<unknown> = Promise.resolve();
  /** Bodies of dropped deliveries that somebody held when they were to be removed. */
  private readonly leftovers = new Set<string>();

  /** @param patienceMs how long a file that somebody holds is tried again */
  constructor(
    private readonly folder: string,
    private readonly registrationId: string,
    private readonly patienceMs?: number,
  ) {}

  async createBodyFile(): Promise<BodyFile> {
    await this.prepare();
    return createBodyFile(this.folder, this.patienceMs);
  }

  /** Keeps the order of the calls. */
  async add(arrived: NewDelivery, body: Buffer | FinishedBodyFile): Promise<StoredDelivery> {
    // Callers that wait for the same promise continue in the order of their calls.
    await this.prepare();
    this.nextId ??= createIdGenerator(this.newest);
    const segment = this.writable();
    const isSmall = Buffer.isBuffer(body);
    const { name, start } = isSmall ? segment.nextBody : { name: body.name, start: 0 };
    const bytes = isSmall ? body.length : body.bytes;
    const summary = summaryOf(arrived, this.nextId(), { file: name, start }, bytes);
    const place = await segment.append(formatAddRow(summary, arrived.headers), isSmall ? body : undefined);
    this.noteNewest(segment.name, summary.id);
    summary.body.file = this.pathOf(name);
    this.insert(summary, place);
    return { ...arrived, ...summary };
  }

  async setVerdict(id: string, report: PayloadReport): Promise<void> {
    const segment = this.writable();
    await segment.append(formatCheckRow(id, report));
    this.noteNewest(segment.name, id);
    this.applyReport(id, report);
  }

  /** Returns all outcomes of the delivery. */
  async addForward(id: string, outcome: ForwardOutcome): Promise<ForwardOutcome[]> {
    const segment = this.writable();
    await segment.append(formatForwardRow(id, outcome));
    this.noteNewest(segment.name, id);
    return this.applyForward(id, outcome);
  }

  async summaries(): Promise<DeliverySummary[]> {
    await this.readAll();
    return this.inOrder().map(({ summary }) => summary);
  }

  async stored(): Promise<StoredList> {
    await this.readOthers();
    return this.live;
  }

  async list(): Promise<StoredDelivery[]> {
    await this.readAll();
    const rows: StoredDelivery[] = [];
    const files = new Map<string, Buffer>();
    for (const { summary, name, at, length } of [...this.inOrder()]) {
      let file = files.get(name);
      if (!file) {
        // Lets other work run between files.
        await nextTurn();
        file = await readFrom(join(this.folder, name + rowsSuffix), 0, {}, this.patienceMs);
        files.set(name, file);
      }
      const line = file.subarray(at, at + length);
      // The line is empty where another window has removed the file meanwhile.
      if (line.length > 0) rows.push({ ...summary, headers: parseHeaders(line) });
    }
    return rows;
  }

  async get(id: string): Promise<StoredDelivery | undefined> {
    if (!this.entries.has(id)) await this.readAll();
    const entry = this.entries.get(id);
    if (!entry) return undefined;
    const { name, at, length } = entry;
    const line = await readRange(join(this.folder, name + rowsSuffix), at, length, this.patienceMs);
    return { ...entry.summary, headers: parseHeaders(line) };
  }

  /** Drops the oldest deliveries until the bounds hold. The newest one stays however large it is, but not however old. */
  async prune({ maxCount, maxBytes, maxAgeDays }: DeliveryBounds): Promise<void> {
    await this.prepare();
    const oldest = new Date(Date.now() - maxAgeDays * dayMs).toISOString();
    const all = this.inOrder();
    let { bytes } = this;
    let first = 0;
    for (const { summary } of all) {
      const count = all.length - first;
      const exceeds = count > Math.max(maxCount, 1) || (bytes > maxBytes && count > 1) || summary.receivedAt < oldest;
      if (!exceeds) break;
      bytes -= summary.bytes;
      first++;
    }
    if (first === 0) return this.removeDropped([]);
    const dropped = all.slice(0, first).map(({ summary }) => summary);
    const upTo = dropped.at(-1)!.id;
    this.dropUpTo(upTo);
    await this.writable().append(formatDropRow(upTo));
    await this.removeDropped(dropped.filter(isLarge).map(({ body }) => body.file));
  }

  /** Removes the large bodies of dropped deliveries, and the segments that have no row of a remaining one. */
  private async removeDropped(bodies: string[], isKept?: (name: string) => boolean): Promise<void> {
    for (const file of bodies) this.leftovers.add(file);
    const removals = [...this.leftovers].map(async (file) => {
      await removeFile(file, this.patienceMs);
      this.leftovers.delete(file);
    });
    const outcomes = await Promise.allSettled([...removals, this.removeSegments(isKept)]);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Removes all deliveries that are stored now, rows and bodies; returns their number. */
  async clear(): Promise<number> {
    await this.prepare();
    // One that can't be read now could not be cleared either.
    await this.readAll();
    const count = this.inOrder().length;
    if (count === 0) return 0;
    // Another window may still write to its segments.
    await this.clearSome(this.order.filter(({ name }) => this.isOthers(name)).map(({ summary }) => summary.id));
    const large = this.order.filter(({ summary }) => isLarge(summary)).map(({ summary }) => summary.body.file);
    this.dropUpTo(this.newest);
    // The row that says so begins a segment: the one so far goes with the others.
    await this.close();
    await this.writable().append(formatDropRow(this.droppedUpTo));
    await this.removeDropped(large, (name) => this.isOthers(name)).catch(() => {
      throw this.notRemoved();
    });
    return count;
  }

  /** Removes these deliveries: their rows and bodies are overwritten in the files that others share. Returns their number. */
  async clearSome(ids: readonly string[]): Promise<number> {
    await this.prepare();
    await this.readAll();
    const gone = ids.flatMap((id) => this.entries.get(id) ?? []);
    const cleared: string[] = [];
    let failure: unknown;
    for (const entry of gone) {
      try {
        await this.blankOne(entry, failure === undefined ? this.patienceMs : 0);
        cleared.push(entry.summary.id);
      } catch (error) {
        failure ??= error;
      }
    }
    if (cleared.length > 0) {
      await this.writable().append(formatClearRow(cleared));
      this.forgetCleared(cleared);
    }
    if (failure !== undefined) throw this.notRemoved();
    return cleared.length;
  }

  private async blankOne({ summary, name, at, length }: LogEntry, patienceMs: number | undefined): Promise<void> {
    const { file, start } = summary.body;
    if (isLarge(summary)) await removeFile(file, patienceMs);
    else await blank(file, start, summary.bytes, patienceMs);
    await blank(join(this.folder, name + rowsSuffix), at, length, patienceMs);
  }

  private notRemoved(): Error {
    return new Error(
      t("Can't remove all of these deliveries from {0}: another program is using its files. Try again.", this.folder),
    );
  }

  /** Removes the files of bodies that were coming in when their process died. */
  async removeLeftovers(): Promise<void> {
    // With a row that can't be read, its body would look like a leftover.
    await this.readAll();
    const names = await namesIn(this.folder, this.patienceMs);
    const used = new Set([...this.entries.values()].map(({ summary }) => summary.body.file));
    for (const name of names.filter(isBodyFile)) {
      const file = join(this.folder, name);
      if (used.has(file)) continue;
      const changedAt = await stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => undefined,
      );
      if (changedAt !== undefined && !mayGrow(name, changedAt)) await removeFile(file, this.patienceMs);
    }
  }

  async close(): Promise<void> {
    const segment = this.segment;
    this.segment = undefined;
    await segment?.close();
  }

  async remove(patienceMs = this.patienceMs): Promise<void> {
    await this.close().catch(() => {});
    await removeFolder(this.folder, patienceMs).catch(() => {
      throw this.notRemoved();
    });
  }

  /** The path of a file; shared by consecutive bodies, to save memory. */
  private pathOf(name: string): string {
    if (name !== this.lastFile.name) this.lastFile = { name, path: join(this.folder, name) };
    return this.lastFile.path;
  }

  private prepare(): Promise<void> {
    this.ready ??= this.makeFolder().catch((error) => {
      // The next caller tries again.
      this.ready = undefined;
      throw error;
    });
    return this.ready;
  }

  private async makeFolder(): Promise<void> {
    await whileHeld(() => mkdir(this.folder, { recursive: true, mode: 0o700 }), this.patienceMs);
    await this.readOthers();
  }

  private writable(): Segment {
    if (!this.segment || this.segment.isFull) {
      void this.segment?.close().catch(() => {});
      const name = `${Date.now().toString(36)}-${process.pid}-${randomBytes(4).toString('hex')}`;
      this.segment = new Segment(this.folder, name, this.patienceMs);
      this.own.add(name);
    }
    return this.segment;
  }

  /** True for a segment that another window may write to: the names hold the process. */
  private isOthers(name: string): boolean {
    return !this.own.has(name) && isAlive(Number(name.split('-')[1]));
  }

  private insert(summary: DeliverySummary, place: RowLocation): void {
    const { id, bytes } = summary;
    if (id <= this.droppedUpTo || this.cleared.has(id) || this.entries.has(id)) return;
    if (summary.problems.length === 0) summary.problems = noProblems;
    const entry: LogEntry = { summary, name: place.name, at: place.at, length: place.length };
    this.entries.set(id, entry);
    this.order.push(entry);
    this.bytes += bytes;
    this.count(summary, 1);
    if (id > this.newest) this.newest = id;
    else this.isSorted = false;
  }

  private inOrder(): LogEntry[] {
    if (!this.isSorted) this.order.sort(({ summary: a }, { summary: b }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    this.isSorted = true;
    return this.order;
  }

  private applyReport(id: string, { conforms, problems }: PayloadReport): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.count(entry.summary, -1);
    entry.summary = { ...entry.summary, conforms, problems: problems.length > 0 ? problems : noProblems };
    this.count(entry.summary, 1);
  }

  /** One outcome for each target: the latest. */
  private applyForward(id: string, outcome: ForwardOutcome): ForwardOutcome[] {
    const entry = this.entries.get(id);
    const others = (entry?.summary.forwards ?? []).filter(({ target }) => target !== outcome.target);
    const forwards = [...others, outcome];
    if (entry) entry.summary = { ...entry.summary, forwards };
    return forwards;
  }

  private applyLater(row: LaterRow): void {
    if (row.op === 'check') this.applyReport(row.id, row.report);
    else this.applyForward(row.id, row.outcome);
  }

  private dropUpTo(upTo: string): void {
    if (upTo <= this.droppedUpTo) return;
    this.droppedUpTo = upTo;
    if (upTo > this.newest) this.newest = upTo;
    const left = this.inOrder().findIndex(({ summary }) => summary.id > upTo);
    this.forget(this.order.splice(0, left < 0 ? this.order.length : left));
  }

  private forgetCleared(ids: string[]): void {
    for (const id of ids) this.cleared.add(id);
    this.forget(this.order.filter(({ summary }) => this.cleared.has(summary.id)));
    this.order = this.order.filter(({ summary }) => !this.cleared.has(summary.id));
  }

  private forget(gone: LogEntry[]): void {
    for (const { summary } of gone) {
      this.entries.delete(summary.id);
      this.bytes -= summary.bytes;
      this.count(summary, -1);
    }
  }

  private count({ kind, conforms }: DeliverySummary, change: 1 | -1): void {
    if (kind === 'delivery') this.tally.deliveries += change;
    if (kind === 'delivery' && conforms === false) this.tally.differing += change;
    if (kind === 'refused') this.tally.refused += change;
  }

  private createLive(): StoredList {
    const order = () => this.inOrder();
    return {
      get length() {
        return order().length;
      },
      tally: this.tally,
      at: (index) => order().at(index)?.summary,
      indexOf: (id) => indexIn(order(), id),
    };
  }

  private noteNewest(name: string, id: string): void {
    const seen = this.seen.get(name);
    if (!seen) this.seen.set(name, { bytes: 0, newest: id });
    else if (id > seen.newest) seen.newest = id;
  }

  /** Removes the segments that have no row of a remaining delivery. Rejects where somebody holds one; it stays for now. */
  private async removeSegments(isKept: (name: string) => boolean = () => false): Promise<void> {
    let failure: unknown;
    for (const [name, { newest }] of this.seen) {
      // The current segment holds the last drop row.
      if (name === this.segment?.name || newest > this.droppedUpTo || isKept(name)) continue;
      const patienceMs = failure === undefined ? this.patienceMs : 0;
      try {
        // The rows last: with them, the rest is found again where somebody holds the bodies.
        await removeFile(join(this.folder, name + bodiesSuffix), patienceMs);
        await removeFile(join(this.folder, name + rowsSuffix), patienceMs);
        this.seen.delete(name);
        this.own.delete(name);
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
  }

  /** As {@link readOthers}. Rejects where some of it can't be read. */
  private async readAll(): Promise<void> {
    const { unread } = await this.readOthers();
    if (unread) throw new Error(t("Can't read all deliveries: another program is using {0}. Try again.", unread));
  }

  /**
   * Reads the rows that other runs and windows have written since the last call. A segment that somebody holds is left for
   * the next one.
   */
  private readOthers(): Promise<Look> {
    const done = this.reading.then(() => this.readSegments());
    this.reading = done.catch(() => {});
    return done;
  }

  private async readSegments(): Promise<Look> {
    const look: Look = {};
    const files = await this.patiently(look, this.folder, namesIn);
    if (!files) return look;
    const names = files.filter((name) => name.endsWith(rowsSuffix)).map((name) => name.slice(0, -rowsSuffix.length));
    const foreign = names.filter((name) => !this.own.has(name));
    const sizes = await Promise.all(
      foreign.map((name) => this.patiently(look, join(this.folder, name + rowsSuffix), sizeOf)),
    );
    const later: LaterRow[] = [];
    const room: ReadBuffer = {};
    for (const [index, name] of foreign.entries()) {
      const from = this.seen.get(name)?.bytes ?? 0;
      if ((sizes[index] ?? 0) <= from) continue;
      const rows = await this.patiently(look, join(this.folder, name + rowsSuffix), async (file, patienceMs) =>
        this.applyFresh(name, from, await readFrom(file, from, room, patienceMs)),
      );
      later.push(...(rows ?? []));
    }
    // Such a row may be in a segment that was read before the one with its delivery.
    for (const row of later) this.applyLater(row);
    this.forgetMissing(new Set(names));
    return look;
  }

  /** Undefined, and noted, where somebody holds the file. After the first one, nobody waits for the others. */
  private async patiently<T>(
    look: Look,
    file: string,
    read: (file: string, patienceMs: number | undefined) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await read(file, look.unread === undefined ? this.patienceMs : 0);
    } catch (error) {
      if (!isHeld(error)) throw error;
      look.unread = file;
      return undefined;
    }
  }

  /** Forgets segments that another window has removed. An own segment may not have been written yet. */
  private forgetMissing(names: Set<string>): void {
    for (const name of this.seen.keys()) {
      if (names.has(name) || this.own.has(name)) continue;
      this.seen.delete(name);
      this.forget(this.order.filter((entry) => entry.name === name));
      this.order = this.order.filter((entry) => entry.name !== name);
    }
  }

  /** Applies what a segment has got since it was read last. */
  private applyFresh(name: string, from: number, fresh: Buffer): LaterRow[] {
    // A row without a line end is still being written, or was cut off by a crash.
    const whole = fresh.subarray(0, fresh.lastIndexOf(0x0a) + 1);
    this.seen.set(name, { newest: this.seen.get(name)?.newest ?? '', bytes: from + whole.length });
    return this.applyRows(name, whole, from);
  }

  private applyRows(name: string, lines: Buffer, from: number): LaterRow[] {
    const later: LaterRow[] = [];
    for (let start = 0; start < lines.length; ) {
      const end = lines.indexOf(0x0a, start);
      const row = parseRow(lines, start, end);
      if (row?.op === 'add') {
        const { summary } = row;
        // The row has only the file's name: the folder may have moved.
        summary.body.file = this.pathOf(summary.body.file);
        this.insert(Object.assign(summary, { registrationId: this.registrationId }), {
          name,
          at: from + start,
          length: end - start,
        });
        this.noteNewest(name, summary.id);
      } else if (row?.op === 'check' || row?.op === 'forward') {
        later.push(row);
        this.noteNewest(name, row.id);
      } else if (row?.op === 'drop') this.dropUpTo(row.upTo);
      else if (row?.op === 'clear') this.forgetCleared(row.ids);
      start = end + 1;
    }
    return later;
  }
}

/** The index of an id in ordered entries; -1 where there is none. */
function indexIn(order: LogEntry[], id: string): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order[middle]!.summary.id < id) low = middle + 1;
    else high = middle;
  }
  return order[low]?.summary.id === id ? low : -1;
}
