import type { TextEdit } from 'vscode-languageserver-protocol';
import { stringify, type ToStringOptions } from 'yaml';
import type { OpenDocument } from '../../documents/document';
import { indentationOf } from '../../documents/indentation';
import { keySpan, type Member, memberSpan, type Node, type Span, spanOf, toData } from '../../documents/tree';
import type { Json, JsonObject } from '../../protocol/json';

/** A replacement in the text of a document, in its offsets. */
export interface Change extends Span {
  text: string;
  /** The object or list with content that `text` replaces. */
  overwrites?: Node;
  /** The keys that `text` brings into an object. */
  adds?: { to: Node; keys: string[] };
}

const betweenBrackets: ToStringOptions = { collectionStyle: 'flow', lineWidth: 0 };
/** Texts are quoted, and their line breaks escaped. */
const onOneLine: ToStringOptions = {
  ...betweenBrackets,
  defaultStringType: 'QUOTE_DOUBLE',
  defaultKeyType: 'PLAIN',
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
};

/** Renders a value after a key's colon, for a member at some indentation. @param flow set between brackets */
type Written = (indent: string, flow: Flow | undefined) => string;

/** The style of YAML between brackets: `json` when its keys have quotes. */
type Flow = 'yaml' | 'json';

/** Maximum number of characters that are maxSearchedLength for the document's style. */
const maxSearchedLength = 65_536;

const maxListWidth = 80;
/** A list of strings as `JSON.stringify` writes it, without line breaks in the strings. */
const listOfWords = /\[\n\s*("(?:[^"\\\n]|\\.)*"(?:,\n\s*"(?:[^"\\\n]|\\.)*")*)\n\s*\]/g;

/** Makes changes to a document that keep its indentation, quotes, order and comments, in JSON and in YAML. */
export class Editor {
  private readonly text: string;
  private readonly unit: string;
  private readonly eol: string;
  /** The padding inside the brackets of a list of strings on one line; undefined when the document has no such list. */
  private readonly listPadding: string | undefined;

