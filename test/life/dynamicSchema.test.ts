// Deliveries whose schema only the service knows: it is asked for when the webhook is registered, and kept with it.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { batched, storedBody } from '../../client/editor/payloadBatches';
import { createPayloadChecker } from '../../server/engine/payloadThread';
import type { Json, JsonObject } from '../../server/protocol/json';
import { until } from '../webhooks/environment';
import { definition, json, odd, rejection } from './life';
import { life } from './over';

const worker = fileURLToPath(new URL('../../dist/payloadWorker.js', import.meta.url));
const checker = createPayloadChecker(worker, { one: 1_000, many: 1_000 });

const order: JsonObject = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'integer' }, total: { type: 'number' } },
};

interface Case {
  /** The notification schema of the definition. */
  content?: JsonObject;
  /** The operation that gives the schema, at `/schema` unless it says otherwise. */
  operations?: Record<string, object>;
  /** Parameters of the trigger, and properties of its body. */
  parameters?: object[];
  properties?: object;
  /** What the service answers. */
  status?: number;
  answer?: unknown;
  headers?: Record<string, string>;
  security?: object;
  definitions?: object;
  policies?: object[];
}

const getSchema = (parameters: object[] = []) => ({
  '/schema': {
    get: {
      operationId: 'GetSchema',
      summary: 'Get the schema',
      parameters,
      responses: { 200: { description: 'The schema', schema: { type: 'object' } } },
    },
  },
});

const dynamic = (extension: object = {}): JsonObject => ({
  type: 'object',
  'x-ms-dynamic-schema': { operationId: 'GetSchema', ...extension },
});

