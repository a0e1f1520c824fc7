import type { Json, JsonObject } from '../../server/protocol/json';
import type { DynamicValues, TriggerDescription } from '../../server/protocol/triggers';
import type { Shell } from '../common/shells/curlCommand';
import type { CallbackForm } from '../domain/callback';
import type { DeliverySummary, FixtureFile, MissedDelivery, StoredDelivery, StoredList } from '../domain/delivery';
import type { WebhookEvent } from '../domain/events';
import type { ForwardChange, ForwardState } from '../domain/forwarding';
import type { HandshakeAnswer } from '../domain/handshakeAnswer';
import type {
  Credentials,
  DeletedWebhook,
  Difference,
  Exposure,
  RegistrationCheck,
  RemoteOutcome,
  SavedCredentials,
  UnsubscribeCheck,
  WebhookRegistration,
} from '../domain/registration';
import type { SignatureDescription } from '../domain/signature';
import type { ForwardStateWithUrl } from './deliveries/forwarding';
import type { Reach } from './exposure/reach';
import type { AppliedPolicy } from './request/policies/policies';

/** Who waits for a call that needs credentials. */
export interface SignInOptions {
  /** True when the user is waiting, so that the editor may ask them to sign in. Otherwise only an existing session is used. */
  interactive?: boolean;
}

export interface ReplayOptions {
  /** An HTTP or HTTPS URL; undefined for the own receiver. */
  to?: string;
  /** Replaces the stored payload. One that came in the field `payload` of a form is sent in that field again. */
  body?: string;
  /** True when the user agreed to sending it to another machine. */
  remoteAgreed?: boolean;
}

export interface SignatureChange {
  /** As in {@link RegisterRequest}; undefined keeps the saved secrets. */
  secret?: string | string[] | false;
  /** Becomes the secret in use; the saved ones stay valid in addition. */
  addSecret?: string;
  /** `null` detects it from the headers again; undefined leaves it as it is. */
  signature?: Partial<SignatureDescription> | null;
  /**
   * Lets public keys be fetched from this documented host of a provider, and only from there; from then on, deliveries
   * without a valid signature are refused. `null` ends it.
   */
  keyHost?: string | null;
}

export interface SendOptions {
  body: string;
  /** The value of the header that names the event, such as `X-GitHub-Event`. */
  event?: string;
}

/** The result of a request that was sent from here: its HTTP status, and the delivery that the receiver stored. */
export interface Sent {
  status: number;
  /** The address that answered, where nobody listened on the one that was asked for: `[::1]:3000` for `127.0.0.1:3000`. */
  answeredAt?: string;
  deliveryId?: string;
}

export interface ExportOptions {
  /** Ends the work; the call then rejects. */
  signal?: AbortSignal;
  /** Called with the part that is done, from 0 to 1. */
  progress?(done: number): void;
}

export interface RegisterRequest extends SignInOptions {
  uri: string;
  trigger: TriggerDescription;
  /** By parameter name; the body parameter takes an object, merged over the defaults. */
  parameters: JsonObject;
  /** Scheme, host, port and base path of the service. */
  baseUrl: string;
  /** True when {@link baseUrl} is that of the definition, which a policy of the connector replaces. */
  baseUrlFromPolicy?: boolean;
  /** Undefined: those saved for this origin; without any, the call rejects, naming `credentials`. */
  credentials?: Credentials;
  /** The values of the connection that policies read, by name. */
  connectionParameters?: Record<string, string>;
  exposure: Exposure | 'auto';
  /** The form of the callback URL; undefined for the short one. Relays have a form of their own. */
  callback?: CallbackForm;
  /** Why the service is not asked for a notification schema that only it knows; undefined asks it. */
  withoutSchema?: string;
  /** The response to handshakes of a service that is not known. */
  handshakeAnswer?: HandshakeAnswer;
  /** The receiver answers as a flow's callback does; undefined for what the setting says. */
  strictAnswers?: boolean;
  /**
   * A string; several while a key is rotated, the one in use first; `false` for none; undefined for the service's
   * default.
   */
  secret?: string | string[] | false;
  /** How deliveries are signed, when their headers don't show it. */
  signature?: Partial<SignatureDescription>;
}

/** A create call before it is made. Credentials, the callback's token and values with the names of secrets are masked. */
export interface RequestPreview {
  method: string;
  url: string;
  headers: [name: string, value: string][];
  /** JSON with line breaks; any other body as it is sent. */
  body?: string;
  /** The parameter that takes the callback URL, and that URL. */
  callback: { parameter: string; url: string };
  /** The call as a curl command. */
  curl(shell: Shell): string;
  /** The policies that changed the request, and the parts that they set. */
  applied: AppliedPolicy[];
  /** How Power Automate's request would differ. */
  differences: Difference[];
}

/** A request about what only the service knows of a trigger, before there is a webhook. */
export interface AskRequest extends SignInOptions {
  trigger: TriggerDescription;
  /** The answers so far, by parameter name. */
  parameters: JsonObject;
  baseUrl: string;
  /** Undefined: those saved for this origin; without any, the call rejects, naming `credentials`. */
  credentials?: Credentials;
  /** The values of the connection that policies read, by name. */
  connectionParameters?: Record<string, string>;
}

