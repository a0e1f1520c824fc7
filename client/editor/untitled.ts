import * as vscode from 'vscode';

/**
 * Shows a new untitled document. The content is an edit: the editor backs up what was edited, so that it is still there
 * after a reload, and not the content that a document is opened with.
 */
export async function showUntitled(language: string, content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language });
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), content);
  await vscode.workspace.applyEdit(edit);
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  return document;
}

/**
 * Gives an untitled definition that an earlier window left its language again: where that window had no time to save its
 * state, the editor restores the text alone. A document that somebody begins opens empty, and is left alone.
 */
export function restoreLanguages(): vscode.Disposable {
  for (const document of vscode.workspace.textDocuments) restoreLanguage(document);
  return vscode.workspace.onDidOpenTextDocument(restoreLanguage);
}

function restoreLanguage(document: vscode.TextDocument): void {
  const language = lostLanguage(document);
  if (language) void vscode.languages.setTextDocumentLanguage(document, language);
}

/** Returns the language that a restored definition had; undefined for any other document. */
export const lostLanguage = (document: vscode.TextDocument): 'json' | 'yaml' | undefined =>
  document.isUntitled && document.languageId === 'plaintext' ? languageOf(document.getText()) : undefined;

/** Returns the language of a definition; undefined for any other text. */
function languageOf(text: string): 'json' | 'yaml' | undefined {
  if (!text.includes('x-ms-')) return undefined;
  if (/^\s*\{[^{}]*"swagger"\s*:/.test(text.slice(0, 2_000))) return 'json';
  return /^swagger\s*:/m.test(text) ? 'yaml' : undefined;
}
