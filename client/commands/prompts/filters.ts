import * as vscode from 'vscode';
import { type Command, type Filterable, optional } from '../command';
import { askText } from './prompts';

/** Which deliveries the view shows; nothing shows all. */
export const filterDeliveries: Command<{ filter?: string }, void> = {
  id: 'flowWebhooks.filterDeliveries',
  act: async ({ tree }, input) => tree.setFilter(filterText(input)),
  ask: async ({ tree }) => askFilter(tree, vscode.l10n.t('Filter Deliveries')),
};

/** Which lines the output panel shows; nothing shows all. */
export const filterOutput: Command<{ filter?: string }, void> = {
  id: 'flowWebhooks.filterOutput',
  act: async ({ output }, input) => output.setFilter(filterText(input)),
  ask: async ({ output }) => askFilter(output, vscode.l10n.t('Filter Output')),
};

const filterText = (input: { filter?: string }): string => optional(input, 'filter') ?? '';

async function askFilter(filtered: Filterable, title: string): Promise<void> {
  const prompt = vscode.l10n.t('Words that all have to fit; a "-" before one excludes it. Nothing shows everything.');
  const placeholder = 'trigger:orders event:push verdict:failed -ping';
  filtered.setFilter(await askText({ title }, { prompt, placeholder, value: filtered.filterText }));
}
