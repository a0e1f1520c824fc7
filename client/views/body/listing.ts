import type { Row } from '../messages/delivery';

/** Rows of which a part is shown at a time. */
export interface Listing {
  readonly total: number;
  rows(from: number, count: number): Row[];
}
