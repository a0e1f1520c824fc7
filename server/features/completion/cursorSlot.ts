import type { Span } from '../../documents/tree';

/** Keys and indices from the root. */
export type Path = (string | number)[];

/** The thing that is being typed at the cursor, and how a completion has to be written there. */
export interface CursorSlot {
  /** The object or list around the cursor. */
  path: Path;
  /** A key of an object, the value of `key`, or an item of a list is being typed. */
  slot: 'key' | 'value' | 'item';
  key: string | undefined;
  /** The other keys of the object around, with their scalar values. */
  siblings: Map<string, string | undefined>;
  /** The scalar items of the list around. */
  items: string[];
  /** The span that a completion replaces: the token at the cursor with its quotes, or nothing. */
  replace: Span;
  /** The quote at the start of the replaced text; empty when there is none. */
  quote: string;
  /** True when the key has a colon (and value): only the key is replaced. */
  hasColon: boolean;
  /** The offset where a comma is missing before the cursor. */
  commaBefore: number | undefined;
  commaAfter: boolean;
  /** True for `{|}`: inserted lines need a line of their own. */
  inlineEmpty: boolean;
  /** Set for YAML. */
  yaml: YamlSlot | undefined;
}

export interface YamlSlot {
  /** True between brackets, where everything stays on one line. */
  flow: boolean;
  /** The column of the key or of the item's content. */
  column: number;
  /** The width of the line's indentation. */
  leading: number;
  /** The offset right after the colon of the value being typed. */
  afterColon: number | undefined;
  /** True when nothing is below the parent key yet: it may become an object, a list or a scalar. */
  undecided: boolean;
  /** True when an item still needs its `- `. */
  dash: boolean;
  /** The path of the item after `- `, where a whole item or the first key of an object may be typed. */
  itemPath: Path | undefined;
}
