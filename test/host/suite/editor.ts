import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { eventually } from '../eventually';
import { currentSuite } from './harness';

/** URI of a file in the folder of the suite. */
export function fileUri(name: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, currentSuite(), name);
}

export async function open(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(fileUri(name));
}

/** Our findings in a file, as `code at the text in its range`. */
export function findings(document: vscode.TextDocument): string[] {
  return ours(document.uri).map(({ code, range }) => `${codeOf(code)} at ${document.getText(range)}`);
}

export function ours(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'flow-webhooks');
}

export function codeOf(code: vscode.Diagnostic['code']): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** Waits until our findings in a file are there and fit. */
export async function waitForFindings(
  document: vscode.TextDocument,
  fits: (found: string[]) => boolean = (found) => found.length > 0,
): Promise<string[]> {
  let found: string[] = [];
  await eventually(`findings in ${document.fileName}`, () => {
    found = findings(document);
    return fits(found);
  }).catch((error: Error) => assert.fail(`${error.message}. Found: ${found.join('; ') || 'nothing'}`));
  return found;
}

/** The place of a text, at its beginning or after it. */
export function placeOf(
  document: vscode.TextDocument,
  text: string,
  side: 'before' | 'after' = 'before',
): vscode.Position {
  const at = document.getText().indexOf(text);
  assert.notEqual(at, -1, `${text} stands nowhere in ${document.fileName}`);
  return document.positionAt(side === 'before' ? at : at + text.length);
}

/** The titles of the code lenses of triggers in a file, without their icons. */
export async function lensTitles(uri: vscode.Uri): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
  const commands = lenses.flatMap(({ command }) => (command?.command.startsWith('flowWebhooks.') ? [command] : []));
  return commands.map(({ title }) => title.replace(/\$\([\w-]+\)\s*/g, ''));
}
