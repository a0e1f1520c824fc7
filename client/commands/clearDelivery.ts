import { formatMoment } from '../common/time';
import { t } from '../common/translate';
import { deliveryName } from '../webhooks/deliveries/deliveryName';
import { cannotBeUndone, clearDeliveries } from './clearDeliveries';
import { type Command, requireProperty } from './command';
import { confirm } from './prompts/confirm';
import { chooseDelivery } from './prompts/deliveries';
import { chooseWithDeliveries } from './prompts/registrations';

/** Clears one delivery. */
export const clearDelivery: Command<{ id: string; deliveryId: string }, { cleared: number }> = {
  id: 'flowWebhooks.clearDelivery',

  async act(context, { deliveryId, ...input }) {
    return clearDeliveries.act(context, { ...input, deliveryIds: [requireProperty({ deliveryId }, 'deliveryId')] });
  },

  async ask({ webhooks }, given) {
    const title = t('Clear Delivery');
    const { id } = await chooseWithDeliveries(webhooks, title, given);
    const all = await webhooks.get();
    const delivery = await chooseDelivery({ title }, all, id, given.deliveryId);
    await confirm(
      t('Clear the delivery "{0}" of {1}?', deliveryName(delivery), formatMoment(delivery.receivedAt)),
      cannotBeUndone(1),
      t('Clear'),
    );
    return { cleared: await all.clearDeliveries(id, [delivery.id]) };
  },
};
