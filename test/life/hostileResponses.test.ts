// Which DELETE follows an answer to the create call that names something else, by mistake or on purpose. In each case
// nothing but the webhook's own address is ever called.
import { describe, expect, it } from 'vitest';
import { callback, definition, json, type Made, odd, rejection } from './life';
import { life } from './over';

const deletion = (path: string, operationId = 'Unsubscribe', more: object = {}) => ({
  [path]: {
    delete: {
      operationId,
      parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        type: 'string',
      })),
      responses: { 204: { description: 'Deleted' } },
      ...more,
    },
  },
});

/** Another trigger of the same definition. */
const trigger = (path: string) => ({
  [path]: {
    'x-ms-notification-content': { schema: { type: 'object', properties: { id: { type: 'string' } } } },
    post: {
      operationId: 'SubscribeToOthers',
      'x-ms-trigger': 'single',
      parameters: [
        { name: 'body', in: 'body', schema: { type: 'object', required: ['url'], properties: { url: callback } } },
      ],
      responses: { 201: { description: 'Created' } },
    },
  },
});

interface Answered {
  body?: unknown;
  /** Instead of JSON. */
  text?: string;
  location?: string;
  made?: Made;
  parameters?: object;
}

async function created({ body, text, location, made, parameters }: Answered) {
  const there = await odd(({ method }, response) => {
    if (method === 'DELETE') return void response.writeHead(204).end();
    const headers = location === undefined ? {} : { Location: location };
    if (text !== undefined) return void response.writeHead(201, { 'Content-Type': 'text/plain', ...headers }).end(text);
    json(response, 201, body ?? {}, headers);
  });
  const here = await life(definition({ host: there.host, ...made }));
  const registration = await here.register({ parameters });
  const deletes = () => there.requests.filter(({ method }) => method === 'DELETE').map(({ url }) => url);
  return { here, there, registration, id: registration.id as string, deletes };
}

const none = { unsubscribe: {} };
const rpc = { jsonrpc: '2.0' };

describe('a response that names the webhook and something else', () => {
  it.each<[string, Answered, string]>([
    ['an address of something else', { body: { id: 'h1', url: '/projects/42' } }, '/hooks/h1'],
    ['the id of an RPC call', { body: { ...rpc, id: 1, result: { id: 'h9' } } }, '/hooks/h9'],
    ['the id of an RPC call without a version', { body: { id: 1, result: { id: 'h9' } } }, '/hooks/h9'],
    ['the id of an RPC call of version 1', { body: { id: 1, result: { id: 'h9' }, error: null } }, '/hooks/h9'],
    ['the id of an RPC call with a string result', { body: { ...rpc, id: 1, result: '0x9ce59a' } }, '/hooks/0x9ce59a'],
    ['the id of a request', { body: { id: 'req-1', data: { id: 'h9' } } }, '/hooks/h9'],
    ['the id of a request next to a status', { body: { id: 'q', status: 'ok', data: { id: 'h9' } } }, '/hooks/h9'],
    ['the id of a request, in a list', { body: { id: 'req-1', results: [{ id: 'h9' }] } }, '/hooks/h9'],
    ['the id of a request under another name', { body: { uuid: 'req-1', data: { id: 'h9' } } }, '/hooks/h9'],
    [
      'the id of an object around the webhook',
      { body: { id: 'p1', name: 'Project', webhook: { id: 'h9' } } },
      '/hooks/h9',
    ],
    [
      'the id of an object around the hook',
      { body: { id: 'p1', hook: { id: 'h9', trigger: { id: 't1' } } } },
      '/hooks/h9',
    ],
    ['an id of its content', { body: { id: 'h1', name: 'Mine', content: { id: 'c1' } } }, '/hooks/h1'],
    ['an id twice', { body: { id: 'h1', data: { id: 'h1' } } }, '/hooks/h1'],
    ['its own address, and another one', { body: { url: '/projects/42', self: '/hooks/h1' } }, '/hooks/h1'],
    ['an address with a host but no scheme', { body: { id: 'h1', url: '//evil.example/hooks/h1' } }, '/hooks/h1'],
    ['an address with backslashes', { body: { id: 'h1', url: '\\\\evil.example\\hooks' } }, '/hooks/h1'],
    ['an address on another origin', { body: { id: 'h1', url: 'https://evil.example/hooks/h1' } }, '/hooks/h1'],
    ['an address with ".."', { body: { id: 'h1', url: '../projects/42' } }, '/hooks/h1'],
    ['an address with ".." in the middle', { body: { id: 'h1', url: '/hooks/../projects/42' } }, '/hooks/h1'],
    ['an address with an encoded ".."', { body: { id: 'h1', url: '/hooks/..%2fprojects%2f42' } }, '/hooks/h1'],
    ['an address with a doubly encoded ".."', { body: { id: 'h1', url: '/hooks/..%252fp' } }, '/hooks/h1'],
    ['an address with "..;"', { body: { id: 'h1', url: '/hooks/..;/projects/42' } }, '/hooks/h1'],
    ['the address of all webhooks', { body: { id: 'h1', url: '/hooks' } }, '/hooks/h1'],
    ['the address of all webhooks with a slash', { body: { id: 'h1', url: '/hooks/' } }, '/hooks/h1'],
    ['the address of all webhooks with a query', { body: { id: 'h1', url: '/hooks?id=h1' } }, '/hooks/h1'],
    ['a parent address', { body: { id: 'h1', url: '/' } }, '/hooks/h1'],
    ['an address that shares only a prefix', { body: { id: 'h1', url: '/hooksmith/h1' } }, '/hooks/h1'],
    [
      'the address of a webhook with other path parameters',
      {
        body: { id: 'h1', url: '/projects/8/hooks/h1' },
        parameters: { project: '7' },
        made: {
          path: '/projects/{project}/hooks',
          parameters: [{ name: 'project', in: 'path', required: true, type: 'string' }],
        },
      },
      '/projects/7/hooks/h1',
    ],
    ['an id with a slash', { body: { id: 'a/b' } }, '/hooks/a%2Fb'],
    ['an id with a query', { body: { id: 'h1?x=' } }, '/hooks/h1%3Fx%3D'],
    ['an id with a fragment', { body: { id: 'h1#x' } }, '/hooks/h1%23x'],
    ['an id with dots', { body: { id: 'v1..2' } }, '/hooks/v1..2'],
    ['an id that is encoded', { body: { id: 'a%2Fb' } }, '/hooks/a%252Fb'],
    ['a number', { body: { id: 0 } }, '/hooks/0'],
    ['a list of one', { body: [{ id: 'h1', url: '/projects/42' }] }, '/hooks/h1'],
    [
      'an id whose name the create call uses for something else',
      {
        body: { id: 'h1' },
        parameters: { id: '7' },
        made: {
          path: '/projects/{id}/hooks',
          parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
          unsubscribe: deletion('/projects/{project}/hooks/{id}'),
        },
      },
      '/projects/7/hooks/h1',
    ],
    ['only an address below the create URL', { body: { href: '/hooks/h1' }, made: none }, '/hooks/h1'],
    [
      'only an address that fits the DELETE of its trigger',
      { body: { url: '/webhooks/h1' }, made: { unsubscribe: deletion('/webhooks/{hook}') } },
      '/webhooks/h1',
    ],
  ])('%s: only the webhook is deleted', async (_, answered, path) => {
    const { here, id, deletes } = await created(answered);
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(deletes()).toEqual([path]);
  });
});

