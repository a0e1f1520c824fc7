import { strict as assert } from 'node:assert';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { Delivery } from '../../../client/domain/delivery';
import type { RegistrationResult, UnsubscribeCheck } from '../../../client/domain/registration';
import { eventually } from '../eventually';
import { fileUri } from './editor';
import { suite, test } from './harness';

/** A request that a service of these tests got. */
interface Seen {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage['headers'];
  body: { callbackUrl?: string; topic?: string } | undefined;
}

interface Service {
  url: string;
  requests: Seen[];
  close(): void;
}

async function startService(answer: (seen: Seen, response: ServerResponse) => unknown): Promise<Service> {
  const requests: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { method = '', url = '', headers } = request;
    const seen = { method, url, headers, body: text ? JSON.parse(text) : undefined };
    requests.push(seen);
    await answer(seen, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, requests, close: () => server.close() };
}

const json = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));

const policy = (templateId: string, settings: Record<string, string>, operations: string[], section = 'Request') => ({
  templateId,
  title: templateId,
  parameters: {
    ...Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [`x-ms-apimTemplateParameter.${name}`, value]),
    ),
    'x-ms-apimTemplate-policySection': section,
    'x-ms-apimTemplate-operationName': operations,
  },
});

/** Writes a connector into a folder of its own, and returns the URI of its definition. */
async function writeConnector(
  name: string,
  url: string,
  path: string,
  policies: object[],
  content: object = { type: 'object', properties: { order: { type: 'integer' } } },
): Promise<string> {
  const callback = { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' };
  const schema = { type: 'object', required: ['callbackUrl'], properties: { callbackUrl: callback } };
  const id = { name: 'id', in: 'path', required: true, type: 'string' };
  const definition = {
    swagger: '2.0',
    info: { title: 'Orders', version: '1' },
    host: new URL(url).host,
    basePath: '/v2',
    schemes: ['http'],
    paths: {
      [path]: {
        'x-ms-notification-content': { schema: content },
        post: {
          operationId: 'OnOrder',
          summary: 'When an order is paid',
          'x-ms-trigger': 'single',
          parameters: [{ name: 'body', in: 'body', required: true, schema }],
          responses: { 201: { description: 'Created' } },
        },
      },
      '/hooks/{id}': {
        delete: { operationId: 'DropHook', parameters: [id], responses: { 204: { description: 'Deleted' } } },
      },
      '/schema': {
        get: {
          operationId: 'OrderSchema',
          summary: 'The shape of an order',
          'x-ms-visibility': 'internal',
          responses: { 200: { description: 'OK', schema: { type: 'object' } } },
        },
      },
    },
  };
  const parameters = { tenant: { type: 'string', uiDefinition: { displayName: 'Tenant' } } };
  const properties = {
    properties: { iconBrandColor: '#203040', connectionParameters: parameters, policyTemplateInstances: policies },
  };
  const uri = fileUri(`${name}/apiDefinition.swagger.json`);
  const write = (target: vscode.Uri, value: object) =>
    vscode.workspace.fs.writeFile(target, new TextEncoder().encode(JSON.stringify(value, null, 2)));
  await write(uri, definition);
  await write(vscode.Uri.joinPath(uri, '..', 'apiProperties.json'), properties);
  return uri.toString();
}

const run = async <T>(name: string, input: object): Promise<T> =>
  vscode.commands.executeCommand<T>(`flowWebhooks.${name}`, input);

suite('a connector with policies', () => {
  test('is called as Power Automate calls it, and its webhook is deleted in the same way', async () => {
    const service = await startService(({ method, url, headers, body }, response) => {
      if (headers['x-tenant'] !== 'acme' || !url.endsWith('?api=7')) return json(response, 401, {});
      if (method === 'DELETE' && url.startsWith('/v2/hooks/h1')) return response.writeHead(204).end();
      const isRight = method === 'POST' && url.startsWith('/v2/hooks?') && body?.topic === 'order.paid';
      return isRight ? json(response, 201, { id: 'h1' }) : json(response, 404, {});
    });
    const both = ['OnOrder', 'DropHook'];
    const uri = await writeConnector('strict', service.url, '/hooks_OrderPaid', [
      policy('routerequesttoendpoint', { newPath: '/hooks', httpMethod: '@Request.OriginalHTTPMethod' }, ['OnOrder']),
      policy(
        'setproperty',
        {
          newPropertyParentPathTemplate: '@body()',
          newPropertySubPathTemplate: 'topic',
          propertyValuePathTemplate: 'order.paid',
        },
        ['OnOrder'],
      ),
      policy('setheader', { name: 'X-Tenant', value: "@connectionParameters('tenant')" }, both),
      policy('setqueryparameter', { name: 'api', value: '7' }, both),
    ]);
    const connectionParameters = { tenant: 'acme' };
    const webhook = await run<RegistrationResult>('register', { uri, operationId: 'OnOrder', connectionParameters });
    assert.equal(webhook.status, 201);
    assert.deepEqual(webhook.differences, []);
    assert.deepEqual(await run('delete', { id: webhook.id }), { id: webhook.id, remote: 'deleted' });
    assert.deepEqual(
      service.requests.map(({ method, url }) => `${method} ${url}`),
      ['POST /v2/hooks?api=7', 'DELETE /v2/hooks/h1?api=7'],
    );
    service.close();
  });

  test('has the Location that only a policy of the response supplies', async () => {
    const service = await startService(({ method }, response) =>
      method === 'POST' ? json(response, 201, { ref: 9 }) : response.writeHead(204).end(),
    );
    const value = `${service.url}/v2/hooks/@body().ref`;
    const uri = await writeConnector('location', service.url, '/hooks', [
      policy('setheader', { name: 'Location', value, existsAction: 'override' }, ['OnOrder'], 'Response'),
    ]);
    const webhook = await run<RegistrationResult>('register', { uri, operationId: 'OnOrder' });
    assert.equal(webhook.location, `${service.url}/v2/hooks/9`);
    assert.equal((await run<{ remote: string }>('delete', { id: webhook.id })).remote, 'deleted');
    assert.equal(service.requests.at(-1)?.url, '/v2/hooks/9');
    service.close();
  });
});

suite('a schema that only the service knows', () => {
  test('is loaded when registering, and a delivery that contradicts it is marked', async () => {
    const shape = { type: 'object', required: ['total'], properties: { total: { type: 'number' } } };
    const service = await startService(({ method, url }, response) => {
      if (method === 'GET' && url === '/v2/schema') return json(response, 200, { schema: shape });
      if (method === 'POST') return json(response, 201, { id: 'h1' });
      return response.writeHead(204).end();
    });
    const dynamic = { 'x-ms-dynamic-schema': { operationId: 'OrderSchema', 'value-path': 'schema' } };
    const uri = await writeConnector('dynamic', service.url, '/hooks', [], dynamic);
    const webhook = await run<RegistrationResult>('register', { uri, operationId: 'OnOrder' });
    assert.deepEqual(
      webhook.warnings.filter((warning) => /schema/i.test(warning)),
      [],
    );
    for (const total of [12, 'twelve']) {
      const headers = { 'Content-Type': 'application/json' };
      await fetch(webhook.callbackUrl, { method: 'POST', headers, body: JSON.stringify({ total }) });
    }
    const verdicts = await eventually('both verdicts', async () => {
      const rows = await run<Delivery[]>('deliveries', { id: webhook.id });
      const found = rows.map(({ conforms }) => conforms);
      return found.length === 2 && !found.includes(null) ? found : undefined;
    });
    assert.deepEqual(verdicts, [true, false]);
    await run('delete', { id: webhook.id });
    service.close();
  });
});

suite("a flow's callback", () => {
  test('would not have answered a handshake that succeeds here', async () => {
    const service = await startService(async ({ method, body }, response) => {
      if (method === 'DELETE') return response.writeHead(204).end();
      const callback = new URL(body!.callbackUrl!);
      callback.searchParams.set('validationToken', 'echo me');
      const echo = await (await fetch(callback, { method: 'POST' })).text();
      return echo === 'echo me' ? json(response, 201, { id: 'h1' }) : json(response, 400, {});
    });
    const uri = await writeConnector('graph', service.url, '/hooks', []);
    const webhook = await run<RegistrationResult>('register', { uri, operationId: 'OnOrder' });
    assert.deepEqual(
      webhook.differences?.map(({ code }) => code),
      ['handshake-not-answered'],
    );
    const [handshake] = await run<Delivery[]>('deliveries', { id: webhook.id });
    assert.equal(handshake?.kind, 'handshake');
    assert.equal(handshake?.differences?.length, 1);
    await run('delete', { id: webhook.id });
    service.close();
  });

  test('is longer than a service saves, which the check of the unsubscribe contract finds', async () => {
    let created = 0;
    const live = new Set<string>();
    const service = await startService(({ method, url, body }, response) => {
      if (method === 'POST') {
        const id = `h${++created}`;
        live.add(id);
        return json(
          response,
          201,
          { id, callbackUrl: body!.callbackUrl!.slice(0, 255) },
          { Location: `/v2/hooks/${id}` },
        );
      }
      if (method !== 'DELETE') return response.writeHead(405).end();
      return response.writeHead(live.delete(url.split('/').at(-1)!) ? 204 : 404).end();
    });
    const uri = await writeConnector('cutting', service.url, '/hooks', []);
    const check = await run<UnsubscribeCheck>('checkUnsubscribe', { uri, operationId: 'OnOrder' });
    assert.deepEqual(
      check.steps.filter(({ ok }) => !ok),
      [],
    );
    assert.deepEqual(
      check.steps.filter(({ name }) => /^second/.test(name)).map(({ name }) => name),
      ['second', 'secondLives'],
    );
    assert.deepEqual(
      check.differences.map(({ code }) => code),
      ['callback-form'],
    );
    assert.equal(live.size, 0);
    service.close();
  });
});
