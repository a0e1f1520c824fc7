import { setTimeout as wait } from 'node:timers/promises';
import { isHopByHop } from '../../common/headers';
import { mask } from '../../common/redact';
import { t } from '../../common/translate';
import { callbackQuery } from '../../domain/callback';
import type { DeliverySummary, StoredDelivery } from '../../domain/delivery';
import {
  type ForwardChange,
  type ForwardOutcome,
  type ForwardRetries,
  type ForwardState,
  type ForwardTarget,
  isForwarded,
} from '../../domain/forwarding';
import type { WebhookRegistration } from '../../domain/registration';
import { selfSentHeader } from '../../receiver/selfSent';
import { maskedSecretVerifier } from '../../receiver/signatures/sharedSecret';
import { readBody } from '../../receiver/store/readBody';
import { type Context, messageOf, stopwatch } from '../context';
import { comesBack, ForwardTargets, isOwnAddress } from './forwardTargets';
import { type HeaderList, sendRaw } from './rawRequest';

/** A request as it arrived, before anything in it was masked. */
interface ReceivedParts {
  headers: HeaderList;
  /** Without its question mark. */
  query: string;
}

/** A target with its URL, which may hold a secret. */
export type ForwardStateWithUrl = ForwardState & { to: string };

/** Sends accepted deliveries on to the targets of their webhook, after they were answered. */
export interface Forwarding {
  /** Queues a delivery that was just stored. */
  follow(registration: WebhookRegistration, delivery: StoredDelivery, received: ReceivedParts): void;
  /** Queues the deliveries that an earlier run left waiting. To be called in the window that receives them. */
  catchUp(registration: WebhookRegistration): Promise<void>;
  change(id: string, change: ForwardChange): Promise<ForwardStateWithUrl[]>;
  targets(id: string): Promise<ForwardStateWithUrl[]>;
  /** The targets without their URLs, for views. */
  states(id: string): ForwardState[];
  /** Begins nothing new, and waits for the requests under way at most so many milliseconds. */
  close(patienceMs: number): Promise<void>;
}

interface Waiting {
  id: string;
  /** Undefined for a delivery of an earlier run, and where too many wait: its stored parts are sent. */
  received?: ReceivedParts;
}

/** A target's deliveries in the order of arrival. They go out one by one, so that they arrive in that order. */
interface Queue {
  registrationId: string;
  waiting: Waiting[];
  forwarded: number;
  failed: number;
  problem?: string;
  work?: Promise<void>;
  /** Ends a pause between two attempts. */
  stop: AbortController;
}

/** Pauses in milliseconds before further attempts. `always` repeats the last one. */
const pauses: Record<ForwardRetries, number[]> = {
  never: [],
  briefly: [1_000, 2_000, 4_000, 8_000, 16_000],
  always: [1_000, 2_000, 4_000, 8_000, 16_000, 30_000],
};

/** Maximum number of deliveries of a target whose headers wait in memory. */
const maxInMemory = 5_000;

