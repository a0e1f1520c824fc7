import * as vscode from 'vscode';
import { t } from '../common/translate';
import type { Credentials, RemoteOutcome, WebhookRegistration } from '../domain/registration';
import { withProgress } from '../editor/progress';
import type { DeletePreview } from '../webhooks/webhooksApi';
import { type Command, type CommandContext, isCanceled, messageOf, optionalProperty, requireProperty } from './command';
import { confirm } from './prompts/confirm';
import { bodyNote, describeHead } from './prompts/confirmRequest';
import { askCredentials } from './prompts/credentialSteps';
import { isTemporary, refusedCredentials, rejectedFor } from './prompts/errorKinds';
import { chooseRegistration, findRegistration } from './prompts/registrations';
import { Canceled } from './prompts/steps';

export interface DeleteInput {
  id: string;
  forget?: boolean;
  /** Used when the webhook's own credentials are no longer saved. */
  credentials?: Credentials;
  /** The URL of the DELETE call, as confirmation when only the service's response vouches for that URL. */
  confirmUrl?: string;
}

export interface DeleteResult {
  id: string;
  remote: RemoteOutcome;
}

const title = () => t('Delete Webhook');

// `delete` is a reserved word.
export const deleteWebhook: Command<DeleteInput, DeleteResult> = {
  id: 'flowWebhooks.delete',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, requireProperty(input, 'id'));
    const forget = optionalProperty(input, 'forget', 'boolean');
    const credentials = optionalProperty(input, 'credentials', 'object');
    const confirmUrl = optionalProperty(input, 'confirmUrl', 'string');
    return { id, remote: await (await webhooks.get()).delete(id, { forget, credentials, confirmUrl }) };
  },

  async ask(context, given) {
    const registration = await chooseRegistration(context.webhooks, title(), given);
    const preview = (await context.webhooks.get()).previewDelete(registration.id);
    const remote =
      preview.problem === undefined
        ? await confirmDelete(context, registration, preview)
        : await confirmForget(context, registration, preview.problem);
    void vscode.window.showInformationMessage(describe(registration, remote));
    return { id: registration.id, remote };
  },
};

/** Shows the exact calls, makes them once confirmed, and returns the outcome. */
async function confirmDelete(
  context: CommandContext,
  registration: WebhookRegistration,
  preview: DeletePreview,
): Promise<RemoteOutcome> {
  const { method, url } = registration.request;
  const made = t('It was created with {0} {1}.', method, url);
  const { length } = await (await context.webhooks.get()).stored(registration.id);
  const kept =
    length > 0 ? [t('Its deliveries stay in the view, under "Deleted webhooks", until you clear them.')] : [];
  await confirm(
    t('Delete the webhook of "{0}"?', registration.title),
    [made, ...callsOf(preview), ...kept].join('\n\n'),
    t('Delete'),
  );
  return deleteOrForget(context, registration, preview.calls[0]?.url);
}

/** Deletes a webhook whose deletion is wanted already; asks only where the URL of the DELETE is in doubt. */
export async function deleteConfirmed(
  context: CommandContext,
  registration: WebhookRegistration,
): Promise<RemoteOutcome> {
  const preview = (await context.webhooks.get()).previewDelete(registration.id);
  if (preview.problem !== undefined) return confirmForget(context, registration, preview.problem);
  if (preview.doubt !== undefined) return confirmDelete(context, registration, preview);
  return deleteOrForget(context, registration, preview.calls[0]?.url);
}

function callsOf({ calls: [first, ...others], searched, doubt }: DeletePreview): string[] {
  return [
    ...(first ? [t('This request is sent: {0}', textOf(first))] : []),
    ...others.map((call) => t('If nothing is there, this request follows: {0}', textOf(call))),
    ...(searched === undefined
      ? []
      : [t('The webhook is looked up at {0} by its callback URL, and the one with that URL is deleted.', searched)]),
    ...(doubt === undefined ? [] : [doubt]),
  ];
}

/** A call as it is sent, with the policies that set its parts. */
const textOf = (call: DeletePreview['calls'][number]): string =>
  [
    ...describeHead({ ...call, url: call.shown }),
    ...(call.body === undefined ? [] : [call.body]),
    ...bodyNote(call),
  ].join('\n');

/** Offers to drop the entry of a webhook that no call can delete. */
async function confirmForget(context: CommandContext, { id, title: of }: WebhookRegistration, problem: string) {
  const note = t('This only removes it from the list. Delete it at the service yourself.');
  await confirm(
    t('The webhook of "{0}" can\'t be deleted from here. Remove it from the list?', of),
    `${problem}\n\n${note}`,
    t('Remove from List'),
  );
  return (await context.webhooks.get()).delete(id, { forget: true });
}

/** Deletes the webhook. Asks for credentials if they are gone; offers to drop the entry if the service refuses. */
async function deleteOrForget(
  context: CommandContext,
  registration: WebhookRegistration,
  confirmUrl: string | undefined,
): Promise<RemoteOutcome> {
  const webhooks = await context.webhooks.get();
  const doing = t('Deleting the webhook of "{0}"', registration.title);
  let credentials: Credentials | undefined;
  for (;;) {
    try {
      return await withProgress(doing, () =>
        webhooks.delete(registration.id, { credentials, confirmUrl, interactive: true }),
      );
    } catch (error) {
      if (isCanceled(error)) throw error;
      const isMissing = rejectedFor(error, 'credentials') && !credentials;
      const next = isMissing ? 'signIn' : await offerInstead(registration, error);
      if (next === 'forget') return webhooks.delete(registration.id, { forget: true });
      if (next === 'signIn') credentials = await askCredentials(title(), registration, context);
    }
  }
}

async function offerInstead(registration: WebhookRegistration, error: unknown): Promise<'again' | 'signIn' | 'forget'> {
  const forget = t('Remove from List');
  const signIn = t('Sign In Again');
  const again = t('Try Again');
  const failed = t('The webhook of "{0}" was not deleted: {1}', registration.title, messageOf(error));
  const first = refusedCredentials(error) ? [signIn] : isTemporary(error) ? [again] : [];
  const chosen = await vscode.window.showErrorMessage(failed, ...first, forget);
  if (chosen === undefined) throw new Canceled();
  return chosen === signIn ? 'signIn' : chosen === again ? 'again' : 'forget';
}

function describe({ title: of }: WebhookRegistration, remote: RemoteOutcome): string {
  switch (remote) {
    case 'deleted':
      return t('Deleted the webhook of "{0}".', of);
    case 'gone':
      return t('The webhook of "{0}" was already gone at the service.', of);
    case 'forgotten':
      return t('The webhook of "{0}" was removed from the list. It may still be at the service.', of);
  }
}
