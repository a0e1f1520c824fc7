import { isObject, type Node } from '../documents/tree';
import { type ConnectorProperties, connectionSetsOf } from './properties';

/** The `oAuthSettings` of all connection parameters, those in sets too. */
export function oauthSettingsOf(properties: ConnectorProperties): Node[] {
  const sets = connectionSetsOf(properties).map((set) => set.get('parameters'));
  const holders = [properties.root.get('connectionParameters'), ...sets];
  return holders.flatMap((holder) =>
    (holder?.members ?? []).flatMap(({ value }) => {
      const settings = value?.get('oAuthSettings');
      return isObject(settings) ? [settings] : [];
    }),
  );
}
