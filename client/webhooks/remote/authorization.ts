import type { TriggerDescription } from '../../../server/protocol/triggers';
import { t } from '../../common/translate';
import type { Credentials, WebhookRegistration } from '../../domain/registration';
import { type Context, requireWebhook } from '../context';
import { authorize, type CredentialReference, describeSecurity, secretsOf } from '../credentials/credentialStore';
import { MissingInput } from '../credentials/missingInput';
import { originOf } from '../request/baseUrl';
import { connectionValues } from '../request/policies/connection';
import type { ConnectionValues } from '../request/policies/policies';
import { type GithubTarget, githubScope } from '../services/github';
import type { Authorization } from '../services/services';
import type { RegisterRequest, SignInOptions } from '../webhooksApi';

/** Returns credentials as headers and query parameters for a service; from now on every text masks them. */
export async function authorizationFor(
  { env, redactor }: Context,
  credentials: Credentials,
  to: { baseUrl: string; trigger: TriggerDescription; github?: GithubTarget } & SignInOptions,
): Promise<Authorization> {
  const scope = to.github ? githubScope(to.github) : 'admin:repo_hook';
  const { baseUrl, trigger, interactive = false } = to;
  const target = { baseUrl, security: trigger.security, githubScope: scope, interactive };
  const authorization = await authorize(credentials, target, env);
  redactor.add(...secretsOf(credentials, authorization));
  return authorization;
}

/**
 * Returns the credentials of a create call: those given, those saved for the origin, or none when the definition declares
 * no security. Otherwise rejects with {@link CredentialsMissing}.
 */
export async function credentialsForCreate(
  context: Context,
  { credentials, trigger }: Pick<RegisterRequest, 'credentials' | 'trigger'>,
  baseUrl: string,
): Promise<Credentials> {
  const chosen = credentials ?? (await context.credentials.forOrigin(originOf(baseUrl)));
  if (chosen) return chosen;
  if (trigger.security.length === 0) return { type: 'none' };
  throw new CredentialsMissing(
    t(
      'The definition requires {0}, and no credentials are saved for {1}.',
      describeSecurity(trigger),
      originOf(baseUrl),
    ),
  );
}

/** The call needs credentials that are neither given nor saved. */
export class CredentialsMissing extends MissingInput {
  constructor(message: string, hint?: string) {
    super('credentials', message, hint);
  }
}

/** The credentials of a call, and the values of its connection that policies read. */
export interface ConnectedCall {
  authorization: Authorization;
  values: ConnectionValues;
}

/**
 * Returns the credentials of a webhook as headers and query parameters; for an orphan, which has no account, those saved
 * for its origin. Rejects with {@link CredentialsMissing} when there are none.
 */
export const authorizationOf = async (
  context: Context,
  registration: WebhookRegistration,
  options: SignInOptions & { credentials?: Credentials } = {},
): Promise<Authorization> => (await connect(context, registration, options)).authorization;

/** As {@link authorizationOf}, with the values that policies read. */
export async function connect(
  context: Context,
  registration: WebhookRegistration,
  { credentials: given, interactive }: SignInOptions & { credentials?: Credentials } = {},
): Promise<ConnectedCall> {
  const { id, state, baseUrl, trigger, github } = registration;
  const own = given ?? context.live.heldCredentials(id) ?? (await context.credentials.of(registration));
  const credentials = own ?? (state === 'orphan' ? await context.credentials.forOrigin(originOf(baseUrl)) : undefined);
  if (!credentials) {
    throw new CredentialsMissing(
      t('The credentials of this webhook for {0} are no longer saved. Sign in again.', originOf(baseUrl)),
    );
  }
  const authorization = await authorizationFor(context, credentials, {
    baseUrl,
    trigger,
    github: github && targetOf(github),
    interactive,
  });
  const values = connectionValues({
    described: trigger.connectionParameters,
    given: registration.connectionParameters,
    credentials,
  });
  return { authorization, values };
}

/**
 * Saves credentials for a webhook, and returns its entry, which names them. Rejects when they can't be saved; the entry
 * then names what it named before.
 */
export async function saveCredentials(
  context: Context,
  id: string,
  credentials: Credentials,
): Promise<WebhookRegistration> {
  const { baseUrl, trigger, credentials: before } = requireWebhook(context, id);
  const origin = originOf(baseUrl);
  const name = async (reference: CredentialReference): Promise<WebhookRegistration> => {
    const registration = { ...requireWebhook(context, id), credentials: reference };
    await context.ledger.put(registration);
    return registration;
  };
  const reference = await context.credentials.refer(origin, credentials, trigger.security);
  // The entry first: credentials that no entry names would never be found again.
  const named = await name(reference);
  try {
    await context.credentials.keep(origin, credentials, reference);
  } catch (error) {
    await context.ledger.record({ ...requireWebhook(context, id), credentials: before });
    throw error;
  }
  return named;
}

/**
 * Saves other credentials for a webhook whose own are gone or no longer accepted, and removes those that no webhook uses
 * any more. Rejects, and changes nothing, when they can't be saved.
 */
export async function supplyCredentials(context: Context, id: string, credentials: Credentials): Promise<void> {
  const before = requireWebhook(context, id);
  // What policies read belongs to the connection, whatever the person signs in with.
  const saved = await context.credentials.of(before).catch(() => undefined);
  const complete = { ...saved?.connectionParameters, ...credentials.connectionParameters };
  const connected = Object.keys(complete).length > 0 ? { ...credentials, connectionParameters: complete } : credentials;
  const { credentials: reference } = await saveCredentials(context, id, connected);
  context.live.releaseCredentials(id);
  if (reference.account !== before.credentials.account) await context.credentials.release(before);
}

const targetOf = ({ owner, repo, org }: NonNullable<WebhookRegistration['github']>): GithubTarget =>
  org !== undefined ? { org } : { owner: owner ?? '', repo: repo ?? '' };
