import { describe, expect, it } from 'vitest';
import { buildRequest, serialize } from '../../client/webhooks/request/buildRequest';
import type { JsonObject } from '../../server/protocol/json';
import type { BodyField, ParameterDescription, TriggerDescription } from '../../server/protocol/triggers';
import { describeTrigger, githubTrigger } from './triggers';

const callbackUrl = 'https://receiver.example/hook/token';

const parameter = (name: string, changes: Partial<ParameterDescription> = {}): ParameterDescription => ({
  name,
  in: 'query',
  title: name,
  required: false,
  type: 'string',
  visibility: 'none',
  ...changes,
});

const field = (path: string, changes: Partial<BodyField> = {}): BodyField => ({
  path: path.split('.'),
  title: path,
  required: false,
  type: 'string',
  visibility: 'none',
  callback: false,
  ...changes,
});

const build = (trigger: Partial<TriggerDescription>, parameters: JsonObject = {}) =>
  buildRequest({ trigger: describeTrigger(trigger), parameters, baseUrl: 'https://api.example.com/v1', callbackUrl });

const bodyOf = (built: ReturnType<typeof build>) => JSON.parse(String(serialize(built).body));

describe('the create request', () => {
  it('of the tutorial is what Power Automate sends', () => {
    const built = buildRequest({
      trigger: githubTrigger,
      parameters: { owner: 'me', repo: 'my repo' },
      baseUrl: 'https://api.github.com',
      callbackUrl,
    });
    expect(built).toMatchObject({ method: 'POST', url: 'https://api.github.com/repos/me/my%20repo/hooks' });
    expect(bodyOf(built)).toEqual({
      active: true,
      name: 'web',
      config: { content_type: 'json', url: callbackUrl },
      events: ['push'],
    });
    expect(serialize(built).headers).toEqual({ 'Content-Type': 'application/json' });
  });

  it('lists the values that the definition does not list', () => {
    const trigger: Partial<TriggerDescription> = {
      parameters: [
        parameter('state', { enum: ['open', 'closed'] }),
        parameter('level', { type: 'integer', enum: [1, 2] }),
        parameter('tags', { type: 'array', itemsEnum: ['a', 'b'] }),
      ],
      body: {
        name: 'body',
        required: true,
        schema: { type: 'object' },
        fields: [field('kind', { enum: ['all'] }), field('events', { type: 'array', itemsEnum: ['push', 'ping'] })],
      },
    };
    const fine = { state: 'open', level: '2', tags: ['a', 'b'], body: { kind: 'all', events: ['ping'] } };
    expect(build(trigger, fine).outside).toEqual([]);
    expect(build(trigger, {}).outside).toEqual([]);
    const other = { state: 'half', level: 3, tags: ['a', 'c'], body: { kind: 'some', events: ['push', 'pull'] } };
    expect(build(trigger, other).outside).toEqual([
      { name: 'state', listed: ['open', 'closed'] },
      { name: 'level', listed: [1, 2] },
      { name: 'tags', listed: ['a', 'b'] },
      { name: 'kind', listed: ['all'] },
      { name: 'events', listed: ['push', 'ping'] },
    ]);
  });

  it('merges what is given over the defaults; arrays replace', () => {
    const parameters = {
      owner: 'a',
      repo: 'b',
      'Request body of webhook': { events: ['issues'], config: { insecure_ssl: '0', url: 'https://evil.example' } },
    };
    const body = bodyOf(
      buildRequest({ trigger: githubTrigger, parameters, baseUrl: 'https://x.example', callbackUrl }),
    );
    expect(body).toEqual({
      active: true,
      name: 'web',
      config: { content_type: 'json', insecure_ssl: '0', url: callbackUrl },
      events: ['issues'],
    });
    expect(githubTrigger.body!.defaults).toEqual({
      active: true,
      name: 'web',
      config: { content_type: 'json' },
      events: ['push'],
    });
  });

  it.each([
    ['single', {}, 'a/b c?', 'a%2Fb%20c%3F'],
    ['double', { urlEncoding: 'double' as const }, 'a/b', 'a%252Fb'],
    ['an untouched default, as it is', { default: 'a/b' }, undefined, 'a/b'],
    ['a number', { type: 'integer' }, 7, '7'],
  ])('fills its path: %s', (_, changes, given, expected) => {
    const parameters: JsonObject = given === undefined ? {} : { x: given };
    const built = build(
      { path: '/p/{x}/hooks', parameters: [parameter('x', { in: 'path', required: true, ...changes })] },
      parameters,
    );
    expect(built.url).toBe(`https://api.example.com/v1/p/${expected}/hooks`);
  });

  it.each(['.', '..'])('does not leave its path with %s', (x) => {
    const trigger = { path: '/p/{x}/hooks', parameters: [parameter('x', { in: 'path', required: true })] };
    expect(() => build(trigger, { x })).toThrow(expect.objectContaining({ property: 'parameters.x' }));
  });

  it.each(['@evil.example/x', '.evil.example/x', ':1@evil.example', '//evil.example/x', '\\\\evil.example'])(
    'stays at its host with the path %s',
    (path) => {
      expect(
        new URL(
          buildRequest({
            trigger: describeTrigger({ path }),
            parameters: {},
            baseUrl: 'https://api.example.com',
            callbackUrl,
          }).url,
        ).origin,
      ).toBe('https://api.example.com');
    },
  );

  it.each([
    [undefined, '?x=a%2Cb%20c'],
    ['csv', '?x=a%2Cb%20c'],
    ['ssv', '?x=a%20b%20c'],
    ['tsv', '?x=a%09b%20c'],
    ['pipes', '?x=a%7Cb%20c'],
    ['multi', '?x=a&x=b%20c'],
  ])('writes an array in the query as %s', (collectionFormat, query) => {
    expect(build({ parameters: [parameter('x', { type: 'array', collectionFormat })] }, { x: ['a', 'b c'] }).url).toBe(
      `https://api.example.com/v1/hooks${query}`,
    );
  });

  it('sends internal defaults, and leaves out what is optional and empty', () => {
    const parameters = [
      parameter('version', { default: '2020', visibility: 'internal' }),
      parameter('X-Mode', { in: 'header', default: 'test', visibility: 'internal' }),
      parameter('none'),
      parameter('empty'),
      parameter('Content-Type', { in: 'header', default: 'text/evil' }),
    ];
    const built = build({ parameters }, { empty: '' });
    expect(built.url).toBe('https://api.example.com/v1/hooks?version=2020');
    expect(built.headers).toEqual({ 'X-Mode': 'test' });
  });

  it('does not let a value break out of its header', () => {
    const trigger = { parameters: [parameter('X-Mode', { in: 'header' })] };
    expect(() => build(trigger, { 'X-Mode': 'a\r\nX-Evil: 1' })).toThrow(
      expect.objectContaining({ property: 'parameters["X-Mode"]' }),
    );
  });

  it('names everything that is missing', () => {
    const body = {
      name: 'subscription',
      required: true,
      schema: { type: 'object' },
      fields: [
        field('topic', { required: true }),
        field('sub.level', { required: true }),
        field('callbackUrl', { required: true, callback: true }),
      ],
    };
    const parameters = [
      parameter('id', { in: 'path', required: true }),
      parameter('q', { required: true }),
      parameter('x-y', { in: 'header', required: true }),
    ];
    expect(() => build({ path: '/{id}', parameters, body }, { q: '' })).toThrow(
      'Enter "id", "q", "x-y", "topic", "sub.level".',
    );
  });

  it('settles fields as the designer does', () => {
    const body = {
      name: 'body',
      required: true,
      schema: { type: 'object' },
      fields: [
        field('count', { type: 'integer' }),
        field('flag', { type: 'boolean' }),
        field('text'),
        field('inner.deep.empty'),
        field('hidden', { required: true, visibility: 'internal' }),
        field('nothing', { type: 'integer' }),
      ],
    };
    const given = { count: '5', flag: 'maybe', text: '7', inner: { deep: { empty: '' } }, nothing: '' };
    expect(bodyOf(build({ body }, { body: given }))).toEqual({
      count: 5,
      flag: 'maybe',
      text: '7',
      hidden: '',
      callbackUrl,
    });
  });

  it('sends URL-encoded and multipart forms', () => {
    const parameters = [parameter('a', { in: 'formData' }), parameter('b', { in: 'formData', default: 'ü' })];
    const form = { parameters, body: undefined, callback: undefined };
    const encoded = serialize(build({ ...form, consumes: ['application/x-www-form-urlencoded'] }, { a: '1 2' }));
    expect(encoded).toEqual({
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'a=1+2&b=%C3%BC',
    });
    const parts = serialize(build({ ...form, consumes: ['multipart/form-data'] }, { a: '1 2' }));
    expect([...(parts.body as FormData)]).toEqual([
      ['a', '1 2'],
      ['b', 'ü'],
    ]);
  });

  it('uses the media type of JSON that the operation takes', () => {
    expect(serialize(build({ consumes: ['text/xml', 'application/vnd.api+json'] })).headers).toEqual({
      'Content-Type': 'application/vnd.api+json',
    });
  });

  it('uses the media type of a Content-Type parameter when it is JSON', () => {
    const typeOf = (type: string) =>
      serialize(
        build({
          consumes: ['application/json'],
          parameters: [parameter('Content-Type', { in: 'header', default: type, visibility: 'internal' })],
        }),
      ).headers['Content-Type'];
    expect(typeOf('application/vnd.api+json')).toBe('application/vnd.api+json');
    expect(typeOf('multipart/form-data')).toBe('application/json');
    expect(typeOf('application/json\r\nX-Evil: 1')).toBe('application/json');
  });

  it('leaves out the platform’s connection id', () => {
    const parameters = [parameter('connectionId', { in: 'path', required: true, visibility: 'internal' })];
    expect(build({ path: '/{connectionId}/hooks', parameters }).url).toBe('https://api.example.com/v1/hooks');
  });
});

