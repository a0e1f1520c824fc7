import type { Row } from '../messages/delivery';

/** Rows that are loaded in parts. */
export interface Listing {
  readonly total: number;
  rows(from: number, count: number): Row[];
}
