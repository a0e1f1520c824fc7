import * as vscode from 'vscode';
import type { Credentials, RemoteOutcome, WebhookRegistration } from '../domain/registration';
import { withProgress } from '../editor/progress';
import type { DeletePreview } from '../webhooks/webhooksApi';
import { type Command, type CommandContext, messageOf, need, optional } from './command';
import { refusedCredentials, rejectedFor } from './errorKinds';
import { askCredentials } from './prompts/credentials';
import { Cancelled, confirm } from './prompts/prompts';
import { chooseRegistration, findRegistration } from './prompts/registrations';
import { useOtherCredentials } from './prompts/signInAgain';

export interface DeleteInput {
  id: string;
  forget?: boolean;
  /** For a webhook whose own are no longer kept. */
  credentials?: Credentials;
  /** The address of the DELETE, where only the service's answer says that the webhook is there. */
  confirmUrl?: string;
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
    const confirmUrl = optional(input, 'confirmUrl', 'string');
    return { id, remote: await (await webhooks.get()).delete(id, { forget, credentials, confirmUrl }) };
  },

  async ask(services, given) {
    const registration = await chooseRegistration(services.webhooks, title(), given);
    const preview = (await services.webhooks.get()).previewDelete(registration.id);
    const remote =
      preview.problem === undefined
        ? await confirmDelete(services, registration, preview)
        : await confirmForget(services, registration, preview.problem);
    void vscode.window.showInformationMessage(describe(registration, remote));
    return { id: registration.id, remote };
  },
};

/** Shows the very calls that are made after a yes. */
async function confirmDelete(
  services: CommandContext,
  registration: WebhookRegistration,
  preview: DeletePreview,
): Promise<RemoteOutcome> {
  const { method, url } = registration.request;
  const made = vscode.l10n.t('It was made with {0} {1}.', method, url);
  await confirm(
    vscode.l10n.t('Delete the webhook of "{0}"?', registration.title),
    [made, ...callsOf(preview)].join('\n\n'),
    vscode.l10n.t('Delete'),
  );
  return deleteOrForget(services, registration, preview.calls[0]?.url);
}

function callsOf({ calls: [first, ...others], searched, doubt }: DeletePreview): string[] {
  return [
    ...(first ? [vscode.l10n.t('This is sent: {0}', `DELETE ${first.shown}`)] : []),
    ...others.map(({ shown }) => vscode.l10n.t('If nothing is there, this is sent as well: {0}', `DELETE ${shown}`)),
    ...(searched === undefined
      ? []
      : [
          vscode.l10n.t('It is looked for at {0} by its callback URL, and the one with that URL is deleted.', searched),
        ]),
    ...(doubt === undefined ? [] : [doubt]),
  ];
}

/** For a webhook that no call would delete. */
async function confirmForget(services: CommandContext, { id, title: of }: WebhookRegistration, problem: string) {
  const note = vscode.l10n.t('Forgetting it removes it from the list only: delete it at the service yourself.');
  await confirm(
    vscode.l10n.t('The webhook of "{0}" can\'t be deleted from here. Forget it?', of),
    `${problem}\n\n${note}`,
    vscode.l10n.t('Forget'),
  );
  return (await services.webhooks.get()).delete(id, { forget: true });
}

/** Asks for credentials where they are gone, and offers to forget the entry where the service will not delete. */
async function deleteOrForget(
  services: CommandContext,
  registration: WebhookRegistration,
  confirmUrl: string | undefined,
): Promise<RemoteOutcome> {
  const webhooks = await services.webhooks.get();
  const doing = vscode.l10n.t('Deleting the webhook of "{0}"', registration.title);
  let credentials: Credentials | undefined;
  for (;;) {
    try {
      return await withProgress(doing, () =>
        webhooks.delete(registration.id, { credentials, confirmUrl, interactive: true }),
      );
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

async function offerInstead(registration: WebhookRegistration, error: unknown): Promise<'signIn' | 'forget'> {
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

function describe({ title: of }: WebhookRegistration, remote: RemoteOutcome): string {
  switch (remote) {
    case 'deleted':
      return vscode.l10n.t('Deleted the webhook of "{0}".', of);
    case 'gone':
      return vscode.l10n.t('The webhook of "{0}" was gone at the service already.', of);
    case 'forgotten':
      return vscode.l10n.t('The webhook of "{0}" is forgotten here; it may go on at the service.', of);
  }
}
