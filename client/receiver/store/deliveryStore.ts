import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeliverySummary, PayloadReport, StoredDelivery, StoredList } from '../../domain/delivery';
import type { BodyFile, FinishedBodyFile } from './bodyFile';
import { DeliveryLog } from './deliveryLog';
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
  removeAll(registrationId: string): Promise<void>;
  /** Removes these deliveries, or all that are stored now; returns their number. */
  clear(registrationId: string, ids?: readonly string[]): Promise<number>;
  /** Removes the deliveries of registrations that no longer exist, and bodies that never became complete. */
  retain(exists: (registrationId: string) => boolean): Promise<void>;
  /** Closes its files. They are opened again when the store is used again. */
  close(): Promise<void>;
}

export function createDeliveryStore(folder: string, bounds: () => DeliveryBounds): DeliveryStore {
  const logs = new Map<string, DeliveryLog>();
  const logOf = (registrationId: string): DeliveryLog => {
    const log = logs.get(registrationId) ?? new DeliveryLog(join(folder, registrationId), registrationId);
    logs.set(registrationId, log);
    return log;
  };

  const removeAll = async (registrationId: string) => {
    const log = logOf(registrationId);
    logs.delete(registrationId);
    await log.remove();
  };

  return {
    removeAll,
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

    async retain(exists) {
      // Checked after the folder is listed: a registration is in the ledger before its first delivery comes.
      const names = await readdir(folder).catch(() => []);
      for (const name of names) await (exists(name) ? logOf(name).removeLeftovers() : removeAll(name));
    },

    async close() {
      await Promise.all([...logs.values()].map((log) => log.close()));
    },
  };
}
