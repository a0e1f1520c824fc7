import * as vscode from 'vscode';
import { type Command, need } from './command';
import { chooseRegistration, findRegistration } from './prompts/registrations';

/** The next page of a webhook's deliveries, in the view. */
export const showMoreDeliveries: Command<{ id: string }, void> = {
  id: 'flowWebhooks.showMoreDeliveries',

  async act({ webhooks, tree }, input) {
    tree.showMore((await findRegistration(webhooks, need(input, 'id'))).id);
  },

  async ask({ webhooks, tree }, given) {
    tree.showMore((await chooseRegistration(webhooks, vscode.l10n.t('Show More Deliveries'), given)).id);
  },
};
