import path from 'node:path';

/** Where the webhooks and their deliveries are kept. */
export interface StoragePlaces {
  folder: string;
  /** Where they were kept before; what is there is moved. */
  earlier?: string;
}

/**
 * Returns the folder for the ledger and the deliveries, which are personal data. On Windows, the editor's own storage is in
 * the roaming profile, which companies copy to a server: there it is the same path under the local application data. A
 * portable editor and one with a folder of its own keep their data where the person put them.
 *
 * @param globalStorage the folder that the editor gives the extension
 * @param platform as `process.platform`
 */
export function storagePlaces(
  globalStorage: string,
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): StoragePlaces {
  const { APPDATA: roaming, LOCALAPPDATA: local } = environment;
  if (platform !== 'win32' || !roaming || !local) return { folder: globalStorage };
  // Ignores the case, as Windows does.
  const below = path.win32.relative(roaming, globalStorage);
  const isRoaming = below !== '' && !below.startsWith('..') && !path.win32.isAbsolute(below);
  return isRoaming ? { folder: path.win32.join(local, below), earlier: globalStorage } : { folder: globalStorage };
}
