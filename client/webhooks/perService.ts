import { originOf } from './baseUrl';
import type { Registration } from './types';

/**
 * One after another at one service, which may count calls, and side by side at several: one that hangs keeps no other
 * waiting. What came of them, in their order.
 */
export function perService<T>(
  registrations: Registration[],
  act: (registration: Registration) => Promise<T>,
): Promise<T[]> {
  const last = new Map<string, Promise<unknown>>();
  const all = registrations.map((registration) => {
    const origin = originOf(registration.baseUrl);
    const done = (last.get(origin) ?? Promise.resolve()).then(() => act(registration));
    last.set(
      origin,
      done.catch(() => {}),
    );
    return done;
  });
  return Promise.all(all);
}
