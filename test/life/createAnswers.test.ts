// What follows each shape of a create answer: the DELETE of the new webhook, or a refusal that says what was seen and what to
// do. The service owns other resources as well, and none of them is ever called.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callback, definition, json, type Made, odd, rejection } from './life';
import { life } from './over';

const text = (name: string, place: string, more: object = {}) => ({
  name,
  in: place,
  required: true,
  type: 'string',
  ...more,
});

const operation = (method: string, path: string, operationId: string, parameters: object[] = []) => ({
  [path]: {
    [method]: {
      operationId,
      'x-ms-visibility': 'internal',
      parameters: [...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => text(name!, 'path')), ...parameters],
      responses: { 204: { description: 'Done' } },
    },
  },
});

const body = (properties: object, required: string[] = Object.keys(properties)) => ({
  name: 'body',
  in: 'body',
  required: true,
  schema: { type: 'object', required, properties },
});

const string = { type: 'string' };

/** Operations of the same definition that do not belong to this trigger: of another trigger, and an action. */
const others = {
  '/subscriptions': {
    'x-ms-notification-content': { schema: { type: 'object', properties: { id: string } } },
    post: {
      operationId: 'SubscribeToOthers',
      'x-ms-trigger': 'single',
      parameters: [body({ url: callback })],
      responses: { 201: { description: 'Created' } },
    },
  },
  ...operation('delete', '/subscriptions/{id}', 'DropSubscription'),
  '/projects/{id}': {
    delete: {
      ...operation('delete', '/projects/{id}', 'DeleteProject')['/projects/{id}']!.delete,
      'x-ms-visibility': 'none',
    },
  },
};

const own = operation('delete', '/hooks/{id}', 'Unsubscribe');

/** What the service has besides the new webhook. */
const owned = ['/hooks', '/hooks/h0', '/hooks/42', '/hooks/req-1', '/projects/42', '/subscriptions/7', '/'];

interface Shape {
  /** Sent as JSON. */
  answer?: unknown;
  /** Sent as it is. */
  plain?: string;
  headers?: Record<string, string>;
  status?: number;
  /** Unsubscribe operations; by default DELETE `/hooks/{id}`. */
  unsubscribe?: Record<string, object>;
  made?: Made;
  parameters?: object;
  /** Statuses of DELETE calls other than 204. */
  deleted?: number;
}

async function created({
  answer,
  plain,
  headers = {},
  status = 201,
  unsubscribe = own,
  made,
  parameters,
  deleted,
}: Shape) {
  const calls: string[] = [];
  const there = await odd(({ method, url, body: sent }, response) => {
    if (calls.length > 0 || method === 'DELETE') {
      calls.push([`${method} ${url}`, ...(sent === '' ? [] : [sent])].join(' '));
      return void response.writeHead(deleted ?? 204).end();
    }
    calls.push('created');
    if (plain !== undefined) return void response.writeHead(status, headers).end(plain);
    if (answer === undefined) return void response.writeHead(status, headers).end();
    json(response, status, answer, headers);
  });
  const here = await life(definition({ host: there.host, unsubscribe: { ...unsubscribe, ...others }, ...made }));
  const registration = await here.register({ parameters });
  const touched = () => owned.filter((path) => calls.slice(1).some((call) => call.split(' ')[1] === path));
  return { here, there, registration, id: registration.id as string, calls: () => calls.slice(1), touched };
}

const rpc = { jsonrpc: '2.0', id: 42 };
const channels = operation('delete', '/channels/{channel_id}', 'StopHook');
const uuid = '2f1c9a4e-0b6d-4c53-9a41-7f1d2b3c4d5e';

