/** GitHub's development relay: hooks of the name "cli", whose deliveries come over a WebSocket instead of to a URL. */

import type { Json } from '../../../server/protocol/json';
import { InputError } from '../../common/inputError';
import { isObject } from '../../common/json';
import { t } from '../../common/translate';
import type { Context } from '../context';
import { isLoopback } from '../request/baseUrl';
import { type BuiltRequest, bodyObject } from '../request/buildRequest';
import type { GithubTarget } from '../services/github';
import type { Authorization } from '../services/services';

/**
 * Returns the create call of a hook for the relay: without a callback URL, and inactive until the relay is connected.
 * Throws, naming `exposure`, for a call to another API than github.com's: Enterprise servers have no such relay.
 */
export function withoutCallbackUrl(request: BuiltRequest, github: GithubTarget | undefined): BuiltRequest {
  const { origin, hostname } = new URL(request.url);
  const hasRelay = origin === 'https://api.github.com' || isLoopback(hostname);
  const body = bodyObject(request);
  if (!github || !hasRelay || !body || request.content?.kind !== 'json') {
    throw new InputError(
      'exposure',
      t(
        "GitHub's relay works only for webhooks of repositories and organizations at api.github.com. Choose another way for deliveries to get here.",
      ),
    );
  }
  const config = { ...(isObject(body.config) ? body.config : {}), url: '' };
  const value: Json = { ...body, name: 'cli', active: false, config };
  return { ...request, content: { ...request.content, value } };
}

/**
 * Returns the relay's URL in the response to the create call; undefined when it is not GitHub's own, since it gets the
 * token.
 */
export function relayUrlIn(body: Json | undefined, baseUrl: string): string | undefined {
  const given = isObject(body) ? body.ws_url : undefined;
  if (typeof given !== 'string' || !URL.canParse(given)) return undefined;
  const { protocol, hostname } = new URL(given);
  const isGithubs = protocol === 'wss:' && (hostname === 'github.com' || hostname.endsWith('.github.com'));
  const isOfStandIn = isLoopback(new URL(baseUrl).hostname) && isLoopback(hostname) && /^wss?:$/.test(protocol);
  return isGithubs || isOfStandIn ? given : undefined;
}

/** GitHub doesn't say whether the relay's URL is a secret, so it is stored like one. */
const relayKey = (id: string) => `relay:${id}`;

/** Saves the relay's URL. It is usable at once; when the promise resolves, it survives a restart. */
export function saveRelayUrl({ env, live }: Context, id: string, url: string): Promise<void> {
  live.setRelayUrl(id, url);
  return env.secrets.set(relayKey(id), url);
}

export const savedRelayUrl = async ({ env, live }: Context, id: string): Promise<string | undefined> =>
  live.relayUrl(id) ?? env.secrets.get(relayKey(id));

export function deleteRelayUrl({ env, live }: Context, id: string): Promise<void> {
  live.dropRelayUrl(id);
  return env.secrets.delete(relayKey(id));
}

/** Returns the token alone, as the relay takes it. Throws, naming `credentials`, when there is none. */
export function bareToken({ headers }: Authorization): string {
  const [, scheme = '', value = ''] = /^(\S+) (.+)$/.exec(headers.Authorization ?? '') ?? [];
  if (/^(bearer|token)$/i.test(scheme)) return value;
  if (/^basic$/i.test(scheme)) return Buffer.from(value, 'base64').toString('utf8').split(':').slice(1).join(':');
  throw new InputError('credentials', t("GitHub's relay requires a token."));
}
