import * as vscode from 'vscode';
import { t } from '../common/translate';
import type { RegistrationResult, WebhookRegistration } from '../domain/registration';
import { type Command, inBackground } from './command';
import { type Choice, pickOne } from './prompts/pick';
import { pickRegistration, registrationResult } from './prompts/registrations';

export const list: Command<object, RegistrationResult[]> = {
  id: 'flowWebhooks.list',

  async act({ webhooks }) {
    return (await webhooks.get()).list().map(registrationResult);
  },

  /** Returns at once; the list stays open in the background. */
  async ask({ webhooks }) {
    const registrations = (await webhooks.get()).list();
    inBackground(browse(registrations));
    return registrations.map(registrationResult);
  },
};

async function browse(registrations: WebhookRegistration[]): Promise<void> {
  if (registrations.length === 0) {
    void vscode.window.showInformationMessage(t('No webhooks yet.'));
    return;
  }
  const { id, title, service } = await pickRegistration({ title: t('Webhooks') }, registrations);
  const actions: Choice<string>[] = [
    { value: 'tail', label: t('$(output) Tail') },
    { value: 'deliveries', label: t('$(inbox) Show a delivery') },
    { value: 'copyCallbackUrl', label: t('$(copy) Copy callback URL') },
  ];
  if (service === 'github') {
    actions.push({ value: 'ping', label: t('$(pulse) Ping') }, { value: 'redeliver', label: t('$(redo) Redeliver') });
  }
  actions.push({ value: 'delete', label: t('$(trash) Delete') });
  const action = await pickOne({ title }, t('What do you want to do with it?'), actions);
  await vscode.commands.executeCommand(`flowWebhooks.${action}`, { ask: true, id });
}
