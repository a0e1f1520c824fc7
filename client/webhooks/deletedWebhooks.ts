import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, removeFile, whileHeld } from '../common/heldFiles';
import { isObject } from '../common/json';
import { t } from '../common/translate';
import { callbackPath } from '../domain/callback';
import type { DeletedWebhook, WebhookRegistration } from '../domain/registration';

/**
 * What is known of deleted webhooks whose deliveries are kept: a file each, next to the ledger, so that several windows share
 * them without a lock. The files are never changed, and hold no secret.
 */
export interface DeletedWebhooks {
  /** The latest first. */
  list(): DeletedWebhook[];
  get(id: string): DeletedWebhook | undefined;
  /** True also where somebody holds the files, so that {@link get} can't read one. */
  mayHave(id: string): boolean;
  /** Rejects where somebody holds the files for too long. */
  keep(registration: WebhookRegistration): Promise<void>;
  forget(id: string): Promise<void>;
}

/** The names of the files, around the id. */
export const deletedPrefix = 'deleted-';
const suffix = '.json';

/** @param patienceMs how long a file that somebody holds is tried again */
export function openDeletedWebhooks(folder: string, patienceMs?: number): DeletedWebhooks {
  let lastNames: string[] = [];
  const known = new Map<string, DeletedWebhook>();
  const fileOf = (id: string) => join(folder, `${deletedPrefix}${id}${suffix}`);

  const read = (id: string): DeletedWebhook | undefined => {
    const found = known.get(id) ?? parse(fileOf(id));
    if (found) known.set(id, found);
    return found;
  };

  /** Those of the last look where the folder can't be read. */
  const ids = (): string[] => {
    lastNames = namesIn(folder) ?? lastNames;
    return lastNames
      .filter((name) => name.startsWith(deletedPrefix) && name.endsWith(suffix))
      .map((name) => name.slice(deletedPrefix.length, -suffix.length));
  };

  return {
    list: () =>
      ids()
        .flatMap((id) => read(id) ?? [])
        .sort((a, b) => b.deletedAt.localeCompare(a.deletedAt)),
    get: (id) => (ids().includes(id) ? read(id) : undefined),
    mayHave: (id) => namesIn(folder)?.includes(`${deletedPrefix}${id}${suffix}`) ?? true,
    async keep(registration) {
      const { problem: _, ...rest } = registration;
      // Whoever has the callback URL could once deliver, or read a relay: nothing needs it any more.
      const callbackUrl = `${new URL(registration.callbackUrl).origin}${callbackPath('closed')}`;
      const deleted: DeletedWebhook = {
        registration: { ...rest, callbackUrl },
        deletedAt: new Date().toISOString(),
      };
      const fresh = `${fileOf(registration.id)}.${randomBytes(4).toString('hex')}`;
      try {
        await whileHeld(() => writeFile(fresh, JSON.stringify(deleted), { mode: 0o600 }), patienceMs);
        await whileHeld(() => rename(fresh, fileOf(registration.id)), patienceMs);
      } catch (error) {
        await removeFile(fresh, 0).catch(() => {});
        throw new Error(
          t(
            "The webhook was deleted, but its deliveries can't be kept, because {0} can't be written ({1}). Delete it again to finish.",
            fileOf(registration.id),
            (error as Error).message,
          ),
        );
      }
    },
    async forget(id) {
      known.delete(id);
      await removeFile(fileOf(id), patienceMs);
    },
  };
}

/** Undefined where the folder can't be read now. */
function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch (error) {
    return isMissing(error) ? [] : undefined;
  }
}

/** Undefined where another window has removed the file, or a person has damaged it. */
function parse(file: string): DeletedWebhook | undefined {
  try {
    const { registration, deletedAt }: Partial<DeletedWebhook> = JSON.parse(readFileSync(file, 'utf8'));
    const isWhole =
      typeof deletedAt === 'string' &&
      isObject(registration) &&
      URL.canParse(registration.baseUrl) &&
      URL.canParse(registration.callbackUrl);
    return isWhole ? { registration, deletedAt } : undefined;
  } catch {
    return undefined;
  }
}