describe('a response that does not name the webhook', () => {
  const others = { ...trigger('/subscriptions'), ...deletion('/subscriptions/{id}', 'DropSubscription') };

  it.each<[string, Answered, RegExp]>([
    [
      'with the DELETE of another trigger in its definition',
      { body: { id: '7' }, made: { unsubscribe: others } },
      /no matching unsubscribe operation.*belongs to other triggers: DropSubscription/,
    ],
    [
      'with the DELETE of another trigger, and a Location on another origin',
      { body: { id: '7' }, location: 'https://evil.example/keyed/7', made: { unsubscribe: others } },
      /contained https:\/\/evil\.example\/keyed\/7, which is not used.*belongs to other triggers: DropSubscription/,
    ],
    [
      'with the DELETE of another trigger, and an address there',
      { body: { url: '/subscriptions/7' }, made: { unsubscribe: others } },
      /contained http:\S+\/subscriptions\/7, which is not used/,
    ],
    [
      'with the DELETE of its parent resource',
      { body: { id: '7' }, made: { path: '/projects/hooks', unsubscribe: deletion('/projects/{id}', 'DropProject') } },
      /no matching unsubscribe operation/,
    ],
    [
      'with a DELETE of all webhooks',
      { body: {}, made: { unsubscribe: deletion('/hooks') } },
      /no matching unsubscribe operation/,
    ],
    ['but another address', { body: { url: '/projects/42' }, made: none }, /contained http:\S+\/projects\/42/],
    [
      'but the address that was called',
      { body: { url: '/hooks' }, made: none },
      /contained http:\S+\/hooks, which is not used/,
    ],
    [
      'but an address with ".."',
      { body: { url: '/hooks/..%2f42' }, made: none },
      /contained http:\S+42, which is not used/,
    ],
    ['but an id, without a DELETE', { body: { id: 'h1' }, made: none }, /no matching unsubscribe operation/],
    ['but an RPC call', { body: { ...rpc, id: 1, result: true } }, /no ID for the unsubscribe operation/],
    ['but an RPC call that failed', { body: { ...rpc, id: 1, result: null } }, /no ID for the unsubscribe operation/],
    ['but a request', { body: { id: 'req-1', status: 'ok', data: {} } }, /no ID for the unsubscribe operation/],
    ['but two ids', { body: { webhook: { id: 'h1' }, subscription: { id: 's1' } } }, /no ID for/],
    ['but two nested ids', { body: { id: 'h1', name: 'Mine', data: { id: 'd1' } } }, /no ID for/],
    ['but two ids in a request', { body: { id: 'req-1', payload: { id: 'h1' } } }, /no ID for/],
    ['but a list of two', { body: [{ id: 'h1' }, { id: 'h2' }] }, /no ID for/],
    ['but an empty id', { body: { id: '' } }, /no ID for/],
    ['but an id that is a dot', { body: { id: '.' } }, /"\.", would lead to another URL/],
    ['but an id that is two dots', { body: { id: '..' } }, /"\.\.", would lead to another URL/],
    ['but an id with ".."', { body: { id: '../projects/42' } }, /would lead to another URL/],
    ['but an id with an encoded ".."', { body: { id: '..%2fprojects%2f42' } }, /would lead to another URL/],
    ['but an id with a doubly encoded ".."', { body: { id: 'x%252f..%252f42' } }, /would lead to another URL/],
    ['but an id with a line break', { body: { id: 'h1\r\nX: y' } }, /would lead to another URL/],
  ])('%s deletes nothing, and the message says what was found and what to do', async (_, answered, said) => {
    const { here, id, deletes } = await created(answered);
    const message = await rejection(here.run('delete', { id }));
    expect(message).toMatch(said);
    expect(message).toMatch(/"forget": true/);
    expect(deletes()).toEqual([]);
    expect(await here.run('list', {})).toMatchObject([{ id, state: 'active' }]);
    expect(await here.run('delete', { id, forget: true })).toEqual({ id, remote: 'forgotten' });
    expect(deletes()).toEqual([]);
  });
});

