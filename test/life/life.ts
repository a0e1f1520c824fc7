/**
 * The commands as a script calls them, over the real parts: a definition as text, read by the server's code; the webhooks
 * and the receiver; and a service that responds as the test decides, byte for byte when needed.
 */
import http from 'node:http';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { AnyCommand, CommandContext } from '../../client/commands/command';
import type { WebhookEnvironment, WebhookSettings } from '../../client/webhooks/environment';
import { bodyOf } from '../../server/languageService';
import type { DescribeBodyParams } from '../../server/protocol/triggers';
import type { FakeEditor } from '../client/fakeVscode';
import { readTriggers } from '../support/requests';
import { readAll } from '../support/standIn';
import { fakeEnvironment, start, textOfFolder } from '../webhooks/environment';

export interface Seen {
  method: string;
  /** Path and query. */
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
  /** The parsed body; undefined unless it is a JSON object. */
  json: { callbackUrl: string } | undefined;
}

async function listen(server: Server, connections: Set<Socket>): Promise<string> {
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket)).on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of connections) socket.destroy();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Starts a service whose responses the test writes. */
export async function odd(answer: (seen: Seen, response: http.ServerResponse) => unknown) {
  const requests: Seen[] = [];
  const server = http.createServer(async (request, response) => {
    const body = (await readAll(request)).toString();
    const seen: Seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body,
      json: body.startsWith('{') ? JSON.parse(body) : undefined,
    };
    requests.push(seen);
    await answer(seen, response);
  });
  const host = await listen(server, new Set());
  return { host, url: `http://${host}`, requests };
}

/** Starts a service whose responses the test writes byte for byte. `request` is a complete one, `index` counts them. */
export async function bare(answer: (request: string, socket: Socket, index: number) => unknown) {
  const requests: string[] = [];
  const server = net.createServer((socket) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n') + 4;
      const length = Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
      if (end < 4 || text.length < end + length) return;
      const request = text.slice(0, end + length);
      text = text.slice(request.length);
      requests.push(request);
      answer(request, socket, requests.length - 1);
    });
  });
  const host = await listen(server, new Set());
  return { host, url: `http://${host}`, requests };
}

export const json = (
  response: http.ServerResponse,
  status: number,
  body: unknown,
  headers: http.OutgoingHttpHeaders = {},
) => response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));

/** The parts of the definition that a test changes. */
export interface Made {
  host?: string;
  basePath?: string;
  /** Null for none. */
  schemes?: string[] | null;
  path?: string;
  method?: string;
  parameters?: object[];
  /** The body parameter's schema; null for no body. */
  body?: object | null;
  /** The properties of the body in addition to the callback. */
  properties?: object;
  consumes?: string[];
  /** Path items; by default a DELETE with the id below the path. */
  unsubscribe?: Record<string, object>;
  security?: object;
}

export const callback = { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' };

/** A definition with one trigger, `Subscribe`, and its unsubscribe operation, `Unsubscribe`. */
export function definition(made: Made = {}): string {
  const { path = '/hooks', parameters = [], schemes = ['http'], security } = made;
  const inPath = parameters.filter((one) => 'in' in one && one.in === 'path');
  const schema = made.body ?? {
    type: 'object',
    required: ['callbackUrl'],
    properties: { callbackUrl: callback, ...made.properties },
  };
  const body = made.body === null ? [] : [{ name: 'body', in: 'body', required: true, schema }];
  const unsubscribe = made.unsubscribe ?? {
    [`${path}/{id}`]: {
      delete: {
        operationId: 'Unsubscribe',
        parameters: [...inPath, { name: 'id', in: 'path', required: true, type: 'string' }],
        responses: { 204: { description: 'Deleted' } },
      },
    },
  };
  const trigger = {
    operationId: 'Subscribe',
    summary: 'When something is ordered',
    'x-ms-trigger': 'single',
    parameters: [...parameters, ...body],
    responses: { 201: { description: 'Created' } },
  };
  const notification = { schema: { type: 'object', required: ['order'], properties: { order: { type: 'integer' } } } };
  return JSON.stringify({
    swagger: '2.0',
    info: { title: 'Odd', version: '1' },
    host: made.host,
    basePath: made.basePath ?? '/',
    schemes: schemes ?? undefined,
    consumes: made.consumes,
    ...(security && { securityDefinitions: { account: security }, security: [{ account: [] }] }),
    paths: mergePaths(
      { [path]: { 'x-ms-notification-content': notification, [made.method ?? 'post']: trigger } },
      unsubscribe,
    ),
  });
}

function mergePaths(paths: Record<string, object>, more: Record<string, object>): Record<string, object> {
  const merged = { ...paths };
  for (const [path, item] of Object.entries(more)) merged[path] = { ...merged[path], ...item };
  return merged;
}

interface Options {
  overrides?: Partial<WebhookEnvironment>;
  settings?: Partial<WebhookSettings>;
  /** The text of `apiProperties.json`. */
  properties?: string;
  /** True where `script.csx` is next to the definition. */
  hasScript?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: scripts see the results of commands without types.
type Answered = Promise<any>;

/** For a test file that has replaced `vscode` by a fake editor. */
export function commandsOver(
  editor: FakeEditor,
  commands: AnyCommand[],
  registerCommand: (services: CommandContext, command: AnyCommand) => unknown,
) {
  return async (text: string, { overrides, settings, properties, hasScript }: Options = {}) => {
    const uri = 'file:///work/apiDefinition.swagger.json';
    const env = fakeEnvironment(overrides, settings);
    let webhooks = await start(env);
    const services = {
      server: {
        listTriggers: async () => ({
          ...readTriggers(uri, text, properties, hasScript),
          uri,
          version: 1,
          isDefinition: true,
        }),
        describeBody: async (params: DescribeBodyParams) => bodyOf(params),
      },
      webhooks: {
        get: async () => webhooks,
        get current() {
          return webhooks;
        },
      },
      showPanel: async () => {},
      answerMemory: { recall: () => undefined, remember: async () => {} },
      demo: { triggerIn: () => undefined },
    };
    // Only the members that the commands use exist.
    for (const command of commands) registerCommand(services as unknown as CommandContext, command);
    const mine = new Map(editor.commands);
    const run = (name: string, argument: object): Answered => mine.get(`flowWebhooks.${name}`)!(argument);
    return {
      env,
      uri,
      run,
      register: (argument: object = {}) => run('register', { uri, operationId: 'Subscribe', ...argument }),
      events: () => webhooks.events,
      /** The create call as the definition now describes it, where that differs from the one that was sent. */
      changedRequest: (id: string) =>
        webhooks.changedRequest(id, readTriggers(uri, text, properties, hasScript).triggers[0]!),
      previewDelete: (id: string) => webhooks.previewDelete(id),
      /** Restarts the webhooks, as a reload of the window does. */
      async restart() {
        await webhooks.close();
        webhooks = await start(env);
      },
      close: () => webhooks.close(),
      /** Everything that was written, logged and emitted. */
      traces: () => [textOfFolder(env.storageFolder), ...env.logged, JSON.stringify(webhooks.events)].join('\n'),
    };
  };
}

/** Returns the message of a call that rejects. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    (value) => {
      throw new Error(`It did not reject: ${JSON.stringify(value)}`);
    },
    (error: Error) => error.message,
  );
}
