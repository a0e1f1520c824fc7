import type { CompletionItem, TextEdit } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../../documents/document';
import { noSupport } from '../clientSupport';
import { fitItem } from './fitItem';

/** The text of a document after an item was accepted, with its placeholders left at their defaults. */
export function acceptedText(document: OpenDocument, item: CompletionItem): string {
  const { range, newText } = fitItem(document, item, noSupport).textEdit as TextEdit;
  const { content } = document;
  return content.slice(0, document.offsetAt(range.start)) + newText + content.slice(document.offsetAt(range.end));
}
