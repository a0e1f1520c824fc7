import * as vscode from 'vscode';
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
    const everywhere: Choice<string | undefined> = { value: undefined, label: vscode.l10n.t('All of them') };
    const choices = [
      everywhere,
      ...[...origins].map((origin): Choice<string | undefined> => ({ value: origin, label: origin })),
    ];
    const title = vscode.l10n.t('Remove Credentials');
    const origin =
      origins.size > 0
        ? await pickOne({ title }, vscode.l10n.t('The credentials of which service?'), choices)
        : undefined;
    return confirmRemoval(all, origin);
  },
};

/** Asks for confirmation, then removes the saved credentials of one origin, or all of them. */
export async function confirmRemoval(webhooks: Webhooks, origin: string | undefined): Promise<string[]> {
  await confirm(
    origin
      ? vscode.l10n.t('Forget the credentials kept for {0}?', origin)
      : vscode.l10n.t('Forget all kept credentials?'),
    vscode.l10n.t('Webhooks stay registered; to delete one you will have to sign in again.'),
    vscode.l10n.t('Forget'),
  );
  const forgotten = await webhooks.removeCredentials(origin);
  void vscode.window.showInformationMessage(
    forgotten.length
      ? vscode.l10n.t('Forgotten: {0}', forgotten.join(', '))
      : vscode.l10n.t('No credentials were kept.'),
  );
  return forgotten;
}
