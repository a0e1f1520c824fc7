import type { Json } from '../../../server/protocol/json';
import { InputError } from '../../common/inputError';
import { formatMoment } from '../../common/time';
import { t } from '../../common/translate';
import type { CheckState, Delivery, DeliverySummary, StoredDelivery } from '../../domain/delivery';
import { verdictIcons, verdictOf } from '../../domain/verdict';
import { checkState } from '../../webhooks/deliveries/checkState';
import { deliveryName } from '../../webhooks/deliveries/deliveryName';
import type { Webhooks } from '../../webhooks/webhooksApi';
import { type Choice, pickOne } from './pick';
import type { Frame } from './steps';

/** A delivery as commands return it to scripts: without the place where it is stored. */
export function deliveryResult(stored: StoredDelivery): Delivery & CheckState {
  const { id, kind, receivedAt, method, headers, event, signature, conforms, problems, answered, origin } = stored;
  const { differences = [] } = stored;
  const row = {
    ...{ id, kind, receivedAt, method, headers, event, signature, conforms, problems, answered, differences },
    ...checkState(stored),
  };
  return origin ? { ...row, origin } : row;
}

/** The deliveries that a script or a view names; undefined where it names none. */
export function deliveryIdsIn({ deliveryIds }: { deliveryIds?: string[] | null }): string[] | undefined {
  if (deliveryIds === undefined || deliveryIds === null) return undefined;
  if (Array.isArray(deliveryIds) && deliveryIds.every((id) => typeof id === 'string')) return deliveryIds;
  throw new InputError('deliveryIds', 'It must be a list of strings.');
}

/** The name of a delivery after the icon of its verdict, as in the view. */
export const deliveryLabel = (delivery: DeliverySummary): string =>
  `$(${verdictIcons[verdictOf(delivery)]}) ${deliveryName(delivery)}`;

/** The delivery with an id; without one, asks which. */
export async function chooseDelivery(
  frame: Frame,
  webhooks: Webhooks,
  id: string,
  deliveryId: string | undefined,
): Promise<StoredDelivery> {
  return deliveryId === undefined
    ? pickDelivery(frame, await webhooks.deliveries(id))
    : webhooks.delivery(id, deliveryId);
}

/** Asks for one of the deliveries, the latest first. */
export function pickDelivery(frame: Frame, stored: StoredDelivery[]): Promise<StoredDelivery> {
  if (stored.length === 0) throw new Error(t('Nothing has been delivered to this webhook yet.'));
  const choices = stored
    .toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt))
    .map(
      (delivery): Choice<StoredDelivery> => ({
        value: delivery,
        label: deliveryLabel(delivery),
        description: formatMoment(delivery.receivedAt),
      }),
    );
  return pickOne(frame, t('Which delivery?'), choices);
}

/** The text of a payload that a script passes: a string as it is, any other value as JSON. */
export function payloadText(body: Json | undefined): string | undefined {
  if (body === undefined || body === null) return undefined;
  return typeof body === 'string' ? body : JSON.stringify(body);
}