describe('a Location that nothing else confirms', () => {
  it.each<[string, string, Made?]>([
    ['elsewhere', '/projects/42'],
    ['with ".."', '../projects/42'],
    ['with an encoded ".."', '/hooks/..%2fprojects%2f42'],
    ['above the call', '/v1', { path: '/v1/hooks' }],
    ['of all webhooks with another query', '/hooks?id=h1'],
    [
      'of another trigger',
      '/subscriptions/7',
      { unsubscribe: { ...trigger('/subscriptions'), ...deletion('/subscriptions/{id}') } },
    ],
    ['outside the base path', '/hooks/h1', { basePath: '/v1' }],
  ])('%s (%s) is deleted only when a script confirms exactly that address', async (_, location, made) => {
    const { here, registration, id, deletes } = await created({ body: { id: 'h1' }, location, made });
    await expect(here.run('delete', { id })).rejects.toMatchObject({ property: 'confirmUrl' });
    expect(await rejection(here.run('delete', { id }))).toContain(registration.location);
    expect(await rejection(here.run('delete', { id, confirmUrl: `${registration.location}0` }))).toMatch(
      /"confirmUrl"/,
    );
    expect(deletes()).toEqual([]);
    expect(await here.run('list', {})).toMatchObject([{ id, state: 'active' }]);
    expect(await here.run('delete', { id, confirmUrl: registration.location })).toEqual({ id, remote: 'deleted' });
    const { pathname, search } = new URL(registration.location);
    expect(deletes()).toEqual([pathname + search]);
  });

  it('is not called by the contract check, which reports it and deletes by other means', async () => {
    const there = await odd(({ method }, response) =>
      method === 'DELETE'
        ? response.writeHead(204).end()
        : json(response, 201, { id: 'h1' }, { Location: '/projects/42' }),
    );
    const here = await life(definition({ host: there.host }));
    const { steps } = await here.run('checkUnsubscribe', { uri: here.uri, operationId: 'Subscribe' });
    expect(steps.filter(({ ok }: { ok: boolean }) => !ok)).toMatchObject([
      { name: 'delete', detail: expect.stringMatching(/projects\/42.*No DELETE was sent there/) },
    ]);
    expect(there.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /hooks', 'DELETE /hooks/h1']);
  });
});

it('deletes only the webhook when the service refuses the Location', async () => {
  const there = await odd(({ method, url }, response) => {
    if (method === 'DELETE') return void response.writeHead(url === '/hooks/h1' ? 204 : 405).end();
    json(response, 201, { id: 'h1', url: '/projects/42' }, { Location: '/hooks/gone' });
  });
  const here = await life(definition({ host: there.host }));
  const { id } = await here.register();
  expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
  expect(there.requests.map(({ url }) => url)).toEqual(['/hooks', '/hooks/gone', '/hooks/h1']);
});

it('accepts an address below the URL that the create call was redirected to', async () => {
  const there = await odd(({ method, url }, response) => {
    if (method === 'DELETE') return void response.writeHead(204).end();
    if (url === '/hooks') return void response.writeHead(307, { Location: '/v2/hooks' }).end();
    json(response, 201, { url: '/v2/hooks/h1' });
  });
  const here = await life(definition({ host: there.host, unsubscribe: {} }));
  const { id } = await here.register();
  await here.run('delete', { id });
  expect(there.requests.at(-1)).toMatchObject({ method: 'DELETE', url: '/v2/hooks/h1' });
});
