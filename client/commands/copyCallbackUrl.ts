import * as vscode from 'vscode';
import type { WebhookRegistration } from '../domain/registration';
import { type Command, need } from './command';
import { chooseRegistration, findRegistration } from './prompts/registrations';

/** Whoever has the URL can deliver: it is shown nowhere, only copied when asked for. */
export async function copyToClipboard({ callbackUrl }: WebhookRegistration): Promise<void> {
  await vscode.env.clipboard.writeText(callbackUrl);
}

export const copyCallbackUrl: Command<{ id: string }, void> = {
  id: 'flowWebhooks.copyCallbackUrl',

  async act({ webhooks }, input) {
    await copyToClipboard(await findRegistration(webhooks, need(input, 'id')));
  },

  async ask({ webhooks }, given) {
    await copyToClipboard(await chooseRegistration(webhooks, vscode.l10n.t('Copy Callback URL'), given));
    const about = vscode.l10n.t('The callback URL is on the clipboard. Whoever has it can deliver to your receiver.');
    void vscode.window.showInformationMessage(about);
  },
};
