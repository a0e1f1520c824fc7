import type { Span } from '../../documents/tree';

/** Keys and indices from the root. */
export type Path = (string | number)[];

/** What is being typed at the cursor, and how a choice has to be written there. */
export interface Spot {
  /** The object or list around the cursor. */
  path: Path;
  /** A key of an object, the value of `key`, or an item of a list. */
  slot: 'key' | 'value' | 'item';
  key: string | undefined;
  /** Keys of the object around, the one being typed left out, with their scalar values. */
  siblings: Map<string, string | undefined>;
  /** Scalar items of the list around. */
  items: string[];
  /** What a choice replaces: the half-typed or whole token with its quotes, or nothing. */
  replace: Span;
  /** The quote that the replaced text begins with, or nothing. */
  quote: string;
  /** The key has its colon (and value): only the key is replaced. */
  hasColon: boolean;
  /** Where a comma is missing before the cursor. */
  commaBefore: number | undefined;
  commaAfter: boolean;
  /** `{|}`: lines put inside need a line of their own. */
  inlineEmpty: boolean;
  /** Set for YAML. */
  yaml: YamlSpot | undefined;
}

export interface YamlSpot {
  /** Everything stays on one line, between brackets. */
  flow: boolean;
  /** Column of the key or of the item's content. */
  column: number;
  /** Width of the blanks that begin the line. */
  leading: number;
  /** Directly after the colon of the value being typed. */
  afterColon: number | undefined;
  /** Nothing stands below the parent key yet: it may become an object, a list or a scalar. */
  undecided: boolean;
  /** An item that still needs its `- `. */
  dash: boolean;
  /** After `- `, where the first key of an object may be typed as well as a whole item: the path of that object. */
  itemPath: Path | undefined;
}
