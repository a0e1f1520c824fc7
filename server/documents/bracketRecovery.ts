import { Scanner } from './jsonScanner';

/** A bracket or a key, at the depth where it belongs. */
export interface Mark {
  kind: '{' | '}' | '[' | ']' | 'key';
  start: number;
  end: number;
  key: string;
  /** Number of objects and arrays around it; for a bracket, around the whole that it opens or closes. */
  depth: number;
  /** Indentation in characters; undefined where it is not the first on its line, and on the first line. */
  indent: number | undefined;
}

/** Number of lines that must support a fault which the bracket count does not show: a tenth of the lines, at most 40. */
const maxLines = 40;
const linesPart = 10;
/** Maximum number of brackets that one line may lack or have in excess. */
const maxAtOnce = 2;
/** Maximum number of missing brackets: with more, the intended structure can't be found. */
const maxMissing = 6;

/**
 * The brackets and keys of a text whose brackets do not match, at the depths that were meant. After a missing or extra
 * bracket, every depth is off by one; the line from which depth and indentation disagree shows where that bracket is.
 * An oddly indented part does not matter, since most lines decide. Undefined where too many brackets are missing.
 */
export function findMarks(text: string, comments: boolean): Mark[] | undefined {
  const marks = countedMarks(text, comments);
  const last = marks.at(-1);
  if (!last || last.depth < -maxMissing) return undefined;
  const voters = marks.filter((mark) => mark.indent !== undefined && mark.indent > 0);
  const unit = indentUnit(voters);
  if (unit === 0) return undefined;
  const left = last.kind === '}' || last.kind === ']' ? last.depth : last.depth + 1;
  const shifts = shiftsOf(voters, unit, left);
  let next = 0;
  let shift = 0;
  for (const mark of marks) {
    if (mark === voters[next]) shift = shifts[next++]!;
    mark.depth -= shift;
  }
  return marks;
}

/** The brackets and keys at the depths that counting brackets gives. */
function countedMarks(text: string, comments: boolean): Mark[] {
  const marks: Mark[] = [];
  const scanner = new Scanner(text, comments, () => undefined);
  let depth = 0;
  for (let kind = scanner.next(); kind !== 'end'; kind = scanner.next()) {
    const isKey = kind === 'string' && scanner.isKey();
    if (!isKey && kind !== '{' && kind !== '}' && kind !== '[' && kind !== ']') continue;
    if (kind === '}' || kind === ']') depth--;
    const { start, end, value, indent, firstOnLine } = scanner;
    marks.push({
      kind: isKey ? 'key' : (kind as Mark['kind']),
      start,
      end,
      key: isKey ? String(value) : '',
      depth,
      indent: firstOnLine ? indent : undefined,
    });
    if (kind === '{' || kind === '[') depth++;
  }
  return marks;
}

/** The indentation of one level in characters: the most frequent step inwards. */
function indentUnit(voters: Mark[]): number {
  const counts = new Map<number, number>();
  for (const [index, { indent }] of voters.entries()) {
    const step = indent! - (voters[index - 1]?.indent ?? 0);
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/**
 * The error of counting for each line: the cheapest course from 0 to the number of brackets left open at the end, where
 * each line whose indentation does not fit costs one, and each change of course as much as many lines.
 */
function shiftsOf(voters: Mark[], unit: number, left: number): number[] {
  const bound = Math.min(maxMissing, Math.abs(left));
  const lowest = left < 0 ? -bound - 1 : -1;
  const highest = left > 0 ? bound + 1 : 1;
  const states = Array.from({ length: highest - lowest + 1 }, (_, i) => lowest + i);
  const changeCost = Math.min(maxLines, Math.ceil(voters.length / linesPart));
  const change = (i: number, j: number): number => (i === j ? 0 : changeCost + Math.abs(i - j) - 1);
  let costs = states.map((state) => Math.abs(state) * changeCost);
  const from: number[][] = [];
  for (const { depth, indent } of voters) {
    const origins: number[] = [];
    costs = states.map((state, i) => {
      let origin = i;
      for (let j = Math.max(0, i - maxAtOnce); j <= Math.min(states.length - 1, i + maxAtOnce); j++) {
        if (costs[j]! + change(i, j) < costs[origin]! + change(i, origin)) origin = j;
      }
      origins.push(origin);
      const fits = indent === unit * (depth - state);
      return costs[origin]! + change(i, origin) + (fits ? 0 : 1);
    });
    from.push(origins);
  }
  // A text that was cut off has its brackets missing at the end, all at once.
  const final = costs.map((cost, i) => cost + Math.min(1, Math.abs(states[i]! - left)) * changeCost);
  let state = final.indexOf(Math.min(...final));
  const shifts: number[] = [];
  for (let i = voters.length - 1; i >= 0; i--) {
    shifts[i] = states[state]!;
    state = from[i]![state]!;
  }
  return shifts;
}