/** A request for the values that a service offers for one of a trigger's parameters. */
export interface ListRequest extends AskRequest {
  dynamic: DynamicValues;
  /** In a tree: the item whose children are listed. */
  below?: Json;
}

export interface ListedValue {
  /** The value that is sent. */
  value: Json;
  title: string;
  /** In a tree, for a value with children: the item as the service returned it. */
  opens?: Json;
}

/** How a webhook would be deleted now. */
export interface DeletePreview {
  /** In the order in which they are tried, until one succeeds; empty when {@link problem} says why. */
  calls: {
    method: string;
    /** The URL before policies, which {@link DeleteOptions.confirmUrl} repeats. */
    url: string;
    /** The URL that is called, for the user, its secrets masked. */
    shown: string;
    /** The headers that the operation and the policies add, secrets masked. */
    headers: [name: string, value: string][];
    /** The body, its secrets masked; undefined without one. */
    body?: string;
    /** The policies that changed the request, and the parts that they set. */
    applied: AppliedPolicy[];
  }[];
  /**
   * Why the first call needs a confirmation: only the service's response says that it deletes this webhook, or Power
   * Automate would not make it.
   */
  doubt?: string;
  /** Why there is no call. */
  problem?: string;
  /** The URL, masked, of the list in which the webhook is looked up first. */
  searched?: string;
}

export interface DeleteOptions extends SignInOptions {
  /** Drops the entry without a call to the service. */
  forget?: boolean;
  /** For a webhook whose own credentials are no longer saved. */
  credentials?: Credentials;
  /** The URL that was shown and confirmed: the call goes there or nowhere. */
  confirmUrl?: string;
}

/**
 * Webhooks and their deliveries, for the commands and the views. Every failure rejects with an `Error` whose message a
 * person can act on; no message holds a secret.
 */
