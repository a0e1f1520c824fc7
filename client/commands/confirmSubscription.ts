import * as vscode from 'vscode';
import { t } from '../common/translate';
import { type Command, requireProperty } from './command';
import { pickDelivery } from './prompts/deliveries';
import { chooseRegistration, findRegistration } from './prompts/registrations';

/** Confirms a subscription of Amazon SNS or Oracle Notifications, which send nothing before. */
export const confirmSubscription: Command<{ id: string; deliveryId: string }, { status: number }> = {
  id: 'flowWebhooks.confirmSubscription',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, requireProperty(input, 'id'));
    return (await webhooks.get()).confirmSubscription(id, requireProperty(input, 'deliveryId'));
  },

  async ask(context, given) {
    const title = t('Confirm Subscription');
    const registration = await chooseRegistration(context.webhooks, title, given);
    const webhooks = await context.webhooks.get();
    const { id } = registration;
    const which = async () => {
      const asked = (await webhooks.deliveries(id)).filter(({ kind }) => kind === 'handshake');
      return (await pickDelivery({ title }, asked)).id;
    };
    const result = await webhooks.confirmSubscription(id, given.deliveryId ?? (await which()));
    void vscode.window.showInformationMessage(
      t('The subscription of "{0}" is confirmed. Deliveries arrive from now on.', registration.title),
    );
    return result;
  },
};
