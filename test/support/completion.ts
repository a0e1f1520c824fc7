import type { CompletionItem, TextEdit } from 'vscode-languageserver-protocol';
import { InsertTextFormat, InsertTextMode } from 'vscode-languageserver-protocol';
import { OpenDocument } from '../../server/documents/document';
import { noYamlEngine } from '../../server/engine/yamlEngine';
import { complete } from '../../server/features/complete';
import { definitionOf } from '../../server/features/validate';

/** No YAML engine: what is offered is ours. */
export const noEngine = noYamlEngine;

export type Name = 'a.swagger.json' | 'a.swagger.jsonc' | 'a.swagger.yaml';

/** A document and the place of the cursor, given as `|` in its text (`‖` where the text itself has bars). */
function withCursor(marked: string, name: Name): { document: OpenDocument; offset: number } {
  const cursor = marked.includes('‖') ? '‖' : '|';
  const offset = marked.indexOf(cursor);
  if (offset < 0) throw new Error('The text has no cursor.');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const languageId = name.endsWith('.yaml') ? 'yaml' : name.slice('a.swagger.'.length);
  return { document: new OpenDocument(`file:///${name}`, languageId, 1, text), offset };
}

export async function itemsAt(marked: string, name: Name, engine = noEngine): Promise<CompletionItem[]> {
  const { document, offset } = withCursor(marked, name);
  return complete(document, definitionOf(document), offset, engine);
}

export async function labelsAt(marked: string, name: Name, engine = noEngine): Promise<string[]> {
  return (await itemsAt(marked, name, engine)).map((item) => item.label);
}

/** The whole text after the item of that label was chosen and its places were left at their defaults. */
export async function choose(marked: string, name: Name, label: string, engine = noEngine): Promise<string> {
  const { document, offset } = withCursor(marked, name);
  const items = await complete(document, definitionOf(document), offset, engine);
  const item = items.find((one) => one.label === label);
  if (!item) throw new Error(`Not offered: ${label}. Offered: ${items.map((one) => one.label).join(', ')}`);
  return accept(document, item);
}

/** The text after an item was taken, its places left at their defaults. */
export function accept(document: OpenDocument, item: CompletionItem): string {
  const edit = item.textEdit as TextEdit;
  const start = document.offsetAt(edit.range.start);
  let text = edit.newText;
  if (item.insertTextMode === InsertTextMode.adjustIndentation) {
    const line = document.content.slice(document.content.lastIndexOf('\n', start - 1) + 1, start);
    text = text.replaceAll('\n', `\n${/^[ \t]*/.exec(line)![0]}`);
  }
  if (item.insertTextFormat === InsertTextFormat.Snippet) text = expand(text);
  const edits = [{ range: edit.range, newText: text }, ...(item.additionalTextEdits ?? [])]
    .map(({ range, newText }) => ({
      start: document.offsetAt(range.start),
      end: document.offsetAt(range.end),
      newText,
    }))
    .sort((a, b) => b.start - a.start);
  return edits.reduce((all, one) => all.slice(0, one.start) + one.newText + all.slice(one.end), document.content);
}

/** Snippet syntax with its defaults in place: `$1`, `${1}`, `${1:text}`, `${1|a,b|}` and escapes. */
function expand(snippet: string): string {
  return snippet.replace(
    /\\([\\$},|])|\$(?:\d+|\{\d+(?::((?:\\.|[^}\\])*)|\|((?:\\.|[^|\\])*)\|)?\})/g,
    (_, escaped?: string, text?: string, choices?: string) => {
      if (escaped !== undefined) return escaped;
      const first = choices?.split(/(?<!\\),/)[0];
      return (text ?? first ?? '').replace(/\\(.)/g, '$1');
    },
  );
}
