import type { OpenDocument } from '../../documents/document';
import { Scanner } from '../../documents/jsonScanner';
import { isInTypographicQuotes, withoutOuterQuotes, withPlainQuotes } from '../../documents/quotes';
import type { FaultKind } from '../../documents/syntaxFaults';
import { keySpan, type Member, type Node, type Problem, type Span, spanOf } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { allMembers } from '../../model/members';
import { say } from '../../texts/say';
import type { Change, Editor } from './edits';
import type { Fix } from './fix';
import { isEmpty } from './general';

interface Faulty {
  code: Problem['code'];
  /** The spans that the finding may have: ours, and the editor's. */
  marks: Span[];
  /** The fixes, the likeliest first. */
  fixes: Fix[];
}

/** The obvious fixes of the syntax errors that a range touches. @param range in offsets of the document */
export function readerFixes(edit: Editor, { root }: Definition, range: Span): Faulty[] {
  const isTouched = ({ start, end }: Span): boolean => start <= range.end && end >= range.start;
  const problems = edit.document.problems();
  const doubled = new Set(problems.flatMap(({ code, start }) => (code === 'duplicate-key' ? [start] : [])));
  return [
    ...problems
      // There may be very many, and each fix looks at the whole text.
      .filter((one) => one.code === 'syntax' && (one.fault !== 'typographicQuotes' || isTouched(one)))
      .map((problem) => syntax(edit, root, problem)),
    ...(doubled.size > 0 ? allMembers(root, (one) => doubled.has(keySpan(one).start)) : []).map((one) =>
      duplicate(edit, one),
    ),
  ].filter(({ marks, fixes }) => fixes.length > 0 && marks.some(isTouched));
}

function syntax({ document }: Editor, root: Node, problem: Problem): Faulty {
  const { code, start, end, fault } = problem;
  const { content } = document;
  if (fault === 'typographicQuotes')
    return { code, marks: [{ start, end }], fixes: plainQuotes(document, root, problem) };
  const repair = document.language === 'yaml' ? undefined : repairOf(fault, content.slice(start, end));
  const fixes = repair ? [{ title: repair.title, changes: [{ start, end, text: repair.text }] }] : [];
  const marks = [{ start, end }];
  // We mark the token before the gap, VS Code the token after it.
  if (fault === 'comma' || fault === 'colon') {
    const next = /^(\s*)("[^"\n]*"?|\S)/.exec(content.slice(end, end + farthest));
    if (next) marks.push({ start: end + next[1]!.length, end: end + next[0].length });
  }
  return { code, marks, fixes };
}

/** The fixes of wrong quotes. Pasted text has many of them: the first fix is for all, the second for the marked one. */
function plainQuotes(document: OpenDocument, root: Node, marked: Span): Fix[] {
  const { content } = document;
  const changeOf = ({ start, end }: Span): Change => ({ start, end, text: withPlainQuotes(content.slice(start, end)) });
  const one = changeOf(marked);
  const all = document.language === 'yaml' ? quotedInYaml(document, root, marked) : quotedInJson(document);
  return [
    ...(all.length > 1
      ? [{ title: say`Use plain quotes in all ${all.length} places`, changes: all.map(changeOf) }]
      : []),
    { title: say`Change to ${one.text}`, changes: [one] },
  ];
}

function quotedInJson({ content, language }: OpenDocument): Span[] {
  const spans: Span[] = [];
  const scanner = new Scanner(content, language === 'jsonc', ({ kind }, start, end) => {
    if (kind === 'typographicQuotes') spans.push({ start, end });
  });
  while (scanner.next() !== 'end');
  return spans;
}

/** Keys, the values that stand between such quotes as their keys do, and what is marked, which may be no key yet. */
function quotedInYaml({ content }: OpenDocument, root: Node, marked: Span): Span[] {
  const isQuoted = ({ start, end }: Span): boolean => isInTypographicQuotes(content.slice(start, end));
  const spans = allMembers(root, (one) => isQuoted(keySpan(one))).flatMap((member) => {
    const { value } = member;
    const values = value?.kind === 'array' ? value.items : value ? [value] : [];
    return [keySpan(member), ...values.map(spanOf).filter(isQuoted)];
  });
  return spans.some(({ start }) => start === marked.start) ? spans : [marked, ...spans];
}

/** Maximum number of blank characters that are skipped in search of the gap. */
const farthest = 1000;

interface Repair {
  title: string;
  /** The text that replaces the marked one. */
  text: string;
}

function repairOf(fault: FaultKind | undefined, written: string): Repair | undefined {
  switch (fault) {
    case 'trailingComma':
    case 'doubleComma':
      return { title: say('Remove the comma'), text: '' };
    case 'comma':
      return { title: say('Add a comma'), text: `${written},` };
    case 'colon':
      return { title: say('Add a colon'), text: `${written}:` };
    case 'comment':
      return { title: say('Remove the comment'), text: '' };
    case 'character': {
      const escaped = JSON.stringify(written).slice(1, -1);
      return { title: say`Write it as ${escaped}`, text: escaped };
    }
    case 'escape':
      return { title: say('Write the backslash twice'), text: `\\${written}` };
    case 'openingQuote':
      return { title: say('Add the opening quote'), text: `"${written}` };
    case 'stringEnd':
      return { title: say('Add the closing quote'), text: `${written}"` };
    case 'propertyName':
    case 'noValue':
      return quoted(written);
    case 'blank':
      return { title: say('Replace it by a blank'), text: ' ' };
    case 'closing':
    case 'afterEnd':
      // Only an extra bracket is removed; other text after the end may be what was meant.
      return /^[}\]\s]+$/.test(written) ? { title: say`Remove the "${written.trim()}"`, text: '' } : undefined;
    default:
      return undefined;
  }
}

/** The words of other languages, and of JavaScript's object literals. */
const literals = new Map(Object.entries({ true: 'true', false: 'false', none: 'null', null: 'null', nil: 'null' }));

function quoted(written: string): Repair | undefined {
  const word = /^'(.*)'$/.exec(written)?.[1] ?? withoutOuterQuotes(written);
  const text = literals.get(word.toLowerCase()) ?? JSON.stringify(word);
  return /["\n{}[\]]/.test(written) ? undefined : { title: say`Change to ${text}`, text };
}

function duplicate(edit: Editor, later: Member): Faulty {
  const code = 'duplicate-key';
  const object = later.value?.parent;
  const before = object?.members.slice(0, object.members.indexOf(later));
  const earlier = before?.findLast(({ key }) => key === later.key);
  if (!object || !earlier) return { code, marks: [], fixes: [] };
  const fixes = [
    { title: say`Remove the earlier "${later.key}", which does not count`, changes: edit.remove(object, earlier) },
    { title: say`Remove the later "${later.key}"`, changes: edit.remove(object, later) },
  ];
  // An empty value counts, too, and is hardly the one that was meant.
  if (isEmpty(later.value) && !isEmpty(earlier.value)) fixes.reverse();
  return { code, marks: [keySpan(later), keySpan(earlier)], fixes };
}
