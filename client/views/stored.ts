import type { DeliverySummary, Webhooks } from '../webhooks/types';

/** In the order of arrival; none of a webhook that is not there any more. */
export async function rowsOf(webhooks: Webhooks | undefined, registrationId: string): Promise<DeliverySummary[]> {
  try {
    return (await webhooks?.summaries(registrationId)) ?? [];
  } catch {
    // Deleted meanwhile.
    return [];
  }
}
