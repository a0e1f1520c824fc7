import { setTimeout as wait } from 'node:timers/promises';
import { t } from '../../common/translate';
import type { PayloadReport, StoredDelivery } from '../../domain/delivery';
import type { WebhookRegistration } from '../../domain/registration';
import { type Context, messageOf } from '../context';
import { notificationSchema } from './notificationSchema';

/** The work after the response to a delivery: its body is checked, and what exceeds the storage limits is dropped. */
interface PayloadChecks {
  /** Checks a delivery that was just stored. */
  follow(registration: WebhookRegistration, delivery: StoredDelivery): void;
  /** Checks the deliveries that an earlier run left unchecked. */
  catchUp(registration: WebhookRegistration): void;
  /** Checks again what could not be checked so far. */
  checkAgain(registration: WebhookRegistration): void;
  /** Resolves when nothing is left to do. */
  done(): Promise<void>;
}

/** Number of deliveries that are checked together: a message to the server costs more than a check. */
const batchSize = 64;

/** Time after which files that could not be read are tried again, in milliseconds. */
const laterMs = 30_000;

/** Deliveries that stream in within this time are checked together. */
const gatherMs = 50;

/** Maximum number of deliveries that wait in memory: others are found in the store, where they have no verdict. */
const maxWaiting = 512;

/** A check without a result has the reason in `problems`. */
const undecided = (message: string): PayloadReport => ({ conforms: null, problems: [{ pointer: '', message }] });

/**
 * @param listening the ports of this window; those of other windows are looked up only for webhooks on another port,
 * since that reads files
 */
export function createPayloadChecks(context: Context, listening: readonly number[]): PayloadChecks {
  const { env, ledger, ports, store, emit, log } = context;
  let waiting: [WebhookRegistration, StoredDelivery][] = [];
  /** The webhooks with unchecked deliveries that don't wait in memory. */
  const behind = new Set<string>();
  const toPrune = new Set<string>();
  /** The webhooks whose deliveries without a result are checked again. */
  const again = new Set<string>();
  let work: Promise<void> | undefined;
  let begun = Number.NEGATIVE_INFINITY;

  /** By the definition as it is now: what was fixed since the webhook was registered is no problem any more. */
  const currentSchema = async (registration: WebhookRegistration) => {
    const trigger = await env.currentTrigger?.(registration).catch(() => undefined);
    return notificationSchema(trigger ? { ...registration, trigger } : registration);
  };

  const check = async ([registration, delivery]: [WebhookRegistration, StoredDelivery], served: Set<number>) => {
    const found = await currentSchema(registration);
    const report =
      'problem' in found
        ? undecided(found.problem)
        : await env
            .checkPayload(delivery, found.schema)
            .catch((error) => undecided(context.quote(t('Not checked: {0}', messageOf(error)))));
    // Deleted in the meantime: its folder must not come back.
    if (!ledger.get(registration.id)) return;
    const checked = await store.setVerdict(delivery, report).catch((error) => {
      // It is shown all the same, and checked again at the next start.
      log(`The result of a check could not be stored: ${messageOf(error)}`);
      return { ...delivery, ...report };
    });
    emit({ type: 'checked', registration: context.live.current(registration, served), delivery: checked });
  };

  /** Returns the deliveries without a verdict. A check without a result says why in `problems`. */
  const open = async (id: string): Promise<StoredDelivery[]> => {
    const withReason = again.delete(id);
    const unchecked = (await store.summaries(id)).filter(
      ({ kind, conforms, problems }) =>
        kind === 'delivery' && conforms === null && (withReason || problems.length === 0),
    );
    if (unchecked.length > maxWaiting && !withReason) behind.add(id);
    // Of those that had a result before, the latest are worth the most.
    const chosen = withReason ? unchecked.slice(-maxWaiting) : unchecked.slice(0, maxWaiting);
    const found = await Promise.all(chosen.map((one) => store.get(id, one.id)));
    return found.filter((one) => one !== undefined);
  };

  const findOpen = async (id: string) => {
    behind.delete(id);
    const registration = ledger.get(id);
    if (!registration) return;
    const found = await open(id);
    // Deliveries that arrived while the store was read wait already.
    const known = new Set(waiting.map(([, { id }]) => id));
    for (const one of found) if (!known.has(one.id)) waiting.push([registration, one]);
  };

  const attempt = (what: string, act: Promise<unknown>) =>
    act.catch((error) => log(`${what} failed: ${messageOf(error)}`));

  /** Waits for more deliveries, except for the first one. */
  const gather = async () => {
    const early = begun + gatherMs - performance.now();
    if (early > 0) await wait(early);
    begun = performance.now();
  };

  const servedFor = (batch: [WebhookRegistration, StoredDelivery][]): Set<number> => {
    const isOurs = ({ receiverPort }: WebhookRegistration) =>
      receiverPort === undefined || listening.includes(receiverPort);
    return batch.every(([registration]) => isOurs(registration)) ? new Set(listening) : ports.served();
  };

  const run = async () => {
    while (waiting.length + behind.size + toPrune.size > 0) {
      if (waiting.length < batchSize) await gather();
      const [next] = behind;
      if (waiting.length === 0 && next !== undefined) {
        const looked = findOpen(next).catch((error) => {
          // Somebody holds the files.
          setTimeout(() => lookFor(next), laterMs).unref();
          throw error;
        });
        await attempt('Looking for unchecked deliveries', looked);
      }
      const batch = waiting.slice(0, batchSize);
      waiting = waiting.slice(batchSize);
      const served = servedFor(batch);
      await Promise.all(batch.map((one) => attempt('A check', check(one, served))));
      const ids = [...toPrune];
      toPrune.clear();
      for (const id of ids) if (ledger.get(id)) await attempt('Dropping old deliveries', store.prune(id));
    }
    work = undefined;
  };

  const lookFor = (id: string) => {
    behind.add(id);
    start();
  };

  const start = () => {
    work ??= Promise.resolve().then(run);
  };

  return {
    follow(registration, delivery) {
      toPrune.add(registration.id);
      if (delivery.kind === 'delivery') {
        if (waiting.length < maxWaiting && !behind.has(registration.id)) waiting.push([registration, delivery]);
        else behind.add(registration.id);
      }
      start();
    },
    checkAgain({ id }) {
      behind.add(id);
      again.add(id);
      start();
    },
    catchUp({ id }) {
      behind.add(id);
      toPrune.add(id);
      start();
    },
    done: () => work ?? Promise.resolve(),
  };
}
