/** What earlier windows left in the storage: the entry of the extension looks before it loads anything else of the webhooks. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../common/heldFiles';
import { deletedPrefix } from './deletedWebhooks';
import { fold } from './ledgerFile';

/**
 * - `webhooks`: some are registered, or may be; or deliveries of deleted ones are kept, of which old ones must be dropped.
 * - `traces`: all of them are gone, and only that is known.
 */
export type Left = 'nothing' | 'traces' | 'webhooks';

/** The ledger's name in each folder. */
export const ledgerName = 'registrations.jsonl';

/** Maximum size of a ledger that is read only to find out whether it has an entry, in bytes. */
const maxRead = 256 * 1024;

/** @param folders all that may have a ledger */
export async function leftIn(folders: readonly string[]): Promise<Left> {
  const found = await Promise.all(folders.map(leftInFolder));
  return found.find((left) => left === 'webhooks') ?? found.find((left) => left === 'traces') ?? 'nothing';
}

async function leftInFolder(folder: string): Promise<Left> {
  const ledger = join(folder, ledgerName);
  try {
    const names = await readdir(folder);
    if (!names.includes(ledgerName)) return 'nothing';
    if (names.some((name) => name.startsWith(deletedPrefix))) return 'webhooks';
    if ((await stat(ledger)).size > maxRead) return 'webhooks';
    return fold(await readFile(ledger, 'utf8')).entries.size > 0 ? 'webhooks' : 'traces';
  } catch (error) {
    // Who opens the ledger tries a file that somebody holds again, and reports what it can't read.
    return isMissing(error) ? 'nothing' : 'webhooks';
  }
}
