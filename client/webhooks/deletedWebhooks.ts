import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../common/json';
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
  keep(registration: WebhookRegistration): Promise<void>;
  forget(id: string): Promise<void>;
}

/** The names of the files, around the id. */
export const deletedPrefix = 'deleted-';
const suffix = '.json';

export function openDeletedWebhooks(folder: string): DeletedWebhooks {
  const known = new Map<string, DeletedWebhook>();
  const fileOf = (id: string) => join(folder, `${deletedPrefix}${id}${suffix}`);

  const read = (id: string): DeletedWebhook | undefined => {
    const found = known.get(id) ?? parse(fileOf(id));
    if (found) known.set(id, found);
    return found;
  };

  const ids = (): string[] =>
    namesIn(folder)
      .filter((name) => name.startsWith(deletedPrefix) && name.endsWith(suffix))
      .map((name) => name.slice(deletedPrefix.length, -suffix.length));

  return {
    list: () =>
      ids()
        .flatMap((id) => read(id) ?? [])
        .sort((a, b) => b.deletedAt.localeCompare(a.deletedAt)),
    get: (id) => (ids().includes(id) ? read(id) : undefined),
    async keep(registration) {
      const { problem: _, ...rest } = registration;
      // Whoever has the callback URL could once deliver, or read a relay: nothing needs it any more.
      const callbackUrl = `${new URL(registration.callbackUrl).origin}${callbackPath('closed')}`;
      const deleted: DeletedWebhook = {
        registration: { ...rest, callbackUrl },
        deletedAt: new Date().toISOString(),
      };
      const fresh = `${fileOf(registration.id)}.${randomBytes(4).toString('hex')}`;
      await writeFile(fresh, JSON.stringify(deleted), { mode: 0o600 });
      await rename(fresh, fileOf(registration.id));
    },
    async forget(id) {
      known.delete(id);
      await unlink(fileOf(id)).catch(ignoreMissing);
    },
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
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

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
