import type { PayloadProblem, PayloadReport } from '../../server/protocol/payloads';
import type { ForwardOutcome } from './forwarding';
import type { Difference } from './registration';

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
  /** `token`: a valid token shows who sent the delivery, but nothing covers the body. */
  signature: 'valid' | 'token' | 'invalid' | 'absent' | 'unknown';
  /** What the signature was verified by: a provider's scheme, or what fitted. Undefined where nothing was. */
  scheme?: string;
  /** Whether the body matches the notification schema; null where that is not known. */
  conforms: boolean | null;
  problems: PayloadProblem[];
  /** HTTP status of the receiver's response. */
  answered: number;
  /** How a flow's callback would have answered differently, or why it would not have got the delivery. */
  differences?: Difference[];
  /** Set where this extension sent the delivery; undefined where a service did. */
  origin?: DeliveryOrigin;
}

/** Whether a body was checked against the notification schema. */
export interface CheckState {
  /** `none`: it is not checked, or it could not be. */
  check: 'pending' | 'done' | 'none';
  /** Why there is no check; null unless there is none. */
  reason: string | null;
}

/** A delivery as it is stored. */
export interface StoredDelivery extends Delivery {
  registrationId: string;
  /** The location of the raw body, byte for byte as sent, in a file that bodies share. See `readBody`. */
  body: { file: string; start: number };
  /** Size of the body. */
  bytes: number;
  /** Time from the request's first byte to the response. */
  milliseconds: number;
  /** What became of it at the targets that it was forwarded to; undefined where it was not. */
  forwards?: ForwardOutcome[];
  /** The query without its question mark, with secrets masked by name; undefined where there was none. */
  query?: string;
}

/** How this extension came to send a delivery to its own receiver. `of` is the id of the original. */
export type DeliveryOrigin =
  | { by: 'replay'; of: string; edited: boolean }
  | { by: 'send' }
  /** Not sent, but read from the service's list of deliveries; `of` is its id there, which all attempts share. */
  | { by: 'fetch'; of: string };

/** A delivery that the service sent and this receiver never got. */
export interface MissedDelivery {
  /** The service's id, for redelivering and fetching it. */
  deliveryId: string;
  /** The id that all attempts share. */
  guid: string;
  event: string;
  /** ISO 8601. */
  deliveredAt: string;
  /** HTTP status that the service got; 5xx where it got no response. */
  status: number;
}

/** A file for a repository; `path` is relative, with slashes. */
export interface FixtureFile {
  path: string;
  content: string;
}

/** The part of a delivery that lists show. */
export type DeliverySummary = Omit<StoredDelivery, 'headers'>;

/**
 * The current deliveries of a webhook in the order of arrival. It is a live view: nothing is copied, so that reading costs
 * only what is read. After an `await` the indexes may have changed.
 */
export interface StoredList {
  readonly length: number;
  readonly tally: Readonly<Tally>;
  /** As `Array.at`: -1 stands for the newest delivery. */
  at(index: number): DeliverySummary | undefined;
  /** -1 where the delivery is not stored. */
  indexOf(deliveryId: string): number;
}

/** Numbers of stored deliveries. */
export interface Tally {
  /** Without handshakes and refused requests. */
  deliveries: number;
  /** Deliveries that do not match the schema. */
  differing: number;
  refused: number;
}

/** A place in a structured body. */
export interface PayloadPlace {
  /** Property names and indices, from the root. */
  path: (string | number)[];
  /** The value: a string as it is, anything else as JSON. */
  text: string;
  body: 'json' | 'form' | 'xml';
}
