import * as vscode from 'vscode';
import { type Command, need } from './command';
import { pickDelivery } from './deliveries';
import { chooseRegistration, findRegistration } from './registrations';

export const redeliver: Command<{ id: string; deliveryId: string }, { status: number }> = {
  id: 'flowWebhooks.redeliver',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, need(input, 'id'));
    return (await webhooks.get()).redeliver(id, need(input, 'deliveryId'));
  },

  async ask({ webhooks, showPanel }, given) {
    const title = vscode.l10n.t('Redeliver');
    const onGitHub = ({ service }: { service: string }) => service === 'github';
    const { id } = await chooseRegistration(webhooks, title, given, onGitHub);
    const all = await webhooks.get();
    const which = async () => {
      const stored = (await all.deliveries(id)).filter(({ kind }) => kind !== 'handshake');
      return (await pickDelivery({ title }, stored)).id;
    };
    const result = await all.redeliver(id, given.deliveryId ?? (await which()));
    await showPanel(id);
    return result;
  },
};
