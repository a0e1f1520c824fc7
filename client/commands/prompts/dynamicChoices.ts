import { l10n } from 'vscode';
import type { ListRequest, Webhooks } from '../../webhooks/webhooksApi';
import { confirm } from './confirm';
import type { ServiceValues } from './questionSteps';
import { Cancelled } from './steps';

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
  const isNew = about.credentials !== undefined && about.credentials.type !== 'none';
  return {
    host,
    async consent({ dynamic, title }) {
      const known = consents.get(origin);
      const given = !isNew || (known ?? (await askConsent(origin, about.baseUrl, title, dynamic!.operation!)));
      if (isNew) consents.set(origin, given);
      return given ? undefined : l10n.t('your credentials were not sent');
    },
    load: ({ dynamic }, parameters, signal, below) =>
      webhooks.listValues(
        { ...about, dynamic: dynamic!, parameters, interactive: true, ...(below !== undefined && { below }) },
        signal,
      ),
  };
}

async function askConsent(
  origin: string,
  baseUrl: string,
  title: string,
  { method, path }: { method: string; path: string },
): Promise<boolean> {
  try {
    await confirm(
      l10n.t('Send your credentials to {0}?', origin),
      l10n.t('To list what there is for "{0}": {1}', title, `${method.toUpperCase()} ${baseUrl}${path}`),
      l10n.t('Send'),
    );
    return true;
  } catch (error) {
    if (error instanceof Cancelled) return false;
    throw error;
  }
}
