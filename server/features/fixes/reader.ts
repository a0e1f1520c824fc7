import { faults } from '../../documents/faults';
import { keySpan, type Member, type Problem, type Span } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { allMembers } from '../../model/members';
import type { Editor } from './edits';
import type { Fix } from './fix';

interface Faulty {
  code: Problem['code'];
  /** Where it is told of, by us or by the editor. */
  marks: Span[];
  /** The likeliest first. */
  fixes: Fix[];
}

/** The obvious repairs of what the reader found and a range touches; `range` in offsets of the document. */
export function readerFixes(edit: Editor, { root }: Definition, range: Span): Faulty[] {
  const isTouched = ({ start, end }: Span): boolean => start <= range.end && end >= range.start;
  const problems = edit.document.problems();
  const doubled = new Set(problems.flatMap(({ code, start }) => (code === 'duplicate-key' ? [start] : [])));
  return [
    ...problems.filter(({ code }) => code === 'syntax').map((problem) => syntax(edit, problem)),
    ...(doubled.size > 0 ? allMembers(root, (one) => doubled.has(keySpan(one).start)) : []).map((one) =>
      duplicate(edit, one),
    ),
  ].filter(({ marks, fixes }) => fixes.length > 0 && marks.some(isTouched));
}

function syntax({ document }: Editor, { code, start, end, message }: Problem): Faulty {
  const { content } = document;
  const mended = document.language === 'yaml' ? undefined : mend(message, content.slice(start, end));
  const fixes = mended ? [{ title: mended.title, changes: [{ start, end, text: mended.text }] }] : [];
  const marks = [{ start, end }];
  // We mark what something is missing behind, VS Code what it is missing before.
  if (message === faults.comma || message === faults.colon) {
    const next = /^(\s*)("[^"\n]*"?|\S)/.exec(content.slice(end, end + farthest));
    if (next) marks.push({ start: end + next[1]!.length, end: end + next[0].length });
  }
  return { code, marks, fixes };
}

/** Characters: beyond so many blanks nobody looks for what is missing. */
const farthest = 1000;

interface Mended {
  title: string;
  /** What stands in the place of the marked text. */
  text: string;
}

function mend(message: string, written: string): Mended | undefined {
  switch (message) {
    case faults.trailingComma:
    case faults.doubleComma:
      return { title: 'Remove the comma', text: '' };
    case faults.comma:
      return { title: 'Add a comma', text: `${written},` };
    case faults.colon:
      return { title: 'Add a colon', text: `${written}:` };
    case faults.comment:
      return { title: 'Remove the comment', text: '' };
    case faults.character: {
      const escaped = JSON.stringify(written).slice(1, -1);
      return { title: `Write it as ${escaped}`, text: escaped };
    }
    case faults.escape:
      return { title: 'Write the backslash twice', text: `\\${written}` };
    case faults.openingQuote:
      return { title: 'Add the opening quote', text: `"${written}` };
    case faults.stringEnd:
      return { title: 'Add the closing quote', text: `${written}"` };
    case faults.propertyName:
    case faults.noValue:
      return quoted(written);
  }
  // A bracket too many; other text behind the end may be what was meant.
  const isClosing = message.startsWith(faults.closing) || message === faults.afterEnd;
  if (isClosing && /^[}\]\s]+$/.test(written)) return { title: `Remove the "${written.trim()}"`, text: '' };
  return message.endsWith(faults.blank) ? { title: 'Replace it by a blank', text: ' ' } : undefined;
}

/** Words of other languages, and of JavaScript's way to write objects. */
const literals = new Map(Object.entries({ true: 'true', false: 'false', none: 'null', null: 'null', nil: 'null' }));

function quoted(written: string): Mended | undefined {
  const text = literals.get(written.toLowerCase()) ?? JSON.stringify(/^'(.*)'$/.exec(written)?.[1] ?? written);
  return /["\n{}[\]]/.test(written) ? undefined : { title: `Change to ${text}`, text };
}

function duplicate(edit: Editor, later: Member): Faulty {
  const code = 'duplicate-key';
  const object = later.value?.parent;
  const before = object?.members.slice(0, object.members.indexOf(later));
  const earlier = before?.findLast(({ key }) => key === later.key);
  if (!object || !earlier) return { code, marks: [], fixes: [] };
  const fixes = [
    { title: `Remove the earlier "${later.key}", which does not count`, changes: edit.remove(object, earlier) },
    { title: `Remove the later "${later.key}"`, changes: edit.remove(object, later) },
  ];
  return { code, marks: [keySpan(later), keySpan(earlier)], fixes };
}
