import { createKeyedQueue } from '../../common/keyedQueue';
import type { WebhookRegistration } from '../../domain/registration';
import { originOf } from '../request/baseUrl';

/**
 * One after another at one service, which may count calls, and side by side at several: one that hangs keeps no other
 * waiting. What came of them, in their order.
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
