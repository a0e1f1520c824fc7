import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DeliverySummary, StoredList } from '../../domain/delivery';
import type { WebhookRegistration } from '../../domain/registration';
import { type Filter, filteredDelivery } from '../filter';

/** Number of deliveries tested before yielding to other work; each takes microseconds. */
const rowsInOneGo = 2_000;

/** Applies a filter to thousands of deliveries. Each is tested once, however often the view is drawn. */
export class Matching {
  private readonly known = new WeakMap<DeliverySummary, boolean>();

  constructor(readonly filter: Filter) {}

  /** Returns the matching deliveries in order of arrival. */
  async of(registration: WebhookRegistration, stored: StoredList): Promise<DeliverySummary[]> {
    const all = Array.from({ length: stored.length }, (_, index) => stored.at(index)!);
    const found: DeliverySummary[] = [];
    let looked = 0;
    for (const one of all) {
      let matches = this.known.get(one);
      if (matches === undefined) {
        if (++looked % rowsInOneGo === 0) await nextTurn();
        matches = this.filter.matches(filteredDelivery(registration, one));
        this.known.set(one, matches);
      }
      if (matches) found.push(one);
    }
    return found;
  }
}