describe('the callback', () => {
  const place = (schema: JsonObject, path: string[], given?: JsonObject) => {
    const trigger = {
      body: { name: 'body', required: false, schema, fields: [] },
      callback: { path, range: describeTrigger().range },
    };
    return bodyOf(build(trigger, given ? { body: given } : {}));
  };

  it('creates the objects on its path', () => {
    expect(place({}, ['a', 'b', 'c'])).toEqual({ a: { b: { c: callbackUrl } } });
    expect(place({}, ['a', 'b'], { a: 'text' })).toEqual({ a: { b: callbackUrl } });
  });

  it('goes into the items of arrays, behind references and in allOf', () => {
    const item = { type: 'object', properties: { url: { type: 'string' } } };
    const schema = {
      $ref: '#/definitions/Root',
      definitions: {
        Root: { allOf: [{ properties: { hooks: { $ref: '#/definitions/Hooks' } } }] },
        Hooks: { type: 'array', items: item },
      },
    };
    expect(place(schema, ['hooks', 'url'])).toEqual({ hooks: [{ url: callbackUrl }] });
    expect(place(schema, ['hooks', 'url'], { hooks: [{ a: 1 }, { b: 2 }] })).toEqual({
      hooks: [
        { a: 1, url: callbackUrl },
        { b: 2, url: callbackUrl },
      ],
    });
  });

  it('ends where schemas refer to themselves', () => {
    const endless = { type: 'array', items: { $ref: '#/definitions/A' } };
    expect(JSON.stringify(place({ $ref: '#/definitions/A', definitions: { A: endless } }, ['url']))).toContain(
      callbackUrl,
    );
    expect(place({ $ref: '#/definitions/A', definitions: { A: { $ref: '#/definitions/A' } } }, ['url'])).toEqual({
      url: callbackUrl,
    });
  });

  it('may be the whole body', () => {
    expect(place({ type: 'string' }, [])).toBe(callbackUrl);
  });
});

describe('hostile keys', () => {
  it('are treated as data', () => {
    const hostile = JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "a": {"__proto__": {"polluted": true}}}',
    );
    const body = { name: 'body', required: false, schema: {}, fields: [], defaults: { a: { b: 1 } } };
    const text = String(
      serialize(
        build({ body, callback: { path: ['__proto__', 'url'], range: describeTrigger().range } }, { body: hostile }),
      ).body,
    );
    expect(({} as JsonObject).polluted).toBeUndefined();
    expect(({} as JsonObject).url).toBeUndefined();
    expect(text).toContain(callbackUrl);
    expect(build({}, JSON.parse('{"__proto__": {"body": {"a": 1}}}')).unknown).toEqual(['__proto__']);
  });

  it('do not replace parameters', () => {
    expect(() => build({ parameters: [parameter('toString', { required: true })] })).toThrow('"toString"');
    expect(() => build({ parameters: [parameter('__proto__', { required: true })] })).toThrow('"__proto__"');
  });
});
