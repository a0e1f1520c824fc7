/** A configurable stand-in for any service with webhooks other than GitHub. */
import { pointerKeys } from '../../server/protocol/pointer';
import { type Answer, type LoggedRequest, type StandIn, sendRequest, startStandIn } from './standIn';

export type ServiceAuth =
  | { type: 'none' }
  | { type: 'basic'; username: string; password: string }
  | { type: 'apiKey'; in: 'header' | 'query'; name: string; key: string }
  | { type: 'bearer'; token: string };

/** All except `port` are read at each request, so a test may change them at any time. */
export interface ServiceOptions {
  /** 0, the default, for a free one. */
  port: number;
  /** The create call; `{name}` in a path stands for one segment. */
  create: { method: string; path: string };
  /** The delete call; `{id}` is the hook's id, other names are those of the create path. */
  remove: { method: string; path: string };
  /** The credentials that every call needs; the delete call too, unless it has its own. */
  auth: ServiceAuth;
  /** The credentials that the delete call needs instead. */
  removeAuth?: ServiceAuth;
  /** True when a GET at the URL of a hook returns it. */
  readable: boolean;
  /** Status of a delete call that leaves the hook in place; null to delete it. */
  pretendStatus: number | null;
  /** JSON pointer to the callback URL in the create call's body. */
  callback: string;
  /** Status of the response to a create call. */
  status: 200 | 201 | 202;
  /** `cross-origin` names another host, to which no credentials may go. */
  location: 'absolute' | 'relative' | 'cross-origin' | 'absent';
  /** Key of the id in the body of the create response; null for none. */
  idKey: string | null;
  /** True when the body of the create response has a `url` of the new hook. */
  urlInBody: boolean;
  /** Status of a delete call that deleted its hook. */
  removeStatus: 200 | 202 | 204;
  /** Responses to other calls, such as lists to choose from, by `GET /path`. They need the credentials, too. */
  others: Record<string, (request: LoggedRequest) => Answer>;
  /** Runs once the hook is stored and before the create call gets its response: the moment of a handshake. */
  beforeAnswer(hook: ServiceHook): void | Promise<void>;
}

interface ServiceHook {
  id: string;
  /** The create path's parameters, and `id`. */
  params: Record<string, string>;
  callback: string;
  body: unknown;
}

interface Notification {
  /** In addition to the Content-Type, or instead of it. */
  headers?: Record<string, string>;
  /** `application/json` by default. */
  contentType?: string;
  method?: string;
  /** Milliseconds until the receiver must have responded; 10,000 by default. */
  timeout?: number;
}

export interface ServiceStandIn extends StandIn {
  options: ServiceOptions;
  /** The hooks that exist, oldest first. */
  hooks(): ServiceHook[];
  /**
   * Sends a notification to the callback of a hook, the newest by default: text and bytes as they are, other values as
   * JSON. Resolves with the receiver's response.
   */
  notify(body: unknown, options?: Notification & { hookId?: string }): ReturnType<typeof sendRequest>;
}

const defaults: ServiceOptions = {
  port: 0,
  create: { method: 'POST', path: '/hooks' },
  remove: { method: 'DELETE', path: '/hooks/{id}' },
  auth: { type: 'none' },
  readable: false,
  pretendStatus: null,
  callback: '/callbackUrl',
  status: 201,
  location: 'absolute',
  idKey: 'id',
  urlInBody: false,
  removeStatus: 204,
  others: {},
  beforeAnswer: () => {},
};

/** Returns the values of a template's parameters; undefined when the path doesn't match it. */
function matchTemplate(template: string, path: string): Record<string, string> | undefined {
  const names: string[] = [];
  const pattern = template.replace(/\{(\w+)\}|[.*+?^${}()|[\]\\]/g, (found, name?: string) => {
    if (name === undefined) return `\\${found}`;
    names.push(name);
    return '([^/]+)';
  });
  const values = new RegExp(`^${pattern}$`).exec(path)?.slice(1);
  return values && Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index]!)]));
}

const fill = (template: string, params: Record<string, string>) =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

