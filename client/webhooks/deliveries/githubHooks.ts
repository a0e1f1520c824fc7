import { t } from '../../common/translate';
import type { WebhookRegistration } from '../../domain/registration';
import { type Context, requireWebhook } from '../context';
import { authorizationOf } from '../remote/authorization';
import { hookTarget } from '../remote/deleteTarget';
import type { SignInOptions } from '../webhooksApi';
import { isSentFromHere } from './origin';

export async function ping(context: Context, id: string, options?: SignInOptions): Promise<{ status: number }> {
  const registration = requireGithubWebhook(context, id);
  const authorization = await authorizationOf(context, registration, options);
  return context.services.github.ping!(hookTarget(registration).url, authorization);
}

/** @param deliveryId the extension's id, GitHub's, or the guid in `X-GitHub-Delivery` */
export async function redeliver(
  context: Context,
  id: string,
  deliveryId: string,
  options?: SignInOptions,
): Promise<{ status: number }> {
  const registration = requireGithubWebhook(context, id);
  const ours = await context.store.get(id, deliveryId);
  if (ours && isSentFromHere(ours))
    throw new Error(t('"deliveryId": this one was sent from here, so GitHub cannot send it again. Replay it instead.'));
  const wanted = ours ? ours.headers['x-github-delivery'] : deliveryId;
  if (!wanted) {
    throw new Error(
      t('"deliveryId": this one has no X-GitHub-Delivery header, so GitHub cannot be asked for it again.'),
    );
  }
  const authorization = await authorizationOf(context, registration, options);
  return context.services.github.redeliver!(hookTarget(registration).url, wanted, authorization);
}

export function requireGithubWebhook(context: Context, id: string): WebhookRegistration {
  const registration = requireWebhook(context, id);
  if (registration.service !== 'github') {
    throw new Error(
      t('"id": only GitHub can do this, and {0} is another service.', new URL(registration.baseUrl).host),
    );
  }
  if (registration.state === 'orphan') {
    throw new Error(
      t('"id": this webhook is an orphan, so its address at GitHub is not known. Delete it and register it again.'),
    );
  }
  return registration;
}
