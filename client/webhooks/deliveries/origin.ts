import type { Delivery } from '../../domain/delivery';

/** Whether a delivery is the service's own: neither a handshake nor refused, nor sent from here. What was fetched is. */
export const isOfService = ({ kind, origin }: Pick<Delivery, 'kind' | 'origin'>): boolean =>
  kind === 'delivery' && (!origin || origin.by === 'fetch');
