/** What GitHub sent and this receiver never got: while the machine slept, the editor was closed or a relay was down. */

import type { MissedDelivery, StoredDelivery } from '../../domain/delivery';
import type { WebhookRegistration } from '../../domain/registration';
import { shownHeaders } from '../../receiver/headers';
import { checkSignature } from '../../receiver/signatures/verify';
import { type Context, messageOf, tokenIn } from '../context';
import { authorizationOf } from '../remote/authorization';
import { hookTarget } from '../remote/deleteTarget';
import type { RemoteDelivery } from '../services/services';
import type { SignInOptions } from '../types';
import { needGithub } from './githubHooks';

/**
 * Compares GitHub's list of deliveries with ours, by `guid`: all attempts of one event share it. Oldest first; pings
 * are left out. GitHub keeps its list for some days.
 */
export async function missedDeliveries(
  context: Context,
  id: string,
  options?: SignInOptions,
): Promise<MissedDelivery[]> {
  const registration = needGithub(context, id);
  const authorization = await authorizationOf(context, registration, options);
  const { url } = hookTarget(registration);
  const sent = await context.services.github.deliveries!(url, authorization);
  // Asked for afterwards: what GitHub knows an answer to is stored by then.
  return missing(sent, await context.store.list(id));
}

export function missing(sent: RemoteDelivery[], ours: StoredDelivery[]): MissedDelivery[] {
  const arrived = new Set(ours.map(({ headers }) => headers['x-github-delivery']));
  const oldestKept = ours[0]?.receivedAt ?? '';
  const newest = new Map<string, RemoteDelivery>();
  const accepted = new Set<string>();
  for (const delivery of sent) {
    const { guid, deliveredAt, status } = delivery;
    // Older than anything that is kept, and answered: it was here, and the bounds of storage have dropped it since.
    if (status >= 200 && status < 300 && deliveredAt < oldestKept) accepted.add(guid);
    const known = newest.get(guid);
    if (!known || known.deliveredAt < deliveredAt) newest.set(guid, delivery);
  }
  // GitHub tells the newest first; those of one moment keep that order, and so it is turned round.
  return [...newest.values()]
    .reverse()
    .filter(({ guid, event }) => event !== 'ping' && !arrived.has(guid) && !accepted.has(guid))
    .sort((a, b) => a.deliveredAt.localeCompare(b.deliveredAt))
    .map(({ id, guid, event, deliveredAt, status }) => ({ deliveryId: id, guid, event, deliveredAt, status }));
}

/**
 * Gets one from GitHub's list and keeps it like one that arrived. GitHub hands out the payload parsed, so the bytes may
 * not be the ones that were sent: whether they are shows in the signature.
 * @param arrived checks and announces it
 */
export async function fetchDelivery(
  context: Context,
  arrived: (registration: WebhookRegistration, delivery: StoredDelivery) => void,
  id: string,
  deliveryId: string,
  options?: SignInOptions,
): Promise<StoredDelivery> {
  const started = performance.now();
  const registration = needGithub(context, id);
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
      headers: shownHeaders(headers, tokenIn(registration)),
      event: headers['x-github-event'] ?? null,
      // One that does not fit says nothing: the payload was parsed and written anew.
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

/** A person has seen them: they are not told of again at the next start. A reload while they are shown forgets nothing. */
export async function missedSeen({ ledger }: Context, id: string, missed: MissedDelivery[]): Promise<void> {
  const registration = ledger.get(id);
  const until = missed.at(-1)?.deliveredAt;
  if (!registration || until === undefined || until <= (registration.github?.missedUntil ?? '')) return;
  await ledger.put({ ...registration, github: { ...registration.github, missedUntil: until } });
}

/** How often to look whether the machine slept, and what counts as that. */
const tickMs = 5_000;
const sleptMs = 20_000;

export interface MissedWatch {
  /** Of all webhooks that this window receives for. */
  checkAll(): Promise<void>;
  close(): void;
}

/**
 * Looks for missed deliveries at start, after sleep and when a relay is back, and emits each find once, over restarts
 * too once {@link missedSeen} was called. Failures are logged: nobody asked.
 */
export function createMissedWatch(
  context: Context,
  isOurs: (registration: WebhookRegistration) => boolean,
): MissedWatch {
  const { ledger, emit, log } = context;
  let last: Promise<void> = Promise.resolve();
  /** Up to when this window has told of them, by registration. */
  const toldUntil = new Map<string, string>();

  const check = async ({ id }: WebhookRegistration) => {
    const missed = await missedDeliveries(context, id);
    const registration = ledger.get(id);
    const told = toldUntil.get(id) ?? registration?.github?.missedUntil ?? '';
    const news = missed.filter(({ deliveredAt }) => deliveredAt > told);
    const until = news.at(-1)?.deliveredAt;
    if (!registration || until === undefined) return;
    toldUntil.set(id, until);
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
