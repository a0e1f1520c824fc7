import * as vscode from 'vscode';
import { t } from '../common/translate';
import type { RegistrationCheck } from '../domain/registration';
import type { LazyWebhooks } from '../editor/lazyWebhooks';
import { withProgress } from '../editor/progress';
import type { SignInOptions } from '../webhooks/webhooksApi';
import { type Command, inBackground, optionalProperty } from './command';
import { findRegistration } from './prompts/registrations';

export interface CheckRegistrationsInput {
  /** The webhook to check; all of them if omitted. */
  id?: string;
}

/** Asks the services whether the webhooks of the ledger still exist. Uses saved credentials only, and deletes nothing. */
export const checkRegistrations: Command<CheckRegistrationsInput, RegistrationCheck[]> = {
  id: 'flowWebhooks.checkRegistrations',

  act: async ({ webhooks }, input) => check(webhooks, optionalProperty(input, 'id')),

  async ask({ webhooks }, { id }) {
    const title = t('Checking the status of your webhooks');
    const checks = await withProgress(title, () => check(webhooks, id, { interactive: true }));
    inBackground(show(checks));
    return checks;
  },
};

async function check(
  webhooks: LazyWebhooks,
  id: string | undefined,
  options: SignInOptions = {},
): Promise<RegistrationCheck[]> {
  const ids = id === undefined ? undefined : [(await findRegistration(webhooks, id)).id];
  return (await webhooks.get()).checkRegistrations(ids, options);
}

async function show(checks: RegistrationCheck[]): Promise<void> {
  const gone = checks.filter(({ remote }) => remote === 'gone');
  const [unknown] = checks.filter(({ remote }) => remote === 'unknown');
  if (checks.length === 0) return void vscode.window.showInformationMessage(t('No webhooks yet.'));
  const there = checks.filter(({ remote }) => remote === 'there').length;
  const counts = t(
    'Webhooks at the service: {0}. Gone: {1}. Unknown: {2}.',
    there,
    gone.length,
    checks.length - there - gone.length,
  );
  const why = unknown ? ` ${unknown.operationId}: ${unknown.detail}` : '';
  const [first] = gone;
  if (!first) return void vscode.window.showInformationMessage(counts + why);
  const action = t('Delete');
  const named = `${counts} ${t('{0} is gone at the service.', first.operationId)}`;
  if ((await vscode.window.showWarningMessage(named, action)) === action)
    await vscode.commands.executeCommand('flowWebhooks.delete', { ask: true, id: first.id });
}
