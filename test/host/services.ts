// The services of the suite "register": GitHub, and others that differ in how they sign in and in what they answer.
import { createHmac } from 'node:crypto';
import { adminToken, type GitHubStandIn, startGitHub } from '../support/github';
import { type ServiceOptions, type ServiceStandIn, startService } from '../support/service';
import { patience } from './eventually';
import type { WorkspaceFiles } from './workspace';

export const sampleFile = 'github.swagger.json';
export const sample: WorkspaceFiles = { [sampleFile]: { copy: 'test/connectors/githubWebhookSample.swagger.json' } };

const ordinary: Record<string, Partial<ServiceOptions>> = {
  basic: { auth: { type: 'basic', username: 'mona', password: 'pa:ss wörd' }, location: 'relative' },
  keyInHeader: { auth: { type: 'apiKey', in: 'header', name: 'X-Api-Key', key: 'key-in-header' }, location: 'absent' },
  keyInQuery: { auth: { type: 'apiKey', in: 'query', name: 'api_key', key: 'key-in-query' } },
};

export interface Services {
  github: GitHubStandIn;
  /** A definition for each ordinary service, and the tutorial's sample. */
  files: WorkspaceFiles;
  controls: ServiceControls;
  standIn(name: string): ServiceStandIn;
  close(): Promise<void>;
}

export type ServiceControls = ReturnType<typeof controlsOf>;

export async function startServices(): Promise<Services> {
  const github = await startGitHub();
  const services = new Map<string, ServiceStandIn>();
  for (const [name, options] of Object.entries(ordinary)) services.set(name, await startService(options));
  const definitions = [...services].map(([name, service]): [string, string] => [
    `${name}.swagger.json`,
    JSON.stringify(definitionOf(service), null, 2),
  ]);
  return {
    github,
    files: { ...sample, ...Object.fromEntries(definitions) },
    controls: controlsOf(github, services),
    standIn: (name) => found(services, name),
    async close() {
      await Promise.all([github, ...services.values()].map((standIn) => standIn.close()));
    },
  };
}

function found(services: Map<string, ServiceStandIn>, name: string): ServiceStandIn {
  const service = services.get(name);
  if (!service) throw new Error(`There is no service ${name}`);
  return service;
}

/** What the suite does with the stand-ins, and what it wants to know of them. */
function controlsOf(github: GitHubStandIn, services: Map<string, ServiceStandIn>) {
  const find = (name: string) => found(services, name);
  return {
    /** Resolves with what the receivers answered. */
    async push(owner: string, repo: string, payload?: object): Promise<number[]> {
      return (await github.push(owner, repo, 'push', payload)).map(({ statusCode }) => statusCode);
    },
    async deliver(owner: string, repo: string, event: string, payload: object): Promise<number[]> {
      return (await github.push(owner, repo, event, payload)).map(({ statusCode }) => statusCode);
    },
    setLocation(sent: boolean): void {
      github.location = sent;
    },
    /** A hook that somebody else has there. */
    async addHook(owner: string, repo: string, url: string): Promise<void> {
      await fetch(`${github.url}/repos/${owner}/${repo}/hooks`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${adminToken}` },
        body: JSON.stringify({ config: { url } }),
      });
    },
    removeHooks: () => github.removeHooks(),
    hookUrls: (): (string | undefined)[] => github.hooks().map(({ config }) => config.url),
    githubRequests: (): string[] => github.requests.map(({ method, path }) => `${method} ${path}`),
    callbacksAt: (name: string): string[] =>
      find(name)
        .hooks()
        .map(({ callback }) => callback),
    async notifySigned(name: string, body: unknown, header: string, prefix: string, key: string): Promise<number> {
      const text = JSON.stringify(body);
      const signature = prefix + createHmac('sha512', key).update(text).digest('hex');
      return (await find(name).notify(text, { headers: { [header]: signature } })).status;
    },
    async notify(name: string, body: unknown): Promise<number> {
      return (await find(name).notify(body)).status;
    },
    /** One after another, each of about so many bytes of JSON; resolves with what was answered. */
    async notifyLarge(name: string, bytes: number, times: number): Promise<number[]> {
      const lines = Array.from({ length: Math.floor(bytes / 64) }, (_, line) => ({ line, text: 'x'.repeat(36) }));
      const body = JSON.stringify({ order: 1, lines });
      const statuses: number[] = [];
      for (let time = 0; time < times; time++) {
        statuses.push((await find(name).notify(body, { timeout: patience })).status);
      }
      return statuses;
    },
  };
}

function definitionOf({ url, options: { auth } }: ServiceStandIn): object {
  const scheme = auth.type === 'apiKey' ? { type: 'apiKey', in: auth.in, name: auth.name } : { type: auth.type };
  const id = { name: 'id', in: 'path', required: true, type: 'string' };
  return {
    swagger: '2.0',
    info: { title: 'Orders', version: '1.0' },
    host: new URL(url).host,
    basePath: '/',
    schemes: ['http'],
    securityDefinitions: { account: scheme },
    security: [{ account: [] }],
    paths: {
      '/hooks': {
        'x-ms-notification-content': {
          schema: { type: 'object', required: ['order'], properties: { order: { type: 'integer' } } },
        },
        post: {
          operationId: 'WhenOrdered',
          summary: 'When something is ordered',
          'x-ms-trigger': 'single',
          parameters: [{ name: 'body', in: 'body', required: true, schema: { $ref: '#/definitions/Hook' } }],
          responses: { 201: { description: 'Created' } },
        },
      },
      '/hooks/{id}': {
        delete: {
          operationId: 'DeleteHook',
          'x-ms-visibility': 'internal',
          parameters: [id],
          responses: { 204: { description: 'Deleted' } },
        },
      },
    },
    definitions: {
      Hook: {
        type: 'object',
        required: ['callbackUrl'],
        properties: {
          callbackUrl: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' },
          note: { type: 'string', default: 'from a test' },
        },
      },
    },
  };
}
