import { join } from 'node:path';
import type { DeliverySummary, PayloadReport, StoredDelivery, StoredList } from '../../domain/delivery';
import type { ForwardOutcome } from '../../domain/forwarding';
import type { BodyFile, FinishedBodyFile } from './bodyFile';
import { DeliveryLog } from './deliveryLog';
import { namesIn } from './files';
import type { DeliveryBounds, NewDelivery } from './newDelivery';

/**
 * The deliveries on disk. Each webhook has a folder of append-only files with one writer each: a crash leaves no half row,
 * and several windows read and write without a lock. Memory holds only summaries, so that lists of thousands are
 * available at once. Headers are read by {@link DeliveryStore.get} and {@link DeliveryStore.list}, bodies by `readBody`;
 * views of many deliveries read summaries, and the rest of the one that is opened.
 */
export interface DeliveryStore {
  /** Resolves once the delivery survives the death of this process. Keeps the order of the calls for each webhook. */
  add(arrived: NewDelivery, body: Buffer | FinishedBodyFile): Promise<StoredDelivery>;
  /** Creates the file of a body that is too large for memory. Its result, once finished, is passed to {@link add}. */
  createBodyFile(registrationId: string): Promise<BodyFile>;
  /** Stores the report of the payload check, and returns the delivery with it. */
  setVerdict(delivery: StoredDelivery, report: PayloadReport): Promise<StoredDelivery>;
  /** Stores what became of a delivery at a target, and returns the delivery with it. */
  addForward(delivery: StoredDelivery, outcome: ForwardOutcome): Promise<StoredDelivery>;
  /** Without headers, in the order of arrival, including deliveries that other windows have stored. */
  summaries(registrationId: string): Promise<DeliverySummary[]>;
  /** The live list behind {@link summaries}. */
  stored(registrationId: string): Promise<StoredList>;
  /** With headers, in the order of arrival. */
  list(registrationId: string): Promise<StoredDelivery[]>;
  /** One delivery with its headers; undefined where it is not stored any more. */
  get(registrationId: string, id: string): Promise<StoredDelivery | undefined>;
  /** Drops the oldest deliveries until the bounds hold. */
  prune(registrationId: string): Promise<void>;
  /** Rejects where somebody holds a file for too long; {@link release} and {@link retain} try again. */
  removeAll(registrationId: string): Promise<void>;
  /** Removes these deliveries, or all that are stored now; returns their number. */
  clear(registrationId: string, ids?: readonly string[]): Promise<number>;
  /**
   * Removes the deliveries of registrations that no longer exist, and bodies that never became complete. A folder that
   * can't be removed, or read, stops nothing else: the call rejects in the end.
   */
  retain(exists: (registrationId: string) => boolean): Promise<void>;
  /**
   * Closes the files of registrations that another window has deleted, which it can't remove as long as they are open here,
   * and removes what is left of them. Never rejects: what is held is tried again at the next call.
   */
  release(exists: (registrationId: string) => boolean): Promise<void>;
  /** Closes its files. They are opened again when the store is used again. */
  close(): Promise<void>;
}

/** @param patienceMs how long a file that somebody holds is tried again */
export function createDeliveryStore(folder: string, bounds: () => DeliveryBounds, patienceMs?: number): DeliveryStore {
  const logs = new Map<string, DeliveryLog>();
  const logOf = (registrationId: string): DeliveryLog => {
    const log = logs.get(registrationId) ?? new DeliveryLog(join(folder, registrationId), registrationId, patienceMs);
    logs.set(registrationId, log);
    return log;
  };
  /** The registrations whose folders could not be removed. */
  const remaining = new Set<string>();

  const removeAll = async (registrationId: string, patience = patienceMs) => {
    const log = logs.get(registrationId) ?? new DeliveryLog(join(folder, registrationId), registrationId, patience);
    logs.delete(registrationId);
    remaining.add(registrationId);
    await log.remove(patience);
    remaining.delete(registrationId);
  };

  return {
    removeAll: (registrationId) => removeAll(registrationId),
    add: (arrived, body) => logOf(arrived.registrationId).add(arrived, body),
    createBodyFile: (registrationId) => logOf(registrationId).createBodyFile(),
    summaries: (registrationId) => logOf(registrationId).summaries(),
    stored: (registrationId) => logOf(registrationId).stored(),
    list: (registrationId) => logOf(registrationId).list(),
    get: (registrationId, id) => logOf(registrationId).get(id),
    clear: (registrationId, ids) => (ids ? logOf(registrationId).clearSome(ids) : logOf(registrationId).clear()),
    prune: (registrationId) => logOf(registrationId).prune(bounds()),

    async setVerdict(delivery, { conforms, problems }) {
      await logOf(delivery.registrationId).setVerdict(delivery.id, { conforms, problems });
      return { ...delivery, conforms, problems };
    },

    async addForward(delivery, outcome) {
      const forwards = await logOf(delivery.registrationId).addForward(delivery.id, outcome);
      return { ...delivery, forwards };
    },

    async retain(exists) {
      // Checked after the folder is listed: a registration is in the ledger before its first delivery comes.
      const names = await namesIn(folder, patienceMs);
      const failures: unknown[] = [];
      for (const name of names) {
        const done = exists(name) ? logOf(name).removeLeftovers() : removeAll(name);
        await done.catch((error) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },

    async release(exists) {
      const gone = [...new Set([...logs.keys(), ...remaining])].filter((id) => !exists(id));
      // The other window is removing it, too.
      for (const id of gone) await removeAll(id, 0).catch(() => {});
    },

    async close() {
      await Promise.all([...logs.values()].map((log) => log.close()));
    },
  };
}
