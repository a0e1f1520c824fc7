import * as vscode from 'vscode';
import { t } from '../common/translate';

/** Copies a text, and shows the beginning of it in the status bar. */
export async function copyText(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  const line = text.replace(/\s+/g, ' ');
  const shown = line.length > maxShown ? `${line.slice(0, maxShown)}…` : line;
  vscode.window.setStatusBarMessage(t('$(check) Copied {0}', shown), shownMs);
}

/** Maximum number of characters of what was copied in the status bar. */
const maxShown = 80;
/** How long the status bar shows it, in milliseconds. */
const shownMs = 5_000;
