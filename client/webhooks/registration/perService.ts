import { createKeyedQueue } from '../../common/keyedQueue';
import type { WebhookRegistration } from '../../domain/registration';
import { originOf } from '../request/baseUrl';

/**
 * Handles the webhooks of one service one at a time, because the service may limit calls, and different services in
 * parallel, so that one that hangs doesn't delay the others. Returns the results in the order of the webhooks.
 */
export function perService<T>(
  registrations: WebhookRegistration[],
  act: (registration: WebhookRegistration) => Promise<T>,
): Promise<T[]> {
  const inTurn = createKeyedQueue();
  return Promise.all(
    registrations.map((registration) => inTurn(originOf(registration.baseUrl), () => act(registration))),
  );
}
