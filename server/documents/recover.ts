import type { MemberSpan } from './json';
import type { Problem } from './tree';

/** An object's members, with those of the sections among them in turn; offsets in the document. */
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
 * Reads the outline of a definition whose brackets or commas are broken by its indentation, so that a fault in one path
 * item does not move all that follows into it. Undefined where the text is not laid out line by line.
 */
export function recoverJson(text: string, sections: Set<string>): { root: Outline; problems: Problem[] } | undefined {
  const lines = linesOf(text);
  const known = lines.find((line) => line.indent > 0 && line.key !== undefined && topLevel.has(line.key));
  if (!known) return undefined;
  const indent = known.indent;
  const tops = lines.filter((line) => line.indent === indent && line.key !== undefined);
  if (tops.filter((line) => topLevel.has(line.key!)).length < 3) return undefined;

  const problems: Problem[] = [];
  // Of what is cut off, the innermost says it.
  let unclosed: Problem | undefined;
  const start = text.indexOf('{');
  const root: Outline = { start: Math.max(0, start), end: text.length, members: [] };
  const last = lines.findLast((line) => line.indent === 0 && text[line.start] === '}');
  const closing = last && last.start > tops.at(-1)!.start ? last.start : undefined;
  const within = { start: 0, end: closing ?? text.length, closed: closing !== undefined };
  root.members = membersAt(lines, indent, within, problems, text);
  for (const member of root.members) {
    if (!sections.has(member.key) || text[member.valueStart] !== '{') continue;
    const inner = lines.find(
      (line) => line.start > member.valueStart && line.start < member.valueEnd && line.key !== undefined,
    );
    if (!inner || inner.indent <= indent) continue;
    const closed =
      text[member.valueEnd - 1] === '}' &&
      lines.some((line) => line.content === member.valueEnd - 1 && line.indent === indent);
    const end = closed ? member.valueEnd - 1 : member.valueEnd;
    member.object = {
      start: member.valueStart,
      end: member.valueEnd,
      members: membersAt(lines, inner.indent, { start: member.valueStart + 1, end, closed }, problems, text),
    };
    if (!closed) unclosed ??= problem('Expected a closing brace.', end - 1, end);
  }
  const end = text.trimEnd().length;
  if (closing === undefined) unclosed ??= problem('Expected a closing brace.', end - 1, end);
  if (unclosed) problems.push(unclosed);
  if (closing !== undefined && text.slice(closing + 1).trim() !== '') {
    const after = closing + 1 + text.slice(closing + 1).search(/\S/);
    problems.push(problem('Unexpected text after the end.', after, text.length));
  }
  return { root, problems };
}

interface Line {
  start: number;
  /** Offset of its first character that is no blank. */
  content: number;
  indent: number;
  key: string | undefined;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  const pattern = /^([ \t]*)(?:"((?:[^"\\\n]|\\.)*)"(?=\s*:)|\S)/gm;
  for (const match of text.matchAll(pattern)) {
    lines.push({
      start: match.index,
      content: match.index + match[1]!.length,
      indent: match[1]!.length,
      key: match[2],
    });
  }
  return lines;
}

function membersAt(
  lines: Line[],
  indent: number,
  within: { start: number; end: number; closed: boolean },
  problems: Problem[],
  text: string,
): Outline['members'] {
  const inside = lines.filter((line) => line.content >= within.start && line.content < within.end);
  const members: Outline['members'] = [];
  for (let i = 0; i < inside.length; i++) {
    const line = inside[i]!;
    if (line.indent !== indent || line.key === undefined) continue;
    let next = i + 1;
    while (next < inside.length && inside[next]!.indent > indent) next++;
    const after = inside[next];
    const closes = after && after.indent === indent && (text[after.content] === '}' || text[after.content] === ']');
    const boundary = closes ? inside[next + 1]?.start : after?.start;
    const limit = Math.min(boundary ?? within.end, within.end);
    const keyEnd = text.indexOf(':', endOfString(text, line.content));
    const valueStart = keyEnd + 1 + Math.max(0, text.slice(keyEnd + 1, limit).search(/\S/));
    const valueEnd = closes ? after.content + 1 : trimmedEnd(text, valueStart, limit);
    members.push({
      key: line.key,
      keyStart: line.content,
      keyEnd: endOfString(text, line.content),
      valueStart,
      valueEnd,
    });
    const gap = text.slice(valueEnd, limit).trim();
    const isLast = !inside
      .slice(next + (closes ? 1 : 0))
      .some((other) => other.indent === indent && other.key !== undefined);
    if (gap === '' && !isLast) problems.push(problem('Expected a comma.', valueEnd - 1, valueEnd));
    else if (gap === ',' && isLast && within.closed) {
      const comma = text.indexOf(',', valueEnd);
      problems.push(problem('Trailing comma: remove it.', comma, comma + 1));
    } else if (gap !== '' && gap !== ',') {
      const from = valueEnd + text.slice(valueEnd, limit).search(/[^\s,]/);
      problems.push(problem('Unexpected text between members.', from, from + 1));
    }
  }
  return members;
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}

/** Before blanks and one comma at the end. */
function trimmedEnd(text: string, start: number, limit: number): number {
  let end = limit;
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  if (end > start && text[end - 1] === ',') {
    end--;
    while (end > start && /\s/.test(text[end - 1]!)) end--;
  }
  return end;
}

function problem(message: string, start: number, end: number): Problem {
  return { code: 'syntax', message, start: Math.max(0, start), end };
}
