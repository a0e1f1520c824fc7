import { type Translate, t } from '../../common/translate';
import type { StoredDelivery } from '../../domain/delivery';
import type { WebhookRegistration } from '../../domain/registration';
import type { LazyWebhooks } from '../../editor/lazyWebhooks';
import { viewOf } from '../deliveryView';
import type { OutputEntry } from './outputModel';

const maxProblems = 20;

/** Returns the hover's lines for an entry of the output panel; empty for a deleted delivery. */
export function deliveryDetails(webhooks: LazyWebhooks): (entry: OutputEntry) => Promise<string[]> {
  return async ({ registrationId: id = '', deliveryId }) => {
    const registration = webhooks.current?.get(id);
    if (!registration || deliveryId === undefined) return [];
    const delivery = await webhooks.current?.delivery(id, deliveryId).catch(() => undefined);
    return delivery ? detailsOf(registration, delivery, t) : [];
  };
}

function detailsOf(registration: WebhookRegistration, delivery: StoredDelivery, t: Translate): string[] {
  const view = viewOf(registration, delivery, [], t);
  const shown = view.problems.slice(0, maxProblems);
  const rest = view.problems.length - shown.length;
  return [
    `${view.title} · ${view.subtitle}`,
    view.facts.map(({ label, value }) => `${label}: ${value}`).join(' · '),
    ...view.facts.flatMap(({ detail }) => detail ?? []),
    ...shown.map(({ pointer, message }) => `✘ ${pointer} ${message}`),
    ...(rest > 0 ? [t('… and {0} more', rest)] : []),
  ];
}
