import { formatMoment } from '../common/time';
import { t } from '../common/translate';
import type { Credentials, WebhookRegistration } from '../domain/registration';
import { LateResponses } from './registration/lateResponses';

/** A relay that a webhook's deliveries come through and that is down. */
interface DownRelay {
  /** Milliseconds since the epoch. */
  since: number;
  /** The relay's host. */
  relay: string;
  reason: string;
  /** True when the connection is not tried again. */
  isFinal: boolean;
}

/**
 * What only this window knows about webhooks, and forgets when it closes: the calls under way, and why nothing arrives.
 * The ledger has what was done, in all windows.
 *
 * Invariants:
 * - Whoever begins a register or delete call ends it, also when it fails: {@link beginRegister} and {@link endRegister},
 *   {@link beginDelete} and {@link endDelete} come in pairs.
 * - Credentials are held only until they are saved or there is no webhook: nothing here goes to the disk.
 * - Nothing is known about a webhook after {@link drop}, except the URL of its relay: that one is in SecretStorage as well
 *   and goes with {@link dropRelayUrl}.
 */
export class LiveState {
  private readonly credentials = new Map<string, Credentials>();
  private readonly registering = new Set<string>();
  private readonly deleting = new Set<string>();
  private readonly lostForwards = new Set<string>();
  private readonly goneSince = new Map<string, string>();
  private readonly downRelays = new Map<string, DownRelay>();
  private readonly relayUrls = new Map<string, string>();
  private closed = false;

  /** Create calls that were given up and may still get a response. */
  readonly lateResponses = new LateResponses();

  /** @param servedPorts the ports on which this window and the others listen */
  constructor(private readonly servedPorts: () => ReadonlySet<number>) {}

  beginRegister(id: string): void {
    this.registering.add(id);
  }

  endRegister(id: string): void {
    this.registering.delete(id);
  }

  isRegistering(id: string): boolean {
    return this.registering.has(id);
  }

  beginDelete(id: string): void {
    this.deleting.add(id);
  }

  endDelete(id: string): void {
    this.deleting.delete(id);
  }

  isDeleting(id: string): boolean {
    return this.deleting.has(id);
  }

  /** Keeps credentials in memory while their create call is under way or in doubt. */
  holdCredentials(id: string, credentials: Credentials): void {
    this.credentials.set(id, credentials);
  }

  heldCredentials(id: string): Credentials | undefined {
    return this.credentials.get(id);
  }

  releaseCredentials(id: string): void {
    this.credentials.delete(id);
  }

  /** The service no longer has the webhook. `since`: when that was seen first (ISO 8601). */
  markGone(id: string, since: string): void {
    this.goneSince.set(id, since);
  }

  /** The service has the webhook. Returns true when it was thought to be gone. */
  markThere(id: string): boolean {
    return this.goneSince.delete(id);
  }

  isGone(id: string): boolean {
    return this.goneSince.has(id);
  }

  /** The editor now forwards the receiver to another URL than the one that the service calls. */
  markForwardLost(id: string): void {
    this.lostForwards.add(id);
  }

  relayDown(id: string, down: DownRelay): void {
    this.downRelays.set(id, down);
  }

  /** The relay is connected again, or no longer needed. */
  relayUp(id: string): void {
    this.downRelays.delete(id);
  }

  /** When the relay of a webhook went down (milliseconds since the epoch); undefined while it is connected. */
  relayDownSince(id: string): number | undefined {
    return this.downRelays.get(id)?.since;
  }

  /** The URL of GitHub's relay: usable at once, before it is in SecretStorage. */
  setRelayUrl(id: string, url: string): void {
    this.relayUrls.set(id, url);
  }

  relayUrl(id: string): string | undefined {
    return this.relayUrls.get(id);
  }

  dropRelayUrl(id: string): void {
    this.relayUrls.delete(id);
  }

  /** Forgets a webhook whose entry is dropped. */
  drop(id: string): void {
    this.credentials.delete(id);
    this.lostForwards.delete(id);
    this.downRelays.delete(id);
    this.goneSince.delete(id);
  }

  /** True once the window closes: nothing new is begun. */
  get isClosed(): boolean {
    return this.closed;
  }

  /** Resolves when the late responses that have come are settled. */
  async close(): Promise<void> {
    this.closed = true;
    await this.lateResponses.end();
  }

  /**
   * A ledger's entry with its state at this moment, and a warning that says why nothing arrives.
   * @param served the ports that count as listening; looked up in all windows by default
   */
  current(registration: WebhookRegistration, served: ReadonlySet<number> = this.servedPorts()): WebhookRegistration {
    const { id, state } = registration;
    if (this.deleting.has(id)) return { ...registration, state: 'deleting' };
    if (state !== 'active') return registration;
    const cause = this.lastingCause(registration, served);
    if (cause !== undefined) return unreachable(registration, cause);
    const down = this.downRelays.get(id);
    return down === undefined ? registration : behindDownRelay(registration, down);
  }

  allCurrent(registrations: readonly WebhookRegistration[]): WebhookRegistration[] {
    const served = this.servedPorts();
    return registrations.map((registration) => this.current(registration, served));
  }

  /** Why a webhook gets no deliveries until it is registered again. */
  private lastingCause({ id, receiverPort }: WebhookRegistration, served: ReadonlySet<number>): string | undefined {
    const since = this.goneSince.get(id);
    if (since !== undefined)
      return t(
        'Nothing arrives, because the service no longer has this webhook (known since {0}). Delete it and register it again.',
        formatMoment(since),
      );
    if (receiverPort !== undefined && !served.has(receiverPort)) {
      return t(
        'Nothing arrives, because the callback server no longer has port {0}, with which this webhook was registered. Delete it and register it again.',
        receiverPort,
      );
    }
    return this.lostForwards.has(id)
      ? t(
          'Nothing arrives, because the editor now forwards the callback server to another URL. Delete the webhook and register it again.',
        )
      : undefined;
  }
}

const unreachable = (registration: WebhookRegistration, warning: string): WebhookRegistration => ({
  ...registration,
  state: 'unreachable',
  warnings: [...registration.warnings, warning],
});

function behindDownRelay(registration: WebhookRegistration, down: DownRelay): WebhookRegistration {
  const since = new Date(down.since).toISOString();
  const { relay, reason } = down;
  const warning = down.isFinal
    ? t(
        'Nothing arrives, because the relay {0} is down since {1} ({2}). Delete it and register it again.',
        relay,
        formatMoment(since),
        reason,
      )
    : t(
        'Nothing arrives, because the relay {0} is down since {1} ({2}). New attempts follow automatically.',
        relay,
        formatMoment(since),
        reason,
      );
  return { ...unreachable(registration, warning), down: { since, relay, reason } };
}

/** A state in words, for lists. */
export function stateText({ state }: Pick<WebhookRegistration, 'state'>): string {
  switch (state) {
    case 'creating':
      return t('being registered');
    case 'active':
      return t('active');
    case 'unreachable':
      return t('unreachable, no deliveries arrive');
    case 'orphan':
      return t('may still be at the service');
    case 'deleting':
      return t('being deleted');
  }
}
