/**
 * Where the lines of a text begin; positions by it, as LSP counts them: in UTF-16 code units, and never behind the end
 * of a line. Made for a text that is not edited: finding line breaks is all that it costs.
 */
export class Lines {
  private readonly starts: number[] = [0];

  private constructor(private readonly text: string) {
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.starts.push(i + 1);
  }

  /** Undefined where a line ends with a carriage return alone. */
  static of(text: string): Lines | undefined {
    for (let i = text.indexOf('\r'); i >= 0; i = text.indexOf('\r', i + 1)) {
      if (text.charCodeAt(i + 1) !== 0x0a) return undefined;
    }
    return new Lines(text);
  }

  positionAt(offset: number): { line: number; character: number } {
    const { starts, text } = this;
    const bounded = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= bounded) low = middle;
      else high = middle - 1;
    }
    let end = bounded;
    while (end > starts[low]! && (text.charCodeAt(end - 1) === 0x0a || text.charCodeAt(end - 1) === 0x0d)) end--;
    return { line: low, character: end - starts[low]! };
  }
}
