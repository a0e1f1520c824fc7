/** Events of an SSE stream. Source: HTML Living Standard, "Interpreting an event stream". */

interface StreamEvent {
  /** `message` where the stream names none. */
  type: string;
  data: string;
}

/** Maximum number of characters of an event: smee takes bodies of up to 1 MiB, which escaping makes longer. */
const maxEventLength = 8 * 1024 * 1024;

/**
 * Returns a parser that takes the stream in pieces, which may end anywhere, and returns the events that are complete.
 * It throws where an event is longer than {@link maxEventLength}.
 */
export function createEventParser(): (piece: string) => StreamEvent[] {
  let rest = '';
  let event = new PartialEvent();
  // A carriage return at the very end may be the first half of a line end.
  let endsWithReturn = false;
  const checkLength = () => {
    if (rest.length + event.length > maxEventLength) throw new Error('An event of the stream is too large.');
  };
  return (piece) => {
    rest += piece;
    const events: StreamEvent[] = [];
    // A line that arrives in many pieces is read once, when it is complete.
    if (piece !== '' && (endsWithReturn || /[\r\n]/.test(piece))) {
      endsWithReturn = piece.endsWith('\r');
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line !== '') {
          event.addLine(line);
          continue;
        }
        events.push(...event.finish());
        event = new PartialEvent();
      }
    }
    checkLength();
    return events;
  };
}

/** An event whose lines are still coming in. */
class PartialEvent {
  /** Number of characters of its lines. */
  length = 0;
  private type = '';
  private readonly data: string[] = [];

  addLine(line: string): void {
    this.length += line.length;
    const [, name, value = ''] = /^([^:]*)(?:: ?)?([\s\S]*)$/.exec(line) ?? [];
    if (name === 'event') this.type = value;
    if (name === 'data') this.data.push(value);
  }

  /** The complete event; nothing where it has no data. */
  finish(): StreamEvent[] {
    return this.data.length > 0 ? [{ type: this.type || 'message', data: this.data.join('\n') }] : [];
  }
}
