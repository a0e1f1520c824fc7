import type { StoredDelivery } from '../../domain/delivery';

/** Limits of what is stored for each webhook; the oldest deliveries are dropped first. */
export interface DeliveryBounds {
  maxCount: number;
  /** Total size of the bodies in bytes. */
  maxBytes: number;
  maxAgeDays: number;
}

/** A delivery that is not stored yet: it has neither an id nor a place on the disk. */
export type NewDelivery = Omit<StoredDelivery, 'id' | 'body' | 'bytes'>;
