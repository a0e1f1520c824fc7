import { type Command, optionalProperty } from './command';
import { findRegistration } from './prompts/registrations';

export const tail: Command<{ id?: string }, void> = {
  id: 'flowWebhooks.tail',

  async act({ webhooks, showPanel }, input) {
    const id = optionalProperty(input, 'id');
    if (id !== undefined) await findRegistration(webhooks, id);
    await showPanel(id);
  },

  async ask({ showPanel }, { id }) {
    await showPanel(id);
  },
};
