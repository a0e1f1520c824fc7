import type { Member, Node, Problem } from './tree';

/** Deeper than any definition; a recursive reader would run out of stack far beyond it. */
export const maxDepth = 400;

/** A member found by the splitter; offsets in the document. */
export interface MemberSpan {
  key: string;
  keyStart: number;
  keyEnd: number;
  valueStart: number;
  valueEnd: number;
}

export interface ObjectSpan {
  start: number;
  end: number;
  members: MemberSpan[];
}

/**
 * Finds the members of the object that begins at `start` without reading their values. Undefined where anything about
 * the object itself is irregular (a missing comma, an unbalanced bracket): then the whole is for a parser with recovery.
 */
export function splitObject(text: string, start: number, comments: boolean): ObjectSpan | undefined {
  if (text.charCodeAt(start) !== 0x7b) return undefined;
  const members: MemberSpan[] = [];
  let i = skipBlank(text, start + 1, comments);
  if (text.charCodeAt(i) === 0x7d) return { start, end: i + 1, members };
  for (;;) {
    if (text.charCodeAt(i) !== 0x22) return undefined;
    const keyStart = i;
    const keyEnd = skipString(text, i);
    if (keyEnd < 0) return undefined;
    i = skipBlank(text, keyEnd, comments);
    if (text.charCodeAt(i) !== 0x3a) return undefined;
    const valueStart = skipBlank(text, i + 1, comments);
    const valueEnd = skipValue(text, valueStart, comments);
    if (valueEnd < 0) return undefined;
    const key = readKey(text.slice(keyStart, keyEnd));
    if (key === undefined) return undefined;
    members.push({ key, keyStart, keyEnd, valueStart, valueEnd });
    i = skipBlank(text, valueEnd, comments);
    const next = text.charCodeAt(i);
    if (next === 0x7d) return { start, end: i + 1, members };
    if (next !== 0x2c) return undefined;
    i = skipBlank(text, i + 1, comments);
  }
}

function readKey(literal: string): string | undefined {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return undefined;
  }
}

/** Index after blanks and, where allowed, comments. */
export function skipBlank(text: string, start: number, comments: boolean): number {
  let i = start;
  for (;;) {
    const c = text.charCodeAt(i);
    if (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) i++;
    else if (comments && c === 0x2f) {
      const after = skipComment(text, i);
      if (after < 0) return i;
      i = after;
    } else return i;
  }
}

/** Index after the comment that begins there, or -1 where none does. */
export function skipComment(text: string, start: number): number {
  const second = text.charCodeAt(start + 1);
  if (second === 0x2f) {
    const end = text.indexOf('\n', start);
    return end < 0 ? text.length : end;
  }
  if (second === 0x2a) {
    const end = text.indexOf('*/', start + 2);
    return end < 0 ? -1 : end + 2;
  }
  return -1;
}

/** Index after the closing quote, or -1 where the string does not end on its line. */
export function skipString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) return i + 1;
    if (c === 0x5c) i++;
    else if (c === 0x0a) return -1;
  }
  return -1;
}

/** Index after the value, or -1 where its brackets do not balance or it is nested too deeply to be read. */
export function skipValue(text: string, start: number, comments: boolean): number {
  const first = text.charCodeAt(start);
  if (first === 0x22) return skipString(text, start);
  if (first !== 0x7b && first !== 0x5b) {
    let i = start;
    while (i < text.length && /[\w+.-]/.test(text[i]!)) i++;
    return i > start ? i : -1;
  }
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) {
      const after = skipString(text, i);
      if (after < 0) return -1;
      i = after - 1;
    } else if (c === 0x7b || c === 0x5b) {
      if (++depth > maxDepth) return -1;
    } else if (c === 0x7d || c === 0x5d) {
      if (--depth === 0) return i + 1;
    } else if (comments && c === 0x2f) {
      const after = skipComment(text, i);
      if (after > 0) i = after - 1;
    }
  }
  return -1;
}

/** How deep brackets nest, strings left out; unbalanced ones count as they come. */
export function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) {
      const after = skipString(text, i);
      if (after > 0) i = after - 1;
    } else if (c === 0x7b || c === 0x5b) deepest = Math.max(deepest, ++depth);
    else if ((c === 0x7d || c === 0x5d) && depth > 0) depth--;
  }
  return deepest;
}

/** A text with more is not one that somebody wrote. */
const mostDuplicates = 100;

/** Adds a problem for each key that an object has already; not beside a fault, which may have run two objects into one. */
export function duplicateKeys(root: Node | undefined, problems: Problem[]): void {
  if (problems.length > 0) return;
  const stack = root ? [root] : [];
  // YAML aliases make nodes shared: each is looked at once.
  const visited = new Set<Node>();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (visited.has(node)) continue;
    visited.add(node);
    if (node.kind === 'array') for (const item of node.items) stack.push(item);
    else if (node.kind === 'object') {
      if (hasDuplicates(node.members)) reportDuplicates(node.members, problems);
      for (const { value } of node.members) if (value) stack.push(value);
    }
  }
}

/** Most objects are small, and comparing their keys is quicker than keeping them. */
const fewMembers = 10;

export function hasDuplicates(members: Member[]): boolean {
  if (members.length > fewMembers) return new Set(members.map(({ key }) => key)).size < members.length;
  for (let i = 1; i < members.length; i++) {
    const { key } = members[i]!;
    for (let j = 0; j < i; j++) if (members[j]!.key === key) return true;
  }
  return false;
}

/** @param base where the piece of a member begins; by default positions stay relative to it. */
export function reportDuplicates(
  members: Member[],
  problems: Problem[],
  base: (member: Member) => number = () => 0,
): void {
  const seen = new Set<string>();
  for (const member of members) {
    const { key, keyStart, keyEnd } = member;
    if (seen.has(key) && problems.length < mostDuplicates) {
      const message = `"${key}" stands twice in this object: only the last one counts.`;
      problems.push({ code: 'duplicate-key', message, start: base(member) + keyStart, end: base(member) + keyEnd });
    }
    seen.add(key);
  }
}
