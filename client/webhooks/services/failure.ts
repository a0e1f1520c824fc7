/** Turns error responses into messages that say what to do. */
import { t } from '../../common/translate';
import { type Answer, ServiceError } from '../../common/transport';
import { messageIn } from './responseBody';
import { isInDoubt, type Quote } from './services';

type Act = 'create' | 'delete' | 'read';

export function failure(act: Act, answer: Answer, quote: Quote): ServiceError {
  const { host } = new URL(answer.url);
  const said = quote(messageIn(answer));
  const message = t(
    '{0} did not {1}: it answered {2}{3}. {4}',
    host,
    nameOf(act),
    answer.status,
    said && ` (${said})`,
    advice(act, answer, quote),
  ).trim();
  return new ServiceError(message, answer.status, isInDoubt(answer.status));
}

function nameOf(act: Act): string {
  if (act === 'create') return t('create the webhook');
  return act === 'delete' ? t('delete the webhook') : t('answer the call');
}

function advice(act: Act, { status, headers }: Answer, quote: Quote): string {
  if (status === 401) return t('Check "credentials": they are missing, wrong or expired.');
  if (status === 403) return t('The credentials are known but lack the right to do this.');
  if ([408, 425, 429, 503].includes(status)) return retryAdvice(status, headers.get('retry-after'), quote);
  if (status >= 300 && status < 400) return redirectAdvice(act, headers.get('location'), quote);
  if (status === 405) return t('Check the operation: the service does not take this method at this address.');
  if (act === 'delete' || status < 400 || status >= 500) return '';
  if (status === 404)
    return t('Check "baseUrl" and "parameters": there is nothing at this address, or the credentials may not see it.');
  if (status === 409)
    return t('Something that is there already stands in the way, such as a webhook that was not deleted.');
  if (status === 410) return t('Check "baseUrl": what was at this address is gone.');
  return t('Check "parameters": the service does not accept the request.');
}

/** `Retry-After` in seconds, or a date (RFC 9110, 10.2.3). */
function retryAdvice(status: number, retryAfter: string | null, quote: Quote): string {
  const when = retryAfter?.trim() ?? '';
  if (/^\d+$/.test(when)) return t('Try again in {0} s.', when);
  // `Date.parse` would read a lone number as a year.
  if (/[a-z]/i.test(when) && !Number.isNaN(Date.parse(when))) return t('Try again after {0}.', quote(when, 40));
  if (status === 503) return '';
  return status === 429 ? t('Try again later: the service limits how often it may be called.') : t('Try again.');
}

function redirectAdvice(act: Act, location: string | null, quote: Quote): string {
  if (location === null || location === '') return '';
  const to = quote(location, 100);
  return act === 'delete'
    ? t('It redirects to {0}; sign-in pages do that. Check "credentials".', to)
    : t('It redirects to {0}; sign-in pages do that. Check "baseUrl" and "credentials".', to);
}
