import { formatMoment } from '../common/time';
import { t } from '../common/translate';
import type { CheckState, Delivery } from '../domain/delivery';
import { type Command, requireProperty } from './command';
import { deliveryResult } from './prompts/deliveries';
import { type Choice, pickOne } from './prompts/pick';
import { chooseRegistration, findRegistration, isOnGithub } from './prompts/registrations';
import { signInAgain } from './prompts/signInAgain';

export const fetchDelivery: Command<{ id: string; deliveryId: string }, Delivery & CheckState> = {
  id: 'flowWebhooks.fetchDelivery',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, requireProperty(input, 'id'));
    return deliveryResult(await (await webhooks.get()).fetchDelivery(id, requireProperty(input, 'deliveryId')));
  },

  async ask(context, given) {
    const title = t('Fetch a Missed Delivery');
    const registration = await chooseRegistration(context.webhooks, title, given, isOnGithub);
    const { id } = registration;
    const found = await signInAgain(context, registration, title, (webhooks) =>
      webhooks.missed(id, { interactive: true }),
    );
    if (found.length === 0) throw new Error(t('Everything that GitHub sent to this webhook has arrived.'));
    const choices = found.map(
      ({ deliveryId, event, deliveredAt }): Choice<string> => ({
        value: deliveryId,
        label: event,
        description: formatMoment(deliveredAt),
      }),
    );
    const deliveryId = await pickOne({ title }, t('Which delivery?'), choices);
    const delivery = await (await context.webhooks.get()).fetchDelivery(id, deliveryId, { interactive: true });
    await context.showPanel(id);
    return deliveryResult(delivery);
  },
};
