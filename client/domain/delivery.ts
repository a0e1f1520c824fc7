import type { PayloadProblem, PayloadReport } from '../../server/protocol/payloads';

export type { PayloadReport };

/** A row of the deliveries command. */
export interface Delivery {
  id: string;
  kind: 'delivery' | 'handshake' | 'refused';
  /** ISO 8601, in UTC. */
  receivedAt: string;
  method: string;
  headers: Record<string, string>;
  event: string | null;
  /** `token`: what came along shows who sent it, but nothing covers the body. */
  signature: 'valid' | 'token' | 'invalid' | 'absent' | 'unknown';
  conforms: boolean | null;
  problems: PayloadProblem[];
  /** HTTP status that the receiver answered. */
  answered: number;
  /** Where it was sent from here; undefined for what a service sent. */
  origin?: DeliveryOrigin;
}

/** A delivery as it is stored. */
export interface StoredDelivery extends Delivery {
  registrationId: string;
  /** Where the raw body lies, byte for byte as sent: `bytes` of them from `start` on, with others around them. See `readBody`. */
  body: { file: string; start: number };
  bytes: number;
  /** From the request's first byte to the answer. */
  milliseconds: number;
  /** What stood behind the question mark, what it calls a secret masked; undefined where nothing did. */
  query?: string;
}

/** How a delivery came about that this extension sent to its own receiver. `of` is the id of the original. */
export type DeliveryOrigin =
  | { by: 'replay'; of: string; edited: boolean }
  | { by: 'send' }
  /** Not sent, but taken from the service's list of deliveries; `of` is its id there that all attempts share. */
  | { by: 'fetch'; of: string };

/** What a service sent and this receiver never got. */
export interface MissedDelivery {
  /** At the service: for redelivering and fetching it. */
  deliveryId: string;
  /** Shared by all attempts. */
  guid: string;
  event: string;
  /** ISO 8601. */
  deliveredAt: string;
  /** HTTP status that the service got; 5xx where it reached nobody. */
  status: number;
}

/** A file to be kept in a repository; `path` is relative and has slashes. */
export interface FixtureFile {
  path: string;
  content: string;
}

/** What a list needs of a delivery. */
export type DeliverySummary = Omit<StoredDelivery, 'headers'>;

/**
 * What is stored of a webhook, in the order of arrival, as it is at every moment: nothing is copied, so that a look costs
 * what it looks at and not what is stored. After an `await` the places may be others.
 */
export interface StoredList {
  readonly length: number;
  readonly tally: Readonly<Tally>;
  /** As `Array.at`: -1 is the newest one. */
  at(index: number): DeliverySummary | undefined;
  /** -1 for one that is not there. */
  indexOf(deliveryId: string): number;
}

export interface Tally {
  /** Neither handshakes nor refused ones. */
  deliveries: number;
  /** Of them, those that the schema does not fit. */
  differing: number;
  refused: number;
}
