import { isObject, type Node } from '../documents/tree';
import type { ConnectorProperties } from './properties';

/** The `oAuthSettings` of all connection parameters, those in sets too. */
export function oauthSettingsOf({ root }: ConnectorProperties): Node[] {
  const sets = root.get('connectionParameterSets')?.get('values')?.items ?? [];
  const holders = [root.get('connectionParameters'), ...sets.map((set) => set.get('parameters'))];
  return holders.flatMap((holder) =>
    (holder?.members ?? []).flatMap(({ value }) => {
      const settings = value?.get('oAuthSettings');
      return isObject(settings) ? [settings] : [];
    }),
  );
}
