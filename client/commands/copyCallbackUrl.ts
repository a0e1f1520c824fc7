import * as vscode from 'vscode';
import { t } from '../common/translate';
import { type Command, requireProperty } from './command';
import { chooseRegistration, copyCallback, findRegistration } from './prompts/registrations';

export const copyCallbackUrl: Command<{ id: string }, void> = {
  id: 'flowWebhooks.copyCallbackUrl',

  async act({ webhooks }, input) {
    await copyCallback(await findRegistration(webhooks, requireProperty(input, 'id')));
  },

  async ask({ webhooks }, given) {
    await copyCallback(await chooseRegistration(webhooks, t('Copy Callback URL'), given));
    const about = t('The callback URL is on the clipboard. Whoever has it can send deliveries to you.');
    void vscode.window.showInformationMessage(about);
  },
};
