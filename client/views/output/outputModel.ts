/** What the output panel holds, shows and lets through. Pure. */
import type { Filter, Filtered } from '../filter';
import { noFilter } from '../filter';

export interface OutputEntry extends Omit<Filtered, 'text'> {
  /** The first is what it is known by; the others are indented. */
  lines: string[];
  registrationId?: string;
  deliveryId?: string;
  /** More about it is in the log. */
  isFailed?: boolean;
}

/** To be done to the channel: all of its text anew, or some more of it. */
export interface OutputChange {
  replace: boolean;
  text: string;
}

/** Lines that are shown at most. */
const maxLines = 15_000;

/** Lines that stay when there are more. Writing them anew holds the editor up, and so it is done seldom and for few. */
const keptLines = 5_000;

/**
 * Entries come one by one and leave in batches, when {@link take} is called. While it is paused they wait; what a filter
 * holds back is kept, so that another filter can show it.
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

  /** How many entries wait for the end of the pause. */
  get waitingCount(): number {
    return this.waiting.length;
  }

  /** Whether there is text in the channel, as far as was taken. */
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

  /** What a line of the channel is about. */
  find(line: string): OutputEntry | undefined {
    return this.byLine.get(line);
  }

  /** What the channel does not show yet; undefined where that is nothing. */
  take(): OutputChange | undefined {
    const fresh = this.isPaused ? [] : this.waiting;
    if (!this.isPaused) this.waiting = [];
    for (const entry of fresh) this.keep(entry);
    const shown = fresh.filter((entry) => this.matches(entry)).flatMap(({ lines }) => lines);
    this.shownLines += shown.length;
    if (this.isDirty || this.shownLines > maxLines) return this.writeAnew();
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

  private writeAnew(): OutputChange {
    this.isDirty = false;
    const lines = this.entries
      .filter((entry) => this.matches(entry))
      .flatMap(({ lines }) => lines)
      .slice(-keptLines);
    this.shownLines = lines.length;
    return { replace: true, text: lines.length > 0 ? `${lines.join('\n')}\n` : '' };
  }
}
