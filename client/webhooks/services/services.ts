import type { Json } from '../../../server/protocol/json';
import type { Answer, Outgoing, SendOptions } from '../../common/transport';
import type { RemoteOutcome } from '../../domain/registration';
import type { BuiltRequest } from '../request/buildRequest';

/** Credentials as headers and query parameters. */
export interface Authorization {
  headers: Record<string, string>;
  query: [string, string][];
}

/** The response to a create call that succeeded. */
export interface Created {
  status: number;
  /** The raw header, not yet checked. */
  location: string | null;
  /** The header `OData-EntityId`, for responses without a body: OData 4.0, part 1, 8.3.4. */
  entity?: string | null;
  /** All headers by their names in lower case, for policies that read them. */
  headers?: Record<string, string>;
  /** URLs of the webhook in other headers. */
  links?: string[];
  /** The parsed body; XML as its elements by name. Undefined for any other body. */
  body: Json | undefined;
  /** The raw body, unless it is an object. */
  text?: string;
  /** The URL that responded: the base of a relative `Location`. */
  url: string;
  /** Messages about the response other than those about its status and `Location`. */
  warnings?: string[];
}

interface CreateOptions {
  signal?: AbortSignal;
  /** Takes a response that comes after the call was given up. `signal` stops the waiting. */
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
  /** HTTP status of the receiver's response, or the service's code for why there was none. */
  status: number;
}

/** A delivery with its headers and its body, which is serialized again from the service's payload. */
interface FetchedDelivery extends RemoteDelivery {
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
}

/** Quotes a stranger's text in a message: masked, and shortened to `length` characters. */
export type Quote = (text: string, length?: number) => string;

/** A kind of service. Every failure is a `ServiceError` that says what to do. */
export interface Service {
  /** The create call without credentials, as {@link create} sends it. */
  outgoing(request: BuiltRequest): Outgoing;
  create(request: BuiltRequest, authorization: Authorization, options?: CreateOptions): Promise<Created>;
  /** Deletes the webhook at a URL on its own origin. */
  delete(
    url: string,
    headers: Record<string, string>,
    authorization: Authorization,
    /** What policies of the connector turn the DELETE call into. */
    sent?: Pick<Outgoing, 'method' | 'body'>,
  ): Promise<RemoteOutcome>;
  /** Returns the HTTP status of a GET at a URL on the webhook's own origin. */
  status(url: string, authorization: Authorization, headers?: Record<string, string>): Promise<number>;
  /** True when a 404 for a webhook may be due to missing permissions. */
  mayHide?(hookUrl: string, authorization: Authorization): Promise<boolean>;
  /** Makes any other call, and returns the parsed body of a response that succeeded. */
  read?(request: BuiltRequest, authorization: Authorization, signal?: AbortSignal): Promise<Json | undefined>;
  /** Finds the URL of a hook whose create call got no response; null when the service has none for this callback. */
  findOrphan?(createUrl: string, callbackUrl: string, authorization: Authorization): Promise<string | null>;
  /** Activates a hook; its other settings stay. */
  activate?(hookUrl: string, authorization: Authorization): Promise<{ status: number }>;
  /** Lists the service's deliveries, newest first. */
  deliveries?(hookUrl: string, authorization: Authorization): Promise<RemoteDelivery[]>;
  delivery?(hookUrl: string, id: string, authorization: Authorization): Promise<FetchedDelivery>;
  ping?(hookUrl: string, authorization: Authorization): Promise<{ status: number }>;
  /** `delivery`: its id at the service, or the `guid` that all attempts share. */
  redeliver?(hookUrl: string, delivery: string, authorization: Authorization): Promise<{ status: number }>;
}

export const createTimeoutMs = 30_000;
/** Power Automate waits two minutes (Azure Logic Apps, limits of outbound requests). */
export const lateCreateMs = 120_000;
export const callTimeoutMs = 30_000;

/** Returns a call with its credentials, which override headers and query parameters of the definition. */
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

/** True when nothing is there; some services also respond so to credentials without the permission. */
export const isGone = (status: number): boolean => status === 404 || status === 410;

/** True for a 5xx: the service may have acted before it failed. */
export const isInDoubt = (status: number): boolean => status >= 500;
