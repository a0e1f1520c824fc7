import type { Json } from '../../server/protocol';
import { isObject } from './json';
import { createRedactor } from './redact';
import type { Created } from './services/services';
import { t } from './text';

/** What a create answer says about the webhook, as far as it can be trusted. */
export interface RemoteIdentity {
  /** Absolute, of the registration's own origin. */
  location?: string;
  remoteId?: string;
  /** `url` of the answer's body; absolute, of the registration's own origin. */
  remoteUrl?: string;
  warnings: string[];
}

/**
 * Reads the answer to a create call that succeeded.
 * @param origin the only one that a later delete may go to
 * @param names `idName`: what the definition calls the id in its unsubscribe operation; `secretNames`: the query
 *   parameters that carried credentials, which a service may repeat in its answer and which are not to be kept;
 *   `secrets`: all that were sent, for an answer that repeats them anywhere else
 */
export function readAnswer(
  created: Created,
  origin: string,
  { idName, secretNames, secrets }: { idName: string | undefined; secretNames: string[]; secrets: string[] },
): RemoteIdentity {
  const own = (text: string) => ownUrl(text, created.url, origin, secretNames);
  const redactor = createRedactor();
  redactor.add(...secrets);
  const isClean = (text: string | undefined) =>
    text !== undefined && [text, decoded(text)].every((form) => redactor.text(form) === form);
  const kept = (text: string | undefined) => (isClean(text) ? text : undefined);

  const location = created.location === null ? undefined : own(created.location);
  const body = isObject(created.body) ? created.body : {};
  const url = typeof body.url === 'string' ? own(body.url) : undefined;
  const warnings = warningsOf(created, location);
  if (location !== undefined && !isClean(location)) warnings.push(repeatsSecret);
  return { location: kept(location), remoteUrl: kept(url), remoteId: kept(idIn(body, idName)), warnings };
}

const repeatsSecret = t(
  'The "Location" header of the answer repeats a secret that was sent. It is not kept, and Power Automate would keep it where many can read it.',
);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const maxUrlLength = 2048;

/**
 * A URL from an answer, made absolute; undefined where it leads anywhere but to the service's own origin: with a
 * hostile one the credentials of the delete would go elsewhere.
 */
function ownUrl(text: string, base: string, origin: string, secretNames: string[]): string | undefined {
  if (text === '' || text.length > maxUrlLength || /[\u0000-\u0020\u007f]/.test(text) || !URL.canParse(text, base))
    return undefined;
  const url = new URL(text, base);
  if (url.origin !== origin || url.username || url.password) return undefined;
  if (secretNames.some((name) => url.searchParams.has(name))) {
    for (const name of secretNames) url.searchParams.delete(name);
  }
  return url.href;
}

export const statusWarning = (status: number): string =>
  t('The service answered {0}; Power Automate expects 201 when a webhook is created.', status);

function warningsOf({ status, location }: Created, usable: string | undefined): string[] {
  const warnings: string[] = [];
  if (status !== 201) warnings.push(statusWarning(status));
  if (location === null) {
    warnings.push(
      t(
        'The answer has no "Location" header: Power Automate could not delete this webhook when the flow is deleted or turned off.',
      ),
    );
  } else if (usable === undefined) {
    warnings.push(
      t(
        'The "Location" header of the answer is not an address of the service itself and is not used: neither could Power Automate delete this webhook with its credentials.',
      ),
    );
  }
  return warnings;
}

/** `id`, or what the definition calls it, in the answer or in its `data` object. */
function idIn(body: { [name: string]: Json }, idName: string | undefined): string | undefined {
  const names = [
    'id',
    ...(idName ? [idName] : []),
    'webhookId',
    'webhook_id',
    'subscriptionId',
    'subscription_id',
    'hookId',
    'hook_id',
  ];
  for (const from of [body, body.data]) {
    if (!isObject(from)) continue;
    for (const wanted of names) {
      const name = Object.keys(from).find((key) => key.toLowerCase() === wanted.toLowerCase());
      const value = name === undefined ? undefined : from[name];
      if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
    }
  }
  return undefined;
}
