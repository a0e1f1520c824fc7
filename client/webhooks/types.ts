import type {
  DynamicValues,
  Json,
  JsonObject,
  PayloadProblem,
  PayloadReport,
  TriggerDescription,
} from '../../server/protocol';
import type { SignatureDescription } from '../receiver/describedSignature';
import type { OAuthClient } from './authorizationServer';

/** Credentials as the register command takes them. Naming them consents to sending them to the origin of that call. */
export type Credentials =
  | { type: 'none' }
  | { type: 'basic'; username: string; password: string }
  | { type: 'bearer'; token: string }
  | { type: 'apiKey'; key: string }
  | {
      type: 'oauth2';
      accessToken: string;
      /** Milliseconds since the epoch. */
      expiresAt?: number;
      /** What it takes to get a new one. */
      renewal?: { refreshToken: string; client: OAuthClient };
    }
  | { type: 'github' }
  | { type: 'microsoft' };

export type CredentialType = Credentials['type'];

/** How the service reaches the receiver. */
export type Exposure = 'local' | 'forwarded' | 'smee' | 'github' | 'custom';

export type RegistrationState = 'creating' | 'active' | 'unreachable' | 'orphan' | 'deleting';

/** What the register command and the list command answer. */
export interface RegistrationResult {
  id: string;
  operationId: string;
  /** HTTP status of the create answer; 0 while there is none. */
  status: number;
  state: RegistrationState;
  location?: string;
  callbackUrl: string;
  warnings: string[];
}

/** A webhook of ours, as the ledger keeps it. Holds no secret. */
export interface Registration extends RegistrationResult {
  uri: string;
  title: string;
  createdAt: string;
  service: 'github' | 'http';
  /** Scheme, host and port that the create call went to, and the only one that its credentials may go to. */
  baseUrl: string;
  /** The create call's method and URL, secrets in its query masked. */
  request: { method: string; url: string };
  /** Where the create call was answered, masked as well, where a redirect led to another path. */
  answeredAt?: string;
  exposure: Exposure;
  /** The receiver's port at registration: on another one nothing arrives. */
  receiverPort?: number;
  /** Which credentials it was made with, and under which account they are kept. */
  credentials: { type: CredentialType; account?: string; in?: 'header' | 'query'; parameterName?: string };
  /** A signing secret is kept for it. */
  signed: boolean;
  /** The create answer told a secret, which is kept: it counts from the first delivery that it verifies. */
  offersSecret?: true;
  /** How deliveries are signed, where that is not told by their headers. */
  signature?: SignatureDescription;
  /** Id and self link from the create answer, for a delete without `Location`. */
  remoteId?: string;
  remoteUrl?: string;
  /** Addresses that the create answer named and that are not used, masked. */
  unused?: string[];
  /** GitHub only. */
  github?: {
    owner?: string;
    repo?: string;
    org?: string;
    /** Missed deliveries up to then (ISO 8601) were seen by a person. */
    missedUntil?: string;
  };
  /** The trigger as it was at registration: its notification schema and its unsubscribe candidates. */
  trigger: TriggerDescription;
  /** The answers that filled the create call, for an unsubscribe operation that needs them. */
  parameters: JsonObject;
  /** Only as it is right now, never in the ledger: what it is reached through is down. */
  down?: { since: string; relay: string; reason: string };
  /** Why the last attempt to delete it failed; of an orphan, why its create call was left in doubt. */
  problem?: string;
}

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

/** A file to be kept in a repository; `path` is relative and has slashes. */
export interface FixtureFile {
  path: string;
  content: string;
}

/** What a list needs of a delivery. */
export type DeliverySummary = Omit<StoredDelivery, 'headers'>;

