import { randomUUID } from 'node:crypto';
import type { DeliveryOrigin } from '../domain/delivery';

/** On a request that we send to our own receiver. */
export const selfSentHeader = 'x-flow-webhooks-mark';

/** On the answer to it: the id under which it was stored. */
export const deliveryHeader = 'x-flow-webhooks-delivery';

/**
 * What we send to our own receiver is told from what services send by a mark that nobody else can know: it holds once,
 * for a request that is just being sent.
 */
export class SelfSentRequests {
  private readonly origins = new Map<string, DeliveryOrigin>();

  /** A header to send along; `drop` is called once the request is over. */
  make(origin: DeliveryOrigin): { mark: string; drop(): void } {
    const mark = randomUUID();
    this.origins.set(mark, origin);
    return { mark, drop: () => this.origins.delete(mark) };
  }

  /** Takes the mark out of the headers (lower-case names), whoever has put it there. */
  take(headers: Record<string, string>): DeliveryOrigin | undefined {
    const mark = headers[selfSentHeader];
    delete headers[selfSentHeader];
    if (mark === undefined) return undefined;
    const origin = this.origins.get(mark);
    this.origins.delete(mark);
    return origin;
  }
}
