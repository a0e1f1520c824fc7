import * as vscode from 'vscode';
import { t } from '../../common/translate';
import type { WebhookEvent } from '../../domain/events';

/**
 * Returns a function that shows what could not be noted, once for each webhook until it is: it is tried again, and fails
 * again, while the message is still open.
 */
export function createUnsavedReporter(
  showPanel: (id: string) => Promise<void>,
): (event: WebhookEvent) => Promise<void> {
  const reported = new Set<string>();
  return async (event) => {
    if (event.type === 'saved') reported.delete(event.registration.id);
    if (event.type !== 'unsaved' || reported.has(event.registration.id)) return;
    const { id } = event.registration;
    reported.add(id);
    const output = t('Show Output');
    const copy = t('Copy Message');
    const chosen = await vscode.window.showErrorMessage(event.message, output, copy);
    if (chosen === output) await showPanel(id);
    if (chosen === copy) await vscode.env.clipboard.writeText(event.message);
  };
}