  constructor(readonly document: OpenDocument) {
    this.text = document.content;
    this.unit = indentationOf(this.text);
    this.eol = this.text.includes('\r\n') ? '\r\n' : '\n';
    this.listPadding = /\[( ?)"[^"\n]*"[^"[\]{}\n]*\1\]/.exec(this.text.slice(0, maxSearchedLength))?.[1];
  }

  /**
   * Adds a member at the end of an object, or before the member with a given key. Replaces the value when the member
   * exists.
   */
  insert(object: Node, key: string, value: Json, before?: string): Change[] {
    const present = object.member(key);
    if (present?.value) return this.replaceValue(present, value);
    return this.insertText(object, key, (indent, flow) => this.render(value, indent, flow), before);
  }

  /** Adds several members at the end of an object, as one insertion. Replaces the values of those that exist. */
  insertAll(object: Node, members: JsonObject): Change[] {
    const entries = Object.entries(members);
    const present = entries.filter(([key]) => object.member(key)?.value);
    // Into an empty object each insertion would replace the braces.
    if (object.members.length === 0) return this.replace(object, members);
    const added = entries
      .filter((entry) => !present.includes(entry))
      .map(([key, value]) => this.insert(object, key, value)[0]!);
    return [
      ...present.flatMap(([key, value]) => this.insert(object, key, value)),
      ...(added.length > 0 ? [{ ...added[0]!, ...joined(added) }] : []),
    ];
  }

  /** Moves a member, with its text as it is, to the start of another object. */
  move(from: Node, member: Member, to: Node): Change[] {
    if (!member.value) return [];
    return [
      ...this.remove(from, member),
      ...this.insertText(to, member.key, this.copyOf(member.value), to.members[0]?.key),
    ];
  }

  /** Adds a member at the end of an object, with a copy of another value, comments included. */
  insertCopy(object: Node, key: string, value: Node): Change[] {
    return this.insertText(object, key, this.copyOf(value));
  }

  /** Replaces a member's value with a copy of another value, comments included. */
  replaceByCopy(member: Member, value: Node): Change[] {
    const old = member.value;
    if (!old) return [];
    const end = this.contentEnd(spanOf(old));
    const colon = this.text.indexOf(':', keySpan(member).end - 1) + 1;
    const indent = this.columnIndent(keySpan(member).start);
    return [{ start: colon, end, text: this.copyOf(value)(indent, this.flowAround(old)), ...overwriting(old) }];
  }

  /** The text of a value, for use after a key's colon. */
  private copyOf(value: Node): Written {
    const span = spanOf(value);
    const raw = this.text.slice(span.start, this.contentEnd(span));
    const isBlock =
      this.document.language === 'yaml' && !this.isFlow(value) && (value.kind === 'object' || value.kind === 'array');
    if (isBlock) {
      // The lines of a block are at the column of its first key.
      const old = this.columnIndent(span.start);
      return (indent, flow) => {
        // Brackets cannot contain a block.
        if (flow) return this.render(toData(value) as Json, indent, flow);
        const lines = raw.split(/\r?\n/).map((line, i) => (i === 0 ? line : line.slice(sharedPrefix(line, old))));
        const inner = `${indent}${this.unit}`;
        return `${this.eol}${inner}${lines.join(`${this.eol}${inner}`)}`;
      };
    }
    const old = this.indentAt(span.start);
    return (indent) => {
      const lines = raw
        .split(/\r?\n/)
        .map((line, i) => (i === 0 ? line : indent + line.slice(sharedPrefix(line, old))));
      return ` ${lines.join(this.eol)}`;
    };
  }

  /** Removes a member, with its comma or its lines. */
  remove(object: Node, member: Member): Change[] {
    // The value is an alias, and the object is the one around the anchor.
    if (!object.members.includes(member))
      return this.removeAlone({ start: keySpan(member).start, end: this.endOf(member) });
    return this.removeRun(object, [member]);
  }

  /** Removes several members of an object. */
  removeAll(object: Node, members: Member[]): Change[] {
    const runs: Member[][] = [];
    for (const [index, member] of object.members.entries()) {
      if (!members.includes(member)) continue;
      const run = runs.at(-1);
      if (run && run.at(-1) === object.members[index - 1]) run.push(member);
      else runs.push([member]);
    }
    return runs.flatMap((run) => this.removeRun(object, run));
  }

  /** Removes members that follow one another. */
  private removeRun(object: Node, run: Member[]): Change[] {
    const span = { start: keySpan(run[0]!).start, end: this.endOf(run.at(-1)!) };
    const index = object.members.indexOf(run[0]!);
    const next = object.members[index + run.length];
    if (this.document.language === 'yaml' && !this.isFlow(object)) {
      const start = this.lineStart(span.start);
      const end = this.lineEnd(this.contentEnd(span));
      // Without its last member a block must become `{}`.
      if (object.members.length === run.length && !this.merges(object))
        return [{ start: span.start, end: this.contentEnd(span), text: '{}' }];
      // The first key of a list's item is after the dash.
      if (this.text.slice(start, span.start).trim() !== '') {
        return [{ start: span.start, end: keySpan(next!).start, text: '' }];
      }
      return [{ start, end: Math.min(end + this.newlineAt(end), this.text.length), text: '' }];
    }
    if (this.merges(object)) return this.removeAlone(span);
    if (next) return [{ start: span.start, end: keySpan(next).start, text: '' }];
    const previous = object.members[index - 1];
    if (previous) return [{ start: this.endOf(previous), end: span.end, text: '' }];
    return [{ start: spanOf(object).start, end: spanOf(object).end, text: '{}' }];
  }

  /** Removes a member of YAML by the text around it alone: its line, or its comma. */
  private removeAlone({ start, end }: Span): Change[] {
    const line = this.lineStart(start);
    const after = this.text.slice(end, this.lineEnd(end));
    if (this.text.slice(line, start).trim() === '' && /^\s*(?:#.*)?$/.test(after)) {
      const next = this.lineEnd(end);
      return [{ start: line, end: Math.min(next + this.newlineAt(next), this.text.length), text: '' }];
    }
    const comma = /^\s*,\s*/.exec(this.text.slice(end));
    if (comma) return [{ start, end: end + comma[0].length, text: '' }];
    const before = /,\s*$/.exec(this.text.slice(0, start));
    return before ? [{ start: before.index, end, text: '' }] : [];
  }

  /** True for a member that comes from a merge key of YAML: its text is elsewhere. */
  private isOwn(object: Node, member: Member): boolean {
    const { start, end } = spanOf(object);
    const key = keySpan(member).start;
    return this.document.language !== 'yaml' || (key >= start && key < end);
  }

  /** True when the object has a merge key, even one whose members the object overrides. */
  private merges(object: Node): boolean {
    if (this.document.language !== 'yaml') return false;
    if (object.members.some((member) => !this.isOwn(object, member))) return true;
    return (
      object.piece.aliased === true &&
      /(?:^|[\s{,])<<\s*:/.test(this.text.slice(spanOf(object).start, spanOf(object).end))
    );
  }

  /** The end of a member in the text, also when its value is an alias. */
  private endOf(member: Member): number {
    const key = keySpan(member);
    if (this.document.language === 'yaml' && (!member.value || spanOf(member.value).start < key.end)) {
      const alias = /^\s*:\s*\*[^\s,[\]{}]+/.exec(this.text.slice(key.end, key.end + 2000));
      if (alias) return key.end + alias[0].length;
    }
    return memberSpan(member).end;
  }

  /** Replaces a value with a scalar, an array or an object. */
  replace(node: Node, value: Json): Change[] {
    const { start, end } = spanOf(node);
    const indent = this.indentAt(start);
    const rendered = this.document.language === 'yaml' ? this.flow(value) : this.json(value, indent);
    const contentEnd = this.contentEnd({ start, end });
    const space = this.document.language === 'yaml' && start === contentEnd && this.text[start - 1] === ':' ? ' ' : '';
    return [{ start, end: contentEnd, text: space + rendered, ...overwriting(node) }];
  }

  /** Like {@link replace}, for a value of any form, YAML blocks too. */
  replaceValue(member: Member, value: Json): Change[] {
    if (!member.value) return [];
    const end = this.contentEnd(spanOf(member.value));
    const colon = this.text.indexOf(':', keySpan(member).end - 1) + 1;
    const indent = this.columnIndent(keySpan(member).start);
    const text = this.render(value, indent, this.flowAround(member.value));
    return [{ start: colon, end, text, ...overwriting(member.value) }];
  }

  rename(member: Member, key: string): Change[] {
    const { start, end } = keySpan(member);
    const holder = member.value?.parent;
    return [{ start, end, text: this.renamed(start, key), ...(holder && { adds: { to: holder, keys: [key] } }) }];
  }

  /** The text of a key in place of another one. JSON has double quotes only, whatever is there. */
  private renamed(start: number, key: string): string {
    if (this.document.language !== 'yaml') return JSON.stringify(key);
    const quote = /["']/.test(this.text[start] ?? '') ? this.text[start]! : '';
    return quote ? `${quote}${key}${quote}` : yamlKey(key, undefined);
  }

  /** Adds a value at the end of an array. */
  append(array: Node, value: Json): Change[] {
    const { start, end } = spanOf(array);
    const last = array.items.at(-1);
    if (!last) return this.fillEmptyArray(array, value);
    // Here is only an alias; its value is elsewhere.
    const isAlias = this.document.language === 'yaml' && last.parent !== array;
    const block = this.document.language === 'yaml' && !this.isFlow(array);
    const lastStart = isAlias ? start : spanOf(last).start;
    const after = this.contentEnd(isAlias ? { start, end: block ? end : end - 1 } : spanOf(last));
    const multiline = this.text.slice(start, lastStart).includes('\n');
    const indent = this.indentAt(lastStart);
    if (block) {
      const dash = `${this.eol}${this.linePrefix(lastStart)}- `;
      return [
        {
          start: this.lineEnd(after),
          end: this.lineEnd(after),
          text: dash + this.yamlBlock(value, `${this.linePrefix(lastStart)}  `),
        },
      ];
    }
    const rendered = this.document.language === 'yaml' ? this.flow(value) : this.json(value, indent);
    return [{ start: after, end: after, text: multiline ? `,${this.eol}${indent}${rendered}` : `, ${rendered}` }];
  }

  /** The first item of an array: of YAML between brackets only where a scalar, or brackets around it, allow no block. */
  private fillEmptyArray(array: Node, value: Json): Change[] {
    const member = array.parent?.members.find((one) => one.value === array);
    const isYaml = this.document.language === 'yaml';
    const isBlock = isYaml && value !== null && typeof value === 'object' && !this.flowAround(array);
    if (isBlock && member) return this.replaceValue(member, [value]);
    const { start, end } = spanOf(array);
    const text = isYaml ? this.flow([value]) : this.json([value], this.indentAt(start));
    return [{ start, end: this.contentEnd({ start, end }), text }];
  }

  /** Adds several values at the end of an array, as one insertion. */
  appendAll(array: Node, values: Json[]): Change[] {
    const last = array.items.at(-1);
    if (!last) return this.replace(array, values);
    const all = values.map((value) => this.append(array, value)[0]!);
    return all.length > 0 ? [{ ...all[0]!, text: all.map(({ text }) => text).join('') }] : [];
  }

  /** Replaces an item with another value, as a block when the list is one. */
  replaceItem(array: Node, item: Node, value: Json): Change[] {
    if (this.document.language !== 'yaml' || this.isFlow(array)) return this.replace(item, value);
    const { start, end } = spanOf(item);
    const text = this.yamlBlock(value, this.columnIndent(start));
    return [{ start, end: this.contentEnd({ start, end }), text, ...overwriting(item) }];
  }

  /** Removes items, with their commas or lines; when none is left, removes the member that holds the array. */
  removeItems(array: Node, items: Node[]): Change[] {
    const holder = array.parent;
    const member = holder?.members.find(({ value }) => value === array);
    if (array.items.every((item) => items.includes(item)) && holder && member) return this.remove(holder, member);
    const isBlock = this.document.language === 'yaml' && !this.isFlow(array);
    const lastKept = array.items.findLastIndex((item) => !items.includes(item));
    return items.map((item) => {
      const span = spanOf(item);
      if (isBlock) {
        const end = this.lineEnd(this.contentEnd(span));
        const next = Math.min(end + this.newlineAt(end), this.text.length);
        return { start: this.lineStart(span.start), end: next, text: '' };
      }
      const index = array.items.indexOf(item);
      // After the last item that stays, the comma before a removed item is removed, too.
      return index < lastKept
        ? { start: span.start, end: spanOf(array.items[index + 1]!).start, text: '' }
        : { start: this.contentEnd(spanOf(array.items[index - 1]!)), end: this.contentEnd(span), text: '' };
    });
  }

  toTextEdits(changes: Change[]): TextEdit[] {
    return changes.map(({ start, end, text }) => ({ range: this.document.range({ start, end }), newText: text }));
  }

  private insertText(object: Node, key: string, value: Written, before?: string): Change[] {
    const adds = { to: object, keys: [key] };
    return this.insertionOf(object, key, value, before).map((change) => ({ ...change, adds }));
  }

  private insertionOf(object: Node, key: string, value: Written, before?: string): Change[] {
    const style = this.flowStyle(object);
    const name = this.document.language !== 'yaml' || style === 'json' ? JSON.stringify(key) : yamlKey(key, style);
    if (object.members.length === 0) return this.fillEmpty(object, name, value);
    const flow = this.isFlow(object);
    const named = before === undefined ? undefined : object.member(before);
    const target = named && this.isOwn(object, named) ? named : undefined;
    const span = spanOf(object);
    const oneLine = flow && !this.text.slice(span.start, span.end).includes('\n');
    if (target) {
      const at = keySpan(target).start;
      const indent = this.columnIndent(at);
      if (!flow) return [{ start: at, end: at, text: `${name}:${value(indent, style)}${this.eol}${indent}` }];
      const rendered = this.inline(value(indent, style), oneLine);
      return [{ start: at, end: at, text: `${name}:${rendered},${oneLine ? ' ' : this.eol + indent}` }];
    }
    const last = object.members.findLast((member) => this.isOwn(object, member));
    // There is only a merge key: the new member goes after it.
    const end = last ? this.endOf(last) : this.contentEnd(flow ? { ...span, end: span.end - 1 } : span);
    const indent = this.columnIndent(last ? keySpan(last).start : span.start);
    if (flow) {
      const at = end;
      const rendered = this.inline(value(indent, style), oneLine);
      return [{ start: at, end: at, text: `,${oneLine ? ' ' : this.eol + indent}${name}:${rendered}` }];
    }
    const at = this.lineEnd(this.contentEnd({ start: span.start, end }));
    return [{ start: at, end: at, text: `${this.eol}${indent}${name}:${value(indent, style)}` }];
  }

  /** The first member of an object. */
  private fillEmpty(object: Node, name: string, value: Written): Change[] {
    const span = spanOf(object);
    const outer = this.indentAt(span.start);
    const indent = `${outer}${this.unit}`;
    if (this.document.language !== 'yaml')
      return [{ ...span, text: `{${this.eol}${indent}${name}:${value(indent, undefined)}${this.eol}${outer}}` }];
    const around = this.flowAround(object);
    if (around) return [{ ...span, text: `{ ${name}:${this.inline(value(indent, around), true)} }` }];
    const end = this.isFlow(object) ? span.end : span.start;
    const before = this.text.slice(this.lineStart(span.start), span.start);
    // The first key of a list's item is after the dash.
    if (/-\s+$/.test(before)) {
      const column = this.columnIndent(span.start);
      return [{ start: span.start, end, text: `${name}:${value(column, undefined)}` }];
    }
    // Nothing is left after the colon of the line.
    const start = span.start - (before.length - before.trimEnd().length);
    return [{ start, end, text: `${this.eol}${indent}${name}:${value(indent, undefined)}` }];
  }

  private inline(rendered: string, oneLine: boolean): string {
    return oneLine ? rendered.replace(/\r?\n\s*/g, ' ') : rendered;
  }

  /** The rendered value with the space or line break after a key's colon. */
  private render(value: Json, indent: string, flow?: Flow): string {
    if (this.document.language !== 'yaml' || flow === 'json') return ` ${this.json(value, indent)}`;
    if (flow) return ` ${this.flow(value)}`;
    const scalar = value === null || typeof value !== 'object' || Object.keys(value).length === 0;
    if (scalar) return ` ${this.yamlBlock(value, indent)}`;
    const inner = `${indent}${this.unit}`;
    return `${this.eol}${inner}${this.yamlBlock(value, inner)}`;
  }

  private json(value: Json, indent: string): string {
    const rendered = JSON.stringify(value, null, this.unit);
    return this.shortLists(rendered).replaceAll('\n', `${this.eol}${indent}`);
  }

  /** The text with lists of strings on one line when the document writes them so. */
  private shortLists(rendered: string): string {
    const pad = this.listPadding;
    if (pad === undefined) return rendered;
    return rendered.replace(listOfWords, (list, inside: string) => {
      const line = `[${pad}${inside.replace(/,\n\s*/g, ', ')}${pad}]`;
      return line.length > maxListWidth ? list : line;
    });
  }

  private yamlBlock(value: Json, indent: string): string {
    const rendered = stringify(value, { indent: Math.max(1, this.unit.length), lineWidth: 0 }).trimEnd();
    return rendered.replaceAll('\n', `${this.eol}${indent}`);
  }

  /**
   * A value rendered as an item of a list, on one line: between brackets it may need quotes that it would not need on a
   * line of its own, and a text that continues on the next line would need the indentation of its place.
   */
  private flow(value: Json): string {
    const rendered = stringify([value], betweenBrackets).trimEnd();
    return (rendered.includes('\n') ? stringify([value], onOneLine).trimEnd() : rendered).slice(2, -2);
  }

  private isFlow(node: Node): boolean {
    const first = this.text[spanOf(node).start];
    return this.document.language !== 'yaml' || first === '{' || first === '[';
  }

  /** The style between the brackets of an object or array; undefined for a block of YAML, and for JSON. */
  private flowStyle(node: Node | undefined): Flow | undefined {
    if (!node || this.document.language !== 'yaml' || !this.isFlow(node)) return undefined;
    const first = node.members[0];
    if (!first) return this.flowStyle(node.parent) ?? 'yaml';
    return this.text[keySpan(first).start] === '"' ? 'json' : 'yaml';
  }

  /** The style of the brackets around a value of YAML. */
  private flowAround(value: Node): Flow | undefined {
    return this.flowStyle(value.parent);
  }

  /** The spaces at the start of a line. */
  private indentAt(offset: number): string {
    return /^[ \t]*/.exec(this.text.slice(this.lineStart(offset), offset))![0];
  }

  /** Spaces up to a column, which a list's dash may precede. */
  private columnIndent(offset: number): string {
    const prefix = this.text.slice(this.lineStart(offset), offset);
    return this.document.language === 'yaml' ? prefix.replace(/[^\t]/g, ' ') : this.indentAt(offset);
  }

  /** The spaces before the dash of a list's item. */
  private linePrefix(offset: number): string {
    return /^\s*/.exec(this.text.slice(this.lineStart(offset), offset))![0];
  }

  private lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  private lineEnd(offset: number): number {
    const end = this.text.indexOf('\n', offset);
    if (end < 0) return this.text.length;
    return this.text[end - 1] === '\r' && end > offset ? end - 1 : end;
  }

  private newlineAt(offset: number): number {
    return this.text.startsWith('\r\n', offset) ? 2 : 1;
  }

  /** The end of a value's text, without the line breaks that a YAML block ends with. */
  private contentEnd({ start, end }: Span): number {
    let at = end;
    while (at > start && /\s/.test(this.text[at - 1]!)) at--;
    return at;
  }
}

/** Several insertions of members at one place of an object, as one. */
function joined(added: Change[]): Pick<Change, 'text' | 'adds'> {
  const { adds } = added[0]!;
  const keys = added.flatMap((one) => one.adds?.keys ?? []);
  return { text: added.map(({ text }) => text).join(''), ...(adds && { adds: { ...adds, keys } }) };
}

/** The value that a change overwrites, unless nothing would be lost: a list of scalars has no parts. */
function overwriting(old: Node): Pick<Change, 'overwrites'> {
  const holdsObjects = old.items.some(({ members, items }) => members.length > 0 || items.length > 0);
  return old.members.length > 0 || holdsObjects ? { overwrites: old } : {};
}

/**
 * True for changes that cannot be made in one round: one depends on the text that the other leaves, or both bring the
 * same key.
 */
export function touches(a: Change, b: Change): boolean {
  if (a.start <= b.end && b.start <= a.end) return true;
  return a.adds?.to === b.adds?.to && a.adds?.keys.some((key) => b.adds?.keys.includes(key)) === true;
}

function sharedPrefix(line: string, prefix: string): number {
  let length = 0;
  while (length < prefix.length && line[length] === prefix[length]) length++;
  return length;
}

function yamlKey(key: string, flow: Flow | undefined): string {
  const written = stringify({ [key]: 0 }, { collectionStyle: flow ? 'flow' : 'block', lineWidth: 0 }).trimEnd();
  return flow ? written.slice(2, -': 0 }'.length) : written.slice(0, -': 0'.length);
}
