/** Turns error responses into messages that say what to do. */
import { t } from '../../common/translate';
import { type Answer, ServiceError } from '../../common/transport';
import { messageIn } from './responseBody';
import { isInDoubt, type Quote } from './services';

type Act = 'create' | 'delete' | 'read';

export function failure(act: Act, answer: Answer, quote: Quote): ServiceError {
  const { status, url } = answer;
  const { host } = new URL(url);
  const said = quote(messageIn(answer));
  const message =
    status === 401
      ? rejectedCredentials(host, said)
      : [notDone(act, host, outcomeOf(status, said)), advice(act, answer, quote)].filter(Boolean).join(' ');
  return new ServiceError(message, status, isInDoubt(status), propertyFor(act, status));
}

/** The message for a 401; `said` is what the service gives as the reason, or empty. */
export const rejectedCredentials = (service: string, said: string): string =>
  t('{0} rejected your credentials ({1}).', service, said ? `401: ${said}` : 401);

/** The status, and what the service says about it. */
export const outcomeOf = (status: number, said: string): string => (said ? `${status} (${said})` : String(status));

function notDone(act: Act, host: string, outcome: string): string {
  switch (act) {
    case 'create':
      return t('{0} did not create the webhook: it returned {1}.', host, outcome);
    case 'delete':
      return t('{0} did not delete the webhook: it returned {1}.', host, outcome);
    case 'read':
      return t('{0} rejected the request: it returned {1}.', host, outcome);
  }
}

/** The property of a command's object to change after a status. */
function propertyFor(act: Act, status: number): ServiceError['property'] {
  if (status === 401 || status === 403 || (status >= 300 && status < 400)) return 'credentials';
  if (act === 'delete') return undefined;
  if (status === 404 || status === 410) return 'baseUrl';
  return [400, 406, 413, 415, 422].includes(status) ? 'parameters' : undefined;
}

function advice(act: Act, { status, headers }: Answer, quote: Quote): string {
  if (status === 403) return t('Your credentials lack the permission for this.');
  if ([408, 425, 429, 503].includes(status)) return retryAdvice(status, headers.get('retry-after'), quote);
  if (status >= 300 && status < 400) return redirectAdvice(act, headers.get('location'), quote);
  if (status === 405)
    return t("The service doesn't take this method at this URL. Check the operation in the definition.");
  if (act === 'delete' || status < 400 || status >= 500) return '';
  if (status === 404)
    return t(
      'There is nothing at this URL, or your credentials may not see it. Check `host` in the definition and the values that you entered.',
    );
  if (status === 409) return t('Something at the service is in the way, such as a webhook that was not deleted.');
  if (status === 410) return t('What was at this URL is gone. Check `host` in the definition.');
  return t("The service doesn't accept the request. Check the values that you entered.");
}

/** `Retry-After` in seconds, or a date (RFC 9110, 10.2.3). */
function retryAdvice(status: number, retryAfter: string | null, quote: Quote): string {
  const when = retryAfter?.trim() ?? '';
  if (/^\d+$/.test(when)) return t('Try again in {0} s.', when);
  // `Date.parse` would read a lone number as a year.
  if (/[a-z]/i.test(when) && !Number.isNaN(Date.parse(when))) return t('Try again after {0}.', quote(when, 40));
  if (status === 503) return '';
  return status === 429
    ? t('Try again later, because the service limits how often requests may be sent.')
    : t('Try again.');
}

function redirectAdvice(act: Act, location: string | null, quote: Quote): string {
  if (location === null || location === '') return '';
  const to = quote(location, 100);
  return act === 'delete'
    ? t('It redirects to {0}, as sign-in pages do. Sign in again.', to)
    : t('It redirects to {0}, as sign-in pages do. Sign in again, or check `host` in the definition.', to);
}
