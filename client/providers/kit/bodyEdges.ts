/**
 * Where a body begins and ends. A signature covers a text, of which the body is one part: a sender that has seen one
 * signed text could send it again, cut at another place. Only a body whose edges show that it is whole is covered.
 */

/** Number of characters kept of either end. */
const edgeLength = 256;

/** The two ends of a body, collected while it comes in. */
export class BodyEdges {
  private start = '';
  private end = '';
  /** True when the body has a NUL character. */
  hasNul = false;

  update(chunk: Buffer): void {
    if (this.start.length < edgeLength) this.start += chunk.toString('latin1', 0, edgeLength - this.start.length);
    this.end = (this.end + chunk.toString('latin1', Math.max(0, chunk.length - edgeLength))).slice(-edgeLength);
    this.hasNul ||= chunk.includes(0);
  }

  static of(body: Buffer): BodyEdges {
    const edges = new BodyEdges();
    edges.update(body);
    return edges;
  }

  get isEmpty(): boolean {
    return this.start === '';
  }

  /** True for what begins and ends as JSON, XML or a multipart form does: a part of it does not. */
  get isDocument(): boolean {
    const [start, end] = [this.start.trimStart(), this.end.trimEnd()];
    return documentEdges.some(([first, last]) => start.startsWith(first) && end.endsWith(last));
  }

  /** True for a document with a text before or behind it, and for a text that begins as signed texts do. */
  get isComposed(): boolean {
    if (this.isDocument) return false;
    const [start, end] = [this.start.trimStart(), this.end.trimEnd()];
    if (/^[{[<]/.test(start)) return true;
    return (/[}\]>]$/.test(end) && announcesDocument(start)) || signedBeginning.test(start);
  }
}

const documentEdges = [
  ['{', '}'],
  ['[', ']'],
  ['<', '>'],
  ['--', '--'],
] as const;

/** True when a text has a separator, a timestamp or a URL in front of a document that begins in it. */
function announcesDocument(text: string): boolean {
  const before = text.slice(0, Math.max(0, text.search(/[{[<]/)));
  return (
    /[.:|=\n\d]$/.test(before.trimEnd()) || before.endsWith('\n') || /\d{10}|\d{4}-\d\d-\d\dT|https?:\/\//.test(before)
  );
}

/** A version, a timestamp, an id with a timestamp, a method or a URL at the beginning of a text. */
const signedBeginning =
  /^(?:v\d[.:]?)?(?:\d{10}(?:\d{3})?[.:|\n]|\d{4}-\d\d-\d\dT)|^[\w-]{1,100}[.:|](?:\d{10}|\d{4}-\d\d-\d\dT)|^(?:GET|POST|PUT|PATCH|DELETE)(?:https?:|\/|\n)|^https?:\/\//;

/** An id or a nonce without the characters that separate the parts of a signed text, or that JSON has. */
export const isPlainId = (text: string): boolean => /^[\w:+/=@~-]{1,256}$/.test(text);

/** A URL without characters of JSON, which no client sends unescaped. */
export const isPlainUrl = (url: string): boolean => /^[^\s"<>[\]{}|\\^`]*$/.test(url);
