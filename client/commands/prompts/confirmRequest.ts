import * as vscode from 'vscode';
import type { RegisterRequest, RequestPreview } from '../../webhooks/webhooksApi';
import { Cancelled } from './steps';

/** Maximum number of body lines in the dialog, which must fit on the screen. */
const maxLines = 16;
/** Maximum number of characters in a line of the dialog. */
const maxLineLength = 160;

/** Shows the exact request and asks to send it. Rejects with {@link Cancelled} unless confirmed. */
export async function confirmRequest(
  preview: RequestPreview,
  { credentials, baseUrl }: RegisterRequest,
): Promise<void> {
  const { origin } = new URL(baseUrl);
  const isNew = credentials !== undefined && credentials.type !== 'none';
  const question = isNew
    ? vscode.l10n.t('Send your credentials to {0}?', origin)
    : vscode.l10n.t('Send this request to {0}?', origin);
  const send = vscode.l10n.t('Send');
  const copy = vscode.l10n.t('Copy as cURL');
  const options = { modal: true, detail: describe(preview) };
  let chosen = await vscode.window.showWarningMessage(question, options, send, copy);
  while (chosen === copy) {
    await copyCurl(preview.curl);
    chosen = await vscode.window.showWarningMessage(question, options, send, copy);
  }
  if (chosen !== send) throw new Cancelled();
}

export async function copyCurl(command: string): Promise<void> {
  await vscode.env.clipboard.writeText(command);
  // Not awaited: the message only confirms the copy.
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Copied as a curl command for bash, zsh or sh. Replace *** with your own values before you run it.'),
  );
}

function describe({ method, url, headers, body, callback }: RequestPreview): string {
  const lines = [`${method} ${url}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const shown = body ? cut(body.split('\n')) : [];
  const where = vscode.l10n.t('Deliveries come to {0} ({1}).', callback.url, callback.parameter);
  return [...lines.map(shorten), '', ...shown, ...(shown.length > 0 ? [''] : []), where].join('\n');
}

function cut(lines: string[]): string[] {
  const left = lines.slice(0, maxLines).map(shorten);
  return lines.length > maxLines ? [...left, vscode.l10n.t('… {0} more lines', lines.length - maxLines)] : left;
}

/** Cuts long lines and keeps the indentation: dialogs drop leading spaces unless they are non-breaking. */
const shorten = (line: string): string => {
  const indented = line.replace(/^ +/, (blanks) => '\u00a0'.repeat(blanks.length * 2));
  return indented.length > maxLineLength ? `${indented.slice(0, maxLineLength)}…` : indented;
};
