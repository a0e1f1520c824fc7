import type { ConnectionParameter } from '../../../../server/protocol/policies';
import { mask } from '../../../common/redact';
import type { Credentials } from '../../../domain/registration';
import type { ConnectionValues } from './policies';

/** Where the values of a connection come from. */
export interface Connection {
  /** The parameters that policies read, as the definition describes them. */
  described: ConnectionParameter[] | undefined;
  /** Values by name that the person or a script supplied; secure ones may be among them. */
  given: Record<string, string> | undefined;
  /** The credentials, which are connection parameters in Power Automate, too. */
  credentials: Credentials;
}

/** The values of a connection: supplied ones first, then the credentials, then defaults. */
export function connectionValues({ described = [], given = {}, credentials }: Connection): ConnectionValues {
  const supplied = lowerCased({ ...parametersOf(credentials), ...credentials.connectionParameters, ...given });
  const byName = new Map(described.map((parameter) => [parameter.name.toLowerCase(), parameter]));
  return {
    get(name) {
      const key = name.toLowerCase();
      const parameter = byName.get(key);
      return supplied.get(key) ?? parameter?.default ?? (parameter?.optional ? '' : undefined);
    },
    isSecure: (name) => isSecure(name, byName.get(name.toLowerCase())),
  };
}

/**
 * The values for showing a call before it is made: secure ones, and those that are not known, are masked.
 */
export function maskedValues(connection: Omit<Connection, 'credentials'>): ConnectionValues {
  const values = connectionValues({ ...connection, credentials: { type: 'none' } });
  return {
    get: (name) => (values.isSecure(name) ? mask : (values.get(name) ?? mask)),
    isSecure: values.isSecure,
  };
}

const lowerCased = (values: Record<string, string>): Map<string, string> =>
  new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));

/** The names under which connectors declare what people sign in with. */
function parametersOf(credentials: Credentials): Record<string, string> {
  switch (credentials.type) {
    case 'basic':
      return { username: credentials.username, password: credentials.password };
    case 'apiKey':
      return { api_key: credentials.key };
    case 'bearer':
      return { token: credentials.token };
    case 'oauth2':
      return { token: credentials.accessToken };
    default:
      return {};
  }
}

const secretNames = /^(api_key|password|token)$/i;

/** True for a value that is never shown, and saved as a secret only. */
export const isSecure = (name: string, described: ConnectionParameter | undefined): boolean =>
  described?.secure === true || secretNames.test(name);

/** The supplied values in two parts: those that the ledger may hold, and those for SecretStorage. */
export function splitSecure(
  given: Record<string, string> = {},
  described: ConnectionParameter[] = [],
): { plain: Record<string, string>; secure: Record<string, string> } {
  const byName = new Map(described.map((parameter) => [parameter.name.toLowerCase(), parameter]));
  const parts = { plain: {} as Record<string, string>, secure: {} as Record<string, string> };
  for (const [name, value] of Object.entries(given)) {
    parts[isSecure(name, byName.get(name.toLowerCase())) ? 'secure' : 'plain'][name] = value;
  }
  return parts;
}
