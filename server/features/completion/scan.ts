import type { Span } from '../../documents/tree';
import type { CursorSlot, Path } from './cursorSlot';
import { nextToken, scalarText, type Token } from './tokens';

/** One open bracket. */
interface Frame {
  kind: 'object' | 'list';
  path: Path;
  /** Offset of its bracket; undefined for the frame around the value that the scan begins with. */
  start: number | undefined;
  expect: 'key' | 'colon' | 'value' | 'comma';
  key: string;
  index: number;
  keys: Map<string, string | undefined>;
  items: string[];
  /** End of the last value, where a comma belongs. */
  lastEnd: number;
  lastToken: Token | undefined;
}

export interface ScanStart {
  from: number;
  /** Path of the value that begins at `from`. */
  path: Path;
  /** End of the value's text. */
  limit: number;
  /** Spans of values that need not be read, in order. */
  skip: Span[];
  flow: boolean;
}

/**
 * What is being typed at an offset: found by scanning brackets from a known place to the cursor, and on to the end of
 * the object or list around it. Commas, values and closing brackets may be missing.
 */
export function scanSlot(text: string, offset: number, start: ScanStart): CursorSlot | undefined {
  const { limit, flow } = start;
  const skips = new Map(start.skip.map((span) => [span.start, span]));
  const frames: Frame[] = [outermost(start.path)];
  const next = (from: number): Token => skippedOr(nextToken(text, from, limit, flow), skips);

  let token = next(start.from);
  for (; token.kind !== 'end' && token.end < offset; token = next(token.end)) {
    if (token.kind !== 'comment') consume(text, frames, token, start.path);
  }
  if (token.kind === 'comment') {
    if (token.start < offset) return undefined;
    token = nextAfterComments(text, token.end, limit, flow);
  }
  if (token.end === offset && isPunctuation(token)) {
    consume(text, frames, token, start.path);
    token = nextAfterComments(text, token.end, limit, flow);
  }
  const frame = frames.at(-1)!;
  const touches = isScalar(token);
  // At the start of a token the cursor is on a value; a key typed there would be a new one before it.
  const current =
    touches && (token.start < offset || (token.start === offset && frame.expect === 'value')) ? token : undefined;
  const after = current ? nextAfterComments(text, current.end, limit, flow) : token;
  const spot = slotIn(text, frame, offset, current, after, start);
  if (!spot) return undefined;
  if (frame.start !== undefined) collectRest(text, frames, frame, spot, start, skips);
  spot.siblings = frame.keys;
  spot.items = frame.items;
  return spot;
}

/** The frame around the value that the scan begins with, which is the last member of its path. */
function outermost(path: Path): Frame {
  const last = path.at(-1);
  const frame = open(typeof last === 'number' ? 'list' : 'object', path.slice(0, -1), undefined);
  frame.expect = 'value';
  if (typeof last === 'number') frame.index = last;
  else frame.key = last ?? '';
  return frame;
}

function open(kind: Frame['kind'], path: Path, start: number | undefined): Frame {
  return {
    kind,
    path,
    start,
    expect: kind === 'object' ? 'key' : 'value',
    key: '',
    index: 0,
    keys: new Map(),
    items: [],
    lastEnd: -1,
    lastToken: undefined,
  };
}

const isScalar = ({ kind }: Token): boolean => kind === 'string' || kind === 'word';

function isPunctuation(token: Token): boolean {
  return !isScalar(token) && token.kind !== 'comment' && token.kind !== 'end';
}

function nextAfterComments(text: string, from: number, limit: number, flow: boolean): Token {
  let token = nextToken(text, from, limit, flow);
  while (token.kind === 'comment') token = nextToken(text, token.end, limit, flow);
  return token;
}

function consume(text: string, frames: Frame[], token: Token, root: Path): void {
  const frame = frames.at(-1)!;
  switch (token.kind) {
    case '{':
    case '[': {
      if (frame.kind === 'list' && frame.expect === 'comma') frame.index++;
      const path = frame === frames[0] ? root : [...frame.path, frame.kind === 'list' ? frame.index : frame.key];
      if (frame.kind === 'object') frame.keys.set(frame.key, undefined);
      frame.expect = 'comma';
      frames.push(open(token.kind === '{' ? 'object' : 'list', path, token.start));
      return;
    }
    case '}':
    case ']':
      close(frames, token);
      return;
    case ',':
      if (frame.kind === 'list') {
        frame.index++;
        frame.expect = 'value';
      } else frame.expect = 'key';
      return;
    case ':':
      if (frame.kind === 'list') return;
      // The last scalar was the next key, not a value: the value before it is missing.
      if (frame.expect === 'comma' && frame.lastToken) {
        frame.keys.set(frame.key, undefined);
        frame.key = scalarText(text.slice(frame.lastToken.start, frame.lastToken.end));
      }
      frame.keys.set(frame.key, undefined);
      frame.expect = 'value';
      return;
    default:
      scalar(text, frame, token);
  }
}

