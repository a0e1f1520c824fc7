import type { JsonObject } from '../../server/protocol/json';
import type { PayloadReport } from '../../server/protocol/payloads';
import type { StoredDelivery } from '../domain/delivery';

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
