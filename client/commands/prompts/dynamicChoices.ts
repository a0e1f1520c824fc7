import { l10n } from 'vscode';
import type { ListRequest, Webhooks } from '../../webhooks/webhooksApi';
import { Cancelled, confirm } from './prompts';
import type { Lists } from './questionSteps';

/** What was said to sending credentials to an origin, once for a whole run of questions. */
export type Consents = Map<string, boolean>;

export const createConsents = (): Consents => new Map();

/** Values of parameters from the service, with the credentials that were just given or are kept for it. */
export function listsFor(
  webhooks: Webhooks,
  about: Pick<ListRequest, 'trigger' | 'baseUrl' | 'credentials'>,
  consents: Consents,
): Lists {
  const { origin, host } = new URL(about.baseUrl);
  const isNew = about.credentials !== undefined && about.credentials.type !== 'none';
  return {
    host,
    async consent({ dynamic, title }) {
      const known = consents.get(origin);
      const given = !isNew || (known ?? (await ask(origin, about.baseUrl, title, dynamic!.operation!)));
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

async function ask(
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
