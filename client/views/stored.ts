import type { DeliverySummary, StoredList } from '../domain/delivery';
import type { Webhooks } from '../webhooks/webhooksApi';

/** Of a webhook that is not there. */
export const nothing: StoredList = {
  length: 0,
  tally: { deliveries: 0, differing: 0, refused: 0 },
  at: () => undefined,
  indexOf: () => -1,
};

/** Nothing of a webhook that is not there any more. */
export async function storedOf(webhooks: Webhooks | undefined, registrationId: string): Promise<StoredList> {
  try {
    return (await webhooks?.stored(registrationId)) ?? nothing;
  } catch {
    // Deleted meanwhile.
    return nothing;
  }
}

/** So many of the newest, in the order of arrival. */
export function newest({ length, at }: Pick<StoredList, 'length' | 'at'>, count: number): DeliverySummary[] {
  const from = Math.max(0, length - count);
  return Array.from({ length: length - from }, (_, index) => at(from + index)!);
}