export interface RegisterRequest {
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

/** Credentials in SecretStorage, without what is secret about them. */
export interface KeptCredentials {
  /** The only one that they go to. */
  origin: string;
  type: CredentialType;
  /** With `basic`. */
  user?: string;
  /** How many registrations use them. */
  webhooks: number;
  /** Milliseconds since the epoch: an access token is renewed then, where it can be. */
  expires?: number;
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
export interface ListRequest {
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

export interface DeleteOptions {
  /** Drops the entry only. */
  forget?: boolean;
  /** For a registration whose own are no longer kept. */
  credentials?: Credentials;
  /** The address that was shown and confirmed: the DELETE goes there or nowhere. */
  confirmUrl?: string;
}

/** Whether the service still has a webhook. */
export interface RegistrationCheck {
  id: string;
  operationId: string;
  /** `unknown` where it cannot be asked, or does not say. */
  remote: 'there' | 'gone' | 'unknown';
  /** What was seen, or why nothing was. Holds no secret. */
  detail: string;
}

/** One demand of the unsubscribe contract, or what was done beside it. */
export interface CheckStep {
  name: 'create' | 'status' | 'location' | 'deleteWithoutCredentials' | 'delete' | 'gone' | 'cleanUp';
  ok: boolean;
  /** What was seen, and where it is not right what to do. Holds no secret. */
  detail: string;
}

/** Whatever happens to a registration or a delivery, in the order it happened. */
export type WebhookEvent =
  | { type: 'registrations' }
  | { type: 'creating'; registration: Registration }
  | { type: 'created'; registration: Registration; milliseconds: number }
  | { type: 'createFailed'; registration: Registration; message: string; milliseconds: number }
  | { type: 'delivery'; registration: Registration; delivery: StoredDelivery }
  | { type: 'checked'; registration: Registration; delivery: StoredDelivery }
  | { type: 'deleted'; registration: Registration; remote: RemoteOutcome; milliseconds: number }
  | { type: 'deleteFailed'; registration: Registration; message: string; milliseconds: number }
  | { type: 'unsubscribeChecked'; registration: Registration; steps: CheckStep[]; milliseconds: number }
  /** `since`: when it went down (ISO 8601); `milliseconds`: how long it was down, once it is back. */
  | { type: 'relay'; registration: Registration; state: 'lost' | 'back'; since: string; milliseconds: number }
  /** Found at start, after sleep or when a relay was back; each is told of once. */
  | { type: 'missed'; registration: Registration; missed: MissedDelivery[] }
  | { type: 'receiver'; port: number; state: 'listening' | 'moved' | 'closed' }
  /** It lost its port, since when (ISO 8601, in UTC), or has it again, after how long. It is tried for again and again. */
  | { type: 'receiver'; port: number; state: 'down'; since: string }
  | { type: 'receiver'; port: number; state: 'back'; milliseconds: number };

export type RemoteOutcome = 'deleted' | 'gone' | 'forgotten';

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

/**
 * Registrations and deliveries: what the commands and the views work with. Every failure rejects with an `Error` whose
 * message a person can act on and that holds no secret.
 */
export interface Webhooks {
  register(request: RegisterRequest, signal?: AbortSignal): Promise<Registration>;
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
  checkRegistrations(ids?: string[]): Promise<RegistrationCheck[]>;
  /** A view shows this one: whether it is still there is looked up in the background, now and then. */
  shown(id: string): void;
  list(): Registration[];
  get(id: string): Registration | undefined;
  /** All that are stored of a webhook, in the order of arrival. Views that show many take {@link summaries}. */
  deliveries(id: string): Promise<StoredDelivery[]>;
  /** The same without headers: quick, however many there are. */
  summaries(id: string): Promise<DeliverySummary[]>;
  /** For views that are drawn again and again. */
  stored(id: string): Promise<StoredList>;
  /** One of them. Rejects, naming `deliveryId`, where it is not there. Its body: `readBody` of receiver/storedBody.ts. */
  delivery(id: string, deliveryId: string): Promise<StoredDelivery>;
  /** Changes with what deliveries are verified; at the service nothing changes. */
  setSignature(id: string, change: SignatureChange): Promise<Registration>;
  /** Keeps these for a registration whose own are gone or no longer taken. */
  supplyCredentials(id: string, credentials: Credentials): Promise<void>;
  ping(id: string): Promise<{ status: number }>;
  redeliver(id: string, deliveryId: string): Promise<{ status: number }>;
  /** What GitHub sent and did not arrive, as far back as its list goes; oldest first. */
  missed(id: string): Promise<MissedDelivery[]>;
  /** Notes that a person was told of these: they are not announced again. */
  missedSeen(id: string, missed: MissedDelivery[]): Promise<void>;
  /** Keeps a delivery of GitHub's list as one of ours. `deliveryId` is GitHub's. */
  fetchDelivery(id: string, deliveryId: string): Promise<StoredDelivery>;
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
  credentials(): Promise<KeptCredentials[]>;
  /** Forgets the credentials kept for one origin, or for all; answers the origins forgotten. */
  removeCredentials(origin?: string): Promise<string[]>;
  /** Registrations that an earlier run left in doubt. */
  orphans(): Registration[];
  /** Calls back for each event until the returned function is called. */
  onEvent(listener: (event: WebhookEvent) => void): () => void;
  close(): Promise<void>;
}

/** The effects that {@link Webhooks} needs from the editor; faked in tests. */
export interface WebhookEnvironment {
  /** A folder of our own that survives a restart: ledger and deliveries. */
  storageFolder: string;
  secrets: SecretStore;
  /** A sign-in of the editor. Undefined where the person declined. */
  signIn(provider: 'github' | 'github-enterprise' | 'microsoft', scopes: string[]): Promise<string | undefined>;
  /** The address by which the outside reaches the receiver on `http://127.0.0.1:port`, through the editor; no trailing slash. */
  forward(port: number): Promise<string>;
  settings(): WebhookSettings;
  /** The server's verdict on a stored delivery. */
  checkPayload(delivery: StoredDelivery, schema: JsonObject | null): Promise<PayloadReport>;
  /** For the log; already redacted. */
  log(message: string): void;
}

export interface SecretStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

export interface WebhookSettings {
  /** `https://api.github.com` or an Enterprise server's or a stand-in's API; no trailing slash. */
  githubApiUrl: string;
  /** 0 for any free one, then kept. */
  receiverPort: number;
  /** Empty where the person has none; no trailing slash. */
  receiverPublicUrl: string;
  /** Of the smee relay; no trailing slash. */
  smeeServer: string;
  deliveries: { maxCount: number; maxBytes: number; maxAgeDays: number };
}
