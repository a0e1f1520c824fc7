/** The entries of the output panel: filtered, paused, limited. Pure. */
import type { Filter, Filtered } from '../filter';
import { noFilter } from '../filter';

export interface OutputEntry extends Omit<Filtered, 'text'> {
  /** The first line identifies the entry; the others are indented. */
  lines: string[];
  registrationId?: string;
  deliveryId?: string;
  /** More about it is in the log. */
  isFailed?: boolean;
}

/** A change to the channel: replaces all of its text, or appends to it. */
export interface OutputChange {
  replace: boolean;
  text: string;
}

/** Maximum number of lines shown. */
const maxLines = 15_000;

/** Number of lines left after the maximum is exceeded. Rewriting blocks the editor, so it is done rarely and for few. */
const keptLines = 5_000;

/**
 * Collects entries one by one and hands them over in batches with {@link take}. While paused, entries wait. Entries that
 * the filter hides are kept, so that another filter can show them.
 */
export class OutputModel {
  private entries: OutputEntry[] = [];
  private waiting: OutputEntry[] = [];
  private readonly byLine = new Map<string, OutputEntry>();
  private filter: Filter = noFilter;
  private shownLines = 0;
  private isDirty = false;
  isPaused = false;

  get filterText(): string {
    return this.filter.text;
  }

  /** Number of entries that wait for the end of the pause. */
  get waitingCount(): number {
    return this.waiting.length;
  }

  /** True when the channel has text, according to {@link take}. */
  get showsSomething(): boolean {
    return this.shownLines > 0;
  }

  add(entry: OutputEntry): void {
    this.waiting.push(entry);
    if (this.waiting.length > maxLines) this.waiting = this.waiting.slice(-keptLines);
  }

  setFilter(filter: Filter): void {
    this.filter = filter;
    this.isDirty = true;
  }

  clear(): void {
    this.entries = [];
    this.waiting = [];
    this.byLine.clear();
    this.shownLines = 0;
    this.isDirty = false;
  }

  /** Returns the entry that a line of the channel belongs to. */
  find(line: string): OutputEntry | undefined {
    return this.byLine.get(line);
  }

  /** Returns the change that brings the channel up to date; undefined if there is none. */
  take(): OutputChange | undefined {
    const fresh = this.isPaused ? [] : this.waiting;
    if (!this.isPaused) this.waiting = [];
    for (const entry of fresh) this.keep(entry);
    const shown = fresh.filter((entry) => this.matches(entry)).flatMap(({ lines }) => lines);
    this.shownLines += shown.length;
    if (this.isDirty || this.shownLines > maxLines) return this.rewrite();
    return shown.length > 0 ? { replace: false, text: `${shown.join('\n')}\n` } : undefined;
  }

  private matches(entry: OutputEntry): boolean {
    return this.filter.text === '' || this.filter.matches({ ...entry, text: entry.lines.join(' ') });
  }

  private keep(entry: OutputEntry): void {
    this.entries.push(entry);
    this.byLine.set(entry.lines[0] ?? '', entry);
    if (this.entries.length <= maxLines) return;
    for (const { lines } of this.entries.slice(0, -keptLines)) this.byLine.delete(lines[0] ?? '');
    this.entries = this.entries.slice(-keptLines);
  }

  private rewrite(): OutputChange {
    this.isDirty = false;
    const lines = this.entries
      .filter((entry) => this.matches(entry))
      .flatMap(({ lines }) => lines)
      .slice(-keptLines);
    this.shownLines = lines.length;
    return { replace: true, text: lines.length > 0 ? `${lines.join('\n')}\n` : '' };
  }
}
