import type { HexRow } from '../messages/delivery';
import type { Listing } from './listing';

const bytesPerRow = 16;
const maxMatches = 10_000;

/** A body as rows of 16 bytes. */
export class HexRows implements Listing {
  constructor(private readonly bytes: Buffer) {}

  get total(): number {
    return Math.ceil(this.bytes.length / bytesPerRow);
  }

  rows(from: number, count: number): HexRow[] {
    const rows: HexRow[] = [];
    for (let row = from; row < Math.min(from + count, this.total); row++) {
      const bytes = this.bytes.subarray(row * bytesPerRow, (row + 1) * bytesPerRow);
      const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
      const hex = `${pairs.slice(0, 8).join(' ')}  ${pairs.slice(8).join(' ')}`.padEnd(bytesPerRow * 3);
      const text = [...bytes].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
      rows.push({ offset: row * bytesPerRow, hex, text });
    }
    return rows;
  }

  /** Returns the row of each match of the query, given as hex (`ff d8`) or as text. */
  matches(query: string): number[] {
    const isHex = /^([0-9a-f]{2}\s*)+$/i.test(query);
    const wanted = isHex ? Buffer.from(query.replace(/\s/g, ''), 'hex') : Buffer.from(query);
    const found: number[] = [];
    for (let at = this.bytes.indexOf(wanted); at >= 0 && found.length < maxMatches; ) {
      found.push(Math.floor(at / bytesPerRow));
      at = this.bytes.indexOf(wanted, at + 1);
    }
    return found;
  }
}
