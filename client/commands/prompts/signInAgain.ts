import * as vscode from 'vscode';
import type { WebhookRegistration } from '../../domain/registration';
import type { Webhooks } from '../../webhooks/webhooksApi';
import { type CommandContext, messageOf } from '../command';
import { refusedCredentials, rejectedFor } from '../errorKinds';
import { askCredentials } from './credentials';
import { Cancelled } from './prompts';

/** Makes a call for a webhook with what is kept for it; where that is gone or refused, with what the person gives instead. */
export async function signInAgain<T>(
  services: CommandContext,
  registration: WebhookRegistration,
  title: string,
  act: (webhooks: Webhooks) => Promise<T>,
): Promise<T> {
  const webhooks = await services.webhooks.get();
  for (;;) {
    try {
      return await act(webhooks);
    } catch (error) {
      if (refusedCredentials(error)) await offerOtherCredentials(error);
      else if (!rejectedFor(error, 'credentials')) throw error;
      await webhooks.supplyCredentials(registration.id, await askCredentials(title, registration, services));
    }
  }
}

/** Kept credentials may have expired or lack a permission, and are no longer asked for. */
export async function offerOtherCredentials(error: unknown): Promise<void> {
  const other = useOtherCredentials();
  if ((await vscode.window.showErrorMessage(messageOf(error), other)) !== other) throw new Cancelled();
}

export const useOtherCredentials = () => vscode.l10n.t('Use Other Credentials…');
