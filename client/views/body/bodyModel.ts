import type { PayloadPlace } from '../../domain/delivery';
import {
  type BodyAbout,
  type BodyTab,
  type Found,
  type OpenedBody,
  type Rows,
  rowsPerPage,
} from '../messages/delivery';
import { type Content, readContent } from './content';
import { HexRows } from './hexRows';
import type { Listing } from './listing';
import { PayloadTree } from './payloadTree';
import { TextRows } from './textRows';

export interface Problem {
  pointer: string;
  message: string;
}

/** An open body: its rows in each tab, expanded places and the search. */
export class BodyModel {
  private readonly tree: PayloadTree | undefined;
  private raw: TextRows | undefined;
  private readonly hex: HexRows;
  private search: { tab: BodyTab; query: string; matches: (string | number)[]; at: number } | undefined;

  constructor(
    private readonly content: Content,
    problems: Problem[],
  ) {
    this.tree = content.value === undefined ? undefined : new PayloadTree(content.value, problems);
    this.hex = new HexRows(content.bytes);
  }

  static async read(raw: Buffer, headers: Record<string, string>, problems: Problem[]): Promise<BodyModel> {
    return new BodyModel(await readContent(raw, headers), problems);
  }

  about(): BodyAbout {
    const { kind, text, remark } = this.content;
    const tabs: BodyTab[] = [];
    if (this.tree) tabs.push('tree');
    if (text !== undefined) tabs.push('raw');
    if (kind !== 'empty') tabs.push('hex');
    const totals = Object.fromEntries(tabs.map((tab) => [tab, this.listing(tab).total]));
    return { kind, tabs, totals, firstProblem: this.tree?.firstProblem, remark };
  }

  /** Returns the first rows to show, in the wanted tab if the body has it, including the first failing place. */
  open(wanted: string | undefined): OpenedBody {
    const about = this.about();
    const tab = about.tabs.find((one) => one === wanted) ?? about.tabs[0];
    if (!tab) return { about, pages: [] };
    const failing = tab === 'tree' ? (about.firstProblem ?? 0) : 0;
    const starts = new Set([0, failing - (failing % rowsPerPage)]);
    return { about, tab, pages: [...starts].map((from) => ({ from, rows: this.rows(tab, from, rowsPerPage).rows })) };
  }

  rows(tab: BodyTab, from: number, count: number): Rows {
    const listing = this.listing(tab);
    return { total: listing.total, rows: listing.rows(from, count) };
  }

  toggle(pointer: string): { total: number } {
    this.tree?.toggle(pointer);
    return { total: this.tree?.total ?? 0 };
  }

  reveal(pointer: string): { row: number; total: number } {
    const row = this.tree?.reveal(pointer) ?? 0;
    return { row, total: this.tree?.total ?? 0 };
  }

  /** A place of the tree, to be copied; undefined where there is no such place. */
  place(pointer: string): PayloadPlace | undefined {
    const found = this.tree?.at(pointer);
    if (!found) return undefined;
    const { path, value } = found;
    const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
    return { path, text, body: this.content.kind as PayloadPlace['body'] };
  }

  setProblems(problems: Problem[]): void {
    this.tree?.setProblems(problems);
  }

  /** Moves to the next or previous match, wrapping around; a new query starts at its first match. */
  find(tab: BodyTab, query: string, step: number): Found {
    if (this.search?.tab !== tab || this.search.query !== query) {
      this.search = { tab, query, matches: query === '' ? [] : this.matches(tab, query), at: 0 };
    } else {
      const { matches, at } = this.search;
      this.search.at = (at + step + matches.length) % Math.max(matches.length, 1);
    }
    const { matches, at } = this.search;
    const match = matches[at];
    if (match === undefined) return { number: 0, count: 0, row: 0, total: this.listing(tab).total };
    const row = typeof match === 'string' ? this.tree!.reveal(match) : match;
    return { number: at + 1, count: matches.length, row, total: this.listing(tab).total };
  }

  private matches(tab: BodyTab, query: string): (string | number)[] {
    if (tab === 'tree') return this.tree?.matches(query) ?? [];
    return tab === 'raw' ? this.textRows().matches(query) : this.hex.matches(query);
  }

  private listing(tab: BodyTab): Listing {
    if (tab === 'hex') return this.hex;
    return tab === 'tree' && this.tree ? this.tree : this.textRows();
  }

  private textRows(): TextRows {
    this.raw ??= new TextRows(this.content.text ?? '');
    return this.raw;
  }
}
