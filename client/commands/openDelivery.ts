import { t } from '../common/translate';
import { type Command, requireProperty } from './command';
import { chooseDelivery } from './prompts/deliveries';
import { chooseWithDeliveries, findWithDeliveries } from './prompts/registrations';

/** Shows a delivery in the inspector. */
export const openDelivery: Command<{ id: string; deliveryId: string }, void> = {
  id: 'flowWebhooks.openDelivery',

  async act({ webhooks, showDelivery }, input) {
    const { id } = await findWithDeliveries(webhooks, requireProperty(input, 'id'));
    await showDelivery(await (await webhooks.get()).delivery(id, requireProperty(input, 'deliveryId')));
  },

  /** In the output panel, opens the delivery on the line at the cursor, or the log if the line is a failure. */
  async ask({ webhooks, showDelivery, outputPanel, showLog }, given) {
    const line = given.id === undefined ? outputPanel.lineAtCursor() : undefined;
    if (line?.registrationId && line.deliveryId) {
      await showDelivery(await (await webhooks.get()).delivery(line.registrationId, line.deliveryId));
      return;
    }
    if (line?.isFailed) return showLog();
    const title = t('Open Delivery');
    const { id } = await chooseWithDeliveries(webhooks, title, given);
    const all = await webhooks.get();
    await showDelivery(await chooseDelivery({ title }, all, id, given.deliveryId));
  },
};
