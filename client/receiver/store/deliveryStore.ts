import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeliverySummary, PayloadReport, StoredDelivery, StoredList } from '../../domain/delivery';
import type { BodyFile, FinishedBodyFile } from './bodyFile';
import { DeliveryLog } from './deliveryLog';
import type { DeliveryBounds, NewDelivery } from './newDelivery';

/**
 * Deliveries on disk, a folder for each webhook, whose files only grow and have one writer each: a crash leaves no half
 * row, and several windows read and write without a lock. In memory there are summaries only, so that a list of
 * thousands is there at once; headers come with {@link DeliveryStore.get} and {@link DeliveryStore.list}, bodies with
 * `readBody` of storedBody.ts. Whatever shows many deliveries asks for summaries, and for the rest of the one that is opened.
 */
export interface DeliveryStore {
  /** Resolves once the delivery survives the death of this process. In the order of the calls for each webhook. */
  add(arrived: NewDelivery, body: Buffer | FinishedBodyFile): Promise<StoredDelivery>;
  /** For a body that is too large to be held in memory; what it finishes with is for {@link add}. */
  createBodyFile(registrationId: string): Promise<BodyFile>;
  setVerdict(delivery: StoredDelivery, report: PayloadReport): Promise<StoredDelivery>;
  /** In the order of arrival, without headers; with what other windows have stored. */
  summaries(registrationId: string): Promise<DeliverySummary[]>;
  stored(registrationId: string): Promise<StoredList>;
  /** In the order of arrival, with headers. */
  list(registrationId: string): Promise<StoredDelivery[]>;
  /** One of them, with its headers. */
  get(registrationId: string, id: string): Promise<StoredDelivery | undefined>;
  /** Drops the oldest of what exceeds the bounds. */
  prune(registrationId: string): Promise<void>;
  removeAll(registrationId: string): Promise<void>;
  /** Removes the deliveries of registrations that are not there, and bodies that never became complete. */
  retain(isThere: (registrationId: string) => boolean): Promise<void>;
  /** Lets go of its files. It may be used again. */
  close(): Promise<void>;
}

export function createDeliveryStore(folder: string, bounds: () => DeliveryBounds): DeliveryStore {
  const shelves = new Map<string, DeliveryLog>();
  const shelfOf = (registrationId: string): DeliveryLog => {
    const shelf = shelves.get(registrationId) ?? new DeliveryLog(join(folder, registrationId), registrationId);
    shelves.set(registrationId, shelf);
    return shelf;
  };

  const removeAll = async (registrationId: string) => {
    const shelf = shelfOf(registrationId);
    shelves.delete(registrationId);
    await shelf.remove();
  };

  return {
    removeAll,
    add: (arrived, body) => shelfOf(arrived.registrationId).add(arrived, body),
    createBodyFile: (registrationId) => shelfOf(registrationId).createBodyFile(),
    summaries: (registrationId) => shelfOf(registrationId).summaries(),
    stored: (registrationId) => shelfOf(registrationId).stored(),
    list: (registrationId) => shelfOf(registrationId).list(),
    get: (registrationId, id) => shelfOf(registrationId).get(id),
    prune: (registrationId) => shelfOf(registrationId).prune(bounds()),

    async setVerdict(delivery, { conforms, problems }) {
      await shelfOf(delivery.registrationId).setVerdict(delivery.id, { conforms, problems });
      return { ...delivery, conforms, problems };
    },

    async retain(isThere) {
      // Asked after the look into the folder: a registration is noted before its first delivery comes.
      const names = await readdir(folder).catch(() => []);
      for (const name of names) await (isThere(name) ? shelfOf(name).removeLeftovers() : removeAll(name));
    },

    async close() {
      await Promise.all([...shelves.values()].map((shelf) => shelf.close()));
    },
  };
}
