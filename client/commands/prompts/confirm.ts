import * as vscode from 'vscode';
import { Cancelled } from './steps';

/** Asks for confirmation in a modal dialog. Rejects with {@link Cancelled} unless `yes` is chosen. */
export async function confirm(question: string, detail: string, yes: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) throw new Cancelled();
}
