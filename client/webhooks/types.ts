import type { Json, JsonObject } from '../../server/protocol/json';
import type { DynamicValues, TriggerDescription } from '../../server/protocol/triggers';
import type { DeliverySummary, FixtureFile, MissedDelivery, StoredDelivery, StoredList } from '../domain/delivery';
import type { WebhookEvent } from '../domain/events';
import type {
  CheckStep,
  Credentials,
  Exposure,
  RegistrationCheck,
  RemoteOutcome,
  SavedCredentials,
  WebhookRegistration,
} from '../domain/registration';
import type { SignatureDescription } from '../domain/signature';

/** Who waits for a call that needs credentials. */
export interface SignInOptions {
  /** True when a person waits: the editor may ask them to sign in. Otherwise only an existing session is used. */
  interactive?: boolean;
}

export interface ReplayOptions {
  /** An http address; undefined for our own receiver. */
  to?: string;
  /** The payload in place of the one that was stored; what came in the field `payload` of a form goes there again. */
  body?: string;
  /** A person has agreed to sending it to another machine. */
  remoteAgreed?: boolean;
}

export interface SignatureChange {
  /** As in {@link RegisterRequest}; undefined: what is kept stays. */
  secret?: string | string[] | false;
  /** Is in use from now on; the kept ones stay valid beside it. */
  addSecret?: string;
  /** `null`: told by the headers again; undefined: as it is. */
  signature?: Partial<SignatureDescription> | null;
}

export interface SendOptions {
  body: string;
  /** Goes where the service says what happened, such as `X-GitHub-Event`. */
  event?: string;
}

/** A payload that a person edits before it is sent. */
export interface Draft {
  /** What it is: becomes the name of its editor. */
  name: string;
  text: string;
  isJson: boolean;
  /** The label of what sends it. */
  action: string;
  send(text: string): Promise<Sent>;
}

/** What came of a request that we sent: the HTTP status, and the delivery that our receiver made of it. */
export interface Sent {
  status: number;
  deliveryId?: string;
}

export interface RegisterRequest extends SignInOptions {
  uri: string;
  trigger: TriggerDescription;
  /** By parameter name; the body parameter takes an object, merged over the defaults. */
  parameters: JsonObject;
  /** Scheme, host, port and base path of the service. */
  baseUrl: string;
  /** Undefined: use the ones kept for this origin, else reject naming `credentials`. */
  credentials?: Credentials;
  exposure: Exposure | 'auto';
  /**
   * A string; several while a key is rotated, the one in use first; `false` for none; undefined for the service's
   * default.
   */
  secret?: string | string[] | false;
  /** How deliveries are signed, where that is not told by their headers. */
  signature?: Partial<SignatureDescription>;
}

/** A create call before it is made. Holds no secret: credentials, the callback's token and what is named like one are masked. */
export interface RequestPreview {
  method: string;
  url: string;
  headers: [name: string, value: string][];
  /** JSON with line breaks, or as it is sent. */
  body?: string;
  /** Which parameter takes the callback URL, and where that leads. */
  callback: { parameter: string; url: string };
  curl: string;
}

/** Asks a service for the values that may stand in one of a trigger's parameters. */
export interface ListRequest extends SignInOptions {
  trigger: TriggerDescription;
  dynamic: DynamicValues;
  /** Of a tree: what is below this item. */
  below?: Json;
  /** The answers so far. */
  parameters: JsonObject;
  baseUrl: string;
  /** Undefined: use the ones kept for this origin, else reject naming `credentials`. */
  credentials?: Credentials;
}

export interface ListedValue {
  /** What is sent. */
  value: Json;
  title: string;
  /** Of a tree, where it has others below it: the item as the service gave it. */
  opens?: Json;
}

/** How a webhook would be deleted now. */
export interface DeletePreview {
  /** In the order in which they are tried, until one succeeds; empty where {@link problem} says why. */
  calls: {
    /** As it is sent. */
    url: string;
    /** For a person: secrets are masked. */
    shown: string;
  }[];
  /** Nothing but the service's answer says that the first one is this webhook: why it takes a confirmation. */
  doubt?: string;
  /** Why there is no call. */
  problem?: string;
  /** The webhook is first looked for in the list at this address, masked. */
  searched?: string;
}

export interface DeleteOptions extends SignInOptions {
  /** Drops the entry only. */
  forget?: boolean;
  /** For a registration whose own are no longer kept. */
  credentials?: Credentials;
  /** The address that was shown and confirmed: the DELETE goes there or nowhere. */
  confirmUrl?: string;
}

