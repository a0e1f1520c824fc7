import type { TriggerDescription } from '../../../server/protocol/triggers';
import { t } from '../../common/translate';
import type { Credentials, WebhookRegistration } from '../../domain/registration';
import { type Context, need } from '../context';
import { authorize, type CredentialReference, describeSecurity, secretsOf } from '../credentials/credentialStore';
import { Needed } from '../credentials/missingInput';
import { originOf } from '../request/baseUrl';
import { type GithubTarget, githubScope } from '../services/github';
import type { Authorization } from '../services/services';
import type { RegisterRequest, SignInOptions } from '../types';

/** Credentials as headers and query for a service; from now on they are masked in every text. */
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

/** What was given; else what is kept for the origin; else none where the definition asks for none. */
export async function credentialsForCreate(
  context: Context,
  { credentials, trigger }: Pick<RegisterRequest, 'credentials' | 'trigger'>,
  baseUrl: string,
): Promise<Credentials> {
  const chosen = credentials ?? (await context.credentials.forOrigin(originOf(baseUrl)));
  if (chosen) return chosen;
  if (trigger.security.length === 0) return { type: 'none' };
  throw new CredentialsNeeded(
    t(
      'Supply "credentials": the definition declares {0}, and none are kept for {1}.',
      describeSecurity(trigger),
      originOf(baseUrl),
    ),
  );
}

/** The credentials of a registration are no longer kept. */
export class CredentialsNeeded extends Needed {
  constructor(message: string) {
    super('credentials', message);
  }
}

/**
 * The credentials of a registration as headers and query; for an orphan, which was never given an account, those of its
 * origin. Rejects with {@link CredentialsNeeded} where there are none.
 */
export async function authorizationOf(
  context: Context,
  registration: WebhookRegistration,
  { credentials: given, interactive }: SignInOptions & { credentials?: Credentials } = {},
): Promise<Authorization> {
  const { id, state, baseUrl, trigger, github } = registration;
  const own = given ?? context.live.heldCredentials(id) ?? (await context.credentials.of(registration));
  const credentials = own ?? (state === 'orphan' ? await context.credentials.forOrigin(originOf(baseUrl)) : undefined);
  if (!credentials) {
    throw new CredentialsNeeded(
      t(
        'The credentials of this webhook for {0} are no longer kept. They are asked for where somebody runs this from the palette or the view.',
        originOf(baseUrl),
      ),
    );
  }
  return authorizationFor(context, credentials, {
    baseUrl,
    trigger,
    github: github && targetOf(github),
    interactive,
  });
}

/**
 * Keeps credentials for a registration, and answers its entry, which names them. Rejects where they cannot be kept: the
 * entry then names what it named before.
 */
export async function keepCredentials(
  context: Context,
  id: string,
  credentials: Credentials,
): Promise<WebhookRegistration> {
  const { baseUrl, trigger, credentials: before } = need(context, id);
  const origin = originOf(baseUrl);
  const name = async (reference: CredentialReference): Promise<WebhookRegistration> => {
    const registration = { ...need(context, id), credentials: reference };
    await context.ledger.put(registration);
    return registration;
  };
  const reference = await context.credentials.refer(origin, credentials, trigger.security);
  // Named first: those that no entry names, nobody would ever find again.
  const named = await name(reference);
  try {
    await context.credentials.keep(origin, credentials, reference);
  } catch (error) {
    await name(before);
    throw error;
  }
  return named;
}

/**
 * Other credentials for a registration, whose own are gone or no longer taken; those that nobody uses then are dropped.
 * Rejects, and leaves it as it is, where they cannot be kept.
 */
export async function supplyCredentials(context: Context, id: string, credentials: Credentials): Promise<void> {
  const before = need(context, id);
  const { credentials: reference } = await keepCredentials(context, id, credentials);
  context.live.releaseCredentials(id);
  if (reference.account !== before.credentials.account) await context.credentials.release(before);
}

const targetOf = ({ owner, repo, org }: NonNullable<WebhookRegistration['github']>): GithubTarget =>
  org !== undefined ? { org } : { owner: owner ?? '', repo: repo ?? '' };
