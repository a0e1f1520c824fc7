import * as vscode from 'vscode';
import { withProgress } from '../progress';
import type { Credentials, Registration, RemoteOutcome } from '../webhooks/types';
import { type Command, messageOf, need, optional, type Services } from './command';
import { askCredentials } from './credentials';
import { Cancelled, confirm } from './prompts';
import { chooseRegistration, findRegistration } from './registrations';
import { refusedCredentials, rejectedFor } from './rejections';
import { useOtherCredentials } from './signInAgain';

export interface DeleteInput {
  id: string;
  forget?: boolean;
  /** For a webhook whose own are no longer kept. */
  credentials?: Credentials;
}

export interface DeleteResult {
  id: string;
  remote: RemoteOutcome;
}

const title = () => vscode.l10n.t('Delete Webhook');

// `delete` is a reserved word.
export const deleteWebhook: Command<DeleteInput, DeleteResult> = {
  id: 'flowWebhooks.delete',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, need(input, 'id'));
    const forget = optional(input, 'forget', 'boolean');
    const credentials = optional(input, 'credentials', 'object');
    return { id, remote: await (await webhooks.get()).delete(id, { forget, credentials }) };
  },

  async ask(services, given) {
    const registration = await chooseRegistration(services.webhooks, title(), given);
    const { method, url } = registration.request;
    await confirm(
      vscode.l10n.t('Delete the webhook of "{0}"?', registration.title),
      vscode.l10n.t('It was made with {0} {1}.', method, url),
      vscode.l10n.t('Delete'),
    );
    const remote = await deleteOrForget(services, registration);
    void vscode.window.showInformationMessage(describe(registration, remote));
    return { id: registration.id, remote };
  },
};

/** Asks for credentials where they are gone, and offers to forget the entry where the service will not delete. */
async function deleteOrForget(services: Services, registration: Registration): Promise<RemoteOutcome> {
  const webhooks = await services.webhooks.get();
  const doing = vscode.l10n.t('Deleting the webhook of "{0}"', registration.title);
  let credentials: Credentials | undefined;
  for (;;) {
    try {
      return await withProgress(doing, () => webhooks.delete(registration.id, { credentials }));
    } catch (error) {
      const isMissing = rejectedFor(error, 'credentials') && !credentials;
      if (isMissing || (await offerInstead(registration, error)) === 'signIn') {
        credentials = await askCredentials(title(), registration, services);
        continue;
      }
      return webhooks.delete(registration.id, { forget: true });
    }
  }
}

async function offerInstead(registration: Registration, error: unknown): Promise<'signIn' | 'forget'> {
  const forget = vscode.l10n.t('Forget');
  const other = useOtherCredentials();
  const failed = vscode.l10n.t(
    'The webhook of "{0}" was not deleted: {1} Forgetting it drops it from the list only; it may go on at the service.',
    registration.title,
    messageOf(error),
  );
  const offered = refusedCredentials(error) ? [other, forget] : [forget];
  const chosen = await vscode.window.showErrorMessage(failed, ...offered);
  if (chosen === undefined) throw new Cancelled();
  return chosen === other ? 'signIn' : 'forget';
}

function describe({ title: of }: Registration, remote: RemoteOutcome): string {
  switch (remote) {
    case 'deleted':
      return vscode.l10n.t('Deleted the webhook of "{0}".', of);
    case 'gone':
      return vscode.l10n.t('The webhook of "{0}" was gone at the service already.', of);
    case 'forgotten':
      return vscode.l10n.t('The webhook of "{0}" is forgotten here; it may go on at the service.', of);
  }
}
