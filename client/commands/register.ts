import * as vscode from 'vscode';
import type { RegistrationResult, WebhookRegistration } from '../domain/registration';
import { type Command, type CommandContext, inBackground } from './command';
import { copyToClipboard } from './copyCallbackUrl';
import { callAsking } from './prompts/callWithPrompts';
import { askForRequest } from './prompts/registerPrompts';
import { resultOf } from './prompts/registrations';
import { type RegisterInput, requestFrom } from './registerRequest';

export const register: Command<RegisterInput, RegistrationResult> = {
  id: 'flowWebhooks.register',

  async act(services, input) {
    const request = await requestFrom(services, input);
    return resultOf(await (await services.webhooks.get()).register(request));
  },

  async ask(services, given) {
    const title = vscode.l10n.t('Register Webhook');
    const request = await askForRequest(title, services, given);
    const registration = await callAsking(services, request, {
      title,
      doing: vscode.l10n.t('Registering the webhook of "{0}"', request.trigger.title),
      act: (webhooks, complete, signal) => webhooks.register(complete, signal),
    });
    inBackground(show(services, registration));
    return resultOf(registration);
  },
};

async function show(services: CommandContext, registration: WebhookRegistration): Promise<void> {
  const output = vscode.l10n.t('Show Output');
  const copy = vscode.l10n.t('Copy Callback URL');
  const done = vscode.l10n.t(
    'The webhook of "{0}" is registered. Deliveries appear in the output.',
    registration.trigger.title,
  );
  const chosen = registration.warnings.length
    ? await vscode.window.showWarningMessage([done, ...registration.warnings].join(' '), output, copy)
    : await vscode.window.showInformationMessage(done, output, copy);
  if (chosen === output) await services.showPanel(registration.id);
  if (chosen === copy) await copyToClipboard(registration);
}
