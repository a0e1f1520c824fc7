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
  const { origin, host } = new URL(about.baseUrl);
  const listed = (title: string, operation: { method: string; path: string }) =>
    t('This request lists the values for "{0}": {1}', title, callText(about.baseUrl, operation));
  const isNew = about.credentials !== undefined && about.credentials.type !== 'none';
  return {
    host,
    async consent({ dynamic, title }) {
      const known = consents.get(origin);
      const given = !isNew || (known ?? (await askConsent(origin, listed(title, dynamic!.operation!))));
      if (isNew) consents.set(origin, given);
      return given ? undefined : t('Your credentials were not sent.');
    },
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
  const { trigger, baseUrl, credentials } = request;
  const called = trigger.notification?.dynamicSchemas?.find(({ operation }) => operation)?.operation;
  if (!called || credentials === undefined || credentials.type === 'none') return request;
  const { origin } = new URL(baseUrl);
  const detail = t('This request loads the schema of the deliveries: {0}', callText(baseUrl, called));
  const given = consents.get(origin) ?? (await askConsent(origin, detail));
  consents.set(origin, given);
  return given ? request : { ...request, withoutSchema: t('Your credentials were not sent.') };
}

/**
 * Asks, for credentials that were just given, whether they may be sent for the fields of the body. Resolves to the reason
 * when they may not.
 */
export async function consentToBody(
  { trigger, baseUrl, credentials }: Omit<AskRequest, 'parameters'>,
  consents: CredentialConsents,
): Promise<string | undefined> {
  const called = trigger.body?.dynamicSchemas?.find(({ operation }) => operation)?.operation;
  if (!called || credentials === undefined || credentials.type === 'none') return undefined;
  const { origin } = new URL(baseUrl);
  const detail = t('This request loads the fields of the body: {0}', callText(baseUrl, called));
  const given = consents.get(origin) ?? (await askConsent(origin, detail));
  consents.set(origin, given);
  return given ? undefined : t('Your credentials were not sent.');
}

const callText = (baseUrl: string, { method, path }: { method: string; path: string }) =>
  `${method.toUpperCase()} ${baseUrl}${path}`;

async function askConsent(origin: string, detail: string): Promise<boolean> {
  try {
    await confirm(t('Send your credentials to {0}?', origin), detail, t('Send'));
    return true;
  } catch (error) {
    if (error instanceof Canceled) return false;
    throw error;
  }
}
