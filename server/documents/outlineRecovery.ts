import { findMarks, type Mark } from './bracketRecovery';
import { type MemberSpan, skipBlank, skipComment, skipString } from './json';
import { type Fault, faults, missingClosing } from './syntaxFaults';
import type { Problem } from './tree';

/** The members of an object, and in turn of the sections among them; offsets in the document. */
export interface Outline {
  start: number;
  end: number;
  members: (MemberSpan & { object?: Outline })[];
}

const topLevel = new Set(
  'swagger info host basePath schemes consumes produces paths definitions parameters responses securityDefinitions security tags externalDocs'.split(
    ' ',
  ),
);

/**
 * Reads the outline of a definition whose brackets or commas are broken, so that a fault in one path item does not move
 * everything after it into it. Undefined where the text is not laid out line by line, or is not a definition.
 */
export function recoverJson(
  text: string,
  sections: Set<string>,
  comments: boolean,
): { root: Outline; problems: Problem[] } | undefined {
  const marks = findMarks(text, comments);
  if (!marks) return undefined;
  const tops = marks.filter(({ kind, depth, key }) => kind === 'key' && depth === 1 && topLevel.has(key));
  if (tops.length < 3) return undefined;
  return new OutlineReader(text, marks, sections, comments).read();
}

interface Stretch {
  /** Marks from `from` to before `to`. */
  from: number;
  to: number;
  /** Offset of the closing brace, or of the end of the object's text where it has none. */
  end: number;
  closed: boolean;
}

class OutlineReader {
  private readonly problems: Problem[] = [];
  /** The problem of the innermost object that is cut off. */
  private unclosed: Problem | undefined;

  constructor(
    private readonly text: string,
    private readonly marks: Mark[],
    private readonly sections: Set<string>,
    private readonly comments: boolean,
  ) {}

  read(): { root: Outline; problems: Problem[] } {
    const { text, marks, problems } = this;
    const first = marks.findIndex(({ kind, depth }) => kind === '{' && depth === 0);
    this.skip(text.charCodeAt(0) === 0xfeff ? 1 : 0);
    const stretch = this.stretchOf(Math.max(0, first) + 1, marks.length, 0, text.length);
    const root: Outline = { start: marks[Math.max(0, first)]!.start, end: text.length, members: [] };
    root.members = this.members(stretch, 1, root.start + 1);
    if (!stretch.closed) this.cutOff(text.length);
    if (this.unclosed) problems.push(this.unclosed);
    const rest = stretch.closed ? this.skip(stretch.end + 1) : text.length;
    if (rest < text.length) problems.push(problem(faults.afterEnd, rest, text.length));
    return { root, problems };
  }

  /** The content of an object that is open at `from`, up to the last brace that closes it. */
  private stretchOf(from: number, to: number, depth: number, limit: number): Stretch {
    for (let i = to - 1; i >= from; i--) {
      const mark = this.marks[i]!;
      if (mark.kind === '}' && mark.depth === depth) return { from, to: i, end: mark.start, closed: true };
    }
    return { from, to, end: limit, closed: false };
  }

  private members(stretch: Stretch, depth: number, start: number): Outline['members'] {
    const { text, marks } = this;
    this.skip(start);
    const keys: number[] = [];
    for (let i = stretch.from; i < stretch.to; i++) {
      if (marks[i]!.kind === 'key' && marks[i]!.depth === depth) keys.push(i);
    }
    return keys.map((at, index) => {
      const mark = marks[at]!;
      const next = keys[index + 1] ?? stretch.to;
      const limit = index + 1 < keys.length ? marks[next]!.start : stretch.end;
      const colon = text.indexOf(':', mark.end);
      const valueStart = Math.min(limit, this.skip(colon + 1));
      const member: Outline['members'][number] = {
        key: mark.key,
        keyStart: mark.start,
        keyEnd: mark.end,
        valueStart,
        valueEnd: Math.max(valueStart, this.valueEnd(at + 1, next, depth, valueStart, limit)),
      };
      this.checkGap(member.valueEnd, limit, index + 1 < keys.length, stretch.closed);
      if (depth === 1 && this.sections.has(mark.key)) this.openSection(member, at + 1, next);
      return member;
    });
  }

  private valueEnd(from: number, to: number, depth: number, valueStart: number, limit: number): number {
    if (this.text[valueStart] === '{' || this.text[valueStart] === '[') {
      for (let i = to - 1; i >= from; i--) {
        const mark = this.marks[i]!;
        if ((mark.kind === '}' || mark.kind === ']') && mark.depth === depth) return mark.end;
      }
    }
    return trimmedEnd(this.text, valueStart, limit);
  }

  private openSection(member: Outline['members'][number], at: number, next: number): void {
    const { marks } = this;
    if (marks[at]?.kind !== '{' || marks[at].start !== member.valueStart) return;
    const stretch = this.stretchOf(at + 1, next, 1, member.valueEnd);
    member.object = {
      start: member.valueStart,
      end: member.valueEnd,
      members: this.members(stretch, 2, member.valueStart + 1),
    };
    if (!stretch.closed) this.cutOff(member.valueEnd);
  }

  /** The index after blanks and comments; reports each comment where comments are not allowed. */
  private skip(from: number): number {
    const { text, comments } = this;
    for (let at = skipBlank(text, from, comments); ; ) {
      const end = comments || text[at] !== '/' ? -1 : skipComment(text, at);
      if (end < 0) return at;
      this.problems.push(problem(faults.comment, at, end));
      at = skipBlank(text, end, comments);
    }
  }

  private cutOff(limit: number): void {
    const end = this.text.slice(0, limit).trimEnd().length;
    this.unclosed ??= problem(missingClosing('brace'), end - 1, end);
  }

  /** Reports anything but one comma between a value and the next key. */
  private checkGap(valueEnd: number, limit: number, more: boolean, closed: boolean): void {
    const { text, problems } = this;
    const at = this.skip(valueEnd);
    const comma = at < limit && text[at] === ',';
    const rest = comma ? this.skip(at + 1) : at;
    // A text that is cut off ends with the beginning of a member.
    if (rest < limit && !more && !closed) return;
    if (rest < limit) problems.push(problem(faults.betweenMembers, rest, rest + 1));
    else if (!comma && more) problems.push(problem(faults.comma, valueEnd - 1, valueEnd));
    else if (comma && !more && closed) problems.push(problem(faults.trailingComma, at, at + 1));
  }
}

/** The end of a value: after the closing quote of a string, otherwise before blanks and one comma at the end. */
function trimmedEnd(text: string, start: number, limit: number): number {
  const closed = text[start] === '"' ? skipString(text, start) : -1;
  if (closed >= 0 && closed <= limit) return closed;
  const trimmed = text.slice(start, limit).trimEnd();
  const content = trimmed.endsWith(',') ? trimmed.slice(0, -1).trimEnd() : trimmed;
  return start + content.length;
}

function problem({ kind, message }: Fault, start: number, end: number): Problem {
  return { code: 'syntax', fault: kind, message, start: Math.max(0, start), end };
}