describe('the DELETE of the new webhook follows', () => {
  it.each<[string, Shape, string]>([
    ['an id', { answer: { id: 'h1' } }, 'DELETE /hooks/h1'],
    ['an id in data', { answer: { data: { id: 'h1', type: 'webhook' } } }, 'DELETE /hooks/h1'],
    ['an id in two wrappers', { answer: { response: { webhook: { id: 'h1' } } } }, 'DELETE /hooks/h1'],
    ['an id under its own name', { answer: { webhook_id: 'h1', project: { id: '42' } } }, 'DELETE /hooks/h1'],
    ['an array of one', { answer: [{ id: 'h1' }] }, 'DELETE /hooks/h1'],
    ['a number', { answer: 17 }, 'DELETE /hooks/17'],
    ['a text', { answer: 'h1' }, 'DELETE /hooks/h1'],
    ['a text that is no JSON', { plain: 'h1', headers: { 'Content-Type': 'text/plain' } }, 'DELETE /hooks/h1'],
    ['a JSON-RPC envelope', { answer: { ...rpc, result: { id: 'h1' } } }, 'DELETE /hooks/h1'],
    ['a JSON-RPC batch', { answer: [{ ...rpc, result: { hookId: 'h1' } }] }, 'DELETE /hooks/h1'],
    ['the id of a request around it', { answer: { id: 'req-1', data: { id: 'h1' } } }, 'DELETE /hooks/h1'],
    ['another resource next to the id', { answer: { id: 'h1', url: '/projects/42' } }, 'DELETE /hooks/h1'],
    ['another origin next to the id', { answer: { id: 'h1', url: 'https://e.example/hooks/h0' } }, 'DELETE /hooks/h1'],
    ['the address of another webhook next to the id', { answer: { id: 'h1', url: '/hooks/h0' } }, 'DELETE /hooks/h1'],
    ['a relative address', { answer: { href: 'hooks/h1' }, unsubscribe: {} }, 'DELETE /hooks/h1'],
    ['an address in a wrapper', { answer: { data: { url: '/hooks/h1' } }, unsubscribe: {} }, 'DELETE /hooks/h1'],
    ['a link in an array', { answer: [{ links: { self: '/hooks/h1' } }], unsubscribe: {} }, 'DELETE /hooks/h1'],
    [
      'an address in a JSON-RPC envelope',
      { answer: { ...rpc, result: { url: '/hooks/h1' } }, unsubscribe: {} },
      'DELETE /hooks/h1',
    ],
    ['a Location', { headers: { Location: '/hooks/h1' } }, 'DELETE /hooks/h1'],
    ['a relative Location', { headers: { Location: 'hooks/h1' } }, 'DELETE /hooks/h1'],
    ['a Location next to another id', { answer: { id: 'h0' }, headers: { Location: '/hooks/h1' } }, 'DELETE /hooks/h1'],
    ['an id in a header', { headers: { 'X-Webhook-Id': 'h1' } }, 'DELETE /hooks/h1'],
    [
      'an id in a header, next to that of the request',
      { headers: { 'X-Request-Id': '42', 'Hook-Id': 'h1' } },
      'DELETE /hooks/h1',
    ],
    [
      'a header named as the id',
      { answer: { ok: true }, headers: { 'X-Channel-Id': 'c1' }, unsubscribe: channels },
      'DELETE /channels/c1',
    ],
    [
      'an id that the body chose',
      {
        answer: { id: 'h0' },
        unsubscribe: channels,
        made: { properties: { channel_id: string } },
        parameters: { body: { channel_id: 'c1' } },
      },
      'DELETE /channels/c1',
    ],
    [
      'an id that a parameter chose',
      { unsubscribe: channels, made: { parameters: [text('channel_id', 'query')] }, parameters: { channel_id: 'c1' } },
      'DELETE /channels/c1',
    ],
    [
      'a UUID that the body chose',
      { answer: { ok: true }, made: { properties: { id: string } }, parameters: { body: { id: uuid } } },
      `DELETE /hooks/${uuid}`,
    ],
    [
      'an id that the operation takes in its body',
      {
        answer: { hookId: 'h1' },
        unsubscribe: operation('delete', '/hooks', 'Unsubscribe', [body({ hookId: string })]),
      },
      'DELETE /hooks {"hookId":"h1"}',
    ],
    [
      'an id and what else the body of the operation takes',
      {
        answer: { channelId: 5, resourceId: 'r1' },
        unsubscribe: operation('delete', '/hooks/stop', 'StopHook', [
          body({ channelId: { type: 'integer' }, resourceId: string, topic: string }),
        ]),
        made: { properties: { topic: string } },
        parameters: { body: { topic: 'orders' } },
      },
      'DELETE /hooks/stop {"channelId":5,"resourceId":"r1","topic":"orders"}',
    ],
    [
      'an id that the operation takes in its query',
      { answer: { id: 'h1' }, unsubscribe: operation('delete', '/hooks', 'Unsubscribe', [text('hookId', 'query')]) },
      'DELETE /hooks?hookId=h1',
    ],
  ])('%s', async (_, shape, call) => {
    const { here, id, calls } = await created(shape);
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(calls()).toEqual([call]);
  });

  it('an answer without an id, where the operation takes the callback URL', async () => {
    const unsubscribe = operation('delete', '/hooks', 'Unsubscribe', [text('callbackUrl', 'query')]);
    const { here, registration, id, calls } = await created({ answer: { ok: true }, unsubscribe });
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(calls()).toEqual([`DELETE /hooks?callbackUrl=${encodeURIComponent(registration.callbackUrl)}`]);
  });

  it('an id that the operation takes in a header', async () => {
    const unsubscribe = operation('delete', '/hooks', 'Unsubscribe', [text('X-Hook-Id', 'header')]);
    const { here, there, id, calls } = await created({ answer: { id: 'h1' }, unsubscribe });
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(calls()).toEqual(['DELETE /hooks']);
    expect(there.requests.at(-1)!.headers['x-hook-id']).toBe('h1');
  });
});

