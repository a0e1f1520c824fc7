/** Between the delivery inspector's page and the extension. */

export type BodyTab = 'tree' | 'raw' | 'hex';

/** A visible row of the tree; what is collapsed has none. */
export interface TreeRow {
  /** JSON pointer; for what is below a form's or an XML's names, the same over their values. */
  pointer: string;
  /** From 0. */
  depth: number;
  name: string;
  type: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** Of what has no children; cut where it is long. */
  value?: string;
  /** How many children there are. */
  size?: number;
  isOpen?: boolean;
  /** Among its siblings, from 1. */
  position: number;
  siblings: number;
  /** What the schema says about this place. */
  problems: string[];
  /** How many problems are somewhere below. */
  problemsBelow: number;
}

/** A line of the text, or a part of one that is long. */
export interface TextRow {
  /** From 1; undefined where it continues the line before. */
  line?: number;
  text: string;
}

/** Sixteen bytes. */
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

/** Rows are loaded by so many, from a multiple of it on. */
export const rowsPerPage = 100;

/** A match of a search: which of how many, and the row that shows it. */
export interface Found {
  /** From 1; 0 where there is none. */
  number: number;
  count: number;
  row: number;
  /** Rows there are now: the way to it was opened. */
  total: number;
}

export type BodyKind = 'empty' | 'json' | 'form' | 'xml' | 'text' | 'binary';

export interface BodyAbout {
  kind: BodyKind;
  /** The first one is shown. */
  tabs: BodyTab[];
  /** Of each tab. */
  totals: Partial<Record<BodyTab, number>>;
  /** Of the first failing place in the tree. */
  firstProblem?: number;
  /** What could not be done with it, such as a broken compression. */
  remark?: string;
}

/** What a page shows of a body at first. */
export interface OpenedBody {
  about: BodyAbout;
  /** Whose rows these are. */
  tab?: BodyTab;
  pages: { from: number; rows: Row[] }[];
}

/** Good, bad, in between, or nothing to say. */
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
  /** Of the codicons. */
  icon: string;
  /** Shown with its label, not as an icon alone. */
  isMain?: boolean;
}

export interface DeliveryView {
  id: string;
  title: string;
  subtitle: string;
  verdict: { icon: string; text: string; mood: Mood };
  facts: Fact[];
  headers: { name: string; value: string; isMasked: boolean }[];
  problems: { pointer: string; message: string }[];
  body: { size: string; contentType: string };
  actions: Action[];
}

/** Place among the deliveries of its webhook, in the order of arrival; from 1. */
export interface PlaceAmongOthers {
  position: number;
  count: number;
}

export type ToDeliveryPage =
  /** A body that is quick to read comes along: the page need not ask for it. */
  | { type: 'show'; delivery: DeliveryView; place: PlaceAmongOthers; opened?: OpenedBody }
  /** The verdict came, or a title changed: the same delivery, its body as it was. */
  | { type: 'update'; delivery: DeliveryView }
  | { type: 'place'; place: PlaceAmongOthers }
  | { type: 'gone'; message: string };

/** Each names the delivery that it is about: another one may be shown meanwhile. */
export type FromDeliveryPage = { delivery: string } & (
  | { type: 'body' }
  | { type: 'rows'; tab: BodyTab; from: number; count: number }
  | { type: 'toggle'; pointer: string }
  | { type: 'reveal'; pointer: string }
  | { type: 'find'; tab: BodyTab; query: string; step: 0 | 1 | -1 }
  /** The person chose it, for the deliveries to come as well. */
  | { type: 'tab'; tab: BodyTab | 'headers' }
  | { type: 'go'; step: 1 | -1 }
  | { type: 'act'; action: string }
);