function scalar(text: string, frame: Frame, token: Token): void {
  // Longer values are not names or enum values, and need not be copied.
  const value = token.end - token.start < 400 ? scalarText(text.slice(token.start, token.end)) : '';
  if (frame.kind === 'list') {
    if (frame.expect === 'comma') frame.index++;
    frame.items.push(value);
    frame.expect = 'comma';
  } else if (frame.expect === 'value') {
    frame.keys.set(frame.key, value);
    frame.expect = 'comma';
  } else {
    frame.key = value;
    frame.expect = 'colon';
    frame.lastToken = undefined;
    return;
  }
  frame.lastEnd = token.end;
  frame.lastToken = token;
}

function close(frames: Frame[], token: Token): void {
  const kind = token.kind === '}' ? 'object' : 'list';
  let at = frames.length - 1;
  while (at > 0 && frames[at]!.kind !== kind) at--;
  if (at <= 0) return;
  frames.length = at;
  const parent = frames.at(-1)!;
  parent.lastEnd = token.end;
  parent.lastToken = undefined;
  parent.expect = 'comma';
}

function slotIn(
  text: string,
  frame: Frame,
  offset: number,
  current: Token | undefined,
  after: Token,
  start: ScanStart,
): CursorSlot | undefined {
  const { limit, flow } = start;
  const outer = frame.start === undefined;
  // Nothing is typed before or after the whole.
  if (outer && (frame.expect === 'comma' || start.path.length === 0)) return undefined;
  // Nor after a key that has no colon yet.
  if (frame.expect === 'colon' && !current) return undefined;
  const slot = frame.kind === 'list' ? 'item' : frame.expect === 'value' ? 'value' : 'key';
  const nextIsKey = isScalar(after) && nextAfterComments(text, after.end, limit, flow).kind === ':';
  const startsValue = after.kind === '{' || after.kind === '[' || isScalar(after);
  if (slot === 'value' && !current && startsValue && !nextIsKey) return undefined;
  const hasColon = slot === 'key' && current !== undefined && after.kind === ':';
  const replace = current ? { start: current.start, end: current.end } : { start: offset, end: offset };
  const quote = current?.kind === 'string' ? text[current.start]! : '';
  return {
    path: frame.path,
    slot,
    key: slot === 'value' ? frame.key : undefined,
    siblings: frame.keys,
    items: frame.items,
    replace,
    quote,
    hasColon,
    commaBefore: frame.expect === 'comma' && frame.lastEnd >= 0 ? frame.lastEnd : undefined,
    // A key after an item is not part of the list, which has not been closed yet.
    commaAfter: !hasColon && startsValue && !outer && !(slot === 'item' && nextIsKey),
    inlineEmpty: isInlineEmpty(text, frame, replace, after),
    yaml: undefined,
  };
}

function isInlineEmpty(text: string, frame: Frame, replace: Span, after: Token): boolean {
  if (frame.start === undefined || (after.kind !== '}' && after.kind !== ']')) return false;
  const around = text.slice(frame.start + 1, replace.start) + text.slice(replace.end, after.start);
  return around.length < 200 && /^[ \t]*$/.test(around);
}

/** Adds the keys and items up to the end of the object or list around the cursor. */
function collectRest(
  text: string,
  frames: Frame[],
  frame: Frame,
  spot: CursorSlot,
  start: ScanStart,
  skips: Map<number, Span>,
): void {
  const depth = frames.length;
  const typed = spot.hasColon ? scalarText(text.slice(spot.replace.start, spot.replace.end)) : undefined;
  frame.expect = spot.hasColon ? 'colon' : 'comma';
  frame.lastToken = undefined;
  if (spot.slot !== 'value') frame.key = typed ?? '';
  let from = spot.replace.end;
  for (;;) {
    const token = skippedOr(nextAfterComments(text, from, start.limit, start.flow), skips);
    if (token.kind === 'end') break;
    consume(text, frames, token, start.path);
    if (frames.length < depth) break;
    from = token.end;
  }
  if (typed !== undefined) frame.keys.delete(typed);
  frame.keys.delete('');
}

function skippedOr(token: Token, skips: Map<number, Span>): Token {
  const skipped = skips.get(token.start);
  return skipped && skipped.end > skipped.start ? { kind: 'word', start: skipped.start, end: skipped.end } : token;
}
