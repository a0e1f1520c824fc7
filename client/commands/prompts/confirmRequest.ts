import * as vscode from 'vscode';
import { t } from '../../common/translate';
import type { PolicyTarget } from '../../webhooks/request/policies/policies';
import type { RegisterRequest, RequestPreview } from '../../webhooks/webhooksApi';
import { copyCurl } from './pickShell';
import { Canceled } from './steps';

/** Maximum number of body lines in the dialog, which must fit on the screen. */
const maxLines = 16;
/** Maximum number of characters in a line of the dialog. */
const maxLineLength = 160;

/** Shows the exact request and asks to send it. Rejects with {@link Canceled} unless confirmed. */
export async function confirmRequest(
  preview: RequestPreview,
  { credentials, baseUrl }: RegisterRequest,
): Promise<void> {
  const { origin } = new URL(baseUrl);
  const isNew = credentials !== undefined && credentials.type !== 'none';
  const question = isNew ? t('Send your credentials to {0}?', origin) : t('Send this request to {0}?', origin);
  const send = t('Send');
  const copy = t('Copy as cURL');
  const options = { modal: true, detail: describe(preview) };
  let chosen = await vscode.window.showWarningMessage(question, options, send, copy);
  while (chosen === copy) {
    // Closing the list of shells leads back to the question.
    await copyCurl(copy, preview.curl).catch((error) => {
      if (!(error instanceof Canceled)) throw error;
    });
    chosen = await vscode.window.showWarningMessage(question, options, send, copy);
  }
  if (chosen !== send) throw new Canceled();
}

function describe(preview: RequestPreview): string {
  const { body, callback, differences } = preview;
  const shown = body ? cut(body.split('\n')) : [];
  const where = t('Deliveries go to {0} ({1}).', callback.url, callback.parameter);
  const notes = [...bodyNote(preview), ...differences.map(({ message }) => message)];
  return [...describeHead(preview), '', ...shown, ...(shown.length > 0 ? [''] : []), ...notes, where].join('\n');
}

type Head = Pick<RequestPreview, 'method' | 'url' | 'headers' | 'applied'>;

/** The lines of a request before its body, each with the policies that set it. */
export function describeHead({ method, url, headers, applied }: Head): string[] {
  const addressedBy = policyMark(applied, ({ kind }) => kind === 'address' || kind === 'method' || kind === 'query');
  const named = headers.map(
    ([name, value]) => `${name}: ${value}${policyMark(applied, (target) => isHeader(target, name))}`,
  );
  return [`${method} ${url}${addressedBy}`, ...named].map(shorten);
}

/** The line that says which policies set parts of the body; none without them. */
export function bodyNote({ applied }: Pick<RequestPreview, 'applied'>): string[] {
  const titles = policyMark(applied, ({ kind }) => kind === 'body');
  return titles === '' ? [] : [t('Set in the body: {0}', titles.trim())];
}

const isHeader = (target: PolicyTarget, name: string): boolean =>
  target.kind === 'header' && target.name.toLowerCase() === name.toLowerCase();

/** Returns the titles of the policies that set a part of the request, for the end of its line; empty for none. */
function policyMark(applied: RequestPreview['applied'], isOne: (target: PolicyTarget) => boolean): string {
  const titles = applied.filter(({ targets }) => targets.some(isOne)).map(({ title }) => title);
  return titles.length === 0 ? '' : `  ← ${[...new Set(titles)].join(', ')}`;
}

function cut(lines: string[]): string[] {
  const left = lines.slice(0, maxLines).map(shorten);
  return lines.length > maxLines ? [...left, t('… {0} more lines', lines.length - maxLines)] : left;
}

/** Cuts long lines and keeps the indentation: dialogs drop leading spaces unless they are non-breaking. */
const shorten = (line: string): string => {
  const indented = line.replace(/^ +/, (blanks) => '\u00a0'.repeat(blanks.length * 2));
  return indented.length > maxLineLength ? `${indented.slice(0, maxLineLength)}…` : indented;
};
