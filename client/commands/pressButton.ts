import { InputError } from '../common/inputError';
import type { Command } from './command';
import { pressButton as press } from './prompts/promptBox';

/** Presses a title button of the open prompt from the keyboard: the editor has no key for these buttons. */
export const pressButton: Command<{ button: number }, void> = {
  id: 'flowWebhooks.pressButton',

  async act(_, { button }) {
    if (typeof button !== 'number') throw new InputError('button', 'Supply the number of a button.');
    press(button);
  },

  async ask() {
    press(1);
  },
};
