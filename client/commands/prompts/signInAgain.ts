import * as vscode from 'vscode';
import type { WebhookRegistration } from '../../domain/registration';
import type { Webhooks } from '../../webhooks/webhooksApi';
import { type CommandContext, messageOf } from '../command';
import { askCredentials } from './credentialSteps';
import { refusedCredentials, rejectedFor } from './errorKinds';
import { Cancelled } from './steps';

/** Makes a call for a webhook with its saved credentials; asks for others when they are gone or rejected. */
export async function signInAgain<T>(
  context: CommandContext,
  registration: WebhookRegistration,
  title: string,
  act: (webhooks: Webhooks) => Promise<T>,
): Promise<T> {
  const webhooks = await context.webhooks.get();
  for (;;) {
    try {
      return await act(webhooks);
    } catch (error) {
      if (refusedCredentials(error)) await offerOtherCredentials(error);
      else if (!rejectedFor(error, 'credentials')) throw error;
      await webhooks.supplyCredentials(registration.id, await askCredentials(title, registration, context));
    }
  }
}

/** Shows the error and offers other credentials. Rejects with {@link Cancelled} if they are not wanted. */
export async function offerOtherCredentials(error: unknown): Promise<void> {
  const other = useOtherCredentials();
  if ((await vscode.window.showErrorMessage(messageOf(error), other)) !== other) throw new Cancelled();
}

export const useOtherCredentials = () => vscode.l10n.t('Use Other Credentials…');
