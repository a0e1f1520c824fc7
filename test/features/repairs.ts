/** Code actions as an editor shows and applies them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeAction, Diagnostic } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse as parseYaml, stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { keySpan, type Node, spanOf } from '../../server/documents/tree';
import { codeActions, fixAllKind } from '../../server/features/codeActions';
import { definitionOf, validate } from '../../server/features/validate';
import type { Json } from '../../server/protocol/json';
import type { Profile } from '../../server/protocol/requests';
import type { Path } from '../rules/webhooks';

export type Language = 'json' | 'yaml';

export const open = (language: Language, text: string): OpenDocument =>
  new OpenDocument(`file:///a.swagger.${language}`, language, 1, text);

export const write = (language: Language, data: unknown): string =>
  language === 'json' ? JSON.stringify(data, null, 2) : stringify(data);

/** @throws where it does not parse. */
export const read = (language: Language, text: string): Json =>
  language === 'json' ? JSON.parse(text) : (parseYaml(text, { maxAliasCount: -1 }) as Json);

/** The text of a definition in which a fault was found. */
export const caseText = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'cases', `${name}.swagger.json`), 'utf8');

export const findingsOf = (document: OpenDocument, profile: Profile = 'custom'): Diagnostic[] =>
  validate(document, definitionOf(document), { profile });

/** The quick fixes of a finding, except for the one that ignores it. */
export function repairsOf(document: OpenDocument, finding: Diagnostic, profile: Profile = 'custom'): CodeAction[] {
  const definition = definitionOf(document);
  // An OpenAPI 3 definition is converted as a whole.
  if (!definition) return [];
  const actions = codeActions(document, definition, finding.range, [finding], ['quickfix'], [], { profile });
  return actions.filter(({ diagnostics, title }) => diagnostics && !title.startsWith('Ignore'));
}

/** *Fix all*; empty when there is nothing to fix. */
export function fixAllOf(document: OpenDocument, profile: Profile = 'custom'): CodeAction[] {
  const start = { line: 0, character: 0 };
  const definition = definitionOf(document);
  const at = { start, end: start };
  return definition ? codeActions(document, definition, at, [], [fixAllKind], [], { profile }) : [];
}

export function applied(document: OpenDocument, action: CodeAction): string {
  const edits = action.edit!.changes![document.uri]!;
  return TextDocument.applyEdits(TextDocument.create(document.uri, document.languageId, 1, document.content), edits);
}

/** By offset, the path of the key or value that begins there; of a key rather than of the object that begins with it. */
export function pathsOf(document: OpenDocument): Map<number, Path> {
  const paths = new Map<number, Path>();
  const remember = (node: Node | undefined, path: Path): void => {
    if (!node) return;
    if (!paths.has(spanOf(node).start)) paths.set(spanOf(node).start, path);
    for (const member of node.members) {
      paths.set(keySpan(member).start, [...path, member.key]);
      remember(member.value, [...path, member.key]);
    }
    for (const [index, item] of node.items.entries()) remember(item, [...path, index]);
  };
  remember(document.tree.root, []);
  return paths;
}

/** The code of each finding and the path of its place, which stay the same when something else in the text changes. */
export function marksOf(document: OpenDocument, findings: Diagnostic[]): string[] {
  const paths = pathsOf(document);
  return findings.map(({ code, range }) => `${code} ${(paths.get(document.offsetAt(range.start)) ?? []).join('/')}`);
}