export function createForwarding(context: Context): Forwarding {
  const { ledger, store, signing, emit, log } = context;
  const targets = new ForwardTargets(context);
  /** By id of the target. */
  const queues = new Map<string, Queue>();
  /** The webhooks that this window receives and whose earlier deliveries are read or being read. */
  const caughtUp = new Map<string, Promise<void>>();
  let isClosed = false;

  const queueOf = (registrationId: string, { id }: ForwardTarget): Queue => {
    const queue = queues.get(id) ?? {
      registrationId,
      waiting: [],
      forwarded: 0,
      failed: 0,
      stop: new AbortController(),
    };
    queues.set(id, queue);
    return queue;
  };

  /** The target as the ledger has it now; undefined where it was switched off, or its webhook deleted. */
  const current = (registrationId: string, id: string): ForwardTarget | undefined =>
    ledger
      .recent()
      .find((one) => one.id === registrationId)
      ?.forwards?.find((target) => target.id === id && target.on);

  const start = (queue: Queue, target: ForwardTarget) => {
    if (isClosed) return;
    queue.work ??= drain(queue, target.id)
      .catch((error) => log(`Forwarding stopped: ${messageOf(error)}`))
      .finally(() => {
        queue.work = undefined;
      });
  };

  const drain = async (queue: Queue, id: string) => {
    for (;;) {
      const [next] = queue.waiting;
      const target = current(queue.registrationId, id);
      if (!target) queue.waiting = [];
      if (!next || !target || isClosed) return;
      const delivery = await store.get(queue.registrationId, next.id).catch(() => undefined);
      const outcome = await send(queue, target, next, delivery);
      // Left for the next run, or for nobody: it was switched off meanwhile.
      if (outcome === undefined) continue;
      // Switching the target off empties the queue meanwhile.
      if (queue.waiting[0] === next) queue.waiting.shift();
      await settle(queue, target, delivery, outcome);
    }
  };

  /** Notes the outcome first: what is shown as forwarded is so after a crash, too. */
  const settle = async (
    queue: Queue,
    target: ForwardTarget,
    delivery: StoredDelivery | undefined,
    outcome: ForwardOutcome,
  ) => {
    queue.problem = undefined;
    const registration = ledger.get(queue.registrationId);
    // Deleted in the meantime: its folder must not come back.
    if (!registration) return;
    const stored = delivery && (await store.addForward(delivery, outcome));
    if (isForwarded(outcome)) queue.forwarded++;
    else queue.failed++;
    if (stored) emit({ type: 'forwarded', registration, delivery: stored, target, outcome });
  };

  /** Sends a delivery until the target has it or its attempts are used up. Undefined where the window closes meanwhile. */
  const send = async (
    queue: Queue,
    target: ForwardTarget,
    next: Waiting,
    delivery: StoredDelivery | undefined,
  ): Promise<ForwardOutcome | undefined> => {
    const none = { target: target.id, status: 0, milliseconds: 0, attempts: 0 };
    const registration = ledger.get(queue.registrationId);
    if (!delivery || !registration) return { ...none, problem: t('It was dropped before it could be forwarded.') };
    for (let attempts = 1; ; attempts++) {
      const outcome = { ...(await attempt(registration, target, next, delivery)), attempts };
      if (isForwarded(outcome)) return outcome;
      const pause = pauseAfter(outcome, target.retries);
      if (pause === undefined) return outcome;
      queue.problem = outcome.problem ?? t('it returned {0}', outcome.status);
      emit({ type: 'registrations' });
      await wait(pause, undefined, { signal: queue.stop.signal, ref: false }).catch(() => {});
      if (isClosed || !current(queue.registrationId, target.id)) return undefined;
    }
  };

  const attempt = async (
    registration: WebhookRegistration,
    target: ForwardTarget,
    { received }: Waiting,
    delivery: StoredDelivery,
  ): Promise<Omit<ForwardOutcome, 'attempts'>> => {
    const elapsed = stopwatch();
    try {
      const url = new URL(await targets.urlOf(registration.id, target));
      if (isOwnAddress(context, url)) throw new Error(comesBack());
      const { isComplete, ...parts } = received
        ? { ...received, isComplete: true }
        : await storedParts(registration, delivery);
      const body = await readBody(delivery);
      const { status } = await sendRaw({
        method: delivery.method,
        url: withQuery(url, parts.query, registration),
        headers: parts.headers.filter(([name]) => isForwardedHeader(name)),
        body,
      });
      return {
        target: target.id,
        status,
        milliseconds: elapsed(),
        ...(!isComplete && { isIncomplete: true as const }),
      };
    } catch (error) {
      const problem = context.quote(messageOf(error));
      return { target: target.id, status: 0, milliseconds: elapsed(), problem };
    }
  };

  /** The parts that are stored, with the signing secret in the only header that is masked. */
  const storedParts = async (registration: WebhookRegistration, delivery: StoredDelivery) => {
    const { headers, query = '' } = delivery;
    const secret = await signing.of(registration).catch(() => undefined);
    const verifier = secret === undefined ? undefined : maskedSecretVerifier(headers);
    // Of several masked headers it is not known which one held the secret.
    const masked = Object.values(headers).filter((value) => value.includes(mask));
    const isSigned = verifier !== undefined && delivery.signature === 'token' && masked.length === 1;
    const unsigned = { method: delivery.method, url: registration.callbackUrl, headers, body: Buffer.of() };
    const filled = isSigned
      ? verifier.sign({ ...unsigned, now: Date.now(), id: delivery.id }, secret!).headers
      : headers;
    const whole = Object.entries(filled).filter(([, value]) => !value.includes(mask));
    const pairs = query.split('&').filter((pair) => !pair.includes(mask));
    const isComplete = whole.length === Object.keys(headers).length && pairs.join('&') === query;
    return { headers: whole, query: pairs.join('&'), isComplete };
  };

  const isFor = (target: ForwardTarget, { kind, origin, receivedAt }: DeliverySummary): boolean =>
    target.on && kind === 'delivery' && origin?.by !== 'fetch' && receivedAt >= target.since;

  /** Counts what was forwarded, by what is stored, and returns what was not. */
  const count = async (registrationId: string, target: ForwardTarget): Promise<Waiting[]> => {
    const queue = queueOf(registrationId, target);
    const left: Waiting[] = [];
    let [forwarded, failed] = [0, 0];
    for (const summary of await store.summaries(registrationId)) {
      const outcome = summary.forwards?.find((one) => one.target === target.id);
      if (outcome && isForwarded(outcome)) forwarded++;
      else if (outcome) failed++;
      else if (isFor(target, summary)) left.push({ id: summary.id });
    }
    Object.assign(queue, { forwarded, failed });
    return left;
  };

  const readEarlier = async ({ id, forwards = [] }: WebhookRegistration) => {
    for (const target of forwards) {
      const left = await count(id, target);
      const queue = queueOf(id, target);
      const known = new Set(queue.waiting.map((one) => one.id));
      // What arrived while the store was read comes after these.
      queue.waiting = [...left.filter((one) => !known.has(one.id)), ...queue.waiting];
    }
  };

  const catchUp = async (registration: WebhookRegistration): Promise<void> => {
    const read = caughtUp.get(registration.id) ?? readEarlier(registration);
    caughtUp.set(registration.id, read);
    await read;
    for (const target of registration.forwards ?? []) start(queueOf(registration.id, target), target);
  };

  /** Counts again in a window that does not receive these deliveries: another one forwards them. */
  const refresh = async (id: string): Promise<void> => {
    if (caughtUp.has(id)) return;
    for (const target of ledger.get(id)?.forwards ?? []) await count(id, target);
  };

  context.onEvent((event) => {
    if (event.type !== 'deleted') return;
    for (const [id, { registrationId, stop }] of queues) {
      if (registrationId !== event.registration.id) continue;
      stop.abort();
      queues.delete(id);
    }
  });

  const states = (id: string): ForwardState[] =>
    (ledger.get(id)?.forwards ?? []).map((target) => {
      const queue = queues.get(target.id);
      const { forwarded = 0, failed = 0, problem } = queue ?? {};
      const waiting = target.on ? (queue?.waiting.length ?? 0) : 0;
      return { ...target, forwarded, failed, waiting, ...(problem !== undefined && target.on && { problem }) };
    });

  const withUrls = (id: string) =>
    Promise.all(
      states(id).map(async (state) => ({ ...state, to: await targets.urlOf(id, state).catch(() => state.label) })),
    );

  return {
    states,
    async targets(id) {
      await refresh(id);
      return withUrls(id);
    },
    catchUp,

    follow(registration, delivery, received) {
      for (const target of registration.forwards ?? []) {
        if (!isFor(target, delivery)) continue;
        const queue = queueOf(registration.id, target);
        const isHeld = queue.waiting.length < maxInMemory;
        queue.waiting.push({ id: delivery.id, ...(isHeld && { received }) });
      }
      if (registration.forwards) catchUp(registration).catch((error) => log(`Not forwarded: ${messageOf(error)}`));
    },

    async change(id, change) {
      const changed = await targets.change(id, change);
      for (const target of changed) {
        const queue = queueOf(id, target);
        if (target.on) continue;
        queue.waiting = [];
        queue.problem = undefined;
        queue.stop.abort();
        queue.stop = new AbortController();
      }
      emit({ type: 'registrations' });
      await refresh(id);
      return withUrls(id);
    },

    async close(patienceMs) {
      isClosed = true;
      const running = [...queues.values()].map(({ stop, work }) => {
        stop.abort();
        return work;
      });
      await Promise.race([Promise.all(running), wait(patienceMs, undefined, { ref: false })]);
    },
  };
}

/** The pause before the next attempt; undefined where there is none. A refusal would be the same the next time. */
function pauseAfter({ status, attempts }: ForwardOutcome, retries: ForwardRetries): number | undefined {
  const isPassing = status === 0 || status === 408 || status === 425 || status === 429 || status >= 500;
  if (!isPassing) return undefined;
  const steps = pauses[retries];
  return steps[attempts - 1] ?? (retries === 'always' ? steps.at(-1) : undefined);
}

/** Leaves out what belongs to the connection, and the mark of requests that this window sends to itself. */
const isForwardedHeader = (name: string): boolean =>
  !isHopByHop(name) && !/^(host|content-length)$/i.test(name) && name.toLowerCase() !== selfSentHeader;

/** The target with the query of the delivery, but without what the callback URL itself has there. */
function withQuery(target: URL, query: string, { callbackUrl }: WebhookRegistration): string {
  const own = new Set(callbackQuery(callbackUrl).split('&'));
  const added = query.split('&').filter((pair) => pair !== '' && !own.has(pair));
  if (added.length === 0) return target.href;
  return `${target.href}${target.search === '' ? '?' : '&'}${added.join('&')}`;
}
