import type { TextEdit } from 'vscode-languageserver-protocol';
import { OpenDocument } from '../../documents/document';
import type { Change } from '../fixes/edits';

/** A part of the original text, or inserted text. */
type Part = { from: number; to: number } | string;

const lengthOf = (part: Part): number => (typeof part === 'string' ? part.length : part.to - part.from);

/**
 * A document that is changed in several rounds, each of which reads the text of the round before. At the end the changes
 * become edits of the original that touch nothing else.
 */
export class Draft {
  private current: OpenDocument;
  private parts: Part[];

  constructor(private readonly original: OpenDocument) {
    this.current = original;
    this.parts = [{ from: 0, to: original.content.length }];
  }

  get document(): OpenDocument {
    return this.current;
  }

  apply(changes: Change[]): void {
    for (const { start, end, text } of changes.toSorted((a, b) => b.start - a.start || b.end - a.end)) {
      const before = this.indexAt(start);
      const after = this.indexAt(end);
      this.parts.splice(before, after - before, ...(text === '' ? [] : [text]));
    }
    const text = this.parts
      .map((part) => (typeof part === 'string' ? part : this.original.content.slice(part.from, part.to)))
      .join('');
    const { uri, languageId, version } = this.original;
    this.current = new OpenDocument(uri, languageId, version, text);
  }

  /** The edits of the original; none of them touch. */
  changes(): Change[] {
    const changes: Change[] = [];
    let start = 0;
    let text = '';
    const close = (end: number): void => {
      if (end > start || text !== '') changes.push({ start, end, text });
      text = '';
    };
    for (const part of this.parts) {
      if (typeof part === 'string') text += part;
      else {
        close(part.from);
        start = part.to;
      }
    }
    close(this.original.content.length);
    return changes;
  }

  edits(): TextEdit[] {
    return this.changes().map(({ start, end, text }) => ({
      range: this.original.range({ start, end }),
      newText: text,
    }));
  }

  /** The index of the part that begins at an offset of the current text. Splits a part around the offset. */
  private indexAt(offset: number): number {
    let begin = 0;
    for (const [index, part] of this.parts.entries()) {
      if (begin === offset) return index;
      const end = begin + lengthOf(part);
      if (offset < end) {
        const cut = offset - begin;
        const halves: Part[] =
          typeof part === 'string'
            ? [part.slice(0, cut), part.slice(cut)]
            : [
                { from: part.from, to: part.from + cut },
                { from: part.from + cut, to: part.to },
              ];
        this.parts.splice(index, 1, ...halves);
        return index + 1;
      }
      begin = end;
    }
    return this.parts.length;
  }
}
