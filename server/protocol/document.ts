/** Zero-based, in UTF-16 code units, as in LSP. */
export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

/** The definition that a request is about. */
export interface DocumentParams {
  uri: string;
  /** The text where the document is not open in this client (its file is read by the client). */
  text?: string;
  /** Required with `text`: `json`, `jsonc` or `yaml`. */
  languageId?: string;
}
