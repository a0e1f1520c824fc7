import type { DynamicSchema, OperationDescription } from '../../../server/protocol/triggers';
import { t } from '../../common/translate';
import type { AskRequest, ListRequest, RegisterRequest, Webhooks } from '../../webhooks/webhooksApi';
import { confirm } from './confirm';
import type { ServiceValues } from './questionSteps';
import { Canceled } from './steps';

/** Answers to "Send your credentials to …?" by origin, asked once for a whole sequence of prompts. */
export type CredentialConsents = Map<string, boolean>;

export const createCredentialConsents = (): CredentialConsents => new Map();

/** Loads parameter values from the service, with the credentials just given or saved for it. */
export function valuesFromService(
  webhooks: Webhooks,
  about: Pick<ListRequest, 'trigger' | 'baseUrl' | 'credentials' | 'connectionParameters'>,
  consents: CredentialConsents,
): ServiceValues {
  const { host } = new URL(about.baseUrl);
  const listed = (title: string, operation: Call) =>
    t('This request lists the values for "{0}": {1}', title, callText(about.baseUrl, operation));
  return {
    host,
    consent: ({ dynamic, title }) => refusalToSend(about, listed(title, dynamic!.operation!), consents),
    load: ({ dynamic }, parameters, signal, below) =>
      webhooks.listValues(
        { ...about, dynamic: dynamic!, parameters, interactive: true, ...(below !== undefined && { below }) },
        signal,
      ),
  };
}

/**
 * Asks, for credentials that were just given, whether they may be sent for the notification schema that only the service
 * knows. Returns the request, without that call where they may not.
 */
export async function consentToSchema(
  request: RegisterRequest,
  consents: CredentialConsents,
): Promise<RegisterRequest> {
  const { trigger, baseUrl } = request;
  const called = calledBy(trigger.notification);
  if (!called) return request;
  const detail = t('This request loads the schema of the deliveries: {0}', callText(baseUrl, called));
  const withoutSchema = await refusalToSend(request, detail, consents);
  return withoutSchema === undefined ? request : { ...request, withoutSchema };
}

/**
 * Asks, for credentials that were just given, whether they may be sent for the fields of the body. Resolves to the reason
 * when they may not.
 */
export async function consentToBody(
  request: Omit<AskRequest, 'parameters'>,
  consents: CredentialConsents,
): Promise<string | undefined> {
  const { trigger, baseUrl } = request;
  const called = calledBy(trigger.body);
  if (!called) return undefined;
  const detail = t('This request loads the fields of the body: {0}', callText(baseUrl, called));
  return refusalToSend(request, detail, consents);
}

/** The first operation that is called for parts of a schema. */
const calledBy = (described: { dynamicSchemas?: DynamicSchema[] } | undefined): Call | undefined =>
  described?.dynamicSchemas?.find(({ operation }) => operation)?.operation;

/**
 * Asks, once for each origin, whether credentials that were just given may be sent there. Resolves to the reason when they may
 * not; those that are saved were sent there before.
 */
async function refusalToSend(
  { baseUrl, credentials }: Pick<AskRequest, 'baseUrl' | 'credentials'>,
  detail: string,
  consents: CredentialConsents,
): Promise<string | undefined> {
  if (credentials === undefined || credentials.type === 'none') return undefined;
  const { origin } = new URL(baseUrl);
  const given = consents.get(origin) ?? (await askConsent(origin, detail));
  consents.set(origin, given);
  return given ? undefined : t('Your credentials were not sent.');
}

type Call = Pick<OperationDescription, 'method' | 'path'>;

const callText = (baseUrl: string, { method, path }: Call): string => `${method.toUpperCase()} ${baseUrl}${path}`;

async function askConsent(origin: string, detail: string): Promise<boolean> {
  try {
    await confirm(t('Send your credentials to {0}?', origin), detail, t('Send'));
    return true;
  } catch (error) {
    if (error instanceof Canceled) return false;
    throw error;
  }
}
