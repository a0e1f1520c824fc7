import type { TextRow } from '../messages/delivery';
import type { Listing } from './listing';

/** Maximum number of characters in a row, so that one line of 25 MB can be shown too. */
const rowLength = 160;

const maxMatches = 10_000;

/** A text as rows: its lines, with long ones split. */
export class TextRows implements Listing {
  /** The offset of each row, and in `lines` the line number that starts there, or 0 if the row continues a line. */
  private readonly starts: number[] = [];
  private readonly lines: number[] = [];

  constructor(private readonly text: string) {
    let line = 0;
    for (let start = 0; start <= text.length; ) {
      const found = text.indexOf('\n', start);
      const end = found < 0 ? text.length : found;
      line += 1;
      this.starts.push(start);
      this.lines.push(line);
      for (let at = start + rowLength; at < end; at += rowLength) {
        this.starts.push(at);
        this.lines.push(0);
      }
      start = end + 1;
      // A line break at the end does not start another line.
      if (found < 0 || start === text.length) break;
    }
  }

  get total(): number {
    return this.starts.length;
  }

  rows(from: number, count: number): TextRow[] {
    const rows: TextRow[] = [];
    for (let row = from; row < Math.min(from + count, this.total); row++) {
      const text = this.text.slice(this.starts[row], this.starts[row + 1] ?? this.text.length).replace(/\r?\n$/, '');
      const line = this.lines[row]!;
      rows.push(line > 0 ? { line, text } : { text });
    }
    return rows;
  }

  /** Returns the row of each match, ignoring case. */
  matches(query: string): number[] {
    const found: number[] = [];
    const text = this.text.toLowerCase();
    const wanted = query.toLowerCase();
    for (let at = text.indexOf(wanted); at >= 0 && found.length < maxMatches; at = text.indexOf(wanted, at + 1)) {
      found.push(this.rowAt(at));
    }
    return found;
  }

  private rowAt(offset: number): number {
    let low = 0;
    for (let high = this.total - 1; low < high; ) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
