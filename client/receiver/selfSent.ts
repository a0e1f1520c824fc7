import { randomUUID } from 'node:crypto';
import type { DeliveryOrigin } from '../domain/delivery';

/** The header that identifies a request which this window sends to its own receiver. */
export const selfSentHeader = 'x-flow-webhooks-mark';

/** The header of the response to such a request: the id of the stored delivery. */
export const deliveryHeader = 'x-flow-webhooks-delivery';

/**
 * The requests that this window is sending to its own receiver. Each has a random id that nobody else can know and that is
 * accepted once.
 */
export class SelfSentRequests {
  private readonly origins = new Map<string, DeliveryOrigin>();

  /** The value of {@link selfSentHeader} for a new request. `forget` must be called once the request is over. */
  add(origin: DeliveryOrigin): { id: string; forget(): void } {
    const id = randomUUID();
    this.origins.set(id, origin);
    return { id, forget: () => this.origins.delete(id) };
  }

  /** Removes the id from the headers (lower-case names), whoever sent it, and returns the origin that it stands for. */
  take(headers: Record<string, string>): DeliveryOrigin | undefined {
    const id = headers[selfSentHeader];
    delete headers[selfSentHeader];
    if (id === undefined) return undefined;
    const origin = this.origins.get(id);
    this.origins.delete(id);
    return origin;
  }
}