/** A service whose webhooks have a schema that it alone knows, and a registered webhook there. */
async function service(made: Case = {}) {
  const { content = dynamic({ 'value-path': 'schema' }), operations = getSchema() } = made;
  const there = await odd(({ method, url }, response) => {
    if (method === 'DELETE') return response.writeHead(204).end();
    if (url.startsWith('/hooks')) return json(response, 201, {}, { Location: '/hooks/1' });
    return json(response, made.status ?? 200, made.answer ?? { schema: order }, made.headers);
  });
  const written = JSON.parse(
    definition({
      host: there.host,
      unsubscribe: {},
      parameters: made.parameters,
      properties: made.properties,
      security: made.security,
    }),
  );
  written.paths['/hooks']['x-ms-notification-content'].schema = content;
  Object.assign(written.paths, operations);
  if (made.definitions) written.definitions = made.definitions;
  const check = batched((params) => checker.checkAll(params));
  const here = await life(JSON.stringify(written), {
    overrides: { checkPayload: (delivery, schema) => check(storedBody(delivery), schema) },
    properties: JSON.stringify({
      properties: { connectionParameters: {}, policyTemplateInstances: made.policies ?? [] },
    }),
  });
  const deliver = async (callbackUrl: string, id: string, body: Json) => {
    await fetch(callbackUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return until(async () => {
      const row = (await here.run('deliveries', { id })).at(-1);
      return row?.check !== 'pending' && row;
    });
  };
  const asked = () => there.requests.filter(({ url }) => !url.startsWith('/hooks'));
  return { here, there, deliver, asked };
}

/** The rows of a delivery that fits {@link order} and of one that does not. */
async function verdicts(made: Case, argument: object = {}, wrap: (order: Json) => Json = (one) => one) {
  const { here, deliver, asked } = await service(made);
  const { id, callbackUrl, warnings } = await here.register(argument);
  const good = await deliver(callbackUrl, id, wrap({ id: 1, total: 9.5 }));
  const bad = await deliver(callbackUrl, id, wrap({ id: 'one' }));
  return { good, bad, warnings, asked };
}

const told = { check: 'done', reason: null };

describe('a delivery whose schema comes from the service', () => {
  it('is checked against what the service gave when the webhook was registered', async () => {
    const { good, bad, warnings, asked } = await verdicts({});
    expect(good).toMatchObject({ conforms: true, problems: [], ...told });
    expect(bad).toMatchObject({ conforms: false, ...told });
    expect(bad.problems).toEqual([{ pointer: '/id', message: expect.stringContaining('integer') }]);
    expect(warnings.join()).not.toContain('schema');
    expect(asked().map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /schema']);
  });

  it('is checked so after a restart, without asking again', async () => {
    const { here, deliver, asked } = await service();
    const { id } = await here.register();
    await here.restart();
    const [{ callbackUrl }] = await here.run('list', {});
    expect(await deliver(callbackUrl, id, { id: 'one' })).toMatchObject({ conforms: false });
    expect(asked()).toHaveLength(1);
  });

  it.each<[string, Case]>([
    ['is nested', { content: dynamic({ 'value-path': 'data/schema' }), answer: { data: { schema: order } } }],
    ['is the whole answer', { content: dynamic(), answer: order }],
    ['is written in another case', { content: dynamic({ 'value-path': 'Schema' }) }],
    ['leads into a list', { content: dynamic({ 'value-path': 'value/0' }), answer: { value: [order] } }],
    [
      'is a list of names',
      { content: dynamic({ 'value-path': ['data', 'schema'] }), answer: { data: { schema: order } } },
    ],
    ['leads to the properties', { content: dynamic({ 'value-path': 'schema/properties' }) }],
    [
      'leads to properties without a type',
      { content: dynamic({ 'value-path': 'fields' }), answer: { fields: order.properties } },
    ],
    [
      'is of the newer form',
      {
        content: { type: 'object', 'x-ms-dynamic-properties': { operationId: 'GetSchema', itemValuePath: 'schema' } },
      },
    ],
    [
      'is of the newer form beside an older one that names no operation',
      {
        content: {
          ...dynamic({ operationId: 'Nowhere' }),
          'x-ms-dynamic-properties': { operationId: 'GetSchema', itemValuePath: 'schema' },
        },
      },
    ],
    [
      'leads to references',
      {
        answer: {
          schema: { $ref: '#/definitions/Order' },
          definitions: {
            Order: {
              type: 'object',
              properties: { id: { $ref: '#/definitions/Id' }, next: { $ref: '#/definitions/Order' } },
            },
            Id: { type: 'integer' },
          },
        },
      },
    ],
    [
      'leads to references of its own',
      {
        answer: {
          schema: {
            type: 'object',
            properties: { id: { $ref: '#/definitions/a~1b' } },
            definitions: { 'a/b': { type: 'integer' } },
          },
        },
      },
    ],
    [
      'is behind a reference',
      { content: { $ref: '#/definitions/Event' }, definitions: { Event: dynamic({ 'value-path': 'schema' }) } },
    ],
    [
      'is beside a reference',
      { content: { $ref: '#/definitions/Event', ...dynamic({ 'value-path': 'schema' }) }, definitions: { Event: {} } },
    ],
    [
      'was written beside properties that no longer count',
      { content: { ...dynamic({ 'value-path': 'schema' }), required: ['gone'] } },
    ],
  ])('is checked where the path to it %s', async (_, made) => {
    const { good, bad } = await verdicts(made);
    expect(good).toMatchObject({ conforms: true, ...told });
    expect(bad).toMatchObject({ conforms: false, ...told });
  });

  it.each<[string, Case, (order: Json) => Json]>([
    ['of a list', { answer: { schema: { type: 'array', items: order } } }, (one) => [one]],
    ['of the items', { content: { type: 'array', items: dynamic({ 'value-path': 'schema' }) } }, (one) => [one]],
    [
      'of a part',
      { content: { type: 'object', properties: { data: dynamic({ 'value-path': 'schema' }) } } },
      (one) => ({ data: one }),
    ],
    [
      'of a part behind references',
      {
        content: { $ref: '#/definitions/Event' },
        definitions: {
          Event: { type: 'object', properties: { data: { $ref: '#/definitions/Data' } } },
          Data: dynamic({ 'value-path': 'schema' }),
        },
      },
      (one) => ({ data: one }),
    ],
  ])('is checked where it is that %s', async (_, made, wrap) => {
    const { good, bad } = await verdicts(made, {}, wrap);
    expect(good).toMatchObject({ conforms: true });
    expect(bad).toMatchObject({ conforms: false });
  });

  it('keeps what the definition says around it', async () => {
    const content = {
      type: 'object',
      required: ['event'],
      properties: { event: { type: 'string' }, data: dynamic({ 'value-path': 'schema' }) },
    };
    const { good } = await verdicts({ content }, {}, (one) => ({ data: one }));
    expect(good.problems).toEqual([{ pointer: '/event', message: expect.any(String) }]);
  });

  it('depends on the values of the create call', async () => {
    const parameters = [
      { name: 'site', in: 'query', type: 'string', required: true },
      { name: 'filter.kind', in: 'query', type: 'string' },
    ];
    const operations = {
      '/schema/{board}': {
        post: {
          operationId: 'GetSchema',
          parameters: [
            { name: 'board', in: 'path', required: true, type: 'string' },
            { name: 'filter.kind', in: 'query', type: 'string' },
            { name: 'version', in: 'query', type: 'integer' },
            {
              name: 'query',
              in: 'body',
              schema: { type: 'object', properties: { site: { type: 'string' }, open: { type: 'boolean' } } },
            },
          ],
          responses: { 200: { description: 'The schema' } },
        },
      },
    };
    const content = dynamic({
      'value-path': 'schema',
      parameters: {
        board: { parameterReference: 'body/target/board' },
        'filter.kind': { parameter: 'filter.kind' },
        version: 3,
        'query/site': { parameterReference: 'site' },
        'query/open': { value: true },
      },
    });
    const properties = { target: { type: 'object', properties: { board: { type: 'string' } } } };
    const { bad, asked } = await verdicts(
      { content, operations, parameters, properties },
      { parameters: { site: 'eu', 'filter.kind': 'x', body: { target: { board: 'b 1' } } } },
    );
    expect(bad).toMatchObject({ conforms: false });
    expect(asked().map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([
      ['POST', '/schema/b%201?filter.kind=x&version=3', { site: 'eu', open: true }],
    ]);
  });

  it('is asked for with the credentials and the policies of that call, which stay at the origin of the create call', async () => {
    const policy = (templateId: string, settings: Record<string, string>) => ({
      templateId,
      title: templateId,
      parameters: {
        ...Object.fromEntries(
          Object.entries(settings).map(([name, value]) => [`x-ms-apimTemplateParameter.${name}`, value]),
        ),
        'x-ms-apimTemplate-operationName': ['GetSchema'],
        'x-ms-apimTemplate-policySection': 'Request',
      },
    });
    const made: Case = {
      security: { type: 'apiKey', in: 'header', name: 'X-Key' },
      policies: [policy('setheader', { name: 'X-Tenant', value: 'acme', existsAction: 'override' })],
    };
    const { here, asked } = await service(made);
    await here.register({ credentials: { type: 'apiKey', key: 'k3y-of-mine' } });
    expect(asked()[0]!.headers).toMatchObject({ 'x-key': 'k3y-of-mine', 'x-tenant': 'acme' });
    expect(here.traces()).not.toContain('k3y-of-mine');
  });
});

describe('a delivery whose schema the service does not give', () => {
  it.each<[string, Case, RegExp]>([
    ['it refuses', { status: 404 }, /returned 404/],
    ['it fails', { status: 500 }, /returned 500/],
    ['its answer is empty', { answer: {} }, /The response of "Get the schema" has no schema at "schema"/],
    ['its answer has no such path', { answer: { other: order } }, /no schema at "schema"/],
    ['it is a text', { answer: { schema: 'none' } }, /no schema at "schema"/],
    ['it is a list', { answer: { schema: [order, order] } }, /no schema at "schema"/],
    ['the whole answer is no schema', { content: dynamic(), answer: [1] }, /is not a schema/],
    ['the definition has no such operation', { operations: {} }, /no operation GetSchema/],
    [
      'a value that it depends on is missing',
      {
        content: dynamic({ parameters: { kind: { parameter: 'kind' } } }),
        parameters: [{ name: 'kind', in: 'query', type: 'string' }],
        operations: getSchema([{ name: 'kind', in: 'query', type: 'string', required: true }]),
      },
      /depends on kind/,
    ],
    ['it leads elsewhere', { status: 302, headers: { Location: 'https://elsewhere.example/' } }, /elsewhere\.example/],
    [
      'it is too large',
      { answer: { schema: { type: 'object', properties: { id: { enum: ['x'.repeat(300_000)] } } } } },
      /at most 256 KB/,
    ],
    ['it is too deep', { answer: { schema: nested(2_000) } }, /too deep/],
    [
      'one of two parts fails',
      {
        content: {
          type: 'object',
          properties: { a: dynamic({ 'value-path': 'schema' }), b: dynamic({ operationId: 'Nowhere' }) },
        },
      },
      /no operation Nowhere/,
    ],
  ])('is not checked when %s, and says why', async (_, made, reason) => {
    const { good, bad, warnings } = await verdicts(made);
    for (const row of [good, bad]) {
      expect(row).toMatchObject({ conforms: null, check: 'none', reason: expect.stringMatching(reason) });
      expect(row.reason).toMatch(/^The schema comes from the service and was not loaded: /);
      expect(row.problems).toEqual([{ pointer: '', message: row.reason }]);
    }
    expect(warnings.join()).toMatch(reason);
  });

  it('is registered, delivered and deleted all the same', async () => {
    const { here, there } = await service({ status: 500 });
    const { id, state } = await here.register();
    expect(state).toBe('active');
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(there.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'DELETE']);
  });

  it('is not asked for by the check of the unsubscribe contract, nor by a preview', async () => {
    const { here, asked } = await service();
    await here.run('checkUnsubscribe', { uri: here.uri, operationId: 'Subscribe' });
    await here.run('copyAsCurl', { uri: here.uri, operationId: 'Subscribe' });
    expect(asked()).toEqual([]);
  });

  it('is checked once the service gives it', async () => {
    const made: Case = { status: 503 };
    const { here, deliver } = await service(made);
    const { id, callbackUrl } = await here.register();
    expect(await deliver(callbackUrl, id, { id: 'one' })).toMatchObject({ check: 'none' });
    expect(await rejection(here.run('loadSchema', { id }))).toContain('503');
    made.status = 200;
    expect(await here.run('loadSchema', { id })).toEqual({ id, loaded: true });
    const row = await until(async () => {
      const [found] = await here.run('deliveries', { id });
      return found.check === 'done' && found;
    });
    expect(row).toMatchObject({ conforms: false, reason: null });
  });
});

describe('a hostile schema', () => {
  it.each<[string, unknown]>([
    [
      'a circle of references',
      {
        schema: { $ref: '#/definitions/a' },
        definitions: { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } },
      },
    ],
    [
      'references elsewhere',
      { schema: { type: 'object', properties: { id: { $ref: 'https://elsewhere.example/#/x' } } } },
    ],
    [
      'names of the prototype',
      JSON.parse(
        '{"schema": {"type": "object", "properties": {"__proto__": {"type": "string"}, "constructor": {"$ref": "#/__proto__"}}}}',
      ),
    ],
    ['itself', { schema: { type: 'object', properties: { next: { $ref: '#' } } } }],
    ['a pattern that never ends', { schema: { type: 'object', properties: { text: { pattern: '^(a+)+$' } } } }],
    ['no valid keyword', { schema: { type: 'object', properties: { id: { minimum: 'x', pattern: '(' } } } }],
  ])('with %s ends, and the next delivery is received', async (_, answer) => {
    const { here, deliver } = await service({ answer });
    const { id, callbackUrl } = await here.register();
    const row = await deliver(callbackUrl, id, { id: 1, text: `${'a'.repeat(40)}!` });
    expect(row.check).toMatch(/done|none/);
    expect(row.conforms === null).toBe(row.check === 'none');
    expect(await deliver(callbackUrl, id, { id: 1 })).toHaveProperty('answered', 200);
  });
});

describe('the reason of a row', () => {
  it.each<[string, JsonObject | undefined, string, string, string | null]>([
    ['that conforms', order, '{"id": 1}', 'done', null],
    ['that is no JSON', order, 'hello', 'none', 'The body is not JSON'],
    ['without a schema', {}, '{"id": 1}', 'none', 'gives no notification schema'],
    [
      'whose schema cannot be used',
      { type: 'object', properties: { id: { type: 'nothing' } } },
      '{"id": 1}',
      'none',
      'cannot be used',
    ],
  ])('%s', async (_, content, body, check, reason) => {
    const { here } = await service({ content });
    const { id, callbackUrl } = await here.register();
    await fetch(callbackUrl, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    const row = await until(async () => {
      const [found] = await here.run('deliveries', { id });
      return found?.check !== 'pending' && found;
    });
    expect(row.check).toBe(check);
    expect(row.reason).toEqual(reason === null ? null : expect.stringContaining(reason));
  });

  it('of a handshake and of a refused request', async () => {
    const { here } = await service();
    const { id, callbackUrl } = await here.register();
    await fetch(`${callbackUrl}?validationToken=abc`, { method: 'POST' });
    const [row] = await here.run('deliveries', { id });
    expect(row).toMatchObject({ kind: 'handshake', conforms: null, check: 'none', reason: expect.any(String) });
  });
});

/** A schema of an object in an object, and so on. */
function nested(depth: number): JsonObject {
  let schema: JsonObject = { ...order };
  for (let level = 0; level < depth; level++) schema = { type: 'object', properties: { a: schema } };
  return schema;
}
