/** GitHub's development relay: hooks of the name "cli", whose deliveries come over a WebSocket instead of to a URL. */

import type { Json } from '../../../server/protocol/json';
import { isObject } from '../../common/json';
import { t } from '../../common/translate';
import type { Context } from '../context';
import { isLoopback } from '../request/baseUrl';
import { type BuiltRequest, bodyObject } from '../request/buildRequest';
import type { GithubTarget } from '../services/github';
import type { Authorization } from '../services/services';

/**
 * The create call of a hook for the relay. It has no URL, and is switched on once somebody listens. Throws, naming
 * `exposure`, where the call is not one to github.com's API: Enterprise servers have no such relay.
 */
export function forRelay(request: BuiltRequest, github: GithubTarget | undefined): BuiltRequest {
  const { origin, hostname } = new URL(request.url);
  const hasRelay = origin === 'https://api.github.com' || isLoopback(hostname);
  const body = bodyObject(request);
  if (!github || !hasRelay || !body || request.content?.kind !== 'json') {
    throw new Error(
      t('"exposure": github is for webhooks of repositories and organisations at api.github.com. Choose another one.'),
    );
  }
  const config = { ...(isObject(body.config) ? body.config : {}), url: '' };
  const value: Json = { ...body, name: 'cli', active: false, config };
  return { ...request, content: { ...request.content, value } };
}

/**
 * The relay's address from the answer to the create call; undefined where it is not one of GitHub's own: it gets the
 * token.
 */
export function forwarderUrl(body: Json | undefined, baseUrl: string): string | undefined {
  const given = isObject(body) ? body.ws_url : undefined;
  if (typeof given !== 'string' || !URL.canParse(given)) return undefined;
  const { protocol, hostname } = new URL(given);
  const isGithubs = protocol === 'wss:' && (hostname === 'github.com' || hostname.endsWith('.github.com'));
  const isOfStandIn = isLoopback(new URL(baseUrl).hostname) && isLoopback(hostname) && /^wss?:$/.test(protocol);
  return isGithubs || isOfStandIn ? given : undefined;
}

/** Whether the relay's address is a secret GitHub does not say: it is kept like one. */
const relayKey = (id: string) => `relay:${id}`;

/** Known at once; to be awaited for surviving a restart. */
export function keepForwarder({ env, live }: Context, id: string, url: string): Promise<void> {
  live.setRelayUrl(id, url);
  return env.secrets.set(relayKey(id), url);
}

export const keptForwarder = async ({ env, live }: Context, id: string): Promise<string | undefined> =>
  live.relayUrl(id) ?? env.secrets.get(relayKey(id));

export function dropForwarder({ env, live }: Context, id: string): Promise<void> {
  live.dropRelayUrl(id);
  return env.secrets.delete(relayKey(id));
}

/** The relay takes the token without the name of a scheme. Throws, naming `credentials`, where there is none. */
export function bareToken({ headers }: Authorization): string {
  const [, scheme = '', value = ''] = /^(\S+) (.+)$/.exec(headers.Authorization ?? '') ?? [];
  if (/^(bearer|token)$/i.test(scheme)) return value;
  if (/^basic$/i.test(scheme)) return Buffer.from(value, 'base64').toString('utf8').split(':').slice(1).join(':');
  throw new Error(t('"credentials": GitHub\'s relay needs a token.'));
}
