/** A configurable stand-in for any service that has webhooks and is not GitHub. */
import { pointerKeys } from '../../server/protocol/pointer';
import { type Answer, type LoggedRequest, type StandIn, sendRequest, startStandIn } from './standIn';

export type ServiceAuth =
  | { type: 'none' }
  | { type: 'basic'; username: string; password: string }
  | { type: 'apiKey'; in: 'header' | 'query'; name: string; key: string }
  | { type: 'bearer'; token: string };

/** All but `port` are read at each request, so a test may change them while it runs. */
export interface ServiceOptions {
  /** A free one unless told. */
  port: number;
  /** The create call; `{name}` in a path stands for one segment. */
  create: { method: string; path: string };
  /** The delete call; `{id}` is the hook's id, other names are those of the create path. */
  remove: { method: string; path: string };
  /** Asked of every call, of the delete as well unless told. */
  auth: ServiceAuth;
  /** Asked of the delete instead. */
  removeAuth?: ServiceAuth;
  /** Whether a GET at the address of a hook answers it. */
  readable: boolean;
  /** What a delete that deletes nothing at all is answered with, though the hook is there; null for an honest one. */
  pretendStatus: number | null;
  /** JSON pointer to the callback URL in the create call's body. */
  callback: string;
  /** What a create is answered with. */
  status: 200 | 201 | 202;
  /** `cross-origin` names another host, to which no credentials may go. */
  location: 'absolute' | 'relative' | 'cross-origin' | 'absent';
  /** Key of the id in the create answer's body; null for an answer without one. */
  idKey: string | null;
  /** Whether the answer's body has a `url` of the new hook. */
  urlInBody: boolean;
  /** What a delete that found its hook is answered with. */
  removeStatus: 200 | 202 | 204;
  /** Other calls, such as lists to choose from: by `GET /path`, what they are answered with. They need the credentials, too. */
  others: Record<string, (request: LoggedRequest) => Answer>;
  /** Runs before the create is answered, the hook being stored: the place for a handshake with the callback. */
  beforeAnswer(hook: ServiceHook): void | Promise<void>;
}

export interface ServiceHook {
  id: string;
  /** The create path's parameters, and `id`. */
  params: Record<string, string>;
  callback: string;
  body: unknown;
}

export interface Notification {
  /** Added to, or in place of, the Content-Type. */
  headers?: Record<string, string>;
  /** `application/json` unless told. */
  contentType?: string;
  method?: string;
  /** Milliseconds that the receiver has. */
  timeout?: number;
}

export interface ServiceStandIn extends StandIn {
  options: ServiceOptions;
  /** Those that exist, oldest first. */
  hooks(): ServiceHook[];
  /**
   * Sends a notification to the hook's callback (of the newest hook unless told): text and bytes as they are, all else as
   * JSON. Resolves with the receiver's answer.
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

/** The template's parameters when the path fits it. */
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
  const options = { ...defaults, ...given };
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
    if (reading) {
      const read = hooks.get(reading.id ?? '');
      return read ? { status: 200, body: { id: read.id } } : { status: 404 };
    }
    // As many services do, all parameters of the path have to be right, not only the id.
    const hook = removing && hooks.get(removing.id ?? '');
    if (!hook || Object.entries(removing).some(([name, value]) => hook.params[name] !== value)) {
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
