import { isOnThisComputer } from '../server';
import { contract } from './contract';

/** What a hook is installed on. */
export type Target =
  | { type: 'Repository'; id: number; owner: string; repo: string }
  | { type: 'Organization'; id: number; owner: string };

export interface HookConfig {
  url: string;
  content_type: 'json' | 'form';
  insecure_ssl: '0' | '1';
  /** As it was given; the API's answers mask it. */
  secret?: string;
}

export interface Hook {
  id: number;
  target: Target;
  name: 'web' | 'cli';
  active: boolean;
  events: string[];
  config: HookConfig;
  createdAt: string;
  updatedAt: string;
  lastResponse: { code: number | null; status: string; message: string | null };
}

/** The `message` and `errors` of a 422. */
export class Invalid extends Error {
  constructor(
    message: string,
    readonly errors?: object[],
  ) {
    super(message);
  }
}

/** Texts as github.com sends them, gathered from the issue trackers of its clients. */
const custom = (message: string) => ({ resource: 'Hook', code: 'custom', message });
const failed = (...errors: object[]) => new Invalid('Validation Failed', errors);
const malformed = (text: string) => new Invalid(`Invalid request.\n\n${text}`);

const types: Record<string, string> = {
  config: 'object',
  events: 'array',
  add_events: 'array',
  remove_events: 'array',
  active: 'boolean',
  name: 'string',
};
const typeOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value);

/** The request body once its properties are of the types that the API documents. */
export interface HookBody {
  name?: string;
  active?: boolean;
  events?: string[];
  add_events?: string[];
  remove_events?: string[];
  config?: Record<string, unknown>;
}

export function readBody(json: unknown): HookBody {
  const body = json ?? {};
  if (typeOf(body) !== 'object') throw malformed(`${JSON.stringify(body)} is not an object.`);
  for (const [key, value] of Object.entries(body)) {
    const wanted = types[key];
    if (wanted === undefined) throw malformed(`"${key}" is not a permitted key.`);
    if (typeOf(value) !== wanted)
      throw malformed(
        `For 'properties/${key}', ${JSON.stringify(value)} is not ${wanted === 'string' || wanted === 'boolean' ? 'a' : 'an'} ${wanted}.`,
      );
  }
  return body as HookBody;
}

/** Where hooks may lead: `public` refuses loopback, as github.com does; `loopback` refuses anything else. */
export type Reach = 'any' | 'public' | 'loopback';

/** A hook's `config` from a request; `before` is what it is merged into. A relayed hook has no URL. */
export function readConfig(
  config: Record<string, unknown>,
  before?: HookConfig,
  { reach = 'any', isRelayed = false }: { reach?: Reach; isRelayed?: boolean } = {},
): HookConfig {
  const { url, content_type = 'form', insecure_ssl = '0', secret } = { ...before, ...config };
  if (isRelayed && (url === undefined || url === '')) {
    return {
      url: '',
      content_type: content_type as 'json',
      insecure_ssl: '0',
      ...(secret ? { secret: String(secret) } : {}),
    };
  }
  if (typeof url !== 'string' || url === '') throw failed(custom('Config must contain URL for webhooks'));
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw failed(
      custom("The URL you've entered is not valid. Please make sure that you encode all special characters first"),
    );
  }
  const { hostname } = new URL(url);
  const isLoopback = isOnThisComputer(new URL(url));
  if (reach === 'public' && isLoopback) {
    throw failed(
      custom(`Sorry, the URL host ${hostname} is not supported because it isn't reachable over the public Internet`),
    );
  }
  if (reach === 'loopback' && !isLoopback)
    throw failed(custom(`The demo delivers only to this computer, and ${hostname} is another one`));
  // GitHub documents these values and not what becomes of others; refusing them shows a client's mistake.
  if (content_type !== 'json' && content_type !== 'form')
    throw failed({ resource: 'Hook', code: 'invalid', field: 'content_type' });
  if (!['0', '1'].includes(String(insecure_ssl)))
    throw failed({ resource: 'Hook', code: 'invalid', field: 'insecure_ssl' });
  return {
    url,
    content_type,
    insecure_ssl: String(insecure_ssl) as '0' | '1',
    ...(secret ? { secret: String(secret) } : {}),
  };
}

/** Whether a hook with these events receives `event`; a ping goes to every hook. */
export const listens = (events: string[], event: string) =>
  event === 'ping' || events.includes('*') || events.includes(event);

const overlap = (one: Hook, other: Hook) =>
  one.events.includes('*') || other.events.some((event) => listens(one.events, event));

/** Checks a hook that is about to be stored against its siblings on the same target. */
export function check(hook: Hook, siblings: Hook[]): void {
  if (!['web', 'cli'].includes(hook.name)) throw failed({ resource: 'Hook', code: 'invalid', field: 'name' });
  const place = hook.target.type === 'Repository' ? 'repository' : 'organization';
  const unknown = hook.events.filter((event) => event !== '*' && !contract['x-hook-events'][place].includes(event));
  if (unknown.length > 0) throw failed(custom(`These events are not allowed for this hook: ${unknown.join(', ')}`));

  const others = siblings.filter((other) => other.id !== hook.id);
  const same = (other: Hook) =>
    other.config.url === hook.config.url &&
    other.config.content_type === hook.config.content_type &&
    overlap(hook, other);
  if (others.some((other) => (hook.name === 'cli' ? other.name === 'cli' : same(other)))) {
    throw failed(custom(`Hook already exists on this ${place}`));
  }
  const full = hook.events.filter((event) => others.filter((other) => other.events.includes(event)).length >= 20);
  if (full.length > 0) {
    throw failed(...full.map((event) => custom(`The "${event}" event cannot have more than 20 hooks`)));
  }
}

export const viewConfig = ({ secret, ...config }: HookConfig) => ({
  ...config,
  ...(secret ? { secret: '********' } : {}),
});

/** A hook as the API shows it; `base` is the URL of the API. */
export function viewHook(hook: Hook, base: string) {
  const { target } = hook;
  const parent = target.type === 'Repository' ? `repos/${target.owner}/${target.repo}` : `orgs/${target.owner}`;
  const url = `${base}/${parent}/hooks/${hook.id}`;
  return {
    type: target.type,
    id: hook.id,
    name: hook.name,
    active: hook.active,
    events: hook.events,
    config: viewConfig(hook.config),
    updated_at: hook.updatedAt,
    created_at: hook.createdAt,
    url,
    ...(target.type === 'Repository' ? { test_url: `${url}/test` } : {}),
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    ...(target.type === 'Repository' ? { last_response: hook.lastResponse } : {}),
  };
}
