/** Messages between the delivery inspector's page and the extension. */

export type BodyTab = 'tree' | 'raw' | 'hex';

/** A visible row of the tree; collapsed places have none. */
export interface TreeRow {
  /** JSON pointer; for forms and XML, a pointer into the parsed value. */
  pointer: string;
  /** Counted from 0. */
  depth: number;
  name: string;
  type: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** Value of a place without children, cut if it is long. */
  value?: string;
  /** Number of children. */
  size?: number;
  isOpen?: boolean;
  /** Position among its siblings, counted from 1. */
  position: number;
  siblings: number;
  /** Messages of the schema about this place. */
  problems: string[];
  /** Number of problems below this place. */
  problemsBelow: number;
}

/** A line of the text, or a part of a long line. */
export interface TextRow {
  /** Line number, counted from 1; undefined if the row continues a line. */
  line?: number;
  text: string;
}

/** A row of 16 bytes. */
export interface HexRow {
  offset: number;
  hex: string;
  text: string;
}

export type Row = TreeRow | TextRow | HexRow;

export interface Rows {
  total: number;
  rows: Row[];
}

/** Number of rows loaded at once, starting at a multiple of it. */
export const rowsPerPage = 100;

/** The current match of a search. */
export interface Found {
  /** Number of the match, counted from 1; 0 if there is none. */
  number: number;
  count: number;
  row: number;
  /** Number of rows after expanding the path to the match. */
  total: number;
}

export type BodyKind = 'empty' | 'json' | 'form' | 'xml' | 'text' | 'binary';

export interface BodyAbout {
  kind: BodyKind;
  /** The first tab is shown by default. */
  tabs: BodyTab[];
  /** Number of rows by tab. */
  totals: Partial<Record<BodyTab, number>>;
  /** The row of the first failing place in the tree. */
  firstProblem?: number;
  /** A problem with reading the body, such as a failed decompression. */
  remark?: string;
}

/** The rows of a body that a page shows first. */
export interface OpenedBody {
  about: BodyAbout;
  /** The tab that the rows belong to. */
  tab?: BodyTab;
  pages: { from: number; rows: Row[] }[];
}

/** The tone of a fact, which determines its color and icon. */
export type Mood = 'good' | 'bad' | 'warning' | 'neutral';

export interface Fact {
  label: string;
  value: string;
  mood: Mood;
  detail?: string;
}

export interface Action {
  id: string;
  label: string;
  /** Name of a codicon. */
  icon: string;
}

export interface DeliveryView {
  id: string;
  registrationId: string;
  title: string;
  subtitle: string;
  verdict: { icon: string; text: string; mood: Mood };
  facts: Fact[];
  /** The facts in a few words, for a page that is too small for them. */
  summary: string;
  headers: { name: string; value: string; isMasked: boolean }[];
  problems: { pointer: string; message: string }[];
  body: { size: string; contentType: string };
  actions: Action[];
}

/** Position among the deliveries of the webhook, in order of arrival, counted from 1. */
export interface PlaceAmongOthers {
  position: number;
  count: number;
}

/** What can be copied of a place of the tree. */
export type Copyable = 'value' | 'path' | 'expression';

export type ToDeliveryPage =
  /** `opened` is included for small bodies, so that the page need not request it. */
  | { type: 'show'; delivery: DeliveryView; place: PlaceAmongOthers; opened?: OpenedBody }
  /** The verdict or title of the shown delivery changed; its body did not. */
  | { type: 'update'; delivery: DeliveryView }
  | { type: 'place'; place: PlaceAmongOthers }
  | { type: 'gone'; message: string };

/** Each message names its delivery, because another one may be shown by now. */
export type FromDeliveryPage = { delivery: string } & (
  | { type: 'body' }
  | { type: 'rows'; tab: BodyTab; from: number; count: number }
  | { type: 'toggle'; pointer: string }
  | { type: 'reveal'; pointer: string }
  | { type: 'find'; tab: BodyTab; query: string; step: 0 | 1 | -1 }
  /** The tab chosen by the person, also used for later deliveries. */
  | { type: 'tab'; tab: BodyTab | 'headers' }
  | { type: 'go'; step: 1 | -1 }
  | { type: 'act'; action: string }
  /** The person wants something of a place of the tree on the clipboard. */
  | { type: 'copy'; what: Copyable; pointer: string }
);
