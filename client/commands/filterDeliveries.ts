import { t } from '../common/translate';
import { type Command, optionalProperty } from './command';
import { askFilter } from './prompts/askFilter';

/** Filters the deliveries in the Flow Webhooks view; an empty filter shows all. */
export const filterDeliveries: Command<{ filter?: string }, void> = {
  id: 'flowWebhooks.filterDeliveries',
  act: async ({ webhookTree }, input) => webhookTree.setFilter(optionalProperty(input, 'filter') ?? ''),
  ask: async ({ webhookTree }) => askFilter(webhookTree, t('Filter Deliveries')),
};
