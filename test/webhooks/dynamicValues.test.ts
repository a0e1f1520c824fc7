import { describe, expect, it, onTestFinished } from 'vitest';
import type { ListRequest } from '../../client/webhooks/webhooksApi';
import type { JsonObject } from '../../server/protocol/json';
import type { DynamicValues } from '../../server/protocol/triggers';
import { type ServiceOptions, startService } from '../support/service';
import { fakeEnvironment, start } from './environment';
import { describeTrigger } from './triggers';

const parameter = (name: string, place: 'path' | 'query' | 'header', required = true) => ({
  name,
  in: place,
  title: name,
  required,
  type: 'string',
  visibility: 'none' as const,
});

const dynamic: DynamicValues = {
  operation: {
    operationId: 'Lists',
    title: 'Lists',
    method: 'get',
    path: '/boards/{board}/lists',
    consumes: [],
    parameters: [parameter('board', 'path'), parameter('open', 'query', false)],
  },
  arguments: [
    { path: ['board'], from: ['body', 'board'] },
    { path: ['open'], value: true },
  ],
  itemsPath: ['data', 'items'],
  valuePath: ['id'],
  titlePath: ['name'],
};

const trigger = describeTrigger({
  security: [{ name: 'key', type: 'apiKey', in: 'query', parameterName: 'key' }],
});

async function ask(
  others: ServiceOptions['others'],
  changes: Partial<ListRequest> = {},
  parameters: JsonObject = { body: { board: 'b 1' } },
) {
  const service = await startService({ auth: { type: 'apiKey', in: 'query', name: 'key', key: 'the-key' }, others });
  onTestFinished(() => service.close());
  const env = fakeEnvironment();
  const webhooks = await start(env);
  const request: ListRequest = {
    trigger,
    dynamic,
    parameters,
    baseUrl: service.url,
    credentials: { type: 'apiKey', key: 'the-key' },
    ...changes,
  };
  return { service, env, list: (signal?: AbortSignal) => webhooks.listValues(request, signal) };
}

const path = 'GET /boards/b%201/lists';
const items = [
  { id: 2 ** 40, name: 'To do' },
  { id: 'x', name: 'Line\nend' },
  { id: 'x', name: 'Twice' },
  { name: 'No id' },
  { id: 'untitled' },
];

describe('the values of a parameter', () => {
  it('come from the operation that the definition names, with the answers so far', async () => {
    const { service, env, list } = await ask({ [path]: () => ({ status: 200, body: { data: { items } } }) });
    expect(await list()).toEqual([
      { value: 2 ** 40, title: 'To do' },
      { value: 'x', title: 'Line end' },
      { value: 'untitled', title: 'untitled' },
    ]);
    expect(service.requests.map(({ query }) => [query.get('open'), query.get('key')])).toEqual([['true', 'the-key']]);
    expect(env.logged.join()).not.toContain('the-key');
    // Asking is not registering: nothing is kept.
    expect([...env.kept]).toEqual([]);
  });

  it('may be the items themselves', async () => {
    const whole = { ...dynamic, itemsPath: [], valuePath: [], titlePath: undefined };
    const { list } = await ask({ [path]: () => ({ status: 200, body: ['a', 7] }) }, { dynamic: whole });
    expect(await list()).toEqual([
      { value: 'a', title: 'a' },
      { value: 7, title: '7' },
    ]);
  });

  it('use the default without an answer', async () => {
    const { body } = trigger;
    const withDefault = { ...trigger, body: { ...body!, defaults: { board: 'b 1' } } };
    const { list } = await ask(
      { [path]: () => ({ status: 200, body: { data: { items: [] } } }) },
      { trigger: withDefault },
      {},
    );
    expect(await list()).toEqual([]);
  });

  it.each<[string, ServiceOptions['others'], Partial<ListRequest>, JsonObject, RegExp]>([
    ['an answer is missing', {}, {}, {}, /depend on body\.board/],
    [
      'the answer has no list',
      { [path]: () => ({ status: 200, body: {} }) },
      {},
      { body: { board: 'b 1' } },
      /no list at "data\/items"/,
    ],
    [
      'the answer is no JSON',
      { [path]: () => ({ status: 200, body: '<html>' }) },
      {},
      { body: { board: 'b 1' } },
      /no list/,
    ],
    ['the service refuses', { [path]: () => ({ status: 500 }) }, {}, { body: { board: 'b 1' } }, /returned 500/],
    [
      'it redirects elsewhere',
      { [path]: () => ({ status: 302, headers: { Location: 'https://elsewhere.example/' } }) },
      {},
      { body: { board: 'b 1' } },
      /elsewhere\.example, which gets neither/,
    ],
    [
      'the credentials are wrong',
      {},
      { credentials: { type: 'apiKey', key: 'another' } },
      { body: { board: 'b 1' } },
      /rejected your credentials \(401/,
    ],
    ['there are no credentials', {}, { credentials: undefined }, { body: { board: 'b 1' } }, /requires .* credentials/],
    [
      'the definition names no operation',
      {},
      { dynamic: { ...dynamic, operation: undefined, problem: 'capability file-picker' } },
      {},
      /file-picker/,
    ],
  ])('are not available when %s', async (_, others, changes, parameters, message) => {
    const { list } = await ask(others, changes, parameters);
    await expect(list()).rejects.toThrow(message);
  });

  it('of a tree come level by level, and show which have children', async () => {
    const below = { ...dynamic, arguments: [{ path: ['board'], selected: ['ref', 'id'] }] };
    const tree = {
      browse: below,
      parents: { path: ['folder'], is: true, not: false },
      canSelectParents: true,
      canSelectLeaves: true,
    };
    const root = { id: 1, name: 'Root', folder: true, ref: { id: 'b 2' } };
    const others: ServiceOptions['others'] = {
      [path]: () => ({ status: 200, body: { data: { items: [root] } } }),
      'GET /boards/b%202/lists': () => ({
        status: 200,
        body: { data: { items: [{ id: 2, name: 'Leaf', folder: false }] } },
      }),
    };
    const roots = await (await ask(others, { dynamic: { ...dynamic, tree } })).list();
    expect(roots).toEqual([{ value: 1, title: 'Root', opens: root }]);
    const inside = await ask(others, { dynamic: { ...dynamic, tree }, below: root });
    expect(await inside.list()).toEqual([{ value: 2, title: 'Leaf' }]);
  });

  it('are no longer awaited after a cancellation', async () => {
    const { service, list } = await ask({ [path]: () => ({ status: 200, body: [] }) });
    const hold = service.hold({ method: 'GET' });
    const controller = new AbortController();
    const listing = list(controller.signal);
    await hold.reached;
    controller.abort();
    await expect(listing).rejects.toThrow('canceled');
    hold.drop();
  });
});
