import { formatMoment } from '../common/time';
import { t } from '../common/translate';
import { deliveryName } from '../webhooks/deliveries/deliveryName';
import { type Command, requireProperty } from './command';
import { confirm } from './prompts/confirm';
import { pickDelivery } from './prompts/deliveries';
import { chooseWithDeliveries, findWithDeliveries } from './prompts/registrations';

/** Clears one delivery. */
export const clearDelivery: Command<{ id: string; deliveryId: string }, { cleared: number }> = {
  id: 'flowWebhooks.clearDelivery',

  async act({ webhooks }, input) {
    const { id } = await findWithDeliveries(webhooks, requireProperty(input, 'id'));
    return { cleared: await (await webhooks.get()).clearDeliveries(id, [requireProperty(input, 'deliveryId')]) };
  },

  async ask({ webhooks }, given) {
    const title = t('Clear Delivery');
    const { id } = await chooseWithDeliveries(webhooks, title, given);
    const all = await webhooks.get();
    const delivery =
      given.deliveryId === undefined
        ? await pickDelivery({ title }, await all.deliveries(id))
        : await all.delivery(id, given.deliveryId);
    await confirm(
      t('Clear the delivery "{0}" of {1}?', deliveryName(delivery), formatMoment(delivery.receivedAt)),
      t("It is removed from this computer. This can't be undone."),
      t('Clear'),
    );
    return { cleared: await all.clearDeliveries(id, [delivery.id]) };
  },
};
