import type { DocumentParams, Range } from './document';

/** A comparison of a definition with an older version of it. */
export interface CompareParams extends DocumentParams {
  old: OlderText;
}

export interface OlderText {
  uri: string;
  text: string;
  /** `json`, `jsonc` or `yaml`. */
  languageId: string;
  /** The name for people: a path or a git revision. */
  label: string;
  /** The text of the `apiProperties.json` that was next to it. */
  properties?: string;
}

/** A change that breaks flows. */
export interface ChangeReport {
  code: string;
  severity: 'error' | 'warning' | 'information' | 'hint';
  message: string;
  /** Undefined where the change is about the connector as a whole. */
  operationId?: string;
  /** What changed within the operation: `body/config/url`, `query/site`, `ticket/id`; empty for the operation itself. */
  path: string;
  /** The place in the definition. */
  range: Range;
  /** The place in the older version; undefined where it has none. */
  oldRange?: Range;
  /** The page that explains the code. */
  href: string;
}

export interface ComparisonReport {
  /** Null when the text came with the request. */
  version: number | null;
  changes: ChangeReport[];
}
