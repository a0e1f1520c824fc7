import {
  type CompletionItem,
  type CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type TextEdit,
} from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../../documents/document';
import type { Span } from '../../documents/tree';
import { say } from '../../texts/say';
import type { CursorSlot } from './cursorSlot';
import {
  defaults,
  hasPlaces,
  render,
  renderAfterColon,
  renderKey,
  renderMembers,
  type Style,
  type Template,
} from './template';

/** A possible completion, independent of the style in which it is written. */
export interface Candidate {
  label: string;
  kind: CompletionItemKind;
  /** The members to add to the object around; otherwise `value` is the value of a key or an item of a list. */
  members?: [string, Template][];
  value?: Template;
  /** The rank in the list: webhook scaffolds and keys 0, Swagger's own 1, other extensions 2, the rest 3. */
  group: 0 | 1 | 2 | 3;
  detail?: string;
  /** Markdown. */
  documentation?: string;
  /** A Markdown link below the documentation. */
  link?: string;
  /** The text to type to find it, when that is not the label. */
  find?: string;
}

/**
 * The completion item for a candidate in a slot; undefined when it does not fit there.
 *
 * @param snippets false to write the defaults of placeholders as text
 */
export function toItem(
  document: OpenDocument,
  spot: CursorSlot,
  candidate: Candidate,
  order: number,
  snippets: boolean,
): CompletionItem | undefined {
  const hasPlaceholders = snippets && isSnippet(candidate);
  const written = spot.yaml
    ? writeYaml(document, spot, candidate, hasPlaceholders)
    : writeJson(document, spot, candidate, hasPlaceholders);
  if (!written) return undefined;
  const { text, replace, snippet } = written;
  const label = say(candidate.label);
  const item: CompletionItem = {
    label,
    kind: candidate.kind,
    sortText: `${candidate.group}${String(order).padStart(4, '0')}`,
    filterText: `${spot.quote}${candidate.find ?? label}${spot.quote}`,
    insertTextFormat: snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range: document.range(replace), newText: text },
  };
  if (text.includes('\n')) item.insertTextMode = InsertTextMode.adjustIndentation;
  if (candidate.detail) item.detail = say(candidate.detail);
  const { documentation, link } = candidate;
  if (documentation) {
    const value = [say(documentation), link].filter(Boolean).join('\n\n');
    item.documentation = { kind: MarkupKind.Markdown, value };
  }
  if (written.before) item.additionalTextEdits = [written.before];
  return item;
}

interface Written {
  text: string;
  replace: Span;
  snippet: boolean;
  before?: TextEdit;
}

function isSnippet({ members, value }: Candidate): boolean {
  return members
    ? members.some(([key, inner]) => hasPlaces(key) || hasPlaces(inner))
    : value !== undefined && hasPlaces(value);
}

function writeJson(
  document: OpenDocument,
  spot: CursorSlot,
  candidate: Candidate,
  snippet: boolean,
): Written | undefined {
  const style: Style = {
    language: 'json',
    flow: false,
    unit: indentUnit(document),
    pad: '',
    snippet,
    quote: '"',
  };
  const body = bodyFor(spot, candidate, style, (padded) =>
    spot.slot === 'key' ? renderMembers(candidate.members!, padded) : render(candidate.value!, padded),
  );
  return body && withCommas(document, spot, body.text, body.snippet);
}

/** The text of a candidate: only the key when the colon is there; on lines of its own between `{}` on one line. */
function bodyFor(
  spot: CursorSlot,
  candidate: Candidate,
  style: Style,
  write: (style: Style) => string,
): { text: string; snippet: boolean } | undefined {
  if (!fits(spot, candidate)) return undefined;
  if (spot.hasColon)
    return { text: renderKey(candidate.members![0]![0], { ...style, snippet: false }), snippet: false };
  const text = write(style);
  if (!spot.inlineEmpty || style.flow || !text.includes('\n')) return { text, snippet: style.snippet };
  return { text: `\n${style.unit}${write({ ...style, pad: style.unit })}\n`, snippet: style.snippet };
}

