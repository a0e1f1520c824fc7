import type { JsonObject } from '../../server/protocol/json';
import type { PayloadReport } from '../../server/protocol/payloads';
import type { TriggerDescription } from '../../server/protocol/triggers';
import type { StoredDelivery } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';

/** The effects that webhooks need from the editor; faked in tests. */
export interface WebhookEnvironment {
  /** A folder of the extension's own that survives a restart: the ledger and the deliveries. */
  storageFolder: string;
  /** Where an earlier version kept them: what is there is moved. */
  earlierStorageFolder?: string;
  /** How long a file that another program holds is tried again, in milliseconds; 5 s by default. */
  patienceMs?: number;
  secrets: SecretStore;
  /**
   * The token of an account that is signed in to the editor; undefined when there is none, or the person declined.
   * @param interactive the editor may ask the person to sign in; otherwise only an existing session counts
   */
  signIn(
    provider: 'github' | 'github-enterprise' | 'microsoft',
    scopes: string[],
    interactive: boolean,
  ): Promise<string | undefined>;
  /** The URL through which the editor forwards to the receiver on `http://127.0.0.1:port`; no trailing slash. */
  forward(port: number): Promise<string>;
  settings(): WebhookSettings;
  /**
   * The trigger as its definition describes it now, so that a fix counts for the next delivery; undefined when the
   * definition can't be read or no longer has the trigger.
   */
  currentTrigger?(
    registration: Pick<WebhookRegistration, 'uri' | 'operationId'>,
  ): Promise<TriggerDescription | undefined>;
  /** Checks a stored delivery against its schema, in the language server. */
  checkPayload(delivery: StoredDelivery, schema: JsonObject | null): Promise<PayloadReport>;
  /** Replaces `fetch` for what providers publish, in tests. */
  fetch?: typeof fetch;
  /** Writes a line to the log; already redacted. */
  log(message: string): void;
}

export interface SecretStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

export interface WebhookSettings {
  /** The API of github.com, of an Enterprise server or of a stand-in; no trailing slash. */
  githubApiUrl: string;
  /** The demo's GitHub, while it runs; no trailing slash. */
  demoApiUrl?: string;
  /** 0 for any free port, which is then used again at the next start. */
  receiverPort: number;
  /** Empty when the person has no public URL; no trailing slash. */
  receiverPublicUrl: string;
  /** The URL of the smee relay; no trailing slash. */
  smeeServer: string;
  /** The receiver answers as a flow's callback does. */
  strictAnswers: boolean;
  deliveries: { maxCount: number; maxBytes: number; maxAgeDays: number };
}