const lacksId = /no ID for the unsubscribe operation Unsubscribe/;

describe('nothing is called after', () => {
  it.each<[string, Shape, RegExp]>([
    ['nothing', {}, lacksId],
    ['a word', { plain: 'Created' }, lacksId],
    ['an array of two', { answer: [{ id: 'h1' }, { id: 'h0' }] }, lacksId],
    [
      'an array of two next to a chosen id',
      { answer: [{ id: 'h1' }, { id: 'h0' }], headers: { 'Hook-Id': 'h1' } },
      lacksId,
    ],
    ['two webhooks', { answer: { webhook: { id: 'h1' }, subscription: { id: 'h0' } } }, lacksId],
    ['a JSON-RPC call', { answer: { ...rpc, result: true } }, lacksId],
    ['a JSON-RPC error', { answer: { ...rpc, result: null, error: { code: 1, message: 'No' } } }, lacksId],
    ['the id of a request', { answer: { id: 'req-1', status: 'ok', data: {} } }, lacksId],
    ['the id of a request in a header', { headers: { 'X-Request-Id': 'req-1' } }, lacksId],
    ['two ids in headers', { headers: { 'X-Hook-Id': 'h1', 'X-Subscription-Id': 'h0' } }, lacksId],
    ['an id of dots', { answer: { id: '../projects/42' } }, /would lead to another URL/],
    [
      'an id of encoded dots in a header',
      { headers: { 'X-Hook-Id': '..%2fprojects%2f42' } },
      /would lead to another URL/,
    ],
    ['another resource', { answer: { url: '/projects/42' } }, /contained http:\S+\/projects\/42, which is not used/],
    ['another resource in a wrapper', { answer: { data: { url: '/projects/42' } } }, lacksId],
    [
      'an address with ".."',
      { answer: { url: '/hooks/../projects/42' } },
      /contained http:\S+\/projects\/42, which is not used/,
    ],
    ['an address with an encoded ".."', { answer: { url: '/hooks/..%2fprojects%2f42' } }, /which is not used/],
    [
      'another origin',
      { answer: { url: 'https://e.example/hooks/h1' } },
      /contained https:\/\/e\.example\/hooks\/h1, which is not used/,
    ],
    [
      'a Location on another origin',
      { headers: { Location: 'https://e.example/hooks/h1' } },
      /contained https:\/\/e\.example\/hooks\/h1/,
    ],
    [
      'an address relative to the create call',
      { answer: { self: './42' } },
      /contained http:\S+\/42, which is not used/,
    ],
    ['addresses of two webhooks', { answer: { items: [{ url: '/hooks/h1' }, { url: '/hooks/h0' }] } }, lacksId],
    [
      'addresses of two wrapped webhooks',
      { answer: { hook: { url: '/hooks/h1' }, webhook: { url: '/hooks/h0' } } },
      lacksId,
    ],
    [
      "another trigger's address",
      { answer: { url: '/subscriptions/7' } },
      /belongs to other triggers: DropSubscription/,
    ],
    [
      "another trigger's id",
      { answer: { subscriptionId: '7' }, unsubscribe: {} },
      /belongs to other triggers: DropSubscription/,
    ],
    [
      'an id where only an action deletes',
      { answer: { id: '42' }, unsubscribe: {} },
      /deletes something else, judging by its name: DeleteProject/,
    ],
    [
      'an id where several operations look alike',
      {
        answer: { id: 'h0' },
        unsubscribe: {
          ...operation('delete', '/a/{hookId}', 'DeleteHookA'),
          ...operation('delete', '/b/{hookId}', 'DeleteHookB'),
        },
      },
      /several operations could unsubscribe: DeleteHookA, DeleteHookB/,
    ],
    [
      'an address where several operations look alike',
      {
        answer: { url: '/a/h0' },
        unsubscribe: {
          ...operation('delete', '/a/{hookId}', 'DeleteHookA'),
          ...operation('delete', '/b/{hookId}', 'DeleteHookB'),
        },
      },
      /contained http:\S+\/a\/h0, which is not used/,
    ],
    [
      'an id that the body chose, which is no UUID',
      {
        answer: { ok: true },
        made: { properties: { id: string } },
        parameters: { body: { id: '42' } },
      },
      lacksId,
    ],
    [
      'an id without what else the operation takes',
      {
        answer: { hookId: 'h1' },
        unsubscribe: operation('delete', '/hooks', 'Unsubscribe', [body({ hookId: string, resourceId: string })]),
      },
      /Unsubscribe requires resourceId, which neither the create response nor the values of the create request had/,
    ],
    [
      'an id where the DELETE is for all webhooks',
      { answer: { id: 'h1' }, unsubscribe: operation('delete', '/hooks', 'Unsubscribe') },
      /no matching unsubscribe operation/,
    ],
  ])('%s', async (_, shape, said) => {
    const { here, id, calls, touched } = await created(shape);
    const message = await rejection(here.run('delete', { id }));
    expect(message).toMatch(said);
    expect(message).toMatch(/"forget": true/);
    expect([calls(), touched()]).toEqual([[], []]);
  });

  it.each<[string, Shape]>([
    ["another trigger's Location", { answer: { id: 'h1' }, headers: { Location: '/subscriptions/7' } }],
    [
      "another trigger's Location below the create call",
      {
        answer: { id: 'h1' },
        headers: { Location: '/hooks/paid/7' },
        unsubscribe: {
          ...own,
          '/hooks/paid': others['/subscriptions'],
          ...operation('delete', '/hooks/paid/{id}', 'DropPaid'),
        },
      },
    ],
    [
      'a Location at one of several operations that look alike',
      {
        headers: { Location: '/a/h0' },
        unsubscribe: {
          ...operation('delete', '/a/{hookId}', 'DeleteHookA'),
          ...operation('delete', '/b/{hookId}', 'DeleteHookB'),
        },
      },
    ],
  ])('%s, unless it is confirmed', async (_, shape) => {
    const { here, registration, id, calls, touched } = await created(shape);
    await expect(here.run('delete', { id })).rejects.toMatchObject({ property: 'confirmUrl' });
    expect([calls(), touched()]).toEqual([[], []]);
    await here.run('delete', { id, confirmUrl: registration.location });
    expect(calls()).toEqual([`DELETE ${new URL(registration.location).pathname}`]);
  });
});

