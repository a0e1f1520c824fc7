// The requests for definitions of all kinds, and that the DELETE goes to the origin of the create call.
import { describe, expect, it } from 'vitest';
import { callback, definition, json, type Made, odd, rejection } from './life';
import { life } from './over';

async function service(made: Made = {}) {
  const there = await odd((seen, response) =>
    seen.method === 'DELETE' ? response.writeHead(204).end() : json(response, 201, { id: 'h1' }),
  );
  const here = await life(definition({ host: there.host, ...made }));
  const calls = () => there.requests.map(({ method, url }) => `${method} ${url}`);
  const live = async (argument: object = {}) => {
    const registration = await here.register(argument);
    await here.run('delete', { id: registration.id });
    return registration;
  };
  return { there, here, live, calls };
}

const thing = { name: 'thing', in: 'path', required: true, type: 'string' };

describe('a path', () => {
  it.each<[string, object, object, string]>([
    ['is encoded once', {}, { thing: "a/b?c#d e%ü;'" }, "/things/a%2Fb%3Fc%23d%20e%25%C3%BC%3B'/hooks"],
    [
      'is encoded twice when the definition asks for it',
      { 'x-ms-url-encoding': 'double' },
      { thing: 'a/b c' },
      '/things/a%252Fb%2520c/hooks',
    ],
    [
      'keeps the slash of an internal default',
      { default: 'a/b c', 'x-ms-visibility': 'internal' },
      {},
      '/things/a/b%20c/hooks',
    ],
    ['ignores replacement patterns in values', {}, { thing: '$& {thing}' }, '/things/%24%26%20%7Bthing%7D/hooks'],
  ])('%s, in the create call and in the DELETE', async (_, more, parameters, path) => {
    const { live, calls } = await service({ path: '/things/{thing}/hooks', parameters: [{ ...thing, ...more }] });
    await live({ parameters });
    expect(calls()).toEqual([`POST ${path}`, `DELETE ${path}/h1`]);
  });

  it('replaces half of a surrogate pair with U+FFFD', async () => {
    const { live, calls } = await service({ path: '/things/{thing}/hooks', parameters: [thing] });
    await live({ parameters: { thing: 'a\ud800' } });
    expect(calls()[0]).toBe('POST /things/a%EF%BF%BD/hooks');
  });

  it('may contain a query', async () => {
    const { here, there } = await service({
      path: '/hooks?api-version=2',
      parameters: [{ name: 'q', in: 'query', type: 'string' }],
      unsubscribe: {},
    });
    await here.register({ parameters: { q: 'x' } });
    expect(there.requests[0]!.url).toBe('/hooks?api-version=2&q=x');
  });

  it.each(['.', '..'])('cannot be left with %s', async (value) => {
    const { here, there } = await service({ path: '/things/{thing}/hooks', parameters: [thing] });
    expect(await rejection(here.register({ parameters: { thing: value } }))).toMatch(/"parameters\.thing"/);
    expect(there.requests).toEqual([]);
  });
});

describe('a query', () => {
  const tags = (more: object) => [{ name: 'tag', in: 'query', type: 'array', items: { type: 'string' }, ...more }];

  it.each<[string | undefined, string]>([
    [undefined, 'tag=a%2Cb%20c'],
    ['csv', 'tag=a%2Cb%20c'],
    ['ssv', 'tag=a%20b%20c'],
    ['tsv', 'tag=a%09b%20c'],
    ['pipes', 'tag=a%7Cb%20c'],
    ['multi', 'tag=a&tag=b%20c'],
  ])('writes lists in collectionFormat %s, in the DELETE too', async (collectionFormat, query) => {
    const parameters = tags({ collectionFormat });
    const id = { name: 'id', in: 'path', required: true, type: 'string' };
    const { live, calls } = await service({
      parameters,
      unsubscribe: {
        '/hooks/{id}': { delete: { operationId: 'Off', parameters: [id, ...parameters], responses: {} } },
      },
    });
    await live({ parameters: { tag: ['a', 'b c'] } });
    expect(calls()).toEqual([`POST /hooks?${query}`, `DELETE /hooks/h1?${query}`]);
  });

  it('asks by name for a required internal parameter without a default', async () => {
    const internal = {
      name: 'api-version',
      in: 'query',
      type: 'string',
      required: true,
      'x-ms-visibility': 'internal',
    };
    const { here, there } = await service({ parameters: [internal] });
    expect(await rejection(here.register())).toBe(
      '"parameters": Enter "api-version". Supply "parameters["api-version"]".',
    );
    expect(there.requests).toEqual([]);
  });
});

describe('a header', () => {
  it('that the connection sets itself is left out, with a warning', async () => {
    const { here, there } = await service({ parameters: [{ name: 'Host', in: 'header', type: 'string' }] });
    const { warnings } = await here.register({ parameters: { Host: 'elsewhere.example' } });
    expect(warnings.join()).toMatch(/"Host" was not sent/);
    expect(there.requests[0]!.headers.host).toBe(there.host);
  });
});

describe('the default of an object', () => {
  const made = (more: object) => ({
    default: { kind: 'a', URL: 'https://default.example/' },
    type: 'object',
    properties: { kind: { type: 'string', default: 'b' } },
    ...more,
  });

  it.each<[string, object, unknown]>([
    ['is not sent, but those of its properties are', made({}), { kind: 'b' }],
    ['is sent when it is internal', made({ 'x-ms-visibility': 'internal' }), made({}).default],
    ['is sent when it has no properties', made({ properties: undefined }), made({}).default],
  ])('%s', async (_, options, expected) => {
    const { here, there } = await service({ properties: { options } });
    await here.register();
    expect(JSON.parse(there.requests[0]!.body).options).toEqual(expected);
  });
});

