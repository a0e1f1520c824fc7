import { t } from '../common/translate';
import { type Command, requireProperty } from './command';
import { chooseDelivery } from './prompts/deliveries';
import { chooseWithDeliveries } from './prompts/registrations';
import { askAndSave, type Saved, saveDeliveries } from './saveDeliveries';

interface Input {
  id: string;
  deliveryId: string;
  /** A folder in the workspace; `deliveries` if omitted. */
  folder?: string;
}

/** Saves one delivery as a fixture. */
export const saveDelivery: Command<Input, Saved> = {
  id: 'flowWebhooks.saveDelivery',

  async act(context, { deliveryId, ...input }) {
    return saveDeliveries.act(context, { ...input, deliveryIds: [requireProperty({ deliveryId }, 'deliveryId')] });
  },

  async ask(context, given) {
    const frame = { title: t('Save Delivery in the Workspace') };
    const registration = await chooseWithDeliveries(context.webhooks, frame.title, given);
    const all = await context.webhooks.get();
    const delivery = await chooseDelivery(frame, all, registration.id, given.deliveryId);
    return askAndSave(context, frame, registration, [delivery.id], given.folder);
  },
};
