/** The part of GitHub's API that concerns webhooks, with real deliveries, for the demo, `npm start` and the tests. */
import { createHash } from 'node:crypto';
import type http from 'node:http';
import { Router } from 'express';
import { type Answer, type Interceptor, type LocalServer, type ServiceRequest, startServer } from '../server';
import { findOperation } from './contract';
import { Deliveries, type Delivery, newEvent, type RelayedDeliveries, viewDelivery, viewItem } from './deliveries';
import {
  check,
  type Hook,
  Invalid,
  listens,
  type Reach,
  readBody,
  readConfig,
  type Target,
  viewConfig,
  viewHook,
} from './hooks';
import { type Examples, examplePayload, type Payload, pingPayload } from './payloads';
import { userOf } from './user';

interface Token {
  login: string;
  /** OAuth scopes; `admin:repo_hook` or `repo`, and `admin:org_hook`, open the hooks of every repository and organization. */
  scopes: string[];
}

export interface GitHubOptions {
  /** By default, a free one. */
  port?: number;
  /** Recorded payloads by event. */
  examples: Examples;
  /** Below which path the API lies; GitHub Enterprise Server has `/api/v3`. */
  basePath?: string;
  /** Whether a create answer has a `Location` header; github.com sends one, other servers with this API may not. */
  location?: boolean;
  /** Where hooks may lead; anywhere by default. */
  reach?: Reach;
  /** By their text. */
  tokens: Record<string, Token>;
  /** Milliseconds that a receiver has to answer; GitHub gives 10 s. */
  deliveryTimeout?: number;
  /** Delivery ids count up from here; by default, from the first integer that a double cannot hold. */
  firstDeliveryId?: bigint;
  interceptor?: Interceptor;
  /** Delivers to hooks of the name "cli"; without it, there are none. */
  relay?(server: http.Server, host: RelayHost): RelayedDeliveries;
}

/** What the development relay needs of the service. */
export interface RelayHost {
  hook(id: number): Hook | undefined;
  /** True when the bare token in `Authorization` may listen to a hook. */
  mayListen(token: string | undefined, hook: Hook): boolean;
  /** A delivery was not answered in time: GitHub deletes the hook. */
  giveUp(hook: Hook): void;
}

export interface GitHubService extends LocalServer {
  /** Switches the `Location` header while it runs. */
  location: boolean;
  /** All hooks, with their secrets in clear. */
  hooks(): Hook[];
  /** Deletes all hooks, as somebody in the settings of the repositories would. */
  removeHooks(): void;
  /** Has a hook deliver elsewhere, as if its receiver had gone away. */
  readdress(hookId: number, url: string): void;
  /** Newest first; also of a hook that was deleted. One is listed once the receiver has answered or failed to. */
  deliveries(hookId: number): Delivery[];
  /** The recorded payload of an event, moved to a repository. */
  payload(owner: string, repo: string, event: string): Payload;
  /**
   * Sends an event to the active hooks of a repository and of its owner that listen to it, and resolves with the
   * deliveries once all are answered. Without a payload, a recorded one; text is sent as it is, byte for byte.
   */
  push(owner: string, repo: string, event?: string, payload?: object | string): Promise<Delivery[]>;
  /** Resolves when no delivery is under way. */
  settled(): Promise<void>;
}

const scopesFor = {
  Repository: { enough: ['admin:repo_hook', 'repo'], accepted: 'admin:repo_hook, public_repo, repo, write:repo_hook' },
  Organization: { enough: ['admin:org_hook'], accepted: 'admin:org_hook' },
} as const;

/** Ids of repositories and organizations: any number that stays the same. */
const idOf = (name: string) => createHash('sha256').update(name.toLowerCase()).digest().readUInt32BE() >>> 1;

function targetOf({ owner, repo, org }: Record<string, string>): Target {
  return org !== undefined
    ? { type: 'Organization', owner: org, id: idOf(org) }
    : { type: 'Repository', owner: owner!, repo: repo!, id: idOf(`${owner}/${repo}`) };
}

