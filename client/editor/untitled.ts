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
