import { isObject, type Member } from '../../documents/tree';
import { breakingAuthentication } from '../../rules/breaking-authentication';
import type { At } from '../../rules/rule';
import { say } from '../../texts/say';
import type { Comparison, Version } from './comparison';

/**
 * Compares how people sign in. Microsoft does not allow another type in an update
 * (learn.microsoft.com/connectors/custom-connectors/certification-updates). `apiProperties.json` decides where both
 * versions have it, since it replaces the security of the definition.
 */
export function compareAuthentication(comparison: Comparison): void {
  const { old, now } = comparison;
  const hasBoth = old.definition.properties !== undefined && now.definition.properties !== undefined;
  const before = hasBoth ? signInsOf(old) : schemesOf(old);
  const after = hasBoth ? signInsOf(now) : schemesOf(now);
  const lost = [...before.types].filter((type) => !after.types.has(type));
  // A connector without sign-in has connections without credentials.
  const isNew = before.types.size === 0 && after.types.size > 0;
  if (lost.length === 0 && !isNew) return;
  const names = (types: Set<string>): string => [...types].sort().join(', ') || 'none';
  comparison.report(
    breakingAuthentication,
    say`The authentication changed from ${names(before.types)} to ${names(after.types)}. Connections that people have stop working, and so do their flows. Keep the old type; another one can be added to it.`,
    { at: placeOf(now), oldAt: placeOf(old) },
  );
}

interface SignIns {
  types: Set<string>;
}

/** The kinds of connection parameters that hold credentials: of the connection, or of each set that people choose from. */
function signInsOf({ definition }: Version): SignIns {
  const types = new Set<string>();
  for (const { value } of definition.properties?.parameters.values() ?? []) {
    const type = isObject(value) ? value.text('type')?.toLowerCase() : undefined;
    if (type === 'oauthsetting') types.add('oauth2');
    if (type === 'securestring') types.add('secret');
  }
  return { types };
}

/** The types of the security schemes, and where an API key goes. */
function schemesOf({ definition: { root } }: Version): SignIns {
  const schemes = root.get('securityDefinitions');
  const types = (isObject(schemes) ? schemes.members : []).flatMap(({ value }) => {
    const type = value?.kind === 'object' ? value.text('type') : undefined;
    return type ? [type] : [];
  });
  return { types: new Set(types) };
}

function placeOf({ definition: { root } }: Version): At {
  const member: Member | undefined = root.member('securityDefinitions') ?? root.members[0];
  return member ? { key: member } : { node: root };
}