/**
 * Registrations and deliveries: what the commands and the views work with. Every failure rejects with an `Error` whose
 * message a person can act on and that holds no secret.
 */
export interface Webhooks {
  register(request: RegisterRequest, signal?: AbortSignal): Promise<WebhookRegistration>;
  delete(id: string, options?: DeleteOptions): Promise<RemoteOutcome>;
  /** The DELETE calls that {@link delete} would make. */
  previewDelete(id: string): DeletePreview;
  /** Creates a webhook, deletes it as Power Automate would, and says of each demand whether it is met. */
  checkUnsubscribe(request: RegisterRequest, signal?: AbortSignal): Promise<CheckStep[]>;
  /** The call that `register` would make. Rejects as that would before it calls. */
  preview(request: RegisterRequest): Promise<RequestPreview>;
  /** That call as a curl command for one's own credentials and callback; needs neither. */
  curlOfRequest(request: RegisterRequest): Promise<string>;
  /** Never called but for a person who is asked. */
  listValues(request: ListRequest, signal?: AbortSignal): Promise<ListedValue[]>;
  /** Asks the services whether they still have these webhooks, or all; with kept credentials only. */
  checkRegistrations(ids?: string[], options?: SignInOptions): Promise<RegistrationCheck[]>;
  /** A view shows this one: whether it is still there is looked up in the background, now and then. */
  shown(id: string): void;
  list(): WebhookRegistration[];
  get(id: string): WebhookRegistration | undefined;
  /** All that are stored of a webhook, in the order of arrival. Views that show many take {@link summaries}. */
  deliveries(id: string): Promise<StoredDelivery[]>;
  /** The same without headers: quick, however many there are. */
  summaries(id: string): Promise<DeliverySummary[]>;
  /** For views that are drawn again and again. */
  stored(id: string): Promise<StoredList>;
  /** One of them. Rejects, naming `deliveryId`, where it is not there. Its body: `readBody` of receiver/storedBody.ts. */
  delivery(id: string, deliveryId: string): Promise<StoredDelivery>;
  /** Changes with what deliveries are verified; at the service nothing changes. */
  setSignature(id: string, change: SignatureChange): Promise<WebhookRegistration>;
  /** Keeps these for a registration whose own are gone or no longer taken. */
  supplyCredentials(id: string, credentials: Credentials): Promise<void>;
  ping(id: string, options?: SignInOptions): Promise<{ status: number }>;
  redeliver(id: string, deliveryId: string, options?: SignInOptions): Promise<{ status: number }>;
  /** What GitHub sent and did not arrive, as far back as its list goes; oldest first. */
  missed(id: string, options?: SignInOptions): Promise<MissedDelivery[]>;
  /** Notes that a person was told of these: they are not announced again. */
  missedSeen(id: string, missed: MissedDelivery[]): Promise<void>;
  /** Keeps a delivery of GitHub's list as one of ours. `deliveryId` is GitHub's. */
  fetchDelivery(id: string, deliveryId: string, options?: SignInOptions): Promise<StoredDelivery>;
  /** Sends a stored delivery again, signed anew by its own scheme, to our receiver or to an address. */
  replay(id: string, deliveryId: string, options?: ReplayOptions): Promise<Sent>;
  /** Sends a body to our receiver as if from the service, signed where a secret is held. */
  send(id: string, options: SendOptions): Promise<Sent>;
  /** The payload as it can be edited and given to {@link replay}; undefined where it is no text. */
  payloadText(id: string, deliveryId: string): Promise<{ text: string; isJson: boolean } | undefined>;
  /** A delivery as a curl command to our receiver, masked. */
  curl(id: string, deliveryId: string): Promise<string>;
  /** All deliveries as HAR 1.2, without secrets. `version`: of this extension, which made it. */
  har(id: string, version: string): Promise<string>;
  /** Deliveries as docs/deliveries.md has them, without secrets; `skipped` are the ids of those without a payload. */
  fixtures(id: string, deliveryIds?: string[]): Promise<{ files: FixtureFile[]; skipped: string[] }>;
  /** What is kept, by origin; reads nothing anew and sends nothing. */
  credentials(): Promise<SavedCredentials[]>;
  /** Forgets the credentials kept for one origin, or for all; answers the origins forgotten. */
  removeCredentials(origin?: string): Promise<string[]>;
  /** Registrations that an earlier run left in doubt. */
  orphans(): WebhookRegistration[];
  /** Calls back for each event until the returned function is called. */
  onEvent(listener: (event: WebhookEvent) => void): () => void;
  close(): Promise<void>;
}
