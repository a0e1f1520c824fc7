import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type TextEdit,
} from 'vscode-languageserver-protocol';
import { difference, OpenDocument } from '../documents/document';
import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { ServerOptions } from '../protocol/requests';
import type { Finding } from '../rules/rule';
import { findings } from '../rules/run';
import { ignoreKey, isIgnored, spanAt, subjectOf } from '../rules/suppression';
import { contextAt } from './completion/context';
import type { Path } from './completion/cursorSlot';
import { fixesFor } from './fixes';
import { convertSample } from './fixes/convert';
import { type Change, Editor, touches } from './fixes/edits';
import type { Fix } from './fixes/fix';
import { readerFixes } from './fixes/reader';
import { extractSchema, inlineReference } from './fixes/refactor';
import { definitionOf } from './validate';

/** What VS Code's JSON support signs its diagnostics with. */
const hostSource = 'json';

/** Applies every safe repair of a file; editors run it on save where the person says so. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.flowWebhooks`;

/** Quick fixes for the findings that touch a range, and one that applies all safe ones of the file. */
export function codeActions(
  document: OpenDocument,
  definition: Definition,
  range: Range,
  diagnostics: Diagnostic[],
  only: string[] | undefined,
  observed: Finding[] = [],
  rules: ServerOptions['rules'] = {},
): CodeAction[] {
  const edit = new Editor(document);
  const actions: CodeAction[] = [];
  if (wants(only, CodeActionKind.QuickFix)) {
    const from = document.offsetAt(range.start);
    const to = document.offsetAt(range.end);
    // Also where the editor itself tells of them: it has no repair.
    for (const { code, marks, fixes } of readerFixes(edit, definition, { start: from, end: to })) {
      const starts = marks.map(({ start }) => start);
      const diagnostic = diagnostics.find(
        (one) =>
          (one.code === code || one.source === hostSource) && starts.includes(document.offsetAt(one.range.start)),
      );
      actions.push(...quickFixes(edit, fixes, diagnostic));
    }
    for (const finding of [...findings(definition), ...observed]) {
      const span = spanAt(finding.at);
      if (span.start > to || span.end < from || isSilent(finding, rules)) continue;
      const fixes = fixesFor({ definition, finding, edit });
      const diagnostic = diagnostics.find(
        ({ code, range: at }) => code === finding.code && same(at, document.range(span)),
      );
      actions.push(...quickFixes(edit, fixes, diagnostic));
      const ignore = ignoring(edit, finding);
      if (ignore && diagnostic) {
        actions.push({
          ...action(edit, ignore),
          kind: CodeActionKind.QuickFix,
          diagnostics: [diagnostic],
        });
      }
    }
  }
  const offset = document.offsetAt(range.start);
  for (const [kind, refactor] of refactorings) {
    const fixes = wants(only, kind) ? [refactor(definition, edit, offset) ?? []].flat() : [];
    for (const fix of fixes) actions.push({ ...action(edit, fix), kind });
  }
  if (only && wants(only, fixAllKind)) {
    const all = fixAll(document, definition.properties, rules);
    if (all)
      actions.push({
        title: 'Fix all that is safe to fix',
        edit: { changes: { [document.uri]: [all] } },
        kind: fixAllKind,
      });
  }
  return actions;
}

const refactorings = [
  [CodeActionKind.RefactorExtract, extractSchema],
  [CodeActionKind.RefactorInline, inlineReference],
  [CodeActionKind.RefactorRewrite, convertSample],
] as const;

/** Writes the code where it is not reported from then on. */
function ignoring(edit: Editor, { at, code }: Finding): Fix | undefined {
  const value = 'key' in at ? at.key.value : undefined;
  let object = value?.kind === 'object' && !isMap(value) ? value : subjectOf(at);
  while (object && isMap(object)) object = object.parent;
  if (!object) return undefined;
  const title = `Ignore "${code}" here`;
  const codes = object.get(ignoreKey);
  return {
    title,
    changes: codes?.kind === 'array' ? edit.append(codes, code) : edit.insert(object, ignoreKey, [code]),
  };
}

/** Names what is in it, as `properties` does: a key that is added would be one more of them. */
function isMap(node: Node): boolean {
  const path: Path = [];
  for (let at: Node = node; at.parent && path.length < deepest; at = at.parent) {
    const { members, items } = at.parent;
    path.unshift(members.find(({ value }) => value === at)?.key ?? items.indexOf(at));
  }
  return contextAt(path).kind === 'map';
}

/** Aliases of YAML may stand in a circle. */
const deepest = 200;

function same(a: Range, b: Range): boolean {
  return a.start.line === b.start.line && a.start.character === b.start.character;
}

/** Repairs may touch: then the later one waits for the text that the earlier one leaves. */
const mostRounds = 10;

function fixAll(
  document: OpenDocument,
  properties: Definition['properties'],
  rules: ServerOptions['rules'],
): TextEdit | undefined {
  let current = document;
  for (let round = 0; round < mostRounds; round++) {
    const changes = safeChanges(current, properties, rules);
    if (changes.length === 0) break;
    const text = applyChanges(current.content, changes);
    current = new OpenDocument(document.uri, document.languageId, document.version, text);
  }
  if (current === document) return undefined;
  const { start, oldEnd, newEnd } = difference(document.content, current.content);
  return { range: document.range({ start, end: oldEnd }), newText: current.content.slice(start, newEnd) };
}

function safeChanges(
  document: OpenDocument,
  properties: Definition['properties'],
  rules: ServerOptions['rules'],
): Change[] {
  const definition = definitionOf(document, properties);
  if (!definition) return [];
  const edit = new Editor(document);
  const chosen: Change[] = [];
  for (const finding of findings(definition)) {
    if (isSilent(finding, rules)) continue;
    const [fix] = fixesFor({ definition, finding, edit });
    if (!fix?.safe || fix.changes.some((change) => chosen.some((other) => touches(change, other)))) continue;
    chosen.push(...fix.changes);
  }
  return chosen;
}

/** What a person does not want to hear of is not mended either. */
function isSilent(finding: Finding, rules: ServerOptions['rules']): boolean {
  const level = rules?.[finding.code] ?? finding.severity;
  return level === 'off' || isIgnored(finding);
}

function applyChanges(text: string, changes: Change[]): string {
  return changes
    .toSorted((a, b) => b.start - a.start)
    .reduce((result, { start, end, text: inserted }) => result.slice(0, start) + inserted + result.slice(end), text);
}

function action(edit: Editor, fix: Fix): CodeAction {
  return { title: fix.title, edit: { changes: { [edit.document.uri]: edit.toTextEdits(fix.changes) } } };
}

/** The first of them is the preferred one. */
function quickFixes(edit: Editor, fixes: Fix[], diagnostic: Diagnostic | undefined): CodeAction[] {
  return fixes.map((fix, i) => ({
    ...action(edit, fix),
    kind: CodeActionKind.QuickFix,
    ...(diagnostic && { diagnostics: [diagnostic] }),
    isPreferred: i === 0,
  }));
}

/** A client asks for kinds by their beginnings; without any it wants what fits the place. */
function wants(only: string[] | undefined, kind: string): boolean {
  if (!only) return kind !== fixAllKind;
  return only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
}
