import type { Range, TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol';
import { PiecedText } from './piecedText';
import { type Edit, type Language, problemsOf, type Reading, readDocument, readEdited } from './readDocument';
import type { Problem, Span } from './tree';

/** An open document: its text and its tree, read when it is first needed and kept in step edit by edit. */
export class OpenDocument {
  private text: PiecedText;
  private reading: Reading | undefined;
  readonly language: Language;

  constructor(
    readonly uri: string,
    readonly languageId: string,
    public version: number,
    content: string,
  ) {
    this.text = new PiecedText(content);
    this.language = languageOf(uri, languageId);
  }

  /** The whole text, put together from its parts when it is first asked for after an edit. */
  get content(): string {
    return this.text.toString();
  }
  /** The length of the text in UTF-16 code units. */
  get length(): number {
    return this.text.length;
  }
  /** The length of the text in UTF-8, in bytes. */
  get bytes(): number {
    return this.text.bytes;
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
  }

  /** Applies the changes of one notification, and reads the pieces again that they touch. */
  update(changes: TextDocumentContentChangeEvent[], version: number): void {
    this.version = version;
    const single = changes.length === 1 ? changes[0]! : undefined;
    if (!this.reading || !single || !isIncremental(single)) {
      const before = this.reading && this.content;
      for (const change of changes) this.apply(change);
      if (before !== undefined) this.read(difference(before, this.content));
      return;
    }
    this.read(this.apply(single));
  }

  private apply(change: TextDocumentContentChangeEvent): Edit {
    if (!isIncremental(change)) {
      const oldEnd = this.length;
      this.text = new PiecedText(change.text);
      return { start: 0, oldEnd, newEnd: this.length };
    }
    // Some clients give the ends of a range the wrong way round.
    const [start, oldEnd] = [this.offsetAt(change.range.start), this.offsetAt(change.range.end)].sort((a, b) => a - b);
    this.text.replace(start!, oldEnd!, change.text);
    return { start: start!, oldEnd: oldEnd!, newEnd: start! + change.text.length };
  }

  private read(edit: Edit): void {
    if (this.reading && readEdited(this.text, this.reading, edit)) return;
    this.reading = readDocument(this.content, this.language, this.reading, edit);
  }

  range(span: Span): Range {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }
  offsetAt(position: { line: number; character: number }): number {
    return this.text.offsetAt(position);
  }
  positionAt(offset: number): { line: number; character: number } {
    return this.text.positionAt(offset);
  }
  charCodeAt(offset: number): number {
    return this.text.charCodeAt(offset);
  }
  includes(wanted: string): boolean {
    return this.text.includes(wanted);
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
export function difference(before: string, after: string): Edit {
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
