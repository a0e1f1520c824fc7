import { type CompletionItem, InsertTextFormat, InsertTextMode, MarkupKind } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../../documents/document';
import { type ClientSupport, knownCompletionKind } from '../clientSupport';
import { plainText } from '../plainText';

/** The item as the client can take it: without what it has not declared. */
export function fitItem(document: OpenDocument, item: CompletionItem, support: ClientSupport): CompletionItem {
  const fitted = { ...item };
  if (item.kind) fitted.kind = knownCompletionKind(item.kind, support.completionKinds);
  if (typeof item.documentation === 'object' && support.completionFormat === MarkupKind.PlainText)
    fitted.documentation = plainText(item.documentation.value);
  const edit = item.textEdit;
  if (!edit || !('range' in edit)) return fitted;
  let { newText } = edit;
  if (item.insertTextFormat === InsertTextFormat.Snippet && !support.snippets) {
    newText = withoutPlaceholders(newText);
    fitted.insertTextFormat = InsertTextFormat.PlainText;
  }
  if (item.insertTextMode === InsertTextMode.adjustIndentation && !support.adjustsIndentation) {
    newText = newText.replaceAll('\n', `\n${indentationAt(document, edit.range.start)}`);
    delete fitted.insertTextMode;
  }
  fitted.textEdit = { ...edit, newText };
  return fitted;
}

/** Escapes and placeholders of a snippet: `$1`, `${1}`, `${1:text}` and `${1|a,b|}`. */
const snippetSyntax = /\\([\\$},|])|\$(?:\d+|\{\d+(?::((?:\\.|[^}\\])*)|\|((?:\\.|[^|\\])*)\|)?\})/g;

/** The text of a snippet with the defaults of its placeholders. */
function withoutPlaceholders(snippet: string): string {
  return snippet.replace(snippetSyntax, (_, escaped?: string, text?: string, choices?: string) => {
    if (escaped !== undefined) return escaped;
    const [firstChoice] = choices?.split(/(?<!\\),/) ?? [];
    return withoutPlaceholders(text ?? '') || (firstChoice ?? '').replace(/\\(.)/g, '$1');
  });
}

function indentationAt(document: OpenDocument, { line }: { line: number }): string {
  const start = document.offsetAt({ line, character: 0 });
  return /^[ \t]*/.exec(document.content.slice(start, start + maxIndentation))![0];
}

/** Maximum number of blank characters at the start of a line that are copied. */
const maxIndentation = 1000;
