import * as vscode from 'vscode';
import { t } from '../common/translate';
import type { Webhooks } from '../webhooks/webhooksApi';
import { type Command, optionalProperty } from './command';
import { confirm } from './prompts/confirm';
import { type Choice, pickOne } from './prompts/pick';

export const removeCredentials: Command<{ origin?: string }, string[]> = {
  id: 'flowWebhooks.removeCredentials',

  async act({ webhooks }, input) {
    return (await webhooks.get()).removeCredentials(optionalProperty(input, 'origin'));
  },

  async ask({ webhooks }) {
    const all = await webhooks.get();
    const origins = new Set((await all.credentials()).map(({ origin }) => origin));
    const everywhere: Choice<string | undefined> = { value: undefined, label: t('All of them') };
    const choices = [
      everywhere,
      ...[...origins].map((origin): Choice<string | undefined> => ({ value: origin, label: origin })),
    ];
    const title = t('Remove Credentials');
    const origin =
      origins.size > 0 ? await pickOne({ title }, t('Remove the credentials of which service?'), choices) : undefined;
    return confirmRemoval(all, origin);
  },
};

/** Asks for confirmation, then removes the saved credentials of one origin, or all of them. */
export async function confirmRemoval(webhooks: Webhooks, origin: string | undefined): Promise<string[]> {
  await confirm(
    origin ? t('Remove the credentials saved for {0}?', origin) : t('Remove all saved credentials?'),
    t('Webhooks stay registered, but you must sign in again to delete one.'),
    t('Remove'),
  );
  const forgotten = await webhooks.removeCredentials(origin);
  void vscode.window.showInformationMessage(
    forgotten.length ? t('Removed the credentials of {0}.', forgotten.join(', ')) : t('No credentials were saved.'),
  );
  return forgotten;
}
