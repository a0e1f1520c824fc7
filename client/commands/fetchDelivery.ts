import * as vscode from 'vscode';
import type { Delivery } from '../domain/delivery';
import { type Command, need } from './command';
import { resultOf } from './deliveries';
import { type Choice, pickOne } from './prompts/prompts';
import { chooseRegistration, findRegistration, isOnGithub } from './prompts/registrations';
import { signInAgain } from './prompts/signInAgain';

export const fetchDelivery: Command<{ id: string; deliveryId: string }, Delivery> = {
  id: 'flowWebhooks.fetchDelivery',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, need(input, 'id'));
    return resultOf(await (await webhooks.get()).fetchDelivery(id, need(input, 'deliveryId')));
  },

  async ask(services, given) {
    const title = vscode.l10n.t('Fetch a Missed Delivery');
    const registration = await chooseRegistration(services.webhooks, title, given, isOnGithub);
    const { id } = registration;
    const found = await signInAgain(services, registration, title, (webhooks) =>
      webhooks.missed(id, { interactive: true }),
    );
    if (found.length === 0) throw new Error(vscode.l10n.t('Everything that GitHub sent to this webhook has arrived.'));
    const choices = found.map(
      ({ deliveryId, event, deliveredAt }): Choice<string> => ({
        value: deliveryId,
        label: event,
        description: new Date(deliveredAt).toLocaleString(),
      }),
    );
    const deliveryId = await pickOne({ title }, vscode.l10n.t('Which delivery?'), choices);
    const delivery = await (await services.webhooks.get()).fetchDelivery(id, deliveryId, { interactive: true });
    await services.showPanel(id);
    return resultOf(delivery);
  },
};
