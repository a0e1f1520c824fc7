import { createHash, randomBytes } from 'node:crypto';
import type { SecurityDescription, TriggerDescription } from '../../../server/protocol/triggers';
import { InputError } from '../../common/inputError';
import { t } from '../../common/translate';
import type { Credentials, SavedCredentials, WebhookRegistration } from '../../domain/registration';
import type { SecretStore, WebhookEnvironment } from '../environment';
import { isLoopback, originOf, originOfSetting } from '../request/baseUrl';
import { checkHeader, isHeaderName } from '../request/buildRequest';
import type { Authorization } from '../services/services';
import { isExpired, type OAuthCredentials } from './oauth';

/** How the ledger names the credentials of a webhook; holds no secret. */
export type CredentialReference = WebhookRegistration['credentials'];

/** Where credentials go, and who waits for it. */
interface AuthorizationTarget {
  baseUrl: string;
  security: SecurityDescription[];
  /** The scope that a GitHub sign-in needs. */
  githubScope: string;
  /** True when the editor may ask the person to sign in. */
  interactive: boolean;
}

/**
 * Returns credentials as headers and query parameters for one origin. Rejects when they cannot go there: an API key that
 * the definition gives no place, a sign-in of the editor that is for another service, a declined sign-in.
 */
export async function authorize(
  credentials: Credentials,
  target: AuthorizationTarget,
  env: Pick<WebhookEnvironment, 'signIn' | 'settings'>,
): Promise<Authorization> {
  switch (credentials.type) {
    case 'none':
      return { headers: {}, query: [] };
    case 'basic': {
      // Services that take a key as the user name or as the password expect the other one to be empty.
      const { username, password } = credentials;
      const pair = `${text(username, 'username', !password)}:${text(password, 'password', !username)}`;
      if (username.includes(':'))
        throw new InputError('credentials.username', t('A user name must not contain a colon.'));
      return bearing(`Basic ${Buffer.from(pair, 'utf8').toString('base64')}`, 'credentials');
    }
    case 'bearer':
      return bearing(bearer(text(credentials.token, 'token')), 'credentials.token');
    case 'oauth2':
      return bearing(bearer(text(credentials.accessToken, 'accessToken')), 'credentials.accessToken');
    case 'apiKey':
      return apiKey(text(credentials.key, 'key'), target.security);
    case 'github':
      return bearing(`Bearer ${await githubToken(target, env)}`, 'credentials');
    case 'microsoft':
      return bearing(`Bearer ${await microsoftToken(target, env)}`, 'credentials');
    default:
      throw new InputError('credentials.type', 'It must be none, basic, bearer, apiKey, oauth2, github or microsoft.');
  }
}

/** Accepts a token that was copied together with its scheme: no token has a space. */
const bearer = (token: string) => `Bearer ${token.replace(/^Bearer\s+/i, '')}`;

function text(value: unknown, name: string, mustHave = true): string {
  if (typeof value !== 'string' || (value === '' && mustHave))
    throw new InputError(`credentials.${name}`, t('Enter a value.'));
  return value;
}

function bearing(value: string, key: string): Authorization {
  checkHeader('Authorization', value, key);
  return { headers: { Authorization: value }, query: [] };
}

function apiKey(key: string, security: SecurityDescription[]): Authorization {
  const place = apiKeyPlace(security);
  if (!place)
    throw new InputError(
      'credentials',
      t(
        'The definition has no API key in a header or the query, so there is no name to send yours under. Describe it under `securityDefinitions`.',
      ),
    );
  if (place.in === 'query') return { headers: {}, query: [[place.parameterName, key]] };
  if (!isHeaderName(place.parameterName)) {
    throw new InputError(
      'credentials',
      t('The definition sends its API key as "{0}", a header that can\'t be set.', place.parameterName),
    );
  }
  checkHeader(place.parameterName, key, 'credentials.key');
  return { headers: { [place.parameterName]: key }, query: [] };
}

/** Returns where an API key goes by the definition; undefined where it says nothing of use. */
export function apiKeyPlace(
  security: SecurityDescription[],
): { in: 'header' | 'query'; parameterName: string } | undefined {
  for (const { type, in: place, parameterName } of security) {
    if (type === 'apiKey' && (place === 'header' || place === 'query') && parameterName)
      return { in: place, parameterName };
  }
  return undefined;
}

