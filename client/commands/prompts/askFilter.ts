import { t } from '../../common/translate';
import type { Filterable } from '../command';
import { askText } from './askText';

/** Asks for a filter in the syntax of `views/filter.ts` and applies it; the box starts with the current filter. */
export async function askFilter(view: Filterable, title: string): Promise<void> {
  const prompt = t('Words that must all match. A "-" before a word excludes it. Leave empty to show everything.');
  const placeholder = 'trigger:orders event:push verdict:failed -ping';
  view.setFilter(await askText({ title }, { prompt, placeholder, value: view.filterText }));
}
