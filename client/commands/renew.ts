import * as vscode from 'vscode';
import type { JsonObject } from '../../server/protocol/json';
import type { TriggerDescription } from '../../server/protocol/triggers';
import { t } from '../common/translate';
import type { Credentials, RegistrationResult, RemoteOutcome, WebhookRegistration } from '../domain/registration';
import type { RegisterRequest } from '../webhooks/webhooksApi';
import {
  type Command,
  type CommandContext,
  inBackground,
  messageOf,
  optionalProperty,
  requireProperty,
} from './command';
import { deleteConfirmed } from './delete';
import { callWithPrompts } from './prompts/callWithPrompts';
import { webhookTriggers } from './prompts/definitions';
import { askForRequest } from './prompts/registerPrompts';
import { chooseRegistration, findRegistration, registrationResult } from './prompts/registrations';

export interface RenewInput {
  id: string;
  /** Secrets among the values, which are not saved; merged over those of the first time. */
  parameters?: JsonObject;
  /** Used when the webhook's own credentials are no longer saved. */
  credentials?: Credentials;
  /** The URL of the DELETE call of the old webhook, where it needs a confirmation. */
  confirmUrl?: string;
}

export interface RenewResult extends RegistrationResult {
  /** The outcome for the old webhook; null where it was not deleted, and a warning says why. */
  replaced: { id: string; remote: RemoteOutcome | null };
}

/** Creates the new webhook first: nothing is lost in between, as with a flow and a second one for the same resource. */
export const renew: Command<RenewInput, RenewResult> = {
  id: 'flowWebhooks.renew',

  async act(context, input) {
    const webhooks = await context.webhooks.get();
    const old = await findRegistration(context.webhooks, requireProperty(input, 'id'));
    const parameters = optionalProperty(input, 'parameters', 'object');
    const credentials = optionalProperty(input, 'credentials', 'object');
    const confirmUrl = optionalProperty(input, 'confirmUrl', 'string');
    const { request } = await webhooks.renewal(old.id, await currentTrigger(context, old), parameters);
    const created = await webhooks.register({ ...request, ...(credentials && { credentials }) });
    return replace(created, old, () => webhooks.delete(old.id, { credentials, confirmUrl }));
  },

  async ask(context, given) {
    const title = t('Renew Webhook');
    const old = await chooseRegistration(context.webhooks, title, given, ({ state }) => isRegistered(state));
    const request = await requestFor(title, context, old, given.parameters);
    const created = await callWithPrompts(context, request, {
      title,
      doing: t('Registering the webhook of "{0}" again', old.title),
      act: (webhooks, complete, signal) => webhooks.register(complete, signal),
    });
    const result = await replace(created, old, () => deleteConfirmed(context, old));
    inBackground(show(context, result, old));
    return result;
  },
};

const isRegistered = (state: WebhookRegistration['state']): boolean => state === 'active' || state === 'unreachable';

/** Returns the trigger as its definition has it now, or as it was where the definition can't be read. */
async function currentTrigger(
  { server }: CommandContext,
  { uri, operationId, trigger }: WebhookRegistration,
): Promise<TriggerDescription> {
  const triggers = await webhookTriggers(server, uri).catch(() => []);
  return triggers.find((one) => one.operationId === operationId) ?? trigger;
}

/** Returns the request, and asks for the values that it lacks. */
async function requestFor(
  title: string,
  context: CommandContext,
  old: WebhookRegistration,
  given: JsonObject | undefined,
): Promise<RegisterRequest> {
  const webhooks = await context.webhooks.get();
  const trigger = await currentTrigger(context, old);
  const { request, isComplete } = await webhooks.renewal(old.id, trigger, given, true);
  // Those saved for the origin count, and are asked for when they are gone.
  if (isComplete) return { ...request, credentials: undefined };
  const { uri, operationId } = old;
  const { parameters, baseUrl, connectionParameters, exposure, callback, secret, signature } = request;
  const known = { uri, operationId, parameters, baseUrl, connectionParameters, exposure, callback, secret, signature };
  // The trigger has the fields that the service described, which is not asked for them again.
  return askForRequest(title, context, known, { trigger: request.trigger });
}

async function replace(
  created: WebhookRegistration,
  old: WebhookRegistration,
  remove: () => Promise<RemoteOutcome>,
): Promise<RenewResult> {
  const result = registrationResult(created);
  try {
    return { ...result, replaced: { id: old.id, remote: await remove() } };
  } catch (error) {
    const kept = t('The old webhook was not deleted: {0}', messageOf(error));
    return { ...result, warnings: [...result.warnings, kept], replaced: { id: old.id, remote: null } };
  }
}

async function show(context: CommandContext, { id, warnings }: RenewResult, { title }: WebhookRegistration) {
  const output = t('Show Output');
  const done = t('The webhook of "{0}" is registered again.', title);
  const chosen = warnings.length
    ? await vscode.window.showWarningMessage([done, ...warnings].join(' '), output)
    : await vscode.window.showInformationMessage(done, output);
  if (chosen === output) await context.showPanel(id);
}

/** Says that the service ends a webhook now, and offers to register it again. */
export async function reportExpired({ id, title }: WebhookRegistration): Promise<void> {
  const again = t('Renew Webhook…');
  const text = t(
    'The webhook of "{0}" has expired, so nothing more arrives. Power Automate would not renew it either: a flow would no longer start.',
    title,
  );
  if ((await vscode.window.showWarningMessage(text, again)) === again)
    await vscode.commands.executeCommand('flowWebhooks.renew', { ask: true, id });
}
