import type { StoredDelivery } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';
import type { PortChange } from './listener';
import type { Probes } from './probes';
import type { SelfSentRequests } from './selfSent';
import type { SigningKeys } from './signatures/verify';

/** The receiver's access to everything outside it. */
export interface ReceiverHost {
  registrations: RegistrationLookup;
  secrets: SecretAccess;
  /** The requests that this window itself sends to the receiver. */
  selfSent?: SelfSentRequests;
  /** True for the path at which another window of this machine asks whether this one is there. */
  isWindowPath?(pathname: string): boolean;
  /** The probes under way, by which this window tries its public URL. */
  probes?: Probes;
  /** Called in the order in which requests were complete. A stored delivery is announced after its response. */
  announce(event: ReceiverEvent): void;
  /** Must not be given a callback URL. */
  log(message: string): void;
}

/** The callbacks that may be called. The lists may change with every request. */
interface RegistrationLookup {
  live(): WebhookRegistration[];
  /** As {@link live}, with what another window registered a moment ago: read where a callback is not among those. */
  fresh?(): WebhookRegistration[];
  /** Deleted callbacks: digests of their tokens (SHA-256, hex) and the hosts of their URLs. */
  closed(): { tokenHash: string; host: string }[];
}

/** The signing secrets of the registrations. */
interface SecretAccess {
  /** Rejects where a secret should be there and cannot be read. */
  read(registration: WebhookRegistration): Promise<SigningKeys>;
  /** Saves a secret that a request brought. Rejects where it cannot be saved. */
  keep(registration: WebhookRegistration, secret: string): Promise<void>;
  /** The text of a public key that a provider publishes. Rejects where it cannot be fetched in time. */
  fetchKey(url: string): Promise<string>;
  /** Masks known secrets in everything that is stored of a request besides its body. */
  redact?(text: string): string;
}

export type ReceiverEvent =
  /** `rawHeaders`: as they arrived, names and values in turn, nothing masked; `search` likewise. Not to be stored. */
  | {
      type: 'stored';
      registration: WebhookRegistration;
      delivery: StoredDelivery;
      rawHeaders: string[];
      search: string;
    }
  /** A delivery could not be stored, and its sender got the response 500. */
  | { type: 'notStored'; registration: WebhookRegistration; message: string }
  /** The receiver lost a port, or has it again. */
  | { type: 'port'; change: PortChange };
