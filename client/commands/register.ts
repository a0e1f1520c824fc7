import * as vscode from 'vscode';
import { docsPage } from '../../server/protocol/docs';
import { t } from '../common/translate';
import type { RegistrationResult, WebhookRegistration } from '../domain/registration';
import type { DemoTrigger } from '../editor/demo';
import { type Command, type CommandContext, type Given, inBackground } from './command';
import { callWithPrompts } from './prompts/callWithPrompts';
import { guideFrom, registerDemo } from './prompts/demoGuide';
import { consentToSchema, createCredentialConsents } from './prompts/dynamicChoices';
import { type RegisterInput, readRegisterInput } from './prompts/registerInput';
import { askForRequest } from './prompts/registerPrompts';
import { copyCallback, registrationResult } from './prompts/registrations';

export const register: Command<RegisterInput, RegistrationResult> = {
  id: 'flowWebhooks.register',

  async act(context, input) {
    const request = await readRegisterInput(context, input);
    return registrationResult(await (await context.webhooks.get()).register(request));
  },

  async ask(context, given) {
    const demo = demoTriggerFor(context, given);
    if (demo) return registerThere(context, demo);
    const title = t('Register Webhook');
    const consents = createCredentialConsents();
    const request = await askForRequest(title, context, given, { consents });
    const registration = await callWithPrompts(context, request, {
      title,
      doing: t('Registering the webhook of "{0}"', request.trigger.title),
      complete: (confirmed) => consentToSchema(confirmed, consents),
      act: (webhooks, complete, signal) => webhooks.register(complete, signal),
    });
    inBackground(show(context, registration));
    return registrationResult(registration);
  },
};

/** The demo's trigger, where it is meant: its values are known and it sends nothing to another computer. */
function demoTriggerFor({ demo }: CommandContext, { uri, baseUrl }: Given<RegisterInput>): DemoTrigger | undefined {
  const meant = uri ?? vscode.window.activeTextEditor?.document.uri.toString();
  return meant === undefined || baseUrl !== undefined ? undefined : demo.triggerIn(meant);
}

async function registerThere(context: CommandContext, demo: DemoTrigger): Promise<RegistrationResult> {
  const registration = await registerDemo(context, demo);
  inBackground(guideFrom(context, demo, registration));
  return registrationResult(registration);
}

async function show(context: CommandContext, registration: WebhookRegistration): Promise<void> {
  const output = t('Show Output');
  const copy = t('Copy Callback URL');
  const done = t('The webhook of "{0}" is registered. Deliveries appear in the output.', registration.trigger.title);
  const notes = [...registration.warnings, ...(registration.differences ?? []).map(({ message }) => message)];
  const more = t('Learn More');
  const isNotAnswered = registration.differences?.some(({ code }) => code === 'handshake-not-answered');
  const buttons = isNotAnswered ? [output, more, copy] : [output, copy];
  const chosen = notes.length
    ? await vscode.window.showWarningMessage([done, ...notes].join(' '), ...buttons)
    : await vscode.window.showInformationMessage(done, ...buttons);
  if (chosen === output) await context.showPanel(registration.id);
  if (chosen === copy) await copyCallback(registration);
  if (chosen === more) await vscode.env.openExternal(vscode.Uri.parse(docsPage('handshakes.md')));
}
