import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PayloadReport } from '../../server/protocol';
import type { StoredDelivery } from '../webhooks/types';

export interface DeliveryBounds {
  /** All three hold for each webhook by itself. */
  maxCount: number;
  maxBytes: number;
  maxAgeDays: number;
}

/** A delivery that has not been given its place yet. */
export type ArrivedDelivery = Omit<StoredDelivery, 'id' | 'bodyFile' | 'bytes'>;

/**
 * Deliveries on disk, a folder for each webhook. Files are written under another name and renamed, and never change
 * afterwards: `<id>.json` is the row, `<id>.body` the bytes as they were sent, `<id>.check.json` the verdict. So a
 * crash leaves no half row, and several windows can read and write without a lock.
 */
export interface DeliveryStore {
  /** Resolves once the delivery survives the death of this process. Drops older ones that exceed the bounds afterwards. */
  add(arrived: ArrivedDelivery, body: Buffer): Promise<StoredDelivery>;
  setVerdict(delivery: StoredDelivery, report: PayloadReport): Promise<StoredDelivery>;
  /** In the order of arrival. */
  list(registrationId: string): Promise<StoredDelivery[]>;
  /** Drops what exceeds the bounds. */
  prune(registrationId: string): Promise<void>;
  removeAll(registrationId: string): Promise<void>;
  /** Removes the deliveries of registrations that are not there: leftovers of a crash. */
  retain(isThere: (registrationId: string) => boolean): Promise<void>;
}

const dayMs = 24 * 60 * 60 * 1000;

export function createDeliveryStore(folder: string, bounds: () => DeliveryBounds): DeliveryStore {
  /** Rows and verdicts by path: their files never change. */
  const parsed = new Map<string, Promise<unknown>>();
  const folderOf = (registrationId: string) => join(folder, registrationId);

  const readOnce = (file: string): Promise<unknown> => {
    const found = parsed.get(file) ?? readJson(file);
    parsed.set(file, found);
    return found;
  };

  const idSources = new Map<string, Promise<() => string>>();
  const nextId = async (registrationId: string): Promise<string> => {
    const source =
      idSources.get(registrationId) ??
      readdir(folderOf(registrationId)).then((names) => createIds(idsIn(names).at(-1)));
    idSources.set(registrationId, source);
    return (await source)();
  };

  const list = async (registrationId: string): Promise<StoredDelivery[]> => {
    const at = folderOf(registrationId);
    const names = await readdir(at).catch(() => []);
    const ids = idsIn(names);
    const checked = new Set(names.filter((name) => name.endsWith('.check.json')));
    const rows = await Promise.all(
      ids.map(async (id) => {
        const row = (await readOnce(join(at, `${id}.json`))) as Omit<StoredDelivery, 'bodyFile'> | undefined;
        const verdict = checked.has(`${id}.check.json`) ? await readOnce(join(at, `${id}.check.json`)) : undefined;
        // The folder's place is not part of the row: it may be another one after an update or in another window.
        return row && { ...row, bodyFile: join(at, `${id}.body`), ...(verdict as PayloadReport | undefined) };
      }),
    );
    return rows.filter((row) => row !== undefined);
  };

  const drop = async (delivery: StoredDelivery) => {
    const at = folderOf(delivery.registrationId);
    // The row first: without it the rest is not seen.
    for (const name of [`${delivery.id}.json`, `${delivery.id}.check.json`, `${delivery.id}.body`]) {
      parsed.delete(join(at, name));
      await unlink(join(at, name)).catch(() => {});
    }
  };

  const removeAll = async (registrationId: string) => {
    idSources.delete(registrationId);
    for (const file of parsed.keys()) {
      if (file.startsWith(join(folderOf(registrationId), '/'))) parsed.delete(file);
    }
    await rm(folderOf(registrationId), { recursive: true, force: true });
  };

  return {
    list,
    removeAll,

    async retain(isThere) {
      // Asked after the look into the folder: a registration is noted before its first delivery comes.
      const names = await readdir(folder).catch(() => []);
      for (const name of names) if (!isThere(name)) await removeAll(name);
    },

    async add(arrived, body) {
      const at = folderOf(arrived.registrationId);
      await mkdir(at, { recursive: true, mode: 0o700 });
      const id = await nextId(arrived.registrationId);
      const delivery: StoredDelivery = { ...arrived, id, bodyFile: join(at, `${id}.body`), bytes: body.length };
      await writeWhole(delivery.bodyFile, body);
      const { bodyFile: _, ...row } = delivery;
      await writeWhole(join(at, `${id}.json`), JSON.stringify(row));
      return delivery;
    },

    async setVerdict(delivery, { conforms, problems }) {
      await writeWhole(
        join(folderOf(delivery.registrationId), `${delivery.id}.check.json`),
        JSON.stringify({ conforms, problems }),
      );
      return { ...delivery, conforms, problems };
    },

    async prune(registrationId) {
      const { maxCount, maxBytes, maxAgeDays } = bounds();
      const oldest = new Date(Date.now() - maxAgeDays * dayMs).toISOString();
      let bytes = 0;
      const newestFirst = (await list(registrationId)).reverse();
      for (const [index, delivery] of newestFirst.entries()) {
        bytes += delivery.bytes;
        // The newest one stays, however large.
        const exceeds = index >= Math.max(maxCount, 1) || (bytes > maxBytes && index > 0);
        if (exceeds || delivery.receivedAt < oldest) await drop(delivery);
      }
    },
  };
}

/** Oldest first. */
const idsIn = (names: string[]): string[] => names.flatMap((name) => /^([\w-]+)\.json$/.exec(name)?.[1] ?? []).sort();

async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  const fresh = `${file}.new`;
  await writeFile(fresh, content, { mode: 0o600 });
  await rename(fresh, file);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // Deleted meanwhile by another window, or damaged.
    return undefined;
  }
}

/**
 * Ids whose alphabetical order is the order of arrival. `after` is the newest id of an earlier run: a clock that was set
 * back must not mix up what arrives now.
 */
function createIds(after: string | undefined): () => string {
  const [time = '0', count = '0'] = after?.split('-') ?? [];
  let last = Number.parseInt(time, 36);
  let counter = Number.parseInt(count, 36);
  return () => {
    const now = Date.now();
    counter = now > last ? 0 : counter + 1;
    last = Math.max(last, now);
    const parts = [last.toString(36).padStart(9, '0'), counter.toString(36).padStart(4, '0')];
    return [...parts, randomBytes(4).toString('hex')].join('-');
  };
}