const at = (value: unknown, pointer: string): unknown =>
  pointerKeys(pointer).reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key],
    value,
  );

function isAuthorized(auth: ServiceAuth, { headers, query }: LoggedRequest): boolean {
  switch (auth.type) {
    case 'none':
      return true;
    case 'basic':
      return headers.authorization === `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
    case 'bearer':
      return headers.authorization === `Bearer ${auth.token}`;
    case 'apiKey':
      return (auth.in === 'query' ? query.get(auth.name) : headers[auth.name.toLowerCase()]) === auth.key;
  }
}

export async function startService(given: Partial<ServiceOptions> = {}): Promise<ServiceStandIn> {
  // Tests change how it authenticates, and others start it with the same options.
  const options = { ...defaults, ...given, auth: { ...(given.auth ?? defaults.auth) } };
  const hooks = new Map<string, ServiceHook>();
  let nextId = 1;

  const create = async (request: LoggedRequest, params: Record<string, string>): Promise<Answer> => {
    const callback = at(request.json, options.callback);
    if (typeof callback !== 'string' || !URL.canParse(callback)) {
      return { status: 400, body: { error: `no callback URL at ${options.callback}` } };
    }
    const id = `hook-${nextId++}`;
    const hook: ServiceHook = { id, params: { ...params, id }, callback, body: request.json };
    hooks.set(id, hook);
    await options.beforeAnswer(hook);

    const path = fill(options.remove.path, hook.params);
    const locations = {
      absolute: standIn.url + path,
      relative: path,
      'cross-origin': `https://elsewhere.example${path}`,
      absent: undefined,
    };
    const location = locations[options.location];
    return {
      status: options.status,
      headers: location === undefined ? {} : { Location: location },
      body: {
        ...(options.idKey === null ? {} : { [options.idKey]: id }),
        ...(options.urlInBody ? { url: standIn.url + path } : {}),
      },
    };
  };

  const handle = (request: LoggedRequest): Answer | Promise<Answer> => {
    const called = ({ method, path }: { method: string; path: string }) =>
      method === request.method ? matchTemplate(path, request.path) : undefined;
    const removing = called(options.remove);
    if (!isAuthorized((removing && options.removeAuth) ?? options.auth, request))
      return { status: 401, body: { error: 'credentials are missing or wrong' } };
    const other = options.others[`${request.method} ${request.path}`];
    if (other) return other(request);
    const creating = called(options.create);
    if (creating) return create(request, creating);
    const reading = options.readable && called({ ...options.remove, method: 'GET' });
    return reading ? readHook(reading) : removeHook(removing);
  };

  const readHook = ({ id = '' }: Record<string, string>): Answer => {
    const hook = hooks.get(id);
    return hook ? { status: 200, body: { id: hook.id } } : { status: 404 };
  };

  const removeHook = (params: Record<string, string> = {}): Answer => {
    const hook = hooks.get(params.id ?? '');
    // As with many services, all parameters of the path must be right, not only the id.
    if (!hook || Object.entries(params).some(([name, value]) => hook.params[name] !== value)) {
      return { status: 404, body: { error: 'no such webhook' } };
    }
    if (options.pretendStatus !== null) return { status: options.pretendStatus };
    hooks.delete(hook.id);
    return { status: options.removeStatus };
  };

  const standIn = await startStandIn(options.port, (app, answer) => void app.use(answer(handle)));
  return {
    ...standIn,
    options,
    hooks: () => [...hooks.values()],
    notify(body, { hookId, headers, contentType = 'application/json', method, timeout = 10_000 } = {}) {
      const hook = hookId === undefined ? [...hooks.values()].at(-1) : hooks.get(hookId);
      if (!hook) throw new Error(`There is no webhook ${hookId ?? ''}`);
      const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
      return sendRequest({
        url: hook.callback,
        method,
        headers: { 'Content-Type': contentType, ...headers },
        body: Buffer.from(isRaw ? (body as string) : JSON.stringify(body)),
        timeout,
      });
    },
  };
}
