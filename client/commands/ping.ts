import * as vscode from 'vscode';
import { type Command, need } from './command';
import { chooseRegistration, findRegistration } from './registrations';

export const ping: Command<{ id: string }, { status: number }> = {
  id: 'flowWebhooks.ping',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, need(input, 'id'));
    return (await webhooks.get()).ping(id);
  },

  async ask({ webhooks, showPanel }, given) {
    const onGitHub = ({ service }: { service: string }) => service === 'github';
    const { id } = await chooseRegistration(webhooks, vscode.l10n.t('Ping Webhook'), given, onGitHub);
    const result = await (await webhooks.get()).ping(id);
    await showPanel(id);
    return result;
  },
};
