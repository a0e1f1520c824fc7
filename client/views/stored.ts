import type { DeliverySummary, StoredList } from '../domain/delivery';
import type { Webhooks } from '../webhooks/webhooksApi';

/** The list of a webhook without stored deliveries. */
export const noDeliveries: StoredList = {
  length: 0,
  tally: { deliveries: 0, differing: 0, refused: 0 },
  at: () => undefined,
  indexOf: () => -1,
};

/** Returns the stored deliveries of a webhook; empty if it was deleted. */
export async function listStored(webhooks: Webhooks | undefined, registrationId: string): Promise<StoredList> {
  try {
    return (await webhooks?.stored(registrationId)) ?? noDeliveries;
  } catch {
    // The webhook was deleted meanwhile.
    return noDeliveries;
  }
}

/** Returns up to `count` of the newest deliveries, in order of arrival. */
export function newest({ length, at }: Pick<StoredList, 'length' | 'at'>, count: number): DeliverySummary[] {
  const from = Math.max(0, length - count);
  return Array.from({ length: length - from }, (_, index) => at(from + index)!);
}
