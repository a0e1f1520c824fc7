import { createKeyedQueue } from '../../common/keyedQueue';
import type { WebhookRegistration } from '../../domain/registration';
import { originOf } from '../request/baseUrl';

/**
 * Acts on webhooks one after another at the same service, which may limit calls, and at the same time at different ones,
 * so that a service that hangs doesn't delay the others. Returns the results in the order of the webhooks.
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
