import * as vscode from 'vscode';
import { t } from '../common/translate';
import type { WebhookRegistration } from '../domain/registration';
import { withProgress } from '../editor/progress';
import { type Command, requireProperty } from './command';
import { chooseRegistration, findRegistration } from './prompts/registrations';
import { signInAgain } from './prompts/signInAgain';

interface Result {
  id: string;
  loaded: true;
}

/**
 * Asks the service again for the notification schema of a webhook, where the definition leaves it to the service, with
 * the credentials that the webhook was registered with.
 */
export const loadSchema: Command<{ id: string }, Result> = {
  id: 'flowWebhooks.loadSchema',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, requireProperty(input, 'id'));
    return resultOf(await (await webhooks.get()).loadSchema(id));
  },

  async ask(context, given) {
    const title = t('Load Schema from Service');
    const registration = await chooseRegistration(context.webhooks, title, given, hasDynamicSchema);
    const doing = t('Loading the schema of "{0}"', registration.title);
    const loaded = await signInAgain(context, registration, title, (webhooks) =>
      withProgress(doing, () => webhooks.loadSchema(registration.id, { interactive: true })),
    );
    void vscode.window.showInformationMessage(
      t('Deliveries of "{0}" are checked against the service\'s schema from now on.', loaded.title),
    );
    return resultOf(loaded);
  },
};

const hasDynamicSchema = ({ trigger }: WebhookRegistration) => (trigger.notification?.dynamicSchemas?.length ?? 0) > 0;

const resultOf = ({ id }: WebhookRegistration): Result => ({ id, loaded: true });
