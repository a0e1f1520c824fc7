import * as vscode from 'vscode';
import { type Command, requireProperty } from './command';
import { chooseRegistration, copyCallback, findRegistration } from './prompts/registrations';

export const copyCallbackUrl: Command<{ id: string }, void> = {
  id: 'flowWebhooks.copyCallbackUrl',

  async act({ webhooks }, input) {
    await copyCallback(await findRegistration(webhooks, requireProperty(input, 'id')));
  },

  async ask({ webhooks }, given) {
    await copyCallback(await chooseRegistration(webhooks, vscode.l10n.t('Copy Callback URL'), given));
    const about = vscode.l10n.t('The callback URL is on the clipboard. Whoever has it can send deliveries to you.');
    void vscode.window.showInformationMessage(about);
  },
};