export interface Webhooks {
  /** The folder of the ledger and the deliveries. */
  readonly storageFolder: string;
  register(request: RegisterRequest, signal?: AbortSignal): Promise<WebhookRegistration>;
  /** Tries whether a public URL leads to the receiver of this window; nothing is registered or stored. */
  probe(publicUrl: string, signal?: AbortSignal): Promise<Reach>;
  /**
   * As {@link probe}, for the way that a request would use: undefined where no public URL is involved that could be tried,
   * and where there is no way, which {@link preview} rejects for.
   */
  reach(request: RegisterRequest, signal?: AbortSignal): Promise<Reach | undefined>;
  delete(id: string, options?: DeleteOptions): Promise<RemoteOutcome>;
  /**
   * The request that registers a webhook again with its values, for its trigger as it is now. Rejects, naming `parameters`,
   * where secrets among them are missing, unless `mayLack` is true. `given` counts instead of the values of the first time.
   */
  renewal(
    id: string,
    trigger: TriggerDescription,
    given?: JsonObject,
    mayLack?: boolean,
  ): Promise<{ request: RegisterRequest; isComplete: boolean }>;
  /** A text for the create call as the trigger would be sent now, where it differs from the one of the webhook. */
  changedRequest(id: string, trigger: TriggerDescription): string | undefined;
  /** The DELETE calls that {@link delete} would make. */
  previewDelete(id: string): DeletePreview;
  /** Creates a webhook, deletes it as Power Automate would, and reports for each requirement whether it is met. */
  checkUnsubscribe(request: RegisterRequest, signal?: AbortSignal): Promise<UnsubscribeCheck>;
  /** The call that `register` would make. Rejects whenever `register` would before its call. */
  preview(request: RegisterRequest): Promise<RequestPreview>;
  /** That call as a curl command with placeholders for the credentials and the callback. */
  curlOfRequest(request: RegisterRequest, shell: Shell): Promise<string>;
  /** Rejects when the service can't be asked or returns no list. */
  listValues(request: ListRequest, signal?: AbortSignal): Promise<ListedValue[]>;
  /**
   * The schema of the body of the create call, with what the service says of it. Rejects, saying why, where it can't be asked
   * or gives no schema.
   */
  loadBodySchema(request: AskRequest, signal?: AbortSignal): Promise<JsonObject>;
  /**
   * Asks the service again for the notification schema that only it knows, and checks deliveries that have no verdict.
   * Rejects, saying why, when it gives none.
   */
  loadSchema(id: string, options?: SignInOptions): Promise<WebhookRegistration>;
  /** Asks the services whether they still have these webhooks, or all; with saved credentials only. */
  checkRegistrations(ids?: string[], options?: SignInOptions): Promise<RegistrationCheck[]>;
  /** Tells that a view shows this webhook: now and then, its service is asked in the background whether it exists. */
  shown(id: string): void;
  list(): WebhookRegistration[];
  get(id: string): WebhookRegistration | undefined;
  /** The webhooks that were deleted and whose deliveries are kept, the latest first. */
  deleted(): DeletedWebhook[];
  /** A webhook, or a deleted one whose deliveries are kept. */
  find(id: string): WebhookRegistration | undefined;
  /**
   * Removes these deliveries of a webhook, or all; returns their number. A deleted webhook is forgotten with its last one.
   */
  clearDeliveries(id: string, deliveryIds?: readonly string[]): Promise<number>;
  /** Removes the deliveries of all webhooks, deleted ones included; returns their number. */
  clearAllDeliveries(): Promise<number>;
  /** All stored deliveries of a webhook, which may be a deleted one, in the order of arrival. Views that show many use {@link summaries}. */
  deliveries(id: string): Promise<StoredDelivery[]>;
  /** The stored deliveries without headers: quick, however many there are. */
  summaries(id: string): Promise<DeliverySummary[]>;
  /** The stored deliveries for views that are drawn again and again: nothing is copied. */
  stored(id: string): Promise<StoredList>;
  /** One stored delivery. Rejects, naming `deliveryId`, when there is none. `readBody` of the receiver reads its body. */
  delivery(id: string, deliveryId: string): Promise<StoredDelivery>;
  /** Changes how deliveries are verified; nothing is sent to the service. */
  setSignature(id: string, change: SignatureChange): Promise<WebhookRegistration>;
  /** Sets the response to handshakes of a service that is not known; `null` removes it. */
  setHandshakeAnswer(
    id: string,
    answer: HandshakeAnswer | null,
  ): Promise<{ id: string; handshakeAnswer?: HandshakeAnswer }>;
  /** The host from which a public key would verify one of the latest deliveries; undefined where none names one. */
  keyHost(id: string): Promise<string | undefined>;
  /**
   * Opens the address in a handshake that confirms the webhook, at the provider's documented hosts only. Rejects, naming
   * `deliveryId`, where the delivery has none.
   */
  confirmSubscription(id: string, deliveryId: string): Promise<{ status: number }>;
  /** Saves other credentials for a webhook whose own are gone or no longer accepted. */
  supplyCredentials(id: string, credentials: Credentials): Promise<void>;
  ping(id: string, options?: SignInOptions): Promise<{ status: number }>;
  redeliver(id: string, deliveryId: string, options?: SignInOptions): Promise<{ status: number }>;
  /** The deliveries that GitHub sent and that didn't arrive, as far back as its list goes; oldest first. */
  missed(id: string, options?: SignInOptions): Promise<MissedDelivery[]>;
  /** Records that the user saw these: they are not announced again. */
  missedSeen(id: string, missed: MissedDelivery[]): Promise<void>;
  /** Stores a delivery of GitHub's list. `deliveryId` is GitHub's. */
  fetchDelivery(id: string, deliveryId: string, options?: SignInOptions): Promise<StoredDelivery>;
  /** Sends a stored delivery again, signed again by its own scheme, to the own receiver or to a URL. */
  replay(id: string, deliveryId: string, options?: ReplayOptions): Promise<Sent>;
  /** Sends a body to the own receiver as the service would, signed when there is a secret. */
  send(id: string, options: SendOptions): Promise<Sent>;
  /**
   * Switches targets that accepted deliveries go on to, and adds those that the webhook does not have. Rejects, naming
   * `to` or `confirmHosts`, before anything is changed.
   */
  forward(id: string, change: ForwardChange): Promise<ForwardStateWithUrl[]>;
  forwards(id: string): Promise<ForwardStateWithUrl[]>;
  /** The targets of a webhook for views, at once and without their URLs. */
  forwardStates(id: string): ForwardState[];
  /** The payload as a text to edit and pass to {@link replay}; undefined for bytes that are not text. */
  payloadText(id: string, deliveryId: string): Promise<{ text: string; isJson: boolean } | undefined>;
  /** A delivery as a curl command to the own receiver, its secrets masked. */
  curl(id: string, deliveryId: string, shell: Shell): Promise<string>;
  /** All deliveries as HAR 1.2, without secrets. `version` is that of the extension. */
  har(id: string, version: string, options?: ExportOptions): Promise<string>;
  /** Deliveries in the format of docs/deliveries.md, without secrets; `skipped` has the ids of those without a payload. */
  fixtures(
    id: string,
    deliveryIds?: string[],
    options?: ExportOptions,
  ): Promise<{ files: FixtureFile[]; skipped: string[] }>;
  /** The saved credentials by origin, without their secrets; nothing is sent. */
  credentials(): Promise<SavedCredentials[]>;
  /** Removes the credentials saved for one origin, or for all; returns the origins that had some. */
  removeCredentials(origin?: string): Promise<string[]>;
  /** Webhooks that an earlier run left in doubt. */
  orphans(): WebhookRegistration[];
  /** Calls back for each event until the returned function is called. */
  onEvent(listener: (event: WebhookEvent) => void): () => void;
  /** Continues the work of earlier runs. To be called once all listeners are attached: events are emitted as they happen. */
  start(): Promise<void>;
  close(): Promise<void>;
}