/** GitHub's dates of hooks have no fractions of seconds. */
const timestamp = () => new Date().toISOString().replace(/\.\d+/, '');

const sameTarget = (one: Target, other: Target) => one.type === other.type && one.id === other.id;

/** The token in `Authorization`: with Bearer or token, or as the password of Basic. */
function tokenOf(authorization: string | undefined): string | undefined {
  const [scheme = '', value = ''] = (authorization ?? '').split(' ');
  if (/^(bearer|token)$/i.test(scheme)) return value;
  return /^basic$/i.test(scheme) ? Buffer.from(value, 'base64').toString().split(':').slice(1).join(':') : undefined;
}

export async function startGitHub(options: GitHubOptions): Promise<GitHubService> {
  const { port = 0, basePath = '', reach = 'any', tokens, examples } = options;
  const hooks = new Map<number, Hook>();
  let nextHookId = 500_000_001;

  const error = (request: ServiceRequest, status: number, message: string, errors?: object[]): Answer => {
    const operation = findOperation(request.method, request.path.slice(basePath.length));
    const documentation_url = operation?.externalDocs.url ?? 'https://docs.github.com/rest';
    return { status, body: { message, ...(errors ? { errors } : {}), documentation_url, status: String(status) } };
  };
  const notFound = (request: ServiceRequest) => error(request, 404, 'Not Found');

  /** Calls `handle` for somebody who may, and turns what is wrong with the request into GitHub's answers. */
  const guarded = (request: ServiceRequest, target: Target | undefined, handle: (token: Token) => Answer): Answer => {
    const text = tokenOf(request.headers.authorization);
    const token = text === undefined ? undefined : tokens[text];
    if (!token) return error(request, 401, text === undefined ? 'Requires authentication' : 'Bad credentials');
    const scopes = target && scopesFor[target.type];
    const headers = { 'X-OAuth-Scopes': token.scopes.join(', '), 'X-Accepted-OAuth-Scopes': scopes?.accepted ?? '' };
    const answer = () => {
      // GitHub hides from somebody without rights whether there is anything.
      if (scopes && !scopes.enough.some((scope) => token.scopes.includes(scope))) return notFound(request);
      if (request.body !== '' && request.json === undefined) return error(request, 400, 'Problems parsing JSON');
      try {
        return handle(token);
      } catch (problem) {
        if (problem instanceof Invalid) return error(request, 422, problem.message, problem.errors);
        throw problem;
      }
    };
    const { headers: more, ...rest } = answer();
    return { ...rest, headers: { ...headers, ...more } };
  };

  const siblings = (target: Target) => [...hooks.values()].filter((hook) => sameTarget(hook.target, target));
  const base = () => service.url + basePath;
  const view = (hook: Hook) => viewHook(hook, base());
  const viewCreated = (hook: Hook) => ({
    ...view(hook),
    ...(relay && hook.name === 'cli' ? { ws_url: relay.urlFor(service.url, hook) } : {}),
  });
  const ping = (hook: Hook) =>
    void deliveries.send(hook, newEvent('ping', pingPayload(examples, hook.target, view(hook))));

  const send = async (target: Target, recipients: Hook[], event: string, payload?: object | string) => {
    const sent = newEvent(event, payload ?? examplePayload(examples, event, target));
    const made = await Promise.all(recipients.map((hook) => deliveries.send(hook, sent)));
    return made.filter((delivery) => delivery !== undefined);
  };

  const create = (request: ServiceRequest, target: Target): Answer => {
    const body = readBody(request.json);
    // Only for an organization these are required.
    for (const key of target.type === 'Organization' ? (['name', 'config'] as const) : []) {
      if (body[key] === undefined) throw new Invalid(`Invalid request.\n\n"${key}" wasn't supplied.`);
    }
    const now = timestamp();
    const hook: Hook = {
      id: nextHookId,
      target,
      name: (body.name ?? 'web') as Hook['name'],
      active: body.active ?? true,
      events: body.events ?? ['push'],
      config: readConfig(body.config ?? {}, undefined, { reach, isRelayed: body.name === 'cli' }),
      createdAt: now,
      updatedAt: now,
      lastResponse: { code: null, status: 'unused', message: null },
    };
    check(hook, siblings(target));
    hooks.set(nextHookId++, hook);
    const created = viewCreated(hook);
    ping(hook);
    return { status: 201, headers: github.location ? { Location: created.url } : {}, body: created };
  };

  const change = (hook: Hook, changes: Partial<Hook>) => {
    const changed = { ...hook, ...changes, updatedAt: timestamp() };
    check(changed, siblings(hook.target));
    Object.assign(hook, changed);
  };

  const update = (request: ServiceRequest, hook: Hook): Answer => {
    const {
      config,
      active = hook.active,
      events = hook.events,
      add_events = [],
      remove_events = [],
    } = readBody(request.json);
    change(hook, {
      active,
      events: [...new Set([...events, ...add_events])].filter((event) => !remove_events.includes(event)),
      // A config replaces the whole one, so that a secret which is not repeated is removed.
      ...(config ? { config: readConfig(config, undefined, { reach }) } : {}),
    });
    return { status: 200, body: view(hook) };
  };

  const updateConfig = (request: ServiceRequest, hook: Hook): Answer => {
    const { config = {} } = readBody({ config: request.json ?? {} });
    change(hook, { config: readConfig(config, hook.config, { reach }) });
    return { status: 200, body: viewConfig(hook.config) };
  };

  const perPage = ({ query }: ServiceRequest) => Math.min(100, Math.max(1, Number(query.get('per_page')) || 30));
  const link = (request: ServiceRequest, changes: Record<string, string>, rel: string) => {
    const query = new URLSearchParams({ ...Object.fromEntries(request.query), ...changes });
    return `<${service.url}${request.path}?${query}>; rel="${rel}"`;
  };

  const list = (request: ServiceRequest, target: Target): Answer => {
    const all = siblings(target);
    const size = perPage(request);
    const page = Math.max(1, Number(request.query.get('page')) || 1);
    const last = Math.max(1, Math.ceil(all.length / size));
    const to = (number: number, rel: string) => link(request, { page: String(number) }, rel);
    const links = [
      ...(page > 1 ? [to(page - 1, 'prev'), to(1, 'first')] : []),
      ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ];
    const headers: Record<string, string> = links.length > 0 ? { Link: links.join(', ') } : {};
    return { status: 200, headers, body: all.slice((page - 1) * size, page * size).map(view) };
  };

  const listDeliveries = (request: ServiceRequest, hook: Hook): Answer => {
    const wanted = request.query.get('status');
    const fits = ({ statusCode }: Delivery) => wanted === null || (wanted === 'success') === statusCode < 400;
    const all = deliveries.of(hook.id).filter(fits);
    const cursor = request.query.get('cursor');
    const start = cursor === null ? 0 : all.findIndex(({ id }) => cursor === `v1_${id}`);
    if (start < 0) return error(request, 400, 'Invalid cursor');
    const end = start + perPage(request);
    const next = all[end];
    const headers: Record<string, string> = next ? { Link: link(request, { cursor: `v1_${next.id}` }, 'next') } : {};
    return { status: 200, headers, body: all.slice(start, end).map(viewItem) };
  };

  const service = await startServer(
    port,
    (app, answer) => {
      const api = Router();
      api.get(
        '/user',
        answer((request) => guarded(request, undefined, ({ login }) => ({ status: 200, body: userOf(login, base()) }))),
      );

      for (const parent of ['/repos/:owner/:repo', '/orgs/:org']) {
        const onTarget = (handle: (request: ServiceRequest, target: Target) => Answer) =>
          answer((request) => {
            const target = targetOf(request.params);
            return guarded(request, target, () => handle(request, target));
          });
        const onHook = (handle: (request: ServiceRequest, hook: Hook) => Answer) =>
          onTarget((request, target) => {
            const hook = hooks.get(Number(request.params.hook));
            return hook && sameTarget(hook.target, target) ? handle(request, hook) : notFound(request);
          });
        const onDelivery = (handle: (delivery: Delivery, hook: Hook) => Answer) =>
          onHook((request, hook) => {
            const delivery = deliveries.find(hook.id, request.params.delivery!);
            return delivery ? handle(delivery, hook) : notFound(request);
          });

        // Public: who may see its hooks is another matter.
        api.get(
          parent,
          answer((request) =>
            guarded(request, undefined, () => ({
              status: 200,
              body: { id: targetOf(request.params).id, private: false },
            })),
          ),
        );
        api.route(`${parent}/hooks`).get(onTarget(list)).post(onTarget(create));
        api
          .route(`${parent}/hooks/:hook`)
          .get(onHook((_, hook) => ({ status: 200, body: view(hook) })))
          .patch(onHook(update))
          .delete(
            onHook((_, hook) => {
              hooks.delete(hook.id);
              return { status: 204 };
            }),
          );
        api
          .route(`${parent}/hooks/:hook/config`)
          .get(onHook((_, hook) => ({ status: 200, body: viewConfig(hook.config) })))
          .patch(onHook(updateConfig));
        api.post(
          `${parent}/hooks/:hook/pings`,
          onHook((_, hook) => {
            ping(hook);
            return { status: 204 };
          }),
        );
        api.get(`${parent}/hooks/:hook/deliveries`, onHook(listDeliveries));
        api.get(
          `${parent}/hooks/:hook/deliveries/:delivery`,
          onDelivery((delivery) => ({ status: 200, body: viewDelivery(delivery) })),
        );
        api.post(
          `${parent}/hooks/:hook/deliveries/:delivery/attempts`,
          onDelivery(({ event: name, guid, request: { json } }, hook) => {
            void deliveries.send(hook, { name, guid, json, redelivery: true });
            return { status: 202, body: {} };
          }),
        );
        if (parent.startsWith('/repos')) {
          api.post(
            // `/test` is what `test_url` says, `/tests` what is documented.
            [`${parent}/hooks/:hook/tests`, `${parent}/hooks/:hook/test`],
            onHook((_, hook) => {
              // GitHub answers the same to a hook that does not listen to pushes, and sends nothing.
              if (listens(hook.events, 'push')) void send(hook.target, [hook], 'push');
              return { status: 204 };
            }),
          );
        }
      }
      app.use(basePath || '/', api);
      app.use(answer(notFound));
    },
    options.interceptor,
  );

  const relay = options.relay?.(service.server, {
    hook: (id) => hooks.get(id),
    mayListen(text, hook) {
      const token = text === undefined ? undefined : tokens[text];
      return token !== undefined && scopesFor[hook.target.type].enough.some((scope) => token.scopes.includes(scope));
    },
    giveUp: (hook) => void hooks.delete(hook.id),
  });
  const deliveries = new Deliveries(
    options.firstDeliveryId ?? 2n ** 53n + 1n,
    options.deliveryTimeout ?? 10_000,
    relay,
  );

  const github: GitHubService = {
    ...service,
    url: base(),
    location: options.location ?? true,
    hooks: () => structuredClone([...hooks.values()]),
    removeHooks: () => hooks.clear(),
    readdress(hookId, url) {
      const hook = hooks.get(hookId);
      if (hook) hook.config.url = url;
    },
    deliveries: (hookId) => deliveries.of(hookId),
    payload: (owner, repo, event) => examplePayload(examples, event, targetOf({ owner, repo })),
    push(owner, repo, event = 'push', payload) {
      const repository = targetOf({ owner, repo });
      const places = [repository, targetOf({ org: owner })];
      const recipients = places.flatMap(siblings).filter((hook) => listens(hook.events, event));
      return send(repository, recipients, event, payload);
    },
    settled: () => deliveries.settled(),
    async close() {
      relay?.disconnect();
      await deliveries.close();
      await service.close();
    },
  };
  return github;
}
