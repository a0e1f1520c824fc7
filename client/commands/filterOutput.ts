import { t } from '../common/translate';
import { type Command, optionalProperty } from './command';
import { askFilter } from './prompts/askFilter';

/** Filters the lines of the output panel; an empty filter shows all. */
export const filterOutput: Command<{ filter?: string }, void> = {
  id: 'flowWebhooks.filterOutput',
  act: async ({ outputPanel }, input) => outputPanel.setFilter(optionalProperty(input, 'filter') ?? ''),
  ask: async ({ outputPanel }) => askFilter(outputPanel, t('Filter Output')),
};
