import { carriageReturn, lineFeed } from './characters';
/**
 * The line starts of a text that is not edited, and positions as LSP counts them: in UTF-16 code units, and never after
 * the end of a line. The only cost is finding the line breaks.
 */
export class Lines {
  private readonly starts: number[] = [0];

  private constructor(private readonly text: string) {
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.starts.push(i + 1);
  }

  /** Undefined where a line ends with a carriage return alone. */
  static of(text: string): Lines | undefined {
    for (let i = text.indexOf('\r'); i >= 0; i = text.indexOf('\r', i + 1)) {
      if (text.charCodeAt(i + 1) !== lineFeed) return undefined;
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
    while (end > starts[low]! && (text.charCodeAt(end - 1) === lineFeed || text.charCodeAt(end - 1) === carriageReturn))
      end--;
    return { line: low, character: end - starts[low]! };
  }
}
