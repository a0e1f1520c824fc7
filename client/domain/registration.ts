import type { JsonObject } from '../../server/protocol/json';
import type { TriggerDescription } from '../../server/protocol/triggers';
import type { ForwardTarget } from './forwarding';
import type { HandshakeAnswer } from './handshakeAnswer';
import type { SignatureDescription } from './signature';

/** Credentials as the register command takes them. Naming them consents to sending them to the origin of that call. */
export type Credentials = SignIn & {
  /** The secure values that policies of the connection read, by name; saved with the credentials. */
  connectionParameters?: Record<string, string>;
};

type SignIn =
  | { type: 'none' }
  | { type: 'basic'; username: string; password: string }
  | { type: 'bearer'; token: string }
  | { type: 'apiKey'; key: string }
  | {
      type: 'oauth2';
      accessToken: string;
      /** Milliseconds since the epoch. */
      expiresAt?: number;
      /** The refresh token and the client, to renew the access token. */
      renewal?: { refreshToken: string; client: OAuthClient };
    }
  | { type: 'github' }
  | { type: 'microsoft' };

export type CredentialType = Credentials['type'];

/** How the service reaches the receiver. */
export type Exposure = 'local' | 'forwarded' | 'smee' | 'github' | 'custom';

type RegistrationState = 'creating' | 'active' | 'unreachable' | 'orphan' | 'deleting';

/** The result of the register and list commands. */
export interface RegistrationResult {
  id: string;
  operationId: string;
  /** HTTP status of the create response; 0 while there is none. */
  status: number;
  state: RegistrationState;
  location?: string;
  /** Time (ISO 8601) at which the service ends it, by its create response. */
  expiresAt?: string;
  callbackUrl: string;
  warnings: string[];
  /** How Power Automate would have acted differently, where that is known. */
  differences?: Difference[];
}

/** A way in which Power Automate acts differently from this extension. */
export interface Difference {
  code:
    | 'policy-not-applied'
    | 'script-not-run'
    | 'handshake-not-answered'
    | 'callback-form'
    | 'response-not-accepted'
    | 'default-not-sent'
    | 'unsubscribe-not-called';
  /** A whole message for the user, translated; holds no secret. */
  message: string;
}

/** A registered webhook, as it is in the ledger. Holds no secret. */
export interface WebhookRegistration extends RegistrationResult {
  uri: string;
  title: string;
  createdAt: string;
  service: 'github' | 'http';
  /** Scheme, host and port of the create call, the only origin that its credentials may be sent to. */
  baseUrl: string;
  /** The create call's method and URL, secrets in its query masked. */
  request: { method: string; url: string };
  /** The URL of the create response, masked as well, where a redirect led to another path. */
  answeredAt?: string;
  exposure: Exposure;
  /** The response to handshakes, where the service is not known. */
  handshakeAnswer?: HandshakeAnswer;
  /** The receiver answers as a flow's callback does: no handshakes, no acknowledgements. */
  strictAnswers?: true;
  /** The receiver's port at registration, the only one on which its deliveries arrive. */
  receiverPort?: number;
  /** The credentials of the create call, and the account under which they are saved. */
  credentials: { type: CredentialType; account?: string; in?: 'header' | 'query'; parameterName?: string };
  /** True when a signing secret is saved for it. */
  signed: boolean;
  /** A secret from the create response is saved. It is used from the first delivery that it verifies. */
  offersSecret?: true;
  /** The signature scheme of deliveries, where their headers do not show it. */
  signature?: SignatureDescription;
  /** The hosts of providers from which the user lets public keys be fetched, to verify deliveries. */
  keyHosts?: string[];
  /** Id and self link from the create response, for a delete without `Location`. */
  remoteId?: string;
  remoteUrl?: string;
  /** Other values in the create response, by the name of the input of the unsubscribe operation that takes them. */
  answered?: Record<string, string>;
  /** URLs in the create response that are not used, masked. */
  unused?: string[];
  /** GitHub only. */
  github?: {
    owner?: string;
    repo?: string;
    org?: string;
    /** Time (ISO 8601) up to which the user has seen the missed deliveries. */
    missedUntil?: string;
  };
  /** The trigger as it was at registration: its notification schema and its unsubscribe candidates. */
  trigger: TriggerDescription;
  /** The values of the create call, for an unsubscribe operation that needs them. */
  parameters: JsonObject;
  /** The values of the connection that policies read, by name; secure ones are saved with the credentials. */
  connectionParameters?: Record<string, string>;
  /** Where accepted deliveries go on to. */
  forwards?: ForwardTarget[];
  /** What the service gave for a notification schema that only it knows; undefined where it was not asked. */
  dynamicSchema?: LoadedSchema;
  /** Set while its relay is down; never in the ledger. */
  down?: { since: string; relay: string; reason: string };
  /** Why the last attempt to delete it failed; of an orphan, why its create call was left in doubt. */
  problem?: string;
}

/** A complete notification schema, or why there is none. */
export type LoadedSchema = { schema: JsonObject } | { problem: string };

/** Saved credentials, without their secrets. */
export interface SavedCredentials {
  /** The only origin that they are sent to. */
  origin: string;
  type: CredentialType;
  /** The user name of `basic` credentials. */
  user?: string;
  /** Number of registrations that use them. */
  webhooks: number;
  /** Expiry of an access token, in milliseconds since the epoch; it is then renewed if possible. */
  expires?: number;
}

/** A webhook that was deleted, and whose deliveries are kept until somebody clears them. */
export interface DeletedWebhook {
  /** As it was. Its callback answers with 410. */
  registration: WebhookRegistration;
  /** ISO 8601, in UTC. */
  deletedAt: string;
}

/** The result of asking a service whether it still has a webhook. */
export interface RegistrationCheck {
  id: string;
  operationId: string;
  /** `unknown` where the service cannot be asked, or its response does not show it. */
  remote: 'there' | 'gone' | 'unknown';
  /** The observation, or why there is none. Holds no secret. */
  detail: string;
}

/** One requirement of the unsubscribe contract, or a further step of the check. */
export interface CheckStep {
  name:
    | 'create'
    | 'status'
    | 'location'
    | 'second'
    | 'deleteWithoutCredentials'
    | 'delete'
    | 'gone'
    | 'cleanUp'
    | 'secondLives';
  ok: boolean;
  /** The observation, and what to do where it is wrong. Holds no secret. */
  detail: string;
}

/** The result of checking the unsubscribe contract. */
export interface UnsubscribeCheck {
  steps: CheckStep[];
  /** How Power Automate would have acted differently, or would not be served. */
  differences: Difference[];
}

export type RemoteOutcome = 'deleted' | 'gone' | 'forgotten';

/** The person's client at the authorization server, with the server's data from the connector. */
export interface OAuthClient {
  id: string;
  /** Undefined for a public client, whose code is protected by PKCE alone. */
  secret?: string;
  authorizationUrl: string;
  tokenUrl: string;
  /** Where tokens are renewed, if not at {@link tokenUrl}. */
  refreshUrl?: string;
  scopes: string[];
  /** Stands between scopes; a space where it is undefined. */
  scopeDelimiter?: string;
  /** Fixed parameters of the authorization request. */
  authorizationQuery?: Record<string, string>;
}
