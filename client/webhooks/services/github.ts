/** GitHub's hooks API through Octokit: github.com, an Enterprise server or a stand-in. The only importer of Octokit. */

import { randomUUID } from 'node:crypto';
import { RequestError } from '@octokit/request-error';
import { Octokit } from '@octokit/rest';
import type { Json, JsonObject } from '../../../server/protocol/json';
import { isObject, parseJson } from '../../common/json';
import { t } from '../../common/translate';
import { type Outgoing, type SendOptions, ServiceError } from '../../common/transport';
import type { WebhookSettings } from '../environment';
import { type BuiltRequest, serialize } from '../request/buildRequest';
import { outcomeOf, rejectedCredentials } from './failure';
import { isPage } from './responseBody';
import {
  type Authorization,
  authorized,
  callTimeoutMs,
  createTimeoutMs,
  isInDoubt,
  isSuccess,
  type Quote,
  type RemoteDelivery,
  type Send,
  type Service,
} from './services';

export type GithubTarget = { owner: string; repo: string } | { org: string };

/** Returns the repository or organization of a hooks URL below an API's base URL; undefined for any other URL. */
export function githubTarget(url: string, apiUrls: string[]): GithubTarget | undefined {
  const base = apiUrls.find((api) => url.startsWith(`${api}/`));
  if (base === undefined) return undefined;
  const [, kind, first, second] =
    /^\/(?:(repos)\/([^/?#]+)\/([^/?#]+)|orgs\/([^/?#]+))\/hooks\/?$/.exec(url.slice(base.length)) ?? [];
  if (kind && first && second) return { owner: decodeURIComponent(first), repo: decodeURIComponent(second) };
  const org = /^\/orgs\/([^/?#]+)\/hooks\/?$/.exec(url.slice(base.length))?.[1];
  return org ? { org: decodeURIComponent(org) } : undefined;
}

/** The base URLs below which requests go to GitHub. */
export const githubApiUrls = ({ githubApiUrl, demoApiUrl }: WebhookSettings): string[] => [
  'https://api.github.com',
  githubApiUrl,
  ...(demoApiUrl === undefined ? [] : [demoApiUrl]),
];

/** Returns the scope that a token needs for a target's hooks. */
export const githubScope = (target: GithubTarget): string => ('org' in target ? 'admin:org_hook' : 'admin:repo_hook');

/** A response of Octokit's. Octokit throws for 4xx and 5xx; `call` turns these into responses again. */
interface GithubAnswer {
  status: number;
  headers: Record<string, string | number | undefined>;
  data: Json | undefined;
  url: string;
  /** Why the body could not be read to its end. */
  broken?: string;
}

/** Parses JSON with another content type, which Octokit leaves as text. */
const dataOf = (data: unknown): Json | undefined =>
  typeof data === 'string' ? (parseJson(data) ?? data) : (data as Json | undefined);

/** Keeps Octokit from writing failed calls to the console without redaction. */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const userAgent = 'flow-webhooks';

function outgoing(request: BuiltRequest): Outgoing {
  const { headers, body } = serialize(request);
  if (body instanceof FormData)
    throw new ServiceError(t('GitHub requires JSON, but the definition sends a multipart form.'), 0, false);
  return { method: request.method, url: request.url, headers, body };
}

export function createGithubService(send: Send, quote: Quote): Service {
  const call = async (
    outgoing: Outgoing,
    timeoutMs: number,
    { signal, maxBytes }: Pick<SendOptions, 'signal' | 'maxBytes'> = {},
  ): Promise<GithubAnswer> => {
    const octokit = new Octokit({ userAgent, log: silent });
    let broken: string | undefined;
    // The transport owns redirects, time limits and cancelling; Octokit gets the final response.
    const through = async (url: string, init: RequestInit) => {
      const headers = Object.fromEntries(new Headers(init.headers));
      const answer = await send(
        { method: init.method ?? 'GET', url, headers, body: init.body as string | undefined },
        { timeoutMs, signal, maxBytes },
      );
      broken = answer.broken && quote(answer.broken);
      const bodiless = [204, 205, 304].includes(answer.status);
      const response = new Response(bodiless ? null : answer.text, { status: answer.status, headers: answer.headers });
      Object.defineProperty(response, 'url', { value: answer.url });
      return response;
    };
    const { method, url, headers, body } = outgoing;
    try {
      // Octokit sends `data` byte for byte, and adds nothing of its own.
      const response = await octokit.request({
        method: method as 'POST',
        url,
        headers,
        data: body,
        request: { fetch: through },
      });
      const { status, headers: answered, data, url: from } = response;
      return { status, headers: answered, data: dataOf(data), url: from, broken };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.response)
        return {
          status: error.status,
          headers: error.response.headers,
          data: dataOf(error.response.data),
          url: error.response.url,
        };
      throw error.cause instanceof ServiceError ? error.cause : new ServiceError(quote(error.message), 0, true);
    }
  };
  const get = (url: string, authorization: Authorization, maxBytes?: number) =>
    call(authorized({ method: 'GET', url, headers: {} }, authorization), callTimeoutMs, { maxBytes });
  const act = async (failed: Failed, method: string, url: string, authorization: Authorization, body?: string) => {
    const headers: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const answer = await call(authorized({ method, url, headers, body }, authorization), callTimeoutMs);
    if (!isSuccess(answer.status)) throw failure(failed, answer, quote);
    return { status: answer.status };
  };

  return {
    outgoing(request) {
      const { method, url, headers } = new Octokit({ userAgent, log: silent }).request.endpoint({
        ...outgoing(request),
        method: request.method as 'POST',
      });
      return { ...outgoing(request), method, url, headers: headers as Record<string, string> };
    },

    async create(request, authorization, { signal } = {}) {
      const answer = await call(authorized(outgoing(request), authorization), createTimeoutMs, { signal });
      if (!isSuccess(answer.status)) throw failure(notCreated, answer, quote);
      const location = answer.headers.location;
      return {
        status: answer.status,
        location: location === undefined ? null : String(location),
        body: plain(answer.data),
        url: answer.url,
        warnings: isPageData(answer)
          ? [
              t(
                'The service answered with a web page, probably a sign-in page. Check the setting `flowWebhooks.github.apiUrl`.',
              ),
            ]
          : [],
      };
    },

    async delete(url, headers, authorization) {
      const answer = await call(authorized({ method: 'DELETE', url, headers }, authorization), callTimeoutMs);
      if (isSuccess(answer.status)) {
        if (isPageData(answer)) throw noApi(answer);
        return 'deleted';
      }
      if (answer.status === 410) return 'gone';
      if (answer.status === 404 && !(await mayHide(url, authorization))) return 'gone';
      throw failure(notDeleted, answer, quote);
    },

    mayHide,

    async status(url, authorization) {
      const answer = await get(url, authorization);
      if (isSuccess(answer.status) && isPageData(answer)) throw noApi(answer);
      return answer.status;
    },

    async findOrphan(hooksUrl, callbackUrl, authorization) {
      let next: string | undefined = `${hooksUrl}?per_page=100`;
      for (let page = 0; next && page < maxPages; page++) {
        const answer: GithubAnswer = await get(next, authorization);
        if (!isSuccess(answer.status)) throw failure(notListed, answer, quote);
        const hooks = rowsOf(answer);
        const ours = hooks.find(
          ({ id, config }) => isObject(config) && config.url === callbackUrl && /^[\w-]+$/.test(String(id)),
        );
        if (ours) return `${hooksUrl}/${encodeURIComponent(String(ours.id))}`;
        const uncounted = hooks.length < 100 ? undefined : `${hooksUrl}?per_page=100&page=${page + 2}`;
        next = nextPage(answer, next) ?? uncounted;
      }
      return null;
    },

    activate: (hookUrl, authorization) =>
      act(notActivated, 'PATCH', hookUrl, authorization, JSON.stringify({ active: true })),

    async deliveries(hookUrl, authorization) {
      const found: RemoteDelivery[] = [];
      for await (const page of pages(hookUrl, authorization)) {
        found.push(...page);
      }
      return found;
    },

    async delivery(hookUrl, id, authorization) {
      const answer = await get(`${hookUrl}/deliveries/${encodeURIComponent(id)}`, authorization, maxDeliveryBytes);
      if (answer.status === 404) throw new ServiceError(noLonger(), 404, false);
      if (!isSuccess(answer.status)) throw failure(notReturned, answer, quote);
      const row = isObject(answer.data) ? answer.data : {};
      const delivery = remoteDelivery(row);
      if (!delivery) throw noApi(answer);
      const { headers, payload } = isObject(row.request) ? row.request : {};
      const sent = Object.entries(isObject(headers) ? headers : {}).map(([name, value]) => [
        name.toLowerCase(),
        String(value),
      ]);
      // GitHub decodes a form as well, so the payload is always JSON.
      const body = Buffer.from(errorText(payload), 'utf8');
      return {
        ...delivery,
        headers: { ...Object.fromEntries(sent), 'content-type': 'application/json' },
        body,
      };
    },

    ping: (hookUrl, authorization) => act(notPinged, 'POST', `${hookUrl}/pings`, authorization),

    async redeliver(hookUrl, delivery, authorization) {
      const id = /^\d+$/.test(delivery) ? delivery : await deliveryId(hookUrl, delivery, authorization);
      return act(notRedelivered, 'POST', `${hookUrl}/deliveries/${encodeURIComponent(id)}/attempts`, authorization);
    },
  };

  /**
   * GitHub responds with 404 to a token without the permission as well: when it shows the repository and hides the list
   * of its hooks, the hook may exist.
   */
  async function mayHide(hookUrl: string, authorization: Authorization): Promise<boolean> {
    const hooks = hookUrl.replace(/\/[^/]+$/, '');
    const statusOf = async (url: string) => (await get(url, authorization).catch(() => undefined))?.status ?? 0;
    if (![403, 404].includes(await statusOf(`${hooks}?per_page=1`))) return false;
    return isSuccess(await statusOf(hooks.replace(/\/hooks$/, '')));
  }

  /** The pages of the list of deliveries, newest first, by the cursor in the `Link` header. */
  async function* pages(hookUrl: string, authorization: Authorization): AsyncGenerator<RemoteDelivery[]> {
    let next: string | undefined = `${hookUrl}/deliveries?per_page=100`;
    for (let page = 0; next && page < maxPages; page++) {
      const answer: GithubAnswer = await get(next, authorization);
      if (!isSuccess(answer.status)) throw failure(deliveriesNotListed, answer, quote);
      yield rowsOf(answer).flatMap((row) => remoteDelivery(row) ?? []);
      next = nextPage(answer, next);
    }
  }

  /** The newest attempt of the event with a guid. */
  async function deliveryId(hookUrl: string, guid: string, authorization: Authorization): Promise<string> {
    for await (const page of pages(hookUrl, authorization)) {
      const found = page.find((delivery) => delivery.guid === guid);
      if (found) return found.id;
    }
    throw new ServiceError(noLonger(), 404, false);
  }
}

/** Returns the URL of the next page in the `Link` header, on the same origin. */
function nextPage({ headers }: GithubAnswer, current: string): string | undefined {
  const linked = /<([^<>]+)>;\s*rel="next"/.exec(String(headers.link ?? ''))?.[1];
  const next = linked && URL.canParse(linked, current) ? new URL(linked, current) : undefined;
  return next?.origin === new URL(current).origin ? next.href : undefined;
}

/** Maximum size of a delivery, in bytes: a payload of 25 MB, and the object around it. */
const maxDeliveryBytes = 64 * 1024 * 1024;

const noLonger = () => t('GitHub no longer has this delivery, because it keeps them for a few days only.');

/** Maximum number of pages: 2,000 deliveries, more than GitHub keeps for most hooks. */
const maxPages = 20;

/** Returns undefined for a row without an id: such a delivery could not be requested. */
function remoteDelivery(row: JsonObject): RemoteDelivery | undefined {
  const { id, guid, event, delivered_at: deliveredAt, status_code: status } = row;
  const at = new Date(String(deliveredAt));
  if (id === undefined || id === null || typeof guid !== 'string' || Number.isNaN(at.getTime())) return undefined;
  return {
    id: String(id),
    guid,
    event: String(event),
    deliveredAt: at.toISOString(),
    status: Number(status) || 0,
  };
}

const isPageData = ({ data }: GithubAnswer): boolean => typeof data === 'string' && isPage(data);

/** Returns the rows of a list. Throws for any other response, which says nothing about what exists. */
function rowsOf(answer: GithubAnswer): JsonObject[] {
  if (!Array.isArray(answer.data)) throw noApi(answer);
  return answer.data.filter(isObject);
}

const noApi = ({ url, status, broken }: GithubAnswer): ServiceError =>
  new ServiceError(
    broken
      ? t("The response of {0} can't be read ({1}).", new URL(url).host, broken)
      : t(
          "{0} answered with something that GitHub's API does not return ({1}), such as a sign-in page. Check the setting `flowWebhooks.github.apiUrl`, or sign in again.",
          new URL(url).host,
          status,
        ),
    status,
    false,
  );

/** JSON text of what Octokit parsed: it gives integers beyond 2^53 as bigints, which stay numbers with all their digits. */
function errorText(data: unknown): string {
  const mark = randomUUID();
  const text = JSON.stringify(data, (_, value) => (typeof value === 'bigint' ? `${mark}${value}${mark}` : value)) ?? '';
  return text.replace(new RegExp(`"${mark}(-?\\d+)${mark}"`, 'g'), '$1');
}

/** Octokit gives integers beyond 2^53 as bigints; ids are strings here. */
const plain = (data: unknown): Json | undefined =>
  data === undefined
    ? undefined
    : parseJson(JSON.stringify(data, (_, value) => (typeof value === 'bigint' ? String(value) : value)));

/** The sentence that says what GitHub did not do; `outcome` is the status, with GitHub's own words. */
type Failed = (outcome: string) => string;

const notCreated: Failed = (outcome) => t('GitHub did not create the webhook: it returned {0}.', outcome);
const notDeleted: Failed = (outcome) => t('GitHub did not delete the webhook: it returned {0}.', outcome);
const notListed: Failed = (outcome) => t('GitHub did not list the webhooks: it returned {0}.', outcome);
const notActivated: Failed = (outcome) => t('GitHub did not turn the webhook on: it returned {0}.', outcome);
const notReturned: Failed = (outcome) => t('GitHub did not return the delivery: it returned {0}.', outcome);
const notPinged: Failed = (outcome) => t('GitHub did not ping the webhook: it returned {0}.', outcome);
const notRedelivered: Failed = (outcome) => t('GitHub did not redeliver: it returned {0}.', outcome);
const deliveriesNotListed: Failed = (outcome) => t('GitHub did not list the deliveries: it returned {0}.', outcome);

function failure(failed: Failed, answer: GithubAnswer, quote: Quote): ServiceError {
  const { status } = answer;
  const said = quote(messageOf(answer.data));
  const message =
    status === 401
      ? rejectedCredentials('GitHub', said)
      : [failed(outcomeOf(status, said)), advice(answer, said)].filter(Boolean).join(' ');
  return new ServiceError(message, status, isInDoubt(status), propertyFor(status, said));
}

/** GitHub's words for a callback URL that it can't reach. */
const isUnreachable = /localhost|not supported because it isn't reachable|public internet/i;

/** The property of a command's object to change after a status. */
function propertyFor(status: number, said: string): ServiceError['property'] {
  if ([401, 403, 404].includes(status)) return 'credentials';
  if (status !== 422) return undefined;
  return isUnreachable.test(said) ? 'exposure' : 'parameters';
}

function messageOf(data: unknown): string {
  if (!isObject(data)) return typeof data === 'string' && !/^\s*</.test(data) ? data : '';
  const details = Array.isArray(data.errors)
    ? data.errors.map((error) => (isObject(error) ? String(error.message ?? error.code ?? '') : String(error)))
    : [];
  return [data.message, ...details].filter((text) => typeof text === 'string' && text !== '').join(': ');
}

/** Says what to do about the statuses and messages of GitHub's hooks API. */
function advice({ status, headers, url }: GithubAnswer, said: string): string {
  const scope = /\/orgs\//.test(url) ? 'admin:org_hook' : 'admin:repo_hook';
  if (status === 403 && headers['x-github-sso'])
    return t('Authorize the token for the organization (SSO) in the settings of your tokens.');
  if (status === 429 || (status === 403 && /rate limit/i.test(said)))
    return t('Try again later, because the limit of requests is used up.');
  if (status === 403)
    return t(
      'The token may not do this. It requires {0}, and where the organization uses SSO, it must be authorized there. An app requires the permission for webhooks.',
      scope,
    );
  if (status === 404)
    return t(
      'Either it does not exist (check the owner and the repository), or the token lacks the scope {0}: GitHub hides what a token may not see.',
      scope,
    );
  if (status === 410) return t('Webhooks or the whole API are turned off for this repository.');
  if (status !== 422) return '';
  if (/already exists/i.test(said))
    return t(
      "GitHub already has a webhook with this callback URL and these events. Delete it, or choose other events. GitHub's relay takes one webhook only, including that of `gh webhook forward`.",
    );
  if (/more than \d+ hooks/i.test(said))
    return t('GitHub allows 20 webhooks for each event. Delete one that is no longer used.');
  if (isUnreachable.test(said))
    return t("GitHub can't reach this computer. Choose another way for deliveries to get here.");
  if (/hook\.?name|name is invalid/i.test(said)) return t('The property "name" of the body must be "web".');
  return t("GitHub doesn't accept the body. Check the values that you entered.");
}