function fits(spot: CursorSlot, candidate: Candidate): boolean {
  if (spot.slot !== 'key') return candidate.value !== undefined;
  if (!candidate.members) return false;
  return !spot.hasColon || candidate.members.length === 1;
}

function withCommas(document: OpenDocument, spot: CursorSlot, body: string, snippet: boolean): Written {
  const touchesColon = spot.slot === 'value' && document.content[spot.replace.start - 1] === ':';
  let text = (touchesColon ? ' ' : '') + body + (spot.commaAfter ? ',' : '');
  if (spot.commaBefore === undefined) return { text, replace: spot.replace, snippet };
  if (spot.commaBefore === spot.replace.start) text = `, ${text}`;
  const at = document.range({ start: spot.commaBefore, end: spot.commaBefore });
  const before = spot.commaBefore === spot.replace.start ? undefined : { range: at, newText: ',' };
  return { text, replace: spot.replace, snippet, before };
}

function writeYaml(
  document: OpenDocument,
  spot: CursorSlot,
  candidate: Candidate,
  snippet: boolean,
): Written | undefined {
  const yaml = spot.yaml!;
  const style: Style = {
    language: 'yaml',
    flow: yaml.flow,
    unit: indentUnit(document),
    pad: ' '.repeat(Math.max(0, yaml.column - yaml.leading)),
    snippet,
    quote: spot.quote === '"' ? '"' : "'",
  };
  const quoted = keepQuotes(spot, style);
  if (yaml.flow) {
    const body = bodyFor(spot, candidate, style, (same) =>
      spot.slot === 'key' ? renderMembers(candidate.members!, same) : render(candidate.value!, same),
    );
    return body && withCommas(document, spot, body.text, body.snippet);
  }
  if (spot.slot === 'value') {
    if (candidate.value === undefined) return undefined;
    const text = quoted(candidate.value) ?? renderAfterColon(candidate.value, style);
    const replace = { start: yaml.afterColon ?? spot.replace.start, end: spot.replace.end };
    // A scalar keeps the space after the colon.
    if (text.startsWith(' ') && spot.replace.start > replace.start) {
      return { text: text.slice(1), replace: spot.replace, snippet: style.snippet };
    }
    return { text, replace, snippet: style.snippet };
  }
  if (!fits(spot, candidate)) return undefined;
  if (spot.hasColon) {
    const text = renderKey(candidate.members![0]![0], { ...style, snippet: false });
    return { text, replace: spot.replace, snippet: false };
  }
  if (spot.slot === 'key')
    return { text: renderMembers(candidate.members!, style), replace: spot.replace, snippet: style.snippet };
  const dash = yaml.dash ? '- ' : '';
  const inner = { ...style, pad: yaml.dash ? `${style.pad}  ` : style.pad };
  return { text: dash + render(candidate.value!, inner), replace: spot.replace, snippet: style.snippet };
}

/** Renders plain text in the quotes of the text that it replaces. */
function keepQuotes(spot: CursorSlot, style: Style): (value: Template) => string | undefined {
  return (value) => {
    if (spot.quote === '' || typeof value !== 'string' || style.snippet) return undefined;
    const text = defaults(value);
    return ` ${spot.quote === '"' ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`}`;
  };
}

/** One level of indentation, as in the first indented line of the document. */
function indentUnit(document: OpenDocument): string {
  const blanks = /^([ \t]+)[^\s#]/m.exec(document.content.slice(0, 4096))?.[1];
  if (document.language === 'yaml') return blanks && !blanks.includes('\t') && blanks.length <= 8 ? blanks : '  ';
  if (blanks?.startsWith('\t')) return '\t';
  return blanks && blanks.length <= 8 ? blanks : '  ';
}
