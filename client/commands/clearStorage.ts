import * as vscode from 'vscode';
import { InputError } from '../common/inputError';
import { t } from '../common/translate';
import { type Command, optionalProperty } from './command';
import { confirm } from './prompts/confirm';

interface Input {
  /** Has to be true: deliveries of all projects are removed. */
  all?: boolean;
}

/** Clears the stored deliveries of all webhooks, deleted ones included. The webhooks stay registered. */
export const clearStorage: Command<Input, { cleared: number }> = {
  id: 'flowWebhooks.clearStorage',

  async act({ webhooks }, input) {
    if (optionalProperty(input, 'all', 'boolean') !== true)
      throw new InputError('all', t('Confirm that the deliveries of all webhooks are to be cleared.'));
    return { cleared: await (await webhooks.get()).clearAllDeliveries() };
  },

  async ask({ webhooks }) {
    const all = await webhooks.get();
    await confirm(
      t('Clear the stored deliveries of all webhooks, in all projects?'),
      t("They are removed from {0}. This can't be undone. Your webhooks stay registered.", all.storageFolder),
      t('Clear'),
    );
    const cleared = await all.clearAllDeliveries();
    void vscode.window.showInformationMessage(
      cleared === 1 ? t('1 delivery was cleared.') : t('{0} deliveries were cleared.', cleared),
    );
    return { cleared };
  },
};
