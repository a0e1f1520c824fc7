import { say } from '../texts/say';
import {
  asterisk,
  backslash,
  carriageReturn,
  closeBrace,
  closeBracket,
  colon,
  comma,
  doubleQuote,
  lineFeed,
  openBrace,
  openBracket,
  slash,
  space,
  tab,
} from './characters';
import type { Member, Node, Problem } from './tree';

/** Maximum nesting of objects and arrays: deeper than any definition, and far from where a recursive reader runs out of stack. */
export const maxDepth = 400;

/** A member that {@link splitObject} found; offsets in the document. */
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
 * the object itself is irregular (a missing comma, an unbalanced bracket): then the whole needs a parser with recovery.
 */
export function splitObject(text: string, start: number, comments: boolean): ObjectSpan | undefined {
  if (text.charCodeAt(start) !== openBrace) return undefined;
  const members: MemberSpan[] = [];
  let i = skipBlank(text, start + 1, comments);
  if (text.charCodeAt(i) === closeBrace) return { start, end: i + 1, members };
  for (;;) {
    if (text.charCodeAt(i) !== doubleQuote) return undefined;
    const keyStart = i;
    const keyEnd = skipString(text, i);
    if (keyEnd < 0) return undefined;
    i = skipBlank(text, keyEnd, comments);
    if (text.charCodeAt(i) !== colon) return undefined;
    const valueStart = skipBlank(text, i + 1, comments);
    const valueEnd = skipValue(text, valueStart, comments);
    if (valueEnd < 0) return undefined;
    const key = readKey(text.slice(keyStart, keyEnd));
    if (key === undefined) return undefined;
    members.push({ key, keyStart, keyEnd, valueStart, valueEnd });
    i = skipBlank(text, valueEnd, comments);
    const next = text.charCodeAt(i);
    if (next === closeBrace) return { start, end: i + 1, members };
    if (next !== comma) return undefined;
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

/** The index after blanks and, where allowed, comments. */
export function skipBlank(text: string, start: number, comments: boolean): number {
  let i = start;
  for (;;) {
    const c = text.charCodeAt(i);
    if (c === space || c === lineFeed || c === carriageReturn || c === tab) i++;
    else if (comments && c === slash) {
      const after = skipComment(text, i);
      if (after < 0) return i;
      i = after;
    } else return i;
  }
}

/** The index after the comment that begins there, or -1 where none does. */
export function skipComment(text: string, start: number): number {
  const second = text.charCodeAt(start + 1);
  if (second === slash) {
    const end = text.indexOf('\n', start);
    return end < 0 ? text.length : end;
  }
  if (second === asterisk) {
    const end = text.indexOf('*/', start + 2);
    return end < 0 ? -1 : end + 2;
  }
  return -1;
}

/** The index after the closing quote, or -1 where the string does not end on its line. */
export function skipString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === doubleQuote) return i + 1;
    if (c === backslash) i++;
    else if (c === lineFeed) return -1;
  }
  return -1;
}

/** The index after the value, or -1 where its brackets do not balance or it is nested too deeply to be read. */
export function skipValue(text: string, start: number, comments: boolean): number {
  const first = text.charCodeAt(start);
  if (first === doubleQuote) return skipString(text, start);
  return first === openBrace || first === openBracket ? skipNested(text, start, comments) : skipWord(text, start);
}

function skipWord(text: string, start: number): number {
  let i = start;
  while (i < text.length && /[\w+.-]/.test(text[i]!)) i++;
  return i > start ? i : -1;
}

/** Skips an object or an array. */
function skipNested(text: string, start: number, comments: boolean): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === doubleQuote) {
      const end = skipString(text, i);
      if (end < 0) return -1;
      i = end - 1;
    } else if (c === openBrace || c === openBracket) depth++;
    else if (c === closeBrace || c === closeBracket) depth--;
    else if (c === slash && comments) i = Math.max(i, skipComment(text, i) - 1);
    if (depth === 0) return i + 1;
    if (depth > maxDepth) return -1;
  }
  return -1;
}

/** The depth to which brackets nest outside of strings; ones that do not match count as they come. */
export function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === doubleQuote) i = Math.max(i, skipString(text, i) - 1);
    else if (c === openBrace || c === openBracket) deepest = Math.max(deepest, ++depth);
    else if (c === closeBrace || c === closeBracket) depth = Math.max(0, depth - 1);
  }
  return deepest;
}

/** Maximum number of duplicate keys reported in one piece: a text with more was not written by the user. */
const maxDuplicates = 100;

/** Adds a problem for each key that an object has already, unless there is a fault, which may have run two objects into one. */
export function duplicateKeys(root: Node | undefined, problems: Problem[]): void {
  if (problems.length > 0) return;
  const stack = root ? [root] : [];
  // YAML aliases make nodes shared: each is looked at once.
  const visited = new Set<Node>();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (visited.has(node)) continue;
    visited.add(node);
    for (const item of node.items) stack.push(item);
    if (hasDuplicates(node.members)) reportDuplicates(node.members, problems);
    for (const { value } of node.members) if (value) stack.push(value);
  }
}

/** Maximum number of members whose keys are compared in pairs: in a small object that is faster than a set. */
const fewMembers = 10;

export function hasDuplicates(members: Member[]): boolean {
  if (members.length > fewMembers) return new Set(members.map(({ key }) => key)).size < members.length;
  for (let i = 1; i < members.length; i++) {
    const { key } = members[i]!;
    for (let j = 0; j < i; j++) if (members[j]!.key === key) return true;
  }
  return false;
}

/** @param base offset of the piece of a member; by default positions stay relative to it. */
export function reportDuplicates(
  members: Member[],
  problems: Problem[],
  base: (member: Member) => number = () => 0,
): void {
  const seen = new Set<string>();
  for (const member of members) {
    const { key, keyStart, keyEnd } = member;
    if (seen.has(key) && problems.length < maxDuplicates) {
      const message = say`"${key}" appears twice in this object: only the last one counts.`;
      problems.push({ code: 'duplicate-key', message, start: base(member) + keyStart, end: base(member) + keyEnd });
    }
    seen.add(key);
  }
}
