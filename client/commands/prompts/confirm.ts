import * as vscode from 'vscode';
import { Canceled } from './steps';

/** Asks for confirmation in a modal dialog. Rejects with {@link Canceled} unless `yes` is chosen. */
export async function confirm(question: string, detail: string, yes: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) throw new Canceled();
}
