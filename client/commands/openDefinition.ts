import * as vscode from 'vscode';
import { t } from '../common/translate';
import type { WebhookRegistration } from '../domain/registration';
import type { LanguageServer } from '../editor/languageClient';
import { type Command, requireProperty } from './command';
import { webhookTriggers } from './prompts/definitions';
import { chooseWithDeliveries, findWithDeliveries } from './prompts/registrations';

type Place = Pick<WebhookRegistration, 'uri' | 'operationId' | 'trigger'>;

/** Opens the definition that a webhook was registered from, at its trigger. */
export const openDefinition: Command<{ id: string }, void> = {
  id: 'flowWebhooks.openDefinition',

  async act({ webhooks, server }, input) {
    await open(server, await findWithDeliveries(webhooks, requireProperty(input, 'id')));
  },

  /** In the output panel, opens the definition of the webhook on the line at the cursor. */
  async ask({ webhooks, server, outputPanel }, given) {
    const id = given.id ?? outputPanel.lineAtCursor()?.registrationId;
    // The output panel's menu passes the URI of the panel; elsewhere the URI narrows the choice.
    const which = id === undefined ? given : { id };
    await open(server, await chooseWithDeliveries(webhooks, t('Open Definition'), which));
  },
};

/** Shows the trigger where it is now, or where it was at registration if it is gone. */
async function open(server: LanguageServer, { uri, operationId, trigger }: Place): Promise<void> {
  const target = vscode.Uri.parse(uri, true);
  const now = await webhookTriggers(server, uri).catch(() => []);
  const found = now.find((one) => one.operationId === operationId) ?? trigger;
  const { start } = found.selectionRange;
  const selection = new vscode.Range(start.line, start.character, start.line, start.character);
  try {
    await vscode.window.showTextDocument(target, { selection });
  } catch {
    throw new Error(t("The definition {0} can't be opened. It may have been moved or deleted.", target.path));
  }
}
