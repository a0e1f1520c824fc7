import type { Range, TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Lines } from './lines';
import { type Language, problemsOf, type Reading, readDocument } from './readDocument';
import type { Problem, Span } from './tree';

/** An open document: its text and its tree, read when it is first needed and kept in step edit by edit. */
export class OpenDocument {
  private text: TextDocument;
  private reading: Reading | undefined;
  /** Line starts of the first text, since most documents are checked once and never edited; null after an edit or where {@link Lines} can't count them. */
  private lines: Lines | null | undefined;
  readonly language: Language;

  constructor(
    readonly uri: string,
    readonly languageId: string,
    version: number,
    content: string,
  ) {
    this.text = TextDocument.create(uri, languageId, version, content);
    this.language = languageOf(uri, languageId);
  }

  get version(): number {
    return this.text.version;
  }
  get content(): string {
    return this.text.getText();
  }
  get tree(): Reading {
    this.reading ??= readDocument(this.content, this.language);
    return this.reading;
  }

  /** True while the tree is kept. */
  get hasTree(): boolean {
    return this.reading !== undefined;
  }

  /** Drops the tree, which takes several times the memory of the text, until it is needed again. */
  forgetTree(): void {
    this.reading = undefined;
    if (this.lines) this.lines = undefined;
  }

  /** Applies the changes of one notification, and reads the pieces again that they touch. */
  update(changes: TextDocumentContentChangeEvent[], version: number): void {
    this.lines = null;
    if (!this.reading) {
      this.text = TextDocument.update(this.text, changes, version);
      return;
    }
    const single = changes.length === 1 ? changes[0] : undefined;
    const before = this.content;
    let edit: { start: number; oldEnd: number; newEnd: number };
    if (single && isIncremental(single)) {
      const start = this.text.offsetAt(single.range.start);
      const oldEnd = this.text.offsetAt(single.range.end);
      edit = { start, oldEnd, newEnd: start + single.text.length };
      this.text = TextDocument.update(this.text, changes, version);
    } else {
      this.text = TextDocument.update(this.text, changes, version);
      edit = difference(before, this.content);
    }
    this.reading = readDocument(this.content, this.language, this.reading, edit);
  }

  range(span: Span): Range {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }
  offsetAt(position: { line: number; character: number }): number {
    return this.text.offsetAt(position);
  }
  positionAt(offset: number): { line: number; character: number } {
    if (this.lines === undefined) this.lines = Lines.of(this.content) ?? null;
    return (this.lines ?? this.text).positionAt(offset);
  }
  problems(): Problem[] {
    return problemsOf(this.tree);
  }
}

/** The check of vscode-languageserver-protocol, without the module: loading it would double the start time of the command-line check. */
function isIncremental(change: TextDocumentContentChangeEvent): change is { range: Range; text: string } {
  return 'range' in change && change.range !== undefined;
}

/** The difference between two texts as one edit. */
export function difference(before: string, after: string): { start: number; oldEnd: number; newEnd: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}

/** The language to read a document as. In `.json` a comment is a fault, whatever the editor calls the language. */
function languageOf(uri: string, languageId: string): Language {
  if (/\.ya?ml$/i.test(uri) || languageId === 'yaml') return 'yaml';
  if (/\.jsonc$/i.test(uri) || (languageId === 'jsonc' && !/\.json$/i.test(uri))) return 'jsonc';
  return 'json';
}
