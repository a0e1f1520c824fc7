/** Finds what GitHub sent while the computer slept, the editor was closed or a relay was down. */

import type { MissedDelivery, StoredDelivery } from '../../domain/delivery';
import type { WebhookRegistration } from '../../domain/registration';
import { redactHeaders } from '../../receiver/headers';
import { checkSignature } from '../../receiver/signatures/verify';
import { type Context, messageOf, tokenIn } from '../context';
import { authorizationOf } from '../remote/authorization';
import { hookTarget } from '../remote/deleteTarget';
import type { RemoteDelivery } from '../services/services';
import type { SignInOptions } from '../webhooksApi';
import { requireGithubWebhook } from './githubHooks';

/**
 * Returns the deliveries in GitHub's list that are not stored, oldest first and without pings. All attempts of one event
 * share a `guid`. GitHub keeps its list for some days.
 */
export async function missedDeliveries(
  context: Context,
  id: string,
  options?: SignInOptions,
): Promise<MissedDelivery[]> {
  const registration = requireGithubWebhook(context, id);
  const authorization = await authorizationOf(context, registration, options);
  const { url } = hookTarget(registration);
  const sent = await context.services.github.deliveries!(url, authorization);
  // Read afterwards: whatever GitHub got a response to is stored by then.
  return missing(sent, await context.store.list(id));
}

export function missing(sent: RemoteDelivery[], ours: StoredDelivery[]): MissedDelivery[] {
  const arrived = new Set(ours.map(({ headers }) => headers['x-github-delivery']));
  const oldestKept = ours[0]?.receivedAt ?? '';
  const newest = new Map<string, RemoteDelivery>();
  const accepted = new Set<string>();
  for (const delivery of sent) {
    const { guid, deliveredAt, status } = delivery;
    // Accepted, and older than anything stored: the storage limits have dropped it since.
    if (status >= 200 && status < 300 && deliveredAt < oldestKept) accepted.add(guid);
    const known = newest.get(guid);
    if (!known || known.deliveredAt < deliveredAt) newest.set(guid, delivery);
  }
  // GitHub lists the newest first, also among deliveries of the same moment.
  return [...newest.values()]
    .reverse()
    .filter(({ guid, event }) => event !== 'ping' && !arrived.has(guid) && !accepted.has(guid))
    .sort((a, b) => a.deliveredAt.localeCompare(b.deliveredAt))
    .map(({ id, guid, event, deliveredAt, status }) => ({ deliveryId: id, guid, event, deliveredAt, status }));
}

/**
 * Fetches a delivery from GitHub's list and stores it like one that arrived. GitHub returns a parsed payload, so the bytes
 * may differ from those sent: a valid signature shows that they don't.
 * @param arrived checks and announces the delivery
 */
export async function fetchDelivery(
  context: Context,
  arrived: (registration: WebhookRegistration, delivery: StoredDelivery) => void,
  id: string,
  deliveryId: string,
  options?: SignInOptions,
): Promise<StoredDelivery> {
  const started = performance.now();
  const registration = requireGithubWebhook(context, id);
  const authorization = await authorizationOf(context, registration, options);
  const { url } = hookTarget(registration);
  const fetched = await context.services.github.delivery!(url, deliveryId, authorization);
  const { headers, body } = fetched;
  const secrets = await context.signing.allOf(registration).catch(() => []);
  const signed = { method: 'POST', headers, body, url: registration.callbackUrl, now: Date.now() };
  const { signature } = checkSignature(signed, { secrets, described: registration.signature });
  const delivery = await context.store.add(
    {
      registrationId: id,
      kind: 'delivery',
      receivedAt: new Date().toISOString(),
      method: 'POST',
      headers: redactHeaders(headers, tokenIn(registration)),
      event: headers['x-github-event'] ?? null,
      // A mismatch proves nothing: the payload was parsed and serialized again.
      signature: signature === 'invalid' ? 'unknown' : signature,
      conforms: null,
      problems: [],
      answered: fetched.status,
      milliseconds: Math.round(performance.now() - started),
      origin: { by: 'fetch', of: fetched.guid },
    },
    body,
  );
  arrived(registration, delivery);
  return delivery;
}

/** Records in the ledger that the user saw these, so that they are not announced again at the next start. */
export async function missedSeen({ ledger }: Context, id: string, missed: MissedDelivery[]): Promise<void> {
  const registration = ledger.get(id);
  const until = missed.at(-1)?.deliveredAt;
  if (!registration || until === undefined || until <= (registration.github?.missedUntil ?? '')) return;
  await ledger.put({ ...registration, github: { ...registration.github, missedUntil: until } });
}

/** How often to check whether the computer slept, and the gap between two checks that says so. */
const tickMs = 5_000;
const sleptMs = 20_000;

interface MissedWatch {
  /** Checks all webhooks that this window receives for. */
  checkAll(): Promise<void>;
  close(): void;
}

/**
 * Looks for missed deliveries at start, after sleep and when a relay is back, and emits each of them once; after
 * {@link missedSeen}, across restarts too. Failures are only logged: nobody asked.
 */
export function createMissedWatch(
  context: Context,
  isOurs: (registration: WebhookRegistration) => boolean,
): MissedWatch {
  const { ledger, emit, log } = context;
  let last: Promise<void> = Promise.resolve();
  /** The time of the last announced delivery, by webhook (ISO 8601). */
  const announcedUntil = new Map<string, string>();

  const check = async ({ id }: WebhookRegistration) => {
    const missed = await missedDeliveries(context, id);
    const registration = ledger.get(id);
    const known = announcedUntil.get(id) ?? registration?.github?.missedUntil ?? '';
    const news = missed.filter(({ deliveredAt }) => deliveredAt > known);
    const until = news.at(-1)?.deliveredAt;
    if (!registration || until === undefined) return;
    announcedUntil.set(id, until);
    emit({ type: 'missed', registration, missed: news });
  };

  const later = (registration: WebhookRegistration) => {
    last = last
      .then(() => check(registration))
      .catch((error) => log(`What ${registration.operationId} missed is not known: ${messageOf(error)}`));
    return last;
  };

  const checkAll = async () => {
    const all = ledger.entries().filter(({ service, state }) => service === 'github' && state === 'active');
    await Promise.all(all.filter(isOurs).map(later));
  };

  const stop = context.onEvent((event) => {
    if (event.type !== 'relay' || event.state !== 'back') return;
    const { registration } = event;
    if (registration.service === 'github' && isOurs(registration)) void later(registration);
  });
  let looked = Date.now();
  const timer = setInterval(() => {
    const slept = Date.now() - looked > sleptMs;
    looked = Date.now();
    if (slept) void checkAll();
  }, tickMs).unref();

  return {
    checkAll,
    close() {
      stop();
      clearInterval(timer);
    },
  };
}