describe('the callback URL', () => {
  const item = { type: 'object', properties: { url: callback, kind: { type: 'string' } } };

  it.each<[string, object, (url: string) => unknown]>([
    ['the whole body', callback, (url) => url],
    [
      'in a list',
      { type: 'object', properties: { targets: { type: 'array', items: item } } },
      (url) => ({ targets: [{ url }] }),
    ],
    ['in a body that is a list', { type: 'array', items: item }, (url) => [{ url }]],
    [
      'in several places',
      { type: 'object', properties: { url: callback, errors: { type: 'object', properties: { url: callback } } } },
      (url) => ({ url, errors: { url } }),
    ],
    ['in a part', { allOf: [{ type: 'object', properties: { url: callback } }] }, (url) => ({ url })],
  ])('goes where it is marked: %s', async (_, body, expected) => {
    const { here, there } = await service({ body });
    const { callbackUrl, warnings } = await here.register();
    expect(JSON.parse(there.requests[0]!.body)).toEqual(expected(callbackUrl));
    const isInList = JSON.stringify(body).includes('"array"');
    expect(/is inside a list/.test(warnings.join())).toBe(isInList);
  });

  it.each([
    ['a text', '{"kind":"a"}'],
    ['a list', [{ kind: 'a' }]],
    ['a number', 5],
  ])('cannot be put in a body that is %s', async (_, body) => {
    const { here, there } = await service({ properties: { kind: { type: 'string' } } });
    expect(await rejection(here.register({ parameters: { body } }))).toMatch(
      /^"parameters\.body": The body must be an object/,
    );
    expect(there.requests).toEqual([]);
  });

  it('must be marked in the body', async () => {
    const { here, there } = await service({ body: { type: 'object', properties: { url: { type: 'string' } } } });
    expect(await rejection(here.register())).toMatch(/has no place for the callback URL/);
    expect(there.requests).toEqual([]);
  });
});

describe('credentials', () => {
  const basic = { security: { type: 'basic' } };
  const authorization = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

  it.each([
    ['user', '', 'user:'],
    ['', 'k3y-of-mine', ':k3y-of-mine'],
  ])('may have an empty user name or password: "%s", "%s"', async (username, password, pair) => {
    const { live, there } = await service(basic);
    await live({ credentials: { type: 'basic', username, password } });
    expect(there.requests.map(({ headers }) => headers.authorization)).toEqual([
      authorization(pair),
      authorization(pair),
    ]);
  });

  it('that are only a user name are not shown', async () => {
    const { here } = await service(basic);
    await here.register({ credentials: { type: 'basic', username: 'k3y-of-mine', password: '' } });
    expect(JSON.stringify(await here.run('listCredentials', {}))).not.toContain('k3y-of-mine');
    expect(here.traces()).not.toContain('k3y-of-mine');
  });

  it.each([
    [{ type: 'basic', username: 'mona' }, '"credentials.password"'],
    [{ type: 'basic', username: '', password: '' }, '"credentials.username"'],
    [{ type: 'bearer' }, '"credentials.token"'],
  ])('that are incomplete are rejected, naming the property: %j', async (credentials, property) => {
    const { here, there } = await service(basic);
    expect(await rejection(here.register({ credentials }))).toBe(`${property}: Enter a value.`);
    expect(there.requests).toEqual([]);
  });

  it.each<[string, object[], object]>([
    ['names a scheme that is not defined', [{ apiKey: [] }], {}],
    ['is empty, and the connection takes a key', [], { connectionParameters: { api_key: { type: 'securestring' } } }],
  ])('are sent as their scheme says where "security" %s', async (_, security, properties) => {
    const there = await odd((_, response) => json(response, 201, { id: 'h1' }));
    const scheme = { type: 'apiKey', in: 'header', name: 'X-Key' };
    const written = { ...JSON.parse(definition({ host: there.host, security: scheme })), security };
    const here = await life(JSON.stringify(written), { properties: JSON.stringify({ properties }) });
    expect(await rejection(here.register())).toMatch(/requires .* credentials/);
    await here.register({ credentials: { type: 'apiKey', key: 'k3y-of-mine' } });
    expect(there.requests.map(({ headers }) => headers['x-key'])).toEqual(['k3y-of-mine']);
  });

  it('are not needed where "security" is empty', async () => {
    const there = await odd((_, response) => json(response, 201, { id: 'h1' }));
    const written = { ...JSON.parse(definition({ host: there.host, security: { type: 'basic' } })), security: [] };
    const here = await life(JSON.stringify(written));
    expect((await here.register()).status).toBe(201);
  });

  it.each(['X Key', 'Content-Length', 'Host', ''])('are not sent as a key in the header "%s"', async (name) => {
    const { here, there } = await service({ security: { type: 'apiKey', in: 'header', name } });
    const credentials = { type: 'apiKey', key: 'k3y-of-mine' };
    expect(await rejection(here.register({ credentials }))).toMatch(/^"credentials": The definition/);
    expect(there.requests).toEqual([]);
    expect(await here.run('list', {})).toEqual([]);
  });

  it('for a key in a cookie are not sent as a header', async () => {
    const { here, there } = await service({ security: { type: 'apiKey', in: 'cookie', name: 'sid' } });
    const credentials = { type: 'apiKey', key: 'k3y-of-mine' };
    expect(await rejection(here.register({ credentials }))).toMatch(/"credentials".*in a header or the query/);
    expect(there.requests).toEqual([]);
  });

  it('send the scheme once when the token already starts with it', async () => {
    const { live, there } = await service(basic);
    await live({ credentials: { type: 'bearer', token: 'Bearer tok-en-123' } });
    expect(there.requests[0]!.headers.authorization).toBe('Bearer tok-en-123');
  });
});
