/** Events of an SSE stream. Source: HTML Living Standard, "Interpreting an event stream". */

export interface StreamEvent {
  /** `message` where the stream names none. */
  type: string;
  data: string;
}

/** smee takes bodies of up to 1 MiB; with its headers, and escaped, one stays well below this many characters. */
const maxEventLength = 8 * 1024 * 1024;

/** Takes the stream in pieces that may end anywhere, and answers the events that are complete. Throws at one without end. */
export function createEventParser(): (piece: string) => StreamEvent[] {
  let rest = '';
  let type = '';
  let data: string[] = [];
  let length = 0;
  // A carriage return at the very end may be half of a line end.
  let endsInHalf = false;
  const checkLength = () => {
    if (rest.length + length > maxEventLength) throw new Error('An event of the stream is too large.');
  };
  return (piece) => {
    rest += piece;
    const events: StreamEvent[] = [];
    // A line that comes in many pieces is read once, when it is complete.
    if (piece === '' || (!endsInHalf && !/[\r\n]/.test(piece))) {
      checkLength();
      return events;
    }
    endsInHalf = piece.endsWith('\r');
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) events.push({ type: type || 'message', data: data.join('\n') });
        [type, data, length] = ['', [], 0];
        continue;
      }
      length += line.length;
      const [, name, value = ''] = /^([^:]*)(?:: ?)?([\s\S]*)$/.exec(line) ?? [];
      if (name === 'event') type = value;
      if (name === 'data') data.push(value);
    }
    checkLength();
    return events;
  };
}
