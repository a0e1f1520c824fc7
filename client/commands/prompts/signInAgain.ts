import type { WebhookRegistration } from '../../domain/registration';
import type { Webhooks } from '../../webhooks/webhooksApi';
import type { CommandContext } from '../command';
import { askCredentials } from './credentialSteps';
import { rejectedFor } from './errorKinds';
import { offerNextStep } from './nextStep';

/** Makes a call for a webhook with its saved credentials; asks for others when they are gone or rejected, and offers to try again. */
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
      const isMissing = rejectedFor(error, 'credentials');
      if (!isMissing && (await offerNextStep(context, error, ['again', 'signIn'])) === 'again') continue;
      await webhooks.supplyCredentials(registration.id, await askCredentials(title, registration, context));
    }
  }
}
