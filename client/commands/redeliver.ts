import * as vscode from 'vscode';
import { type Command, need } from './command';
import { pickDelivery } from './deliveries';
import { chooseRegistration, findRegistration, isOnGithub } from './prompts/registrations';
import { signInAgain } from './prompts/signInAgain';

export const redeliver: Command<{ id: string; deliveryId: string }, { status: number }> = {
  id: 'flowWebhooks.redeliver',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, need(input, 'id'));
    return (await webhooks.get()).redeliver(id, need(input, 'deliveryId'));
  },

  async ask(services, given) {
    const title = vscode.l10n.t('Redeliver');
    const registration = await chooseRegistration(services.webhooks, title, given, isOnGithub);
    const { id } = registration;
    const which = async () => {
      const all = await (await services.webhooks.get()).deliveries(id);
      const sent = all.filter(({ kind }) => kind !== 'handshake');
      return (await pickDelivery({ title }, sent)).id;
    };
    const deliveryId = given.deliveryId ?? (await which());
    const result = await signInAgain(services, registration, title, (webhooks) =>
      webhooks.redeliver(id, deliveryId, { interactive: true }),
    );
    await services.showPanel(id);
    return result;
  },
};
