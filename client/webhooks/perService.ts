import { originOf } from './baseUrl';
import { createTurns } from './turns';
import type { Registration } from './types';

/**
 * One after another at one service, which may count calls, and side by side at several: one that hangs keeps no other
 * waiting. What came of them, in their order.
 */
export function perService<T>(
  registrations: Registration[],
  act: (registration: Registration) => Promise<T>,
): Promise<T[]> {
  const inTurn = createTurns();
  return Promise.all(
    registrations.map((registration) => inTurn(originOf(registration.baseUrl), () => act(registration))),
  );
}