describe('an operation that Power Automate would not call', () => {
  const unsubscribe = operation('post', '/channels/stop', 'StopChannelHook', [
    body({ id: string, resourceId: string }),
  ]);
  const shape: Shape = {
    answer: { kind: 'api#channel', id: uuid, resourceId: 'r1' },
    unsubscribe,
    made: { properties: { id: string } },
    parameters: { body: { id: uuid } },
  };

  it('is sent as it was shown, and only once it is confirmed', async () => {
    const { here, there, id, calls } = await created(shape);
    const url = `${there.url}/channels/stop`;
    const message = await rejection(here.run('delete', { id }));
    expect(message).toContain(`POST ${url}`);
    expect(message).toMatch(/"confirmUrl": .*Power Automate would not send this/);
    expect(calls()).toEqual([]);
    expect(await here.run('list', {})).toMatchObject([{ id, state: 'active' }]);
    expect(await here.run('delete', { id, confirmUrl: url })).toEqual({ id, remote: 'deleted' });
    expect(calls()).toEqual([`POST /channels/stop {"id":"${uuid}","resourceId":"r1"}`]);
  });

  it('is not used next to a Location', async () => {
    const { here, id, calls } = await created({ ...shape, headers: { Location: '/hooks/h1' } });
    await here.run('delete', { id });
    expect(calls()).toEqual(['DELETE /hooks/h1']);
  });

  it('is a difference in the check, which leaves the webhook in the list', async () => {
    const there = await odd((_, response) => json(response, 201, shape.answer));
    const here = await life(definition({ host: there.host, unsubscribe, ...shape.made }));
    const { steps, differences } = await here.run('checkUnsubscribe', {
      uri: here.uri,
      operationId: 'Subscribe',
      parameters: shape.parameters,
    });
    expect(differences).toMatchObject([
      {
        code: 'unsubscribe-not-called',
        message: expect.stringMatching(/POST \S+\/channels\/stop. Power Automate would not/),
      },
    ]);
    expect(steps.at(-1)).toMatchObject({
      name: 'cleanUp',
      ok: false,
      detail: expect.stringMatching(/the POST is shown there/),
    });
    expect(there.requests.map(({ method }) => method)).toEqual(['POST']);
    expect(await here.run('list', {})).toMatchObject([{ state: 'active' }]);
  });
});