/** A github.com sign-in goes to github.com's API only; one of `github-enterprise` to the API in the settings. */
async function githubToken(
  { baseUrl, githubScope, interactive }: AuthorizationTarget,
  env: Pick<WebhookEnvironment, 'signIn' | 'settings'>,
): Promise<string> {
  const origin = originOf(baseUrl);
  const provider =
    origin === 'https://api.github.com'
      ? 'github'
      : origin === originOfSetting(env.settings().githubApiUrl)
        ? 'github-enterprise'
        : undefined;
  if (!provider) {
    throw new InputError('credentials', t("A GitHub sign-in is for GitHub's API only and is not sent to {0}.", origin));
  }
  refuseUnencrypted(baseUrl);
  return signedIn(await env.signIn(provider, [githubScope], interactive), 'GitHub');
}

/** The audience of the token is the service that it goes to: a definition can't name another one. */
async function microsoftToken(
  { baseUrl, interactive }: AuthorizationTarget,
  env: Pick<WebhookEnvironment, 'signIn'>,
): Promise<string> {
  refuseUnencrypted(baseUrl);
  return signedIn(await env.signIn('microsoft', [`${originOf(baseUrl)}/.default`], interactive), 'Microsoft');
}

function refuseUnencrypted(baseUrl: string): void {
  const { protocol, hostname, origin } = new URL(baseUrl);
  if (protocol !== 'https:' && !isLoopback(hostname)) {
    throw new InputError('credentials', t('A sign-in of the editor is not sent unencrypted to {0}.', origin));
  }
}

function signedIn(token: string | undefined, name: string): string {
  if (!token)
    throw new InputError('credentials', t('You are not signed in to {0}. Sign in, or use other credentials.', name));
  return token;
}

/** Returns every form in which credentials may appear in a text. */
export function secretsOf(credentials: Credentials, authorization: Authorization): string[] {
  const values = [...Object.values(authorization.headers), ...authorization.query.map(([, value]) => value)];
  const bare = [
    ...values.map((value) => value.replace(/^(Basic|Bearer) /, '')),
    ...Object.values(credentials.connectionParameters ?? {}),
  ];
  // Without a password the user name is the key.
  if (credentials.type === 'basic') return [...bare, credentials.password || credentials.username];
  const renewal = credentials.type === 'oauth2' ? credentials.renewal : undefined;
  return renewal ? [...bare, renewal.refreshToken, renewal.client.secret ?? ''] : bare;
}

/** The declared security schemes, for a message. */
export const describeSecurity = ({ security }: TriggerDescription): string =>
  [...new Set(security.map(({ type, name }) => `${type} (${name})`))].join(' or ');

/** The saved credentials: in SecretStorage by origin and account. The ledger names them, since the store has no list. */
export class CredentialStore {
  constructor(
    private readonly secrets: SecretStore,
    private readonly registrations: () => WebhookRegistration[],
    /** Renews expired credentials; undefined when the person must sign in again. */
    private readonly renew: (credentials: OAuthCredentials) => Promise<Credentials | undefined> = async () => undefined,
  ) {}

  /** Renewals under way: a refresh token may be valid only once, so that calls at the same time share one. */
  private readonly renewals = new Map<string, Promise<Credentials | undefined>>();

  /** The credentials that a webhook was registered with; undefined when they are no longer saved. */
  async of(registration: WebhookRegistration): Promise<Credentials | undefined> {
    const { type, account } = registration.credentials;
    if (type === 'none' && account === undefined) return { type };
    return account === undefined ? undefined : this.read(originOf(registration.baseUrl), account);
  }

  /** The newest credentials saved for an origin. */
  async forOrigin(origin: string): Promise<Credentials | undefined> {
    for (const account of this.accounts(origin)) {
      const kept = await this.read(origin, account);
      if (kept) return kept;
    }
    return undefined;
  }

  /** Returns the name of credentials for the ledger. Equal credentials share one account. */
  async refer(origin: string, credentials: Credentials, security: SecurityDescription[]): Promise<CredentialReference> {
    const { type } = credentials;
    if (type === 'none' && credentials.connectionParameters === undefined) return { type };
    const account = await this.accountFor(origin, credentials);
    return { type, account, ...(type === 'apiKey' && apiKeyPlace(security)) };
  }

