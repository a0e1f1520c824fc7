import type { Json } from '../../../server/protocol/json';
import type { Answer, Outgoing, SendOptions } from '../../common/transport';
import type { RemoteOutcome } from '../../domain/registration';
import type { BuiltRequest } from '../request/buildRequest';

/** Credentials as they go out. */
export interface Authorization {
  headers: Record<string, string>;
  query: [string, string][];
}

/** What a service made of a create call that it accepted. */
export interface Created {
  status: number;
  /** As it came: not to be trusted yet. */
  location: string | null;
  /** What the header `OData-EntityId` names, for answers without a body: OData 4.0, part 1, 8.3.4. */
  entity?: string | null;
  /** Addresses that other headers name as the webhook's own. */
  links?: string[];
  /** The parsed body; of XML its elements by name. Undefined where it is neither. */
  body: Json | undefined;
  /** The body as it came, where it is plain text. */
  text?: string;
  /** Where the answer came from: what a relative `Location` is relative to. */
  url: string;
  /** What is odd about the answer, beside its status and its `Location`. */
  warnings?: string[];
}

export interface CreateOptions {
  signal?: AbortSignal;
  /** Who is to get an answer that comes after the call was given up. `signal` ends the waiting. */
  late?: { signal: AbortSignal; take(created: Promise<Created>): void };
}

/** A row of a service's own list of deliveries. */
export interface RemoteDelivery {
  /** Digits; may exceed what a number holds. */
  id: string;
  guid: string;
  event: string;
  /** ISO 8601. */
  deliveredAt: string;
  /** HTTP status that the receiver answered, or stands for why none did. */
  status: number;
}

/** One of them, whole. The body is written anew from the payload that the service hands out. */
export interface FetchedDelivery extends RemoteDelivery {
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
}

/** How to quote the text of strangers: masked and shortened. */
export type Quote = (text: string, length?: number) => string;

/** One kind of service. Every failure is a `ServiceError` that says what to do. */
export interface Service {
  /** The create call without credentials, as {@link create} sends it. */
  outgoing(request: BuiltRequest): Outgoing;
  create(request: BuiltRequest, authorization: Authorization, options?: CreateOptions): Promise<Created>;
  /** Deletes what is at a URL of the registration's own origin. */
  delete(url: string, headers: Record<string, string>, authorization: Authorization): Promise<RemoteOutcome>;
  /** HTTP status of a GET at a URL of the registration's own origin. */
  status(url: string, authorization: Authorization): Promise<number>;
  /** Whether a 404 for a webhook may come of what the credentials lack. */
  mayHide?(hookUrl: string, authorization: Authorization): Promise<boolean>;
  /** Any other call: the parsed body of an answer that succeeded. */
  read?(request: BuiltRequest, authorization: Authorization, signal?: AbortSignal): Promise<Json | undefined>;
  /** The URL of a hook whose create answer was never seen; null where the service has none for this callback. */
  findOrphan?(createUrl: string, callbackUrl: string, authorization: Authorization): Promise<string | null>;
  /** Switches a hook on; its other settings stay. */
  activate?(hookUrl: string, authorization: Authorization): Promise<{ status: number }>;
  /** All that the service lists, newest first. */
  deliveries?(hookUrl: string, authorization: Authorization): Promise<RemoteDelivery[]>;
  delivery?(hookUrl: string, id: string, authorization: Authorization): Promise<FetchedDelivery>;
  ping?(hookUrl: string, authorization: Authorization): Promise<{ status: number }>;
  /** `delivery`: its id at the service, or the `guid` that all attempts share. */
  redeliver?(hookUrl: string, delivery: string, authorization: Authorization): Promise<{ status: number }>;
}

export const createTimeoutMs = 30_000;
/** Power Automate waits for two minutes (limits of Azure Logic Apps: outbound requests). */
export const lateCreateMs = 120_000;
export const callTimeoutMs = 30_000;

/** A call with its credentials: they override what the definition's parameters say. */
export function authorized<O extends Outgoing>(outgoing: O, { headers, query }: Authorization): O {
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const others = Object.entries(outgoing.headers).filter(([name]) => !names.has(name.toLowerCase()));
  const url = new URL(outgoing.url);
  for (const [name, value] of query) url.searchParams.set(name, value);
  return {
    ...outgoing,
    url: query.length > 0 ? url.href : outgoing.url,
    headers: { ...Object.fromEntries(others), ...headers },
  };
}

export type { Outgoing };

export type Send = (outgoing: Outgoing, options: SendOptions) => Promise<Answer>;

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** Nothing is there, or no longer; some services hide in this way what the credentials may not see. */
export const isGone = (status: number): boolean => status === 404 || status === 410;

/** Only a 5xx may come from a service that did its part before it failed. */
export const isInDoubt = (status: number): boolean => status >= 500;
