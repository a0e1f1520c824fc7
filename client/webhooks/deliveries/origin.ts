import type { Delivery } from '../../domain/delivery';

/** True when the service made a delivery, even one that was fetched: not a handshake, not refused, not sent from here. */
export const isOfService = ({ kind, origin }: Pick<Delivery, 'kind' | 'origin'>): boolean =>
  kind === 'delivery' && (!origin || origin.by === 'fetch');
