import type { Delivery } from '../../domain/delivery';

/** True when this extension sent a delivery: a replay, or an example. One that was fetched is the service's. */
export const isSentFromHere = ({ origin }: Pick<Delivery, 'origin'>): boolean =>
  origin !== undefined && origin.by !== 'fetch';

/** True when the service made a delivery, even one that was fetched: not a handshake, not refused, not sent from here. */
export const isOfService = (delivery: Pick<Delivery, 'kind' | 'origin'>): boolean =>
  delivery.kind === 'delivery' && !isSentFromHere(delivery);
