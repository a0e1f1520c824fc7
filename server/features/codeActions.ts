import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type TextEdit,
} from 'vscode-languageserver-protocol';
import { difference, OpenDocument } from '../documents/document';
import type { Node, Span } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { ServerOptions } from '../protocol/requests';
import { type Finding, levelIn } from '../rules/rule';
import { findings } from '../rules/run';
import { ignoreKey, isIgnored, spanAt, subjectOf } from '../rules/suppression';
import { unknownExtension } from '../rules/unknown-extension';
import { say } from '../texts/say';
import { contextAt } from './completion/context';
import type { Path } from './completion/cursorSlot';
import { fixesFor } from './fixes';
import { addRevision } from './fixes/certification';
import { convertSample } from './fixes/convert';
import { type Change, Editor, touches } from './fixes/edits';
import type { Fix } from './fixes/fix';
import { readerFixes } from './fixes/reader';
import { extractSchema, inlineReference } from './fixes/refactor';
import { definitionOf, plain } from './validate';

/** The source in the diagnostics of VS Code's own JSON support. */
const hostSource = 'json';

/** The kind of the action that applies all safe fixes of a file; editors run it on save when the person wants that. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.flowWebhooks`;

/**
 * Quick fixes for the findings that touch a range, refactorings at its start, and the one that fixes all that is safe.
 */
export function codeActions(
  document: OpenDocument,
  definition: Definition,
  range: Range,
  diagnostics: Diagnostic[],
  only: string[] | undefined,
  observed: Finding[] = [],
  options: ServerOptions = {},
): CodeAction[] {
  const edit = new Editor(document);
  const actions: CodeAction[] = [];
  if (wants(only, CodeActionKind.QuickFix)) {
    const span = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const touching = [...findings(definition), ...observed].filter(
      (finding) => overlaps(spanAt(finding.at), span) && !isSilent(finding, options),
    );
    actions.push(...readerActions(edit, definition, span, diagnostics));
    actions.push(...findingActions(edit, definition, diagnostics, touching));
  }
  const offset = document.offsetAt(range.start);
  for (const [kind, refactor] of refactorings) {
    const fixes = wants(only, kind) ? [refactor(definition, edit, offset) ?? []].flat() : [];
    for (const fix of fixes) actions.push({ ...action(edit, fix), kind });
  }
  if (only && wants(only, fixAllKind)) actions.push(...fixAllActions(document, definition.properties, options));
  return actions;
}

/** The fixes of syntax errors, including those that the editor reports itself: it has no fix for them. */
function readerActions(edit: Editor, definition: Definition, span: Span, diagnostics: Diagnostic[]): CodeAction[] {
  return readerFixes(edit, definition, span).flatMap(({ code, marks, fixes }) => {
    const starts = marks.map(({ start }) => start);
    const diagnostic = diagnostics.find(
      (one) =>
        (one.code === code || one.source === hostSource) && starts.includes(edit.document.offsetAt(one.range.start)),
    );
    return quickFixes(edit, fixes, diagnostic);
  });
}

/** The fixes of findings, and for each finding that the client shows, the fix that ignores it. */
function findingActions(
  edit: Editor,
  definition: Definition,
  diagnostics: Diagnostic[],
  touching: Finding[],
): CodeAction[] {
  return touching.flatMap((finding) => {
    const range = edit.document.range(spanAt(finding.at));
    const fixes = fixesFor({ definition, finding, edit });
    const diagnostic = diagnosticOf(finding, range, diagnostics);
    const ignore = diagnostic && ignoreFix(edit, finding);
    const ignoring = ignore
      ? [{ ...action(edit, ignore), kind: CodeActionKind.QuickFix, diagnostics: [diagnostic] }]
      : [];
    return [...quickFixes(edit, fixes, diagnostic), ...ignoring];
  });
}

function fixAllActions(
  document: OpenDocument,
  properties: Definition['properties'],
  options: ServerOptions,
): CodeAction[] {
  const all = fixAll(document, properties, options);
  if (!all) return [];
  const title = say('Fix all that is safe to fix');
  return [{ title, edit: { changes: { [document.uri]: [all] } }, kind: fixAllKind }];
}

const refactorings = [
  [CodeActionKind.RefactorExtract, extractSchema],
  [CodeActionKind.RefactorInline, inlineReference],
  [CodeActionKind.RefactorRewrite, convertSample],
  [CodeActionKind.RefactorRewrite, addRevision],
] as const;

