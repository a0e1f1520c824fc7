import { isObject, type Member, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { Operation } from '../../model/operation';
import { type ConnectorProperties, connectionSetsOf } from '../../model/properties';
import type { ConnectionParameter } from '../../protocol/policies';
import type { SecurityDescription } from '../../protocol/triggers';
import { strings } from './json';
import { describeDeclared } from './policies';

/**
 * How people sign in. Which schemes an operation takes, and where a key goes, `securityDefinitions` say; the addresses and
 * scopes of an OAuth sign-in, and what people are asked for, come from the connection in `apiProperties.json` first. With
 * parameter sets each has schemes of its own. An empty list means no sign-in.
 */
export function securityOf(definition: Definition, operation: Operation): SecurityDescription[] {
  const { properties } = definition;
  const declared = declaredSchemes(definition, operation);
  if (!properties) return declared;
  const sets = connectionSetsOf(properties);
  if (sets.length === 0) return connectedSchemes(declared, membersOf(properties.root.get('connectionParameters')));
  const all = declaredIn(definition);
  return sets.flatMap((set) => {
    const name = set.text('name') ?? '';
    return schemesOfSet(all, membersOf(set.get('parameters'))).map((scheme) => ({ ...scheme, set: name }));
  });
}

const membersOf = (holder: Node | undefined): Member[] => (isObject(holder) ? holder.members : []);

/**
 * The alternatives of the operation, otherwise of the document; all schemes where there are none, or where they name none
 * that is defined: Power Automate makes the sign-in from `securityDefinitions` and `apiProperties.json`, and published
 * connectors with such names work. Empty where they are written as an empty list, unless the connection has a sign-in
 * all the same.
 */
function declaredSchemes(definition: Definition, operation: Operation): SecurityDescription[] {
  const { root, properties } = definition;
  const all = declaredIn(definition);
  const listed = operation.node.get('security') ?? root.get('security');
  if (listed?.kind !== 'array') return all;
  const written = listed.items.flatMap((item) => item.members.map(({ key }) => key));
  const schemes = root.get('securityDefinitions');
  const defined = written.filter((name) => isObject(schemes) && schemes.member(name));
  const isAnonymous = written.length === 0 && !hasSignIn(properties);
  if (defined.length === 0 && !isAnonymous) return all;
  return [...new Set(defined)].flatMap((name) => all.find((scheme) => scheme.name === name) ?? []);
}

/** True where people sign in to make a connection: it takes a key, a password or a token. */
const hasSignIn = (properties: ConnectorProperties | undefined): boolean =>
  [...(properties?.parameters.values() ?? [])].some((member) => /^(securestring|oauthsetting)$/.test(typeOf(member)));

/** The schemes in `securityDefinitions`. */
function declaredIn({ root }: Definition): SecurityDescription[] {
  return membersOf(root.get('securityDefinitions')).flatMap(({ key, value: scheme }): SecurityDescription[] => {
    const type = isObject(scheme) ? scheme.text('type') : undefined;
    if (!isObject(scheme) || (type !== 'basic' && type !== 'apiKey' && type !== 'oauth2')) return [];
    const place = scheme.text('in');
    return [
      {
        name: key,
        type,
        // `cookie` belongs to OpenAPI 3: it is neither a header nor a query parameter.
        ...(type === 'apiKey' &&
          place !== 'cookie' && { in: place === 'query' ? 'query' : 'header', parameterName: scheme.text('name') }),
        ...(type === 'oauth2' && {
          flow: scheme.text('flow'),
          authorizationUrl: scheme.text('authorizationUrl'),
          tokenUrl: scheme.text('tokenUrl'),
          scopes: scheme.get('scopes')?.members.map((member) => member.key),
        }),
      },
    ];
  });
}

const typeOf = ({ value }: Member): string => (isObject(value) ? (value.text('type')?.toLowerCase() ?? '') : '');

const isOauth = (member: Member): boolean => typeOf(member) === 'oauthsetting';

/** The schemes of a connector with one way to connect: those of the connection first. */
function connectedSchemes(declared: SecurityDescription[], parameters: Member[]): SecurityDescription[] {
  const oauth = parameters.find(isOauth);
  const withOauth =
    oauth && !declared.some(({ type }) => type === 'oauth2')
      ? [...declared, { name: oauth.key, type: 'oauth2' as const }]
      : declared;
  const schemes = withOauth.map((scheme) => withConnection(scheme, parameters));
  const isOfConnection = (scheme: SecurityDescription) =>
    scheme.type === 'oauth2' ? oauth !== undefined : scheme.asks !== undefined;
  return [...schemes.filter(isOfConnection), ...schemes.filter((scheme) => !isOfConnection(scheme))];
}

/**
 * The one scheme of a parameter set; empty where only policies read its parameters. `securityDefinitions` need not have it
 * (learn.microsoft.com/connectors/custom-connectors/multi-auth).
 */
function schemesOfSet(declared: SecurityDescription[], parameters: Member[]): SecurityDescription[] {
  const has = (name: string) => parameters.some(({ key }) => key.toLowerCase() === name);
  const oauth = parameters.find(isOauth);
  const type = oauth ? 'oauth2' : has('username') && has('password') ? 'basic' : has('api_key') ? 'apiKey' : undefined;
  const scheme = declared.find((one) => one.type === type);
  if (scheme) return [withConnection(scheme, parameters)];
  // A key without a place in the definition goes where policies put it.
  if (type === undefined || type === 'apiKey') return [];
  return [withConnection({ name: oauth?.key ?? type, type }, parameters)];
}

/** The names of the values that a sign-in of each kind takes. */
const asked = { basic: ['username', 'password'], apiKey: ['api_key'] };

/** A scheme with what the connection says of it. */
function withConnection(scheme: SecurityDescription, parameters: Member[]): SecurityDescription {
  if (scheme.type === 'oauth2') {
    const settings = parameters.find(isOauth)?.value?.get('oAuthSettings');
    return isObject(settings) ? withOauthSettings(scheme, settings, parameters) : scheme;
  }
  const asks = asked[scheme.type].flatMap((name) => {
    const member = parameters.find(({ key }) => key.toLowerCase() === name);
    return member ? [describeDeclared(member.value, member.key, undefined)] : [];
  });
  return asks.length > 0 ? { ...scheme, asks } : scheme;
}

/** The addresses of an OAuth sign-in, with placeholders. */
interface Addresses {
  authorizationUrl?: string;
  tokenUrl?: string;
  refreshUrl?: string;
}

function withOauthSettings(scheme: SecurityDescription, settings: Node, parameters: Member[]): SecurityDescription {
  const custom = customParameters(settings.get('customParameters'));
  const isEntra = settings.text('identityProvider')?.toLowerCase() === 'aad';
  const written = isEntra ? entraAddresses(custom) : addressesIn(custom, parameters);
  // The addresses belong together: one of the definition does not complete those of the connection.
  const isComplete = written.authorizationUrl !== undefined && written.tokenUrl !== undefined;
  const addresses = isComplete
    ? written
    : { authorizationUrl: scheme.authorizationUrl, tokenUrl: scheme.tokenUrl, refreshUrl: undefined };
  const scopes = isEntra ? entraScopes(custom) : strings(settings.get('scopes')).filter((scope) => scope.trim() !== '');
  const delimiter = custom.get('scopelistdelimiter');
  const query = fixedQuery(custom.get('authorizationurlquerystringtemplate'));
  const places = placeholdersIn(addresses, parameters);
  return {
    ...scheme,
    flow: isComplete ? 'accessCode' : scheme.flow,
    ...addresses,
    scopes: scopes.length > 0 ? scopes : (scheme.scopes ?? []),
    ...(delimiter !== undefined && delimiter !== '' && { scopeDelimiter: delimiter }),
    ...(query && { authorizationQuery: query }),
    ...(places.length > 0 && { asks: places }),
    clientId: clientIdOf(settings),
    redirectUrl: settings.text('redirectUrl') || undefined,
  };
}

/** `customParameters` by their names in lower case, in which published connectors differ. */
const customParameters = (custom: Node | undefined): Map<string, string> =>
  new Map(
    membersOf(custom).flatMap(({ key, value }): [string, string][] => {
      const text = value?.kind === 'string' ? String(value.value) : value?.text('value');
      return text === undefined ? [] : [[key.toLowerCase(), text.trim()]];
    }),
  );

/** The addresses of `oauth2` and, as templates, of `oauth2generic`. A connection parameter of that name takes its place. */
function addressesIn(custom: Map<string, string>, parameters: Member[]): Addresses {
  const addressOf = (name: string): string | undefined => {
    if (parameters.some(({ key }) => key.toLowerCase() === `token:${name}`.toLowerCase())) return `{${name}}`;
    const lower = name.toLowerCase();
    return custom.get(`${lower}template`) || custom.get(lower) || undefined;
  };
  return {
    authorizationUrl: addressOf('authorizationUrl'),
    tokenUrl: addressOf('tokenUrl'),
    refreshUrl: addressOf('refreshUrl'),
  };
}

/** The endpoints of Microsoft Entra ID (learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow). */
function entraAddresses(custom: Map<string, string>): Addresses {
  const login = (custom.get('loginuri') || 'https://login.microsoftonline.com').replace(
    /^https:\/\/login\.windows\.net\/?$/i,
    'https://login.microsoftonline.com',
  );
  const endpoint = `${login.replace(/(?<!\/)\/+$/, '')}/${custom.get('tenantid') || 'common'}/oauth2/v2.0`;
  return { authorizationUrl: `${endpoint}/authorize`, tokenUrl: `${endpoint}/token` };
}

/** All permissions of the resource (learn.microsoft.com/entra/identity-platform/scopes-oidc, `.default`). */
function entraScopes(custom: Map<string, string>): string[] {
  const resource = custom.get('resourceuri') ?? '';
  return resource === '' || resource.includes('{')
    ? []
    : [`${resource.replace(/(?<!\/)\/+$/, '')}/.default`, 'offline_access'];
}

/** Parameters of an authorization request that every sign-in sets itself. */
const ownParameters = /^(response_type|client_id|scope|redirect_uri|state)$/i;

/** The parameters with a fixed value in a template of a query, such as `prompt=select_account`. */
function fixedQuery(template: string | undefined): Record<string, string> | undefined {
  const pairs = [...new URLSearchParams(template ?? '')].filter(
    ([name, value]) => !ownParameters.test(name) && !/[{}]/.test(name + value),
  );
  return pairs.length > 0 ? Object.fromEntries(pairs) : undefined;
}

/** What fills the placeholders of addresses: parameters of the connection, with or without `token:` before the name. */
function placeholdersIn(addresses: Addresses, parameters: Member[]): ConnectionParameter[] {
  const texts = Object.values(addresses).filter((text) => typeof text === 'string');
  const names = texts.flatMap((text) => Array.from(text.matchAll(/\{([^{}]+)\}/g), (match) => match[1]!));
  const byName = new Map(names.map((name) => [name.toLowerCase(), name]));
  return [...byName].map(([lower, name]) => {
    const member = parameters.find(({ key }) => key.toLowerCase().replace(/^token:/, '') === lower);
    return { ...describeDeclared(member?.value, member?.key ?? name, undefined), placeholder: name };
  });
}

/** The client id of the connector's own app; published files have `[[DUMMY]]` and the like in its place. */
function clientIdOf(settings: Node): string | undefined {
  const id = settings.text('clientId')?.trim() ?? '';
  return /^[\w.~-]{6,200}$/.test(id) && !/dummy|client_?id|replace|placeholder/i.test(id) ? id : undefined;
}
