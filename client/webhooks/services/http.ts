import { parseJson } from '../json';
import { type BuiltRequest, serialize } from '../request';
import { t } from '../text';
import {
  authorized,
  callTimeoutMs,
  createTimeoutMs,
  isInDoubt,
  isSuccess,
  type Quote,
  type Send,
  type Service,
} from './services';
import { type Answer, type Outgoing, ServiceError } from './transport';

const userAgent = 'flow-webhooks';
const listLimit = 16 * 1024 * 1024;

/** Any service that a definition describes, called as Power Automate calls it. */
export function createHttpService(send: Send, quote: Quote): Service {
  return {
    outgoing,

    async create(request, authorization, signal) {
      const answer = await send(authorized(outgoing(request), authorization), { timeoutMs: createTimeoutMs, signal });
      if (!isSuccess(answer.status)) throw failure(t('create the webhook'), answer, quote);
      return {
        status: answer.status,
        location: answer.headers.get('location'),
        body: parseJson(answer.text),
        url: answer.url,
      };
    },

    async read(request, authorization, signal) {
      const { body, ...others } = outgoing(request);
      // The standard of fetch forbids a body for these.
      const plain = { ...others, body: request.method === 'GET' || request.method === 'HEAD' ? undefined : body };
      const options = { timeoutMs: callTimeoutMs, signal, maxBytes: listLimit };
      const answer = await send(authorized(plain, authorization), options);
      if (!isSuccess(answer.status)) throw failure(t('answer the call'), answer, quote);
      return parseJson(answer.text);
    },

    async delete(url, headers, authorization) {
      const plain = {
        method: 'DELETE',
        url,
        headers: { Accept: 'application/json', 'User-Agent': userAgent, ...headers },
      };
      const answer = await send(authorized(plain, authorization), { timeoutMs: callTimeoutMs });
      if (isSuccess(answer.status)) return 'deleted';
      if (answer.status === 404 || answer.status === 410) return 'gone';
      throw failure(t('delete the webhook'), answer, quote);
    },

    async status(url, authorization) {
      const plain = { method: 'GET', url, headers: { Accept: 'application/json', 'User-Agent': userAgent } };
      return (await send(authorized(plain, authorization), { timeoutMs: callTimeoutMs })).status;
    },
  };
}

function outgoing(request: BuiltRequest): Outgoing {
  const { headers, body } = serialize(request);
  const always = { Accept: 'application/json', 'User-Agent': userAgent };
  return { method: request.method, url: request.url, headers: { ...always, ...headers }, body };
}

function failure(act: string, answer: Answer, quote: Quote): ServiceError {
  const { host } = new URL(answer.url);
  const said = quote(textOf(answer));
  const message = t(
    '{0} did not {1}: it answered {2}{3}. {4}',
    host,
    act,
    answer.status,
    said && ` (${said})`,
    advice(answer, quote),
  ).trim();
  return new ServiceError(message, answer.status, isInDoubt(answer.status));
}

function advice({ status, headers }: Answer, quote: Quote): string {
  if (status === 401) return t('Check "credentials": they are missing, wrong or expired.');
  if (status === 403) return t('The credentials are known but lack the right to do this.');
  if (status === 404)
    return t('Check "baseUrl" and "parameters": there is nothing at this address, or the credentials may not see it.');
  if (status === 405) return t('Check the operation: the service does not take this method at this address.');
  if (status === 429) return t('Try again later: the service limits how often it may be called.');
  if (status >= 300 && status < 400)
    return t(
      'It redirects to {0}; sign-in pages do that. Check "baseUrl" and "credentials".',
      quote(headers.get('location') ?? t('nowhere'), 100),
    );
  if (status >= 400 && status < 500) return t('Check "parameters": the service does not accept the request.');
  return '';
}

/** The message in the JSON shapes that services use for errors; else the text, unless it is a web page. */
function textOf({ text }: Answer): string {
  const body = parseJson(text);
  const messages = messagesIn(body);
  if (messages.length > 0) return messages.join('; ');
  return /^\s*</.test(text) ? '' : text;
}

function messagesIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return depth > 0 ? [value] : [];
  if (typeof value !== 'object' || value === null || depth > 3) return [];
  if (Array.isArray(value)) return value.flatMap((item) => messagesIn(item, depth + 1));
  const named = ['message', 'detail', 'title', 'error_description', 'error', 'errors'] as const;
  const own = value as Record<string, unknown>;
  return [...new Set(named.flatMap((name) => (Object.hasOwn(own, name) ? messagesIn(own[name], depth + 1) : [])))];
}
