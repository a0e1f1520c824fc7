import type { StoredDelivery } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';
import type { PortChange } from './listener';
import type { SelfSentRequests } from './selfSent';
import type { SigningKeys } from './signatures/verify';

/** What the receiver asks of those who know the registrations. Both lists may change with every request. */
export interface ReceiverHost {
  live(): WebhookRegistration[];
  /** As {@link live}, with what another window registered a moment ago: asked where a callback is not among those. */
  fresh?(): WebhookRegistration[];
  /** Callbacks that were deleted: digests of their tokens (SHA-256, hex) and the hosts of their URLs. */
  closed(): { tokenHash: string; host: string }[];
  /** With what its deliveries are signed. Rejects where there should be a secret and it cannot be read. */
  keysOf(registration: WebhookRegistration): Promise<SigningKeys>;
  /** Keeps a secret that a handshake brought. Rejects where it cannot be kept. */
  keepSecret(registration: WebhookRegistration, secret: string): Promise<void>;
  /** Called after the sender has got its answer, in the order of arrival. */
  stored(registration: WebhookRegistration, delivery: StoredDelivery): void;
  /** Masks the secrets that are known, in whatever is kept of a request besides its body. */
  redact?(text: string): string;
  /** It lost a port, or has it again. */
  changed?(change: PortChange): void;
  /** Of what this window itself sends here. */
  marks?: SelfSentRequests;
  /** Never with a callback's URL. */
  log(message: string): void;
}