describe('what the operation requires', () => {
  const needs = operation('delete', '/hooks/{id}', 'Unsubscribe', [
    text('X-Tenant', 'header'),
    text('version', 'query', { default: '2' }),
  ]);
  const tenant = [text('X-Tenant', 'header')];

  it.each([
    ['at its own path', '/hooks/h1'],
    ['at another path below the create call', '/hooks/v2/h1'],
  ])('goes along to a Location %s', async (_, location) => {
    const { here, there, id, calls } = await created({
      headers: { Location: location },
      unsubscribe: needs,
      made: { parameters: tenant },
      parameters: { 'X-Tenant': 'acme' },
    });
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(calls()).toEqual([`DELETE ${location}?version=2`]);
    expect(there.requests.at(-1)!.headers['x-tenant']).toBe('acme');
  });

  it('and nobody knows keeps a 404 from meaning that the webhook is gone', async () => {
    const { here, id, calls } = await created({ headers: { Location: '/hooks/h1' }, unsubscribe: needs, deleted: 404 });
    const message = await rejection(here.run('delete', { id }));
    expect(message).toMatch(/DELETE was sent without X-Tenant.*Whether the webhook is gone is not known/);
    expect(calls()).toEqual(['DELETE /hooks/h1?version=2']);
    expect(await here.run('list', {})).toMatchObject([{ id, state: 'active' }]);
  });

  it('lets a 404 mean that the webhook is gone when all of it went along', async () => {
    const { here, id } = await created({
      headers: { Location: '/hooks/h1' },
      unsubscribe: needs,
      made: { parameters: tenant },
      parameters: { 'X-Tenant': 'acme' },
      deleted: 404,
    });
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'gone' });
  });
});

it('does not take a 404 for gone where the answer named another webhook as well', async () => {
  const { here, id, calls, touched } = await created({ answer: { id: 'h1', url: '/hooks/h0' }, deleted: 404 });
  expect(await rejection(here.run('delete', { id }))).toMatch(/also contained http:\S+\/hooks\/h0\. Whether/);
  expect([calls(), touched()]).toEqual([['DELETE /hooks/h1'], []]);
});

describe('a Location that changed since it was kept', () => {
  /** Restarts with another Location in the list of webhooks. */
  async function changed(to: (url: string) => string) {
    const made = await created({ answer: { id: 'h1' }, headers: { Location: '/hooks/h1' } });
    const { here, there, registration } = made;
    const location = to(there.url);
    await here.close();
    const file = join(here.env.storageFolder, 'registrations.jsonl');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replaceAll(JSON.stringify(registration.location), JSON.stringify(location)),
    );
    await here.restart();
    expect((await here.run('list', {}))[0].location).toBe(location);
    return made;
  }

  it.each([
    ['to another origin', 'http://127.0.0.1:9/hooks/h0'],
    ['to another scheme', 'https://e.example/hooks/h1'],
    ['to no address', 'h0'],
    ['to one with a user name', 'http://me:pw@127.0.0.1:9/hooks/h0'],
  ])('%s is not called, and nothing is read there', async (_, location) => {
    const { here, id, calls } = await changed(() => location);
    expect(await here.run('checkRegistrations', {})).toMatchObject([{ id, remote: 'unknown' }]);
    expect(calls()).toEqual([]);
    await here.run('delete', { id });
    expect(calls()).toEqual(['DELETE /hooks/h1']);
  });

  it('to a path with dots is called only when it is confirmed', async () => {
    const { here, id, calls } = await changed((url) => `${url}/hooks/..%2fprojects%2f42`);
    await expect(here.run('delete', { id })).rejects.toMatchObject({ property: 'confirmUrl' });
    expect(calls()).toEqual([]);
  });
});
