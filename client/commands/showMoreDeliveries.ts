import { t } from '../common/translate';
import { type Command, requireProperty } from './command';
import { chooseRegistration, findRegistration } from './prompts/registrations';

/** Shows the next page of a webhook's deliveries in the view. */
export const showMoreDeliveries: Command<{ id: string }, void> = {
  id: 'flowWebhooks.showMoreDeliveries',

  async act({ webhooks, webhookTree }, input) {
    webhookTree.showMore((await findRegistration(webhooks, requireProperty(input, 'id'))).id);
  },

  async ask({ webhooks, webhookTree }, given) {
    webhookTree.showMore((await chooseRegistration(webhooks, t('Show More Deliveries'), given)).id);
  },
};