  /** Saves credentials that the ledger names already: others would never be found again. */
  async keep(origin: string, credentials: Credentials, { account }: CredentialReference): Promise<void> {
    if (account !== undefined) await this.secrets.set(storageKey(origin, account), JSON.stringify(credentials));
  }

  /** Removes the credentials that only this webhook uses. */
  async release({ id, baseUrl, credentials: { account } }: WebhookRegistration): Promise<void> {
    const origin = originOf(baseUrl);
    if (account !== undefined && !this.accounts(origin, id).includes(account))
      await this.secrets.delete(storageKey(origin, account));
  }

  async list(): Promise<SavedCredentials[]> {
    const listed: SavedCredentials[] = [];
    const registrations = this.registrations();
    for (const origin of new Set(registrations.map(({ baseUrl }) => originOf(baseUrl)))) {
      for (const account of this.accounts(origin)) {
        const kept = await this.secrets.get(storageKey(origin, account));
        if (kept === undefined) continue;
        const credentials: Credentials = JSON.parse(kept);
        const uses = registrations.filter(
          (one) => originOf(one.baseUrl) === origin && one.credentials.account === account,
        );
        listed.push({
          origin,
          type: credentials.type,
          ...(credentials.type === 'basic' && credentials.password !== '' && { user: credentials.username }),
          webhooks: uses.length,
          ...(credentials.type === 'oauth2' && credentials.expiresAt && { expires: credentials.expiresAt }),
        });
      }
    }
    return listed;
  }

  /** Removes the credentials of one origin, or all; returns the origins that had some. */
  async forget(origin?: string): Promise<string[]> {
    const origins = [...new Set(this.registrations().map(({ baseUrl }) => originOf(baseUrl)))];
    const forgotten: string[] = [];
    for (const candidate of origins.filter((known) => origin === undefined || known === origin)) {
      for (const account of this.accounts(candidate)) {
        if ((await this.secrets.get(storageKey(candidate, account))) === undefined) continue;
        await this.secrets.delete(storageKey(candidate, account));
        if (!forgotten.includes(candidate)) forgotten.push(candidate);
      }
    }
    return forgotten;
  }

  private accounts(origin: string, except?: string): string[] {
    const here = this.registrations().filter(({ id, baseUrl }) => id !== except && originOf(baseUrl) === origin);
    return [...new Set(here.reverse().flatMap(({ credentials: { account } }) => account ?? []))];
  }

  private async read(origin: string, account: string): Promise<Credentials | undefined> {
    const key = storageKey(origin, account);
    const kept = await this.secrets.get(key);
    if (kept === undefined) return undefined;
    const credentials: Credentials = JSON.parse(kept);
    return isExpired(credentials) ? this.renewed(key, credentials) : credentials;
  }

  private renewed(key: string, expired: OAuthCredentials): Promise<Credentials | undefined> {
    const running = this.renewals.get(key);
    if (running) return running;
    const renewing = (async () => {
      const { connectionParameters } = expired;
      const renewed = await this.renew(expired).then(
        (credentials) => credentials && { ...credentials, ...(connectionParameters && { connectionParameters }) },
      );
      await (renewed ? this.secrets.set(key, JSON.stringify(renewed)) : this.secrets.delete(key));
      return renewed;
    })().finally(() => this.renewals.delete(key));
    this.renewals.set(key, renewing);
    return renewing;
  }

  /** The user name, or a random account for credentials without one: a digest of a short key could be guessed from. */
  private async accountFor(origin: string, credentials: Credentials): Promise<string> {
    // With other values of the connection it is another account.
    if (credentials.connectionParameters === undefined) {
      if (credentials.type === 'basic' && credentials.password !== '') return `basic ${credentials.username}`;
      if (credentials.type === 'github' || credentials.type === 'microsoft') return credentials.type;
    }
    const wanted = JSON.stringify(credentials);
    for (const account of this.accounts(origin)) {
      if ((await this.secrets.get(storageKey(origin, account))) === wanted) return account;
    }
    return `${credentials.type} ${randomBytes(6).toString('hex')}`;
  }
}

const storageKey = (origin: string, account: string) =>
  `credentials:${origin}:${createHash('sha256').update(account).digest('hex').slice(0, 16)}`;
