import type { Json, JsonObject } from '../../protocol/json';
import { say } from '../../texts/say';
import { extensionsOf, isObject, memberOf, objectOf, objectOr, type Source } from './losses';

/** The flows of OpenAPI 3 and their names in 2.0. */
const flowNames = [
  ['authorizationCode', 'accessCode'],
  ['implicit', 'implicit'],
  ['password', 'password'],
  ['clientCredentials', 'application'],
] as const;

/** Returns `securityDefinitions`. A scheme that 2.0 cannot express is reported and left out. */
export function convertSecuritySchemes(schemes: JsonObject, source: Source): JsonObject {
  return objectOf(
    Object.entries(schemes).map(([name, scheme]) => [name, convertScheme(objectOr(scheme), source.at(name))] as const),
  );
}

function convertScheme(scheme: JsonObject, source: Source): Json | undefined {
  const description = ['description', memberOf(scheme, 'description')] as const;
  const extensions = extensionsOf(scheme);
  switch (memberOf(scheme, 'type')) {
    case 'apiKey':
      if (memberOf(scheme, 'in') === 'cookie') {
        source.lose(say('OpenAPI 2.0 has no API key in a cookie.'));
        return undefined;
      }
      return objectOf([
        ['type', 'apiKey'],
        ['in', memberOf(scheme, 'in')],
        ['name', memberOf(scheme, 'name')],
        description,
        ...extensions,
      ]);
    case 'http':
      return convertHttp(scheme, source, [description, ...extensions]);
    case 'oauth2':
      return convertFlows(scheme, source, [description, ...extensions]);
    default:
      source.lose(say`OpenAPI 2.0 does not have the security scheme ${String(memberOf(scheme, 'type'))}.`);
      return undefined;
  }
}

/** Returns security requirements without those that need a scheme that was left out. */
export function knownSecurity(requirements: Json | undefined, schemes: JsonObject | undefined): Json | undefined {
  if (!Array.isArray(requirements) || !schemes) return requirements;
  return requirements.filter(
    (requirement) => isObject(requirement) && Object.keys(requirement).every((name) => Object.hasOwn(schemes, name)),
  );
}

type Members = (readonly [string, Json | undefined])[];

function convertHttp(scheme: JsonObject, source: Source, more: Members): Json | undefined {
  const kind = String(memberOf(scheme, 'scheme')).toLowerCase();
  if (kind === 'basic') return objectOf([['type', 'basic'], ...more]);
  if (kind !== 'bearer') {
    source.lose(say`OpenAPI 2.0 does not have the HTTP scheme ${kind}.`);
    return undefined;
  }
  source.lose(
    say(
      'A bearer token is an API key in the `Authorization` header now. People who connect must type "Bearer " before it, or a setheader policy in apiProperties.json adds it.',
    ),
  );
  return objectOf([['type', 'apiKey'], ['in', 'header'], ['name', 'Authorization'], ...more]);
}

function convertFlows(scheme: JsonObject, source: Source, more: Members): Json | undefined {
  const flows = objectOr(memberOf(scheme, 'flows'));
  const [first, ...others] = flowNames.filter(([name]) => isObject(memberOf(flows, name)));
  if (!first) {
    source.lose(say('The OAuth 2.0 scheme has no flow that OpenAPI 2.0 knows.'));
    return undefined;
  }
  for (const [name] of others) {
    source
      .at('flows', name)
      .lose(say`A scheme has one flow in OpenAPI 2.0: ${first[0]} was kept, ${name} was left out.`);
  }
  const flow = objectOr(flows[first[0]]);
  return objectOf([
    ['type', 'oauth2'],
    ['flow', first[1]],
    ['authorizationUrl', memberOf(flow, 'authorizationUrl')],
    ['tokenUrl', memberOf(flow, 'tokenUrl')],
    ['scopes', memberOf(flow, 'scopes') ?? {}],
    ...more,
    ...extensionsOf(flow),
  ]);
}
