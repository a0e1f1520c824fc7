import * as vscode from 'vscode';
import { Cancelled } from './steps';

/** A yes that has to be said; anything else is {@link Cancelled}. */
export async function confirm(question: string, detail: string, yes: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) throw new Cancelled();
}
