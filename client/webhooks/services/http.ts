import { isObject, parseJson } from '../../common/json';
import { t } from '../../common/translate';
import { type Answer, type Outgoing, ServiceError } from '../../common/transport';
import { findWebhookId } from '../registration/response/remoteId';
import { onOrigin } from '../request/baseUrl';
import { type BuiltRequest, serialize } from '../request/buildRequest';
import { failure } from './failure';
import { bodyOf, failureIn, isPage, messageIn } from './responseBody';
import {
  authorized,
  type Created,
  callTimeoutMs,
  createTimeoutMs,
  isGone,
  isSuccess,
  lateCreateMs,
  type Quote,
  type Send,
  type Service,
} from './services';

const userAgent = 'flow-webhooks';
/** Maximum size of a list of values, in bytes. */
const listLimit = 16 * 1024 * 1024;

/** Creates the client of any service that a definition describes, called as Power Automate calls it. */
export function createHttpService(send: Send, quote: Quote): Service {
  return {
    outgoing,

    async create(request, authorization, { signal, late } = {}) {
      const read = (answer: Answer) => readCreated(answer, quote);
      const answer = await send(authorized(outgoing(request), authorization), {
        timeoutMs: createTimeoutMs,
        signal,
        late: late && {
          ms: lateCreateMs,
          signal: late.signal,
          take: (answer) => late.take(answer.then(read)),
        },
      });
      return read(answer);
    },

    async read(request, authorization, signal) {
      const { body, ...others } = outgoing(request);
      // `fetch` forbids a body for these methods.
      const plain = { ...others, body: request.method === 'GET' || request.method === 'HEAD' ? undefined : body };
      const options = { timeoutMs: callTimeoutMs, signal, maxBytes: listLimit };
      const answer = await send(authorized(plain, authorization), options);
      if (!isSuccess(answer.status)) throw failure('read', answer, quote);
      if (answer.broken !== undefined) {
        const { host } = new URL(answer.url);
        throw new ServiceError(t("The response of {0} can't be read ({1}).", host, quote(answer.broken)), 0, false);
      }
      return parseJson(answer.text);
    },

    async delete(url, headers, authorization, { method, body } = { method: 'DELETE' }) {
      const plain = {
        method,
        url,
        headers: { Accept: 'application/json', 'User-Agent': userAgent, ...headers },
        body,
      };
      const call = () => send(authorized(plain, authorization), { timeoutMs: callTimeoutMs });
      let answer = await call();
      if (isSuccess(answer.status) && isPage(answer.text)) {
        // A sign-in page, or a service that deleted it: then nothing is left for a second DELETE.
        answer = await call();
        if (isGone(answer.status)) return 'deleted';
      }
      if (isSuccess(answer.status)) {
        if (isPage(answer.text)) throw signInPage('DELETE', answer, quote);
        if (failureIn(parseJson(answer.text)) === undefined) return 'deleted';
        throw failure('delete', answer, quote);
      }
      if (isGone(answer.status)) return 'gone';
      throw failure('delete', answer, quote);
    },

    async status(url, authorization, headers) {
      const plain = {
        method: 'GET',
        url,
        headers: { Accept: 'application/json', 'User-Agent': userAgent, ...headers },
      };
      const answer = await send(authorized(plain, authorization), { timeoutMs: callTimeoutMs });
      if (isSuccess(answer.status) && isPage(answer.text)) throw signInPage('GET', answer, quote);
      // An object with an id is the webhook, whose own status may be an error.
      const body = isSuccess(answer.status) ? parseJson(answer.text) : undefined;
      if (failureIn(body) !== undefined && findWebhookId({ body }, undefined) === undefined)
        throw failure('read', answer, quote);
      return answer.status;
    },
  };
}

function outgoing(request: BuiltRequest): Outgoing {
  const { headers, body } = serialize(request);
  const always = { Accept: 'application/json', 'User-Agent': userAgent };
  return { method: request.method, url: request.url, headers: { ...always, ...headers }, body };
}

async function readCreated(answer: Answer, quote: Quote): Promise<Created> {
  const { status, headers, url, broken, text } = answer;
  const location = headers.get('location');
  if (!isSuccess(status) && !seesCreated(answer, location)) throw failure('create', answer, quote);
  const body = await bodyOf(answer);
  const warnings: string[] = [];
  if (broken !== undefined) warnings.push(t('The body of the response could not be read ({0}).', quote(broken)));
  const failed = location === null ? failureIn(body) : undefined;
  if (failed !== undefined)
    warnings.push(
      t('The body of the response reports a failure ({0}), so there may be no webhook.', quote(failed) || status),
    );
  if (body === undefined && isPage(text))
    warnings.push(
      t(
        'The service answered with a web page ({0}), probably a sign-in page. Check `host` in the definition.',
        quote(messageIn(answer), 100),
      ),
    );
  return {
    status,
    location,
    entity: headers.get('odata-entityid'),
    headers: Object.fromEntries(headers),
    links: linksIn(headers),
    body,
    url,
    text: isObject(body) ? undefined : text,
    warnings,
  };
}

/** Returns the URLs of the new webhook in headers other than `Location`: `Content-Location` and `Link` (RFC 8288). */
function linksIn(headers: Headers): string[] {
  const links = [...(headers.get('link') ?? '').matchAll(/<([^<>]*)>([^<]*)/g)];
  const self = links.flatMap(([, target = '', about = '']) => (/;\s*rel\s*=\s*"?self\b/i.test(about) ? [target] : []));
  return [headers.get('content-location'), ...self].filter((link) => link !== null);
}

const signInPage = (method: string, answer: Answer, quote: Quote): ServiceError =>
  new ServiceError(
    t(
      '{0} returned {2} and a web page ({3}) for the {1}, probably a sign-in page, so whether the webhook is there is not known. Sign in again.',
      new URL(answer.url).host,
      method,
      answer.status,
      quote(messageIn(answer), 100),
    ),
    answer.status,
    false,
    'credentials',
  );

/**
 * True for a 303 "See Other" that leads to the new webhook (RFC 9110, 15.4.4). Services redirect to sign-in pages as well,
 * so only a URL below the one that was called is a webhook.
 */
function seesCreated({ status, url }: Answer, location: string | null): boolean {
  if (status !== 303 || location === null || !URL.canParse(location, url)) return false;
  const called = new URL(url);
  const seen = onOrigin(new URL(location, url), called.origin);
  return seen?.pathname.startsWith(`${called.pathname.replace(/\/$/, '')}/`) === true;
}
