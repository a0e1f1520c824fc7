import type { CompletionItem } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../../documents/document';
import type { CompletionEngine } from '../../engine/completionEngine';
import type { Spot } from './spot';

export async function yamlItems(
  _document: OpenDocument,
  _spot: Spot,
  _offset: number,
  _engine: CompletionEngine,
): Promise<CompletionItem[]> {
  return [];
}
