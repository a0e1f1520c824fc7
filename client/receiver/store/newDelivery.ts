import type { StoredDelivery } from '../../domain/delivery';

export interface DeliveryBounds {
  /** All three hold for each webhook by itself. */
  maxCount: number;
  maxBytes: number;
  maxAgeDays: number;
}

/** A delivery that has not been given its place yet. */
export type NewDelivery = Omit<StoredDelivery, 'id' | 'body' | 'bytes'>;
