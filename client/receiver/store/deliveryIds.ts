import { randomUUID } from 'node:crypto';

/**
 * Returns a generator of ids whose alphabetical order is the order of arrival. `after` is the newest id of an earlier run,
 * which keeps the order where the clock was set back.
 */
export function createIdGenerator(after: string | undefined): () => string {
  const [time = '0', count = '0'] = after?.split('-') ?? [];
  let last = Number.parseInt(time, 36) || 0;
  let counter = Number.parseInt(count, 36) || 0;
  return () => {
    const now = Date.now();
    counter = now > last ? 0 : counter + 1;
    last = Math.max(last, now);
    const parts = [last.toString(36).padStart(9, '0'), counter.toString(36).padStart(4, '0')];
    return [...parts, randomUUID().slice(0, 8)].join('-');
  };
}