/** The fix that ignores a finding: it writes the code into the nearest object where it is no longer reported then. */
function ignoreFix(edit: Editor, { at, code }: Finding): Fix | undefined {
  const value = 'key' in at ? at.key.value : undefined;
  let object = value?.kind === 'object' && !isMap(value) ? value : subjectOf(at);
  while (object && isMap(object)) object = object.parent;
  if (!object) return undefined;
  const title = say`Ignore "${code}" here`;
  const codes = object.get(ignoreKey);
  return {
    title,
    changes: codes?.kind === 'array' ? edit.append(codes, code) : edit.insert(object, ignoreKey, [code]),
  };
}

/** True for an object whose keys are names, as in `properties`: a key added there would be one more name. */
function isMap(node: Node): boolean {
  const path: Path = [];
  for (let at: Node = node; at.parent && path.length < maxDepth; at = at.parent) {
    const { members, items } = at.parent;
    path.unshift(members.find(({ value }) => value === at)?.key ?? items.indexOf(at));
  }
  return contextAt(path).kind === 'map';
}

/** Maximum number of steps to the root: YAML aliases can form a circle. */
const maxDepth = 200;

export const overlaps = (a: Span, b: Span): boolean => a.start <= b.end && a.end >= b.start;

/** The diagnostic of a finding: of several with its code at its place, the one with its message. */
export function diagnosticOf(
  { code, message }: Pick<Finding, 'code' | 'message'>,
  range: Range,
  diagnostics: Diagnostic[],
): Diagnostic | undefined {
  const text = plain(message);
  return diagnostics.find((one) => one.code === code && one.message === text && startsAlike(one.range, range));
}

function startsAlike(a: Range, b: Range): boolean {
  return a.start.line === b.start.line && a.start.character === b.start.character;
}

/** Maximum number of rounds. A fix that touches another one waits for the text that the other one leaves. */
const maxRounds = 10;

function fixAll(
  document: OpenDocument,
  properties: Definition['properties'],
  options: ServerOptions,
): TextEdit | undefined {
  let current = document;
  for (let round = 0; round < maxRounds; round++) {
    const changes = safeChanges(current, properties, options);
    if (changes.length === 0) break;
    const text = applyChanges(current.content, changes);
    current = new OpenDocument(document.uri, document.languageId, document.version, text);
  }
  if (current === document) return undefined;
  const { start, oldEnd, newEnd } = difference(document.content, current.content);
  return { range: document.range({ start, end: oldEnd }), newText: current.content.slice(start, newEnd) };
}

function safeChanges(document: OpenDocument, properties: Definition['properties'], options: ServerOptions): Change[] {
  const definition = definitionOf(document, properties);
  if (!definition) return [];
  const edit = new Editor(document);
  const shown = findings(definition).filter((finding) => !isSilent(finding, options));
  const slips = shown.filter(({ code }) => code === unknownExtension.code);
  const fixed = chosenChanges(slips, definition, edit);
  // What is only missing because a key is mistyped is no longer missing then.
  return fixed.length > 0 ? fixed : chosenChanges(shown, definition, edit);
}

/** The changes of all safe fixes that can be made in one round. */
function chosenChanges(shown: Finding[], definition: Definition, edit: Editor): Change[] {
  const chosen: Change[] = [];
  for (const finding of shown) {
    const [fix] = fixesFor({ definition, finding, edit });
    if (!fix?.safe || fix.changes.some((change) => chosen.some((other) => touches(change, other)))) continue;
    chosen.push(...fix.changes);
  }
  return chosen;
}

/** True for a finding that is not shown, by the user's choice or in this profile: it gets no fix. */
export function isSilent(finding: Finding, { rules, profile = 'custom' }: ServerOptions): boolean {
  const level = rules?.[finding.code] ?? levelIn(finding.severity, profile);
  return level === 'off' || isIgnored(finding);
}

function applyChanges(text: string, changes: Change[]): string {
  return changes
    .toSorted((a, b) => b.start - a.start)
    .reduce((result, { start, end, text: inserted }) => result.slice(0, start) + inserted + result.slice(end), text);
}

function action(edit: Editor, fix: Fix): CodeAction {
  return { title: say(fix.title), edit: { changes: { [edit.document.uri]: edit.toTextEdits(fix.changes) } } };
}

/** The fixes as code actions; the first one is preferred. */
export function quickFixes(edit: Editor, fixes: Fix[], diagnostic: Diagnostic | undefined): CodeAction[] {
  return fixes.map((fix, i) => ({
    ...action(edit, fix),
    kind: CodeActionKind.QuickFix,
    ...(diagnostic && { diagnostics: [diagnostic] }),
    isPreferred: i === 0,
  }));
}

/** True for a kind that a client asks for: by it or by a kind above it, or by none, except for *fix all*. */
export function wants(only: string[] | undefined, kind: string): boolean {
  if (!only) return kind !== fixAllKind;
  return only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
}
