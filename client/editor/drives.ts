import { realpath } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { setFileRules } from '../common/sameFile';

/** Maximum time in milliseconds that a drive is waited for: a share that is away takes long to say so. */
const patienceMs = 1_000;

/**
 * Learns what the drives of Windows stand for on which the workspace and these files are: the same file may be known by
 * its drive and by its share.
 *
 * @param files URIs
 */
export async function learnDrives(files: string[]): Promise<void> {
  if (process.platform !== 'win32') return;
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
  setFileRules({ drives: await drivesOf([...folders, ...files], realpath) });
}

/**
 * By lower-case letter, the path that a drive stands for: `\\server\share\` or a folder.
 *
 * @param resolve gives the path without drives that stand for another one, as Windows does
 */
export async function drivesOf(
  files: string[],
  resolve: (path: string) => Promise<string>,
  patience = patienceMs,
): Promise<Map<string, string>> {
  const letters = new Set(files.map(driveOf).filter((letter) => letter !== undefined));
  const found = await Promise.all(
    [...letters].map(async (letter): Promise<[string, string][]> => {
      const drive = `${letter}:\\`;
      const late = delay(patience, undefined, { ref: false });
      const path = await Promise.race([resolve(drive).catch(() => undefined), late]);
      return path === undefined || path.toLowerCase() === drive ? [] : [[letter, path]];
    }),
  );
  return new Map(found.flat());
}

const driveOf = (uri: string): string | undefined => /^file:\/\/\/([a-z])(?::|%3A)/i.exec(uri)?.[1]?.toLowerCase();
