import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type CSharpText, readCSharp } from '../documents/csharp';
import type { Span } from '../documents/tree';
import type { Definition } from './definition';
import type { ConnectorProperties } from './properties';

export const scriptName = 'script.csx';

/** True for the URI of `script.csx`, in any case: published connectors write `Script.csx`, too. */
export const isScript = (uri: string): boolean => /\/script\.csx$/i.test(uri);

/**
 * True where `script.csx` next to a definition runs for an operation, or for a call outside the definition: without
 * `scriptOperations` it runs for all (learn.microsoft.com/connectors/custom-connectors/write-code).
 */
export function runsScript(properties: ConnectorProperties | undefined, operationId: string | undefined): boolean {
  const named = properties?.scriptOperations ?? [];
  return named.length === 0 || named.some(({ id }) => id === operationId);
}

/** `script.csx` next to a definition: the code that runs instead of the call. */
export interface ScriptFile extends CSharpText {
  text: string;
  classes: ScriptClass[];
  /** The definition next to it. */
  definition: Definition | undefined;
}

interface ScriptClass {
  name: string;
  /** The place of the name. */
  span: Span;
  /** The names after the colon. */
  bases: string[];
  /** The offset after its opening brace. */
  open: number;
}

export function scriptOf(document: TextDocument, definition: Definition | undefined): ScriptFile {
  const text = document.getText();
  const read = readCSharp(text);
  return { ...read, text, classes: classesIn(read.code), definition };
}

function classesIn(code: string): ScriptClass[] {
  return Array.from(code.matchAll(classPattern), (match) => {
    const [all, name, bases = ''] = match;
    const start = match.index + all.indexOf(name!, all.search(/\s/));
    const open = match.index + all.length;
    return {
      name: name!,
      span: { start, end: start + name!.length },
      bases: bases.split(',').map((base) => base.trim().split('.').at(-1)!),
      open,
    };
  });
}

/** The head of a class up to its brace. Each part has a bound, so that no text takes long. */
const classPattern =
  /\b(?:class|record)\s{1,40}(\w{1,100})\s{0,40}(?:<[^<>{};]{0,200}>)?\s{0,40}(?::([^{};]{0,1000}))?\{/g;

/** The code up to the brace that closes the one before an offset; undefined where none does. */
export function bodyAt(code: string, open: number): string | undefined {
  let depth = 1;
  for (let i = open; i < code.length; i++) {
    const c = code.charCodeAt(i);
    if (c === openBrace) depth++;
    else if (c === closeBrace && --depth === 0) return code.slice(open, i);
  }
  return undefined;
}

const openBrace = 0x7b;
const closeBrace = 0x7d;

/** The class that the platform runs: `Script`, in any case as some published connectors write it. */
export const classToRun = ({ classes }: ScriptFile): ScriptClass | undefined =>
  classes.find(({ name }) => name.toLowerCase() === 'script');

/** A comparison of `Context.OperationId` with a text. */
export interface Comparison {
  id: string;
  span: Span;
  /** True where upper and lower case count as the same. */
  ignoresCase: boolean;
}

const operationId = String.raw`\b(?:this\s{0,9}\.\s{0,9})?Context\s{0,40}\.\s{0,40}OperationId\b`;
/** A string in code whose content is blank; the group begins at its quote. */
const quoted = '(?<text>" {0,200}")';

const comparisons = [
  `${operationId}\\s*[=!]=\\s*${quoted}`,
  `${quoted}\\s*[=!]=\\s*${operationId}`,
  `${operationId}\\s*\\.\\s*Equals\\s*\\(\\s*${quoted}(?<ignores>[^;{}]{0,200})`,
  `${quoted}\\s*\\.\\s*Equals\\s*\\(\\s*${operationId}(?<ignores>[^;{}]{0,200})`,
  `\\bEquals\\s*\\(\\s*${operationId}\\s*,\\s*${quoted}(?<ignores>[^;{}]{0,200})`,
  `\\bEquals\\s*\\(\\s*${quoted}\\s*,\\s*${operationId}(?<ignores>[^;{}]{0,200})`,
].map((pattern) => new RegExp(pattern.replaceAll('\\s*', '\\s{0,40}'), 'dg'));

/** Maximum number of switches that are read: a script has one. */
const maxSwitches = 50;

const switches = [
  new RegExp(`\\bswitch\\s*\\(\\s*${operationId}\\s*\\)\\s*\\{`, 'g'),
  new RegExp(`${operationId}\\s+switch\\s*\\{`, 'g'),
];

/** The operations that the script compares `Context.OperationId` with; a variable that it was copied to is not followed. */
export function comparedOperations({ code, strings }: ScriptFile): Comparison[] {
  const found: Comparison[] = [];
  const add = (start: number, ignoresCase: boolean): void => {
    const literal = strings.get(start);
    if (literal?.value !== undefined) found.push({ id: literal.value, span: literal, ignoresCase });
  };
  for (const pattern of comparisons) {
    for (const match of code.matchAll(pattern)) {
      add(match.indices!.groups!.text![0], /IgnoreCase/.test(match.groups?.ignores ?? ''));
    }
  }
  for (const pattern of switches) {
    for (const match of Array.from(code.matchAll(pattern)).slice(0, maxSwitches)) {
      for (const start of labelsAt(code, match.index + match[0].length)) add(start, false);
    }
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** The offsets of the texts of `case "…":` and `"…" =>` directly in the braces that begin before an offset. */
function labelsAt(code: string, open: number): number[] {
  const body = bodyAt(code, open) ?? '';
  const labels: number[] = [];
  let depth = 0;
  for (let i = 0; i < body.length; i++) {
    const c = body[i];
    if (c === '{' || c === '(') depth++;
    else if (c === '}' || c === ')') depth--;
    else if (c === '"') {
      const end = body.indexOf('"', i + 1);
      if (end < 0) break;
      const before = body.slice(Math.max(0, i - 40), i);
      const after = body.slice(end + 1, end + 40);
      if (depth === 0 && (/\bcase\s+$/.test(before) || /^\s*(?:=>|or\b)/.test(after) || /\bor\s+$/.test(before)))
        labels.push(open + i);
      i = end;
    }
  }
  return labels;
}
