import { InputError } from '../../common/inputError';
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
    throw new InputError(
      'deliveryId',
      t("This delivery was sent from here, so GitHub can't send it again. Replay it instead."),
    );
  const wanted = ours ? ours.headers['x-github-delivery'] : deliveryId;
  if (!wanted) {
    throw new InputError(
      'deliveryId',
      t("This delivery has no X-GitHub-Delivery header, so GitHub can't send it again."),
    );
  }
  const authorization = await authorizationOf(context, registration, options);
  return context.services.github.redeliver!(hookTarget(registration).url, wanted, authorization);
}

export function requireGithubWebhook(context: Context, id: string): WebhookRegistration {
  const registration = requireWebhook(context, id);
  if (registration.service !== 'github') {
    throw new InputError(
      'id',
      t('Only GitHub can do this, and {0} is another service.', new URL(registration.baseUrl).host),
    );
  }
  if (registration.state === 'orphan') {
    throw new InputError(
      'id',
      t('This webhook is an orphan: its URL at GitHub is not known. Delete it and register it again.'),
    );
  }
  return registration;
}
