import { t } from '../common/translate';
import type { CheckState, Delivery } from '../domain/delivery';
import { type Command, requireProperty } from './command';
import { deliveryResult, pickDelivery } from './prompts/deliveries';
import { chooseWithDeliveries, findWithDeliveries } from './prompts/registrations';

export const deliveries: Command<{ id: string }, (Delivery & CheckState)[]> = {
  id: 'flowWebhooks.deliveries',

  async act({ webhooks }, input) {
    const { id } = await findWithDeliveries(webhooks, requireProperty(input, 'id'));
    return (await (await webhooks.get()).deliveries(id)).map(deliveryResult);
  },

  async ask({ webhooks, showDelivery }, given) {
    const registration = await chooseWithDeliveries(webhooks, title(), given);
    const stored = await (await webhooks.get()).deliveries(registration.id);
    await showDelivery(await pickDelivery({ title: title() }, stored));
    return stored.map(deliveryResult);
  },
};

const title = () => t('Deliveries');
