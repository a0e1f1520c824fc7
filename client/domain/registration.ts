import type { JsonObject } from '../../server/protocol/json';
import type { TriggerDescription } from '../../server/protocol/triggers';
import type { SignatureDescription } from './signature';

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
export interface WebhookRegistration extends RegistrationResult {
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

/** Credentials in SecretStorage, without what is secret about them. */
export interface SavedCredentials {
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

export type RemoteOutcome = 'deleted' | 'gone' | 'forgotten';

/** The person's own registration at the authorization server, and what the definition says of that server. */
export interface OAuthClient {
  id: string;
  /** Undefined for a public client: PKCE alone protects the code. */
  secret?: string;
  authorizationUrl: string;
  tokenUrl: string;
  scopes: string[];
}
