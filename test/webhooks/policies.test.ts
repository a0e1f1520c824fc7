import { describe, expect, test } from 'vitest';
import type { BuiltRequest } from '../../client/webhooks/request/buildRequest';
import {
  applyRequestPolicies,
  type ConnectionValues,
  MissingConnectionParameters,
} from '../../client/webhooks/request/policies/policies';
import { applyResponsePolicies } from '../../client/webhooks/request/policies/responsePolicies';
import type { Json } from '../../server/protocol/json';
import type { PolicyDescription } from '../../server/protocol/policies';

const policy = (template: string, settings: Record<string, Json>, section: PolicyDescription['section'] = 'request') =>
  ({ template, title: template, section, settings }) satisfies PolicyDescription;

const connection = (values: Record<string, string>, secure: string[] = []): ConnectionValues => ({
  get: (name) => Object.entries(values).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1],
  isSecure: (name) => secure.includes(name),
});

const request = (changes: Partial<BuiltRequest> = {}): BuiltRequest => ({
  method: 'POST',
  baseUrl: 'https://api.shop.example/v1',
  url: 'https://api.shop.example/v1/hooks_OrderPaid?x=1%202',
  pathParameters: {},
  headers: { 'X-Shop': 'a' },
  content: { kind: 'json', type: 'application/json', value: { callback: 'https://callback.example/' } },
  unknown: [],
  reserved: [],
  outside: [],
  ...changes,
});

const apply = (policies: PolicyDescription[], { call = request(), values = connection({}) } = {}) =>
  applyRequestPolicies(
    { request: call, authorization: { headers: { Authorization: 'raw' }, query: [] } },
    policies,
    values,
  );

const valueIn = (content: BuiltRequest['content']) => (content?.kind === 'json' ? content.value : undefined);

describe('policies of a request', () => {
  test('send an operation of its own path to the subscribe endpoint, with the event in the body', () => {
    const {
      request: sent,
      applied,
      skipped,
    } = apply([
      policy('routerequesttoendpoint', { newPath: '/hooks', httpMethod: '@Request.OriginalHTTPMethod' }),
      policy('setproperty', {
        newPropertyParentPathTemplate: '@body()',
        newPropertySubPathTemplate: 'topic',
        propertyValuePathTemplate: 'order.paid',
      }),
    ]);
    expect(sent.method).toBe('POST');
    expect(sent.url).toBe('https://api.shop.example/v1/hooks?x=1%202');
    expect(valueIn(sent.content)).toEqual({ callback: 'https://callback.example/', topic: 'order.paid' });
    expect(applied.map(({ targets }) => targets)).toEqual([[{ kind: 'address' }], [{ kind: 'body', path: ['topic'] }]]);
    expect(skipped).toEqual([]);
  });

  test('replace the credentials that the definition would send, and keep them secret', () => {
    const { request: sent, authorization } = apply(
      [
        policy('setheader', {
          name: 'Authorization',
          value: "Key @connectionParameters('api_key')",
          existsAction: 'override',
        }),
        policy('setheader', { name: 'X-Token', value: "@connectionParameters('API_KEY')" }),
      ],
      { values: connection({ api_key: 's3cret' }, ['api_key', 'API_KEY']) },
    );
    expect(authorization.headers).toEqual({ Authorization: 'Key s3cret', 'X-Token': 's3cret' });
    expect(sent.headers).toEqual({ 'X-Shop': 'a' });
  });

  const headers: [string, Record<string, Json>, Record<string, string>][] = [
    ['is set without an action', { name: 'x-shop', value: 'b' }, { 'X-Shop': 'b' }],
    ['is replaced', { name: 'x-shop', value: 'b', existsAction: 'override' }, { 'X-Shop': 'b' }],
    ['is kept', { name: 'X-Shop', value: 'b', existsAction: 'skip' }, { 'X-Shop': 'a' }],
    ['is put behind the other value', { name: 'X-Shop', value: 'b', existsAction: 'append' }, { 'X-Shop': 'a, b' }],
    ['reads another header', { name: 'X-New', value: "@headers('x-shop')moo" }, { 'X-Shop': 'a', 'X-New': 'amoo' }],
    ['takes a default', { name: 'X-New', value: "@header('none', 'd')" }, { 'X-Shop': 'a', 'X-New': 'd' }],
    [
      'is empty with an empty default',
      { name: 'X-New', value: "@connectionParameters('none','')" },
      { 'X-Shop': 'a', 'X-New': '' },
    ],
    ['reads the query', { name: 'X-New', value: "@{queryParameters('x')}" }, { 'X-Shop': 'a', 'X-New': '1 2' }],
    [
      'has braces around a number',
      { name: 'X-New', value: "p@{connectionParameters('port')}!" },
      { 'X-Shop': 'a', 'X-New': 'p8080!' },
    ],
    [
      'has a colon in a name',
      { name: 'X-New', value: "@ConnectionParameters('token:shopHost')" },
      { 'X-Shop': 'a', 'X-New': 'h' },
    ],
    [
      'reads the body',
      { name: 'X-New', value: '@body().callback' },
      { 'X-Shop': 'a', 'X-New': 'https://callback.example/' },
    ],
  ];
  test.each(headers)('a header %s', (_, settings, expected) => {
    const values = connection({ port: '8080', 'token:shopHost': 'h' });
    expect(apply([policy('setheader', settings)], { values }).request.headers).toEqual(expected);
  });

  test.each(['[[Dummy]]', '', 'X Key', 'Host', 'Content-Length'])('are not applied with a header "%s"', (name) => {
    const { request: sent, applied, skipped } = apply([policy('setheader', { name, value: 'b' })]);
    expect(sent.headers).toEqual({ 'X-Shop': 'a' });
    expect(applied).toEqual([]);
    expect(skipped).toEqual([
      {
        title: 'setheader',
        reason: name === '' ? 'The policy does not name what it sets.' : `The header "${name}" can't be set here.`,
      },
    ]);
  });

  test('name the header whose value it cannot carry', () => {
    const values = connection({ key: 'a\nb' });
    const policies = [policy('setheader', { name: 'X-Key', value: "@connectionParameters('key')" })];
    expect(() => apply(policies, { values })).toThrow(
      'The header "X-Key" contains characters that a header can\'t have.',
    );
  });

  test('name all connection parameters without a value at once, also those of one text', () => {
    const policies = [
      policy('dynamichosturl', {
        urlTemplate: "https://@connectionParameters('tenant').@connectionParameters('zone')",
      }),
      policy('setheader', { name: 'X-Key', value: "@connectionParameters('key')" }),
    ];
    expect(() => apply(policies)).toThrow(new MissingConnectionParameters(['tenant', 'zone', 'key']));
  });

  test.each<[string, Record<string, Json>, string]>([
    ['dynamichosturl', { urlTemplate: "@headers('X-Shop')b c" }, '"ab c" is not a URL.'],
    ['routerequesttoendpoint', { newPath: '/hooks/../admin' }, 'The path "/hooks/../admin" leads to another path.'],
  ])('say why %s is not applied', (template, settings, reason) => {
    expect(apply([policy(template, settings)]).skipped).toEqual([{ title: template, reason }]);
  });

  const queries: [string, Record<string, Json>, string][] = [
    ['is added', { name: 'a b', value: 'c&d' }, 'x=1%202&a%20b=c%26d'],
    ['is replaced', { name: 'x', value: '3', existsAction: 'override' }, 'x=3'],
    ['is kept', { name: 'x', value: '3', existsAction: 'skip' }, 'x=1%202'],
    ['comes twice', { name: 'x', value: '3', existsAction: 'append' }, 'x=1%202&x=3'],
  ];
  test.each(queries)('a query parameter %s', (_, settings, expected) => {
    expect(apply([policy('setqueryparameter', settings)]).request.url).toBe(
      `https://api.shop.example/v1/hooks_OrderPaid?${expected}`,
    );
  });

  const hosts: [string, string, string][] = [
    ["https://@connectionParameters('cat').abc.example", 'https://bar.abc.example', ''],
    [
      "https://@headers('X-Shop').abc.@queryParameters('x2','p')/@connectionParameters('path')",
      'https://a.abc.p/sub',
      '',
    ],
    ["@connectionParameters('site')/api", 'https://my.site.example/api', ''],
    ["@connectionParameters('none', 'https://api.flow.example/v1')", 'https://api.flow.example/v1', ''],
    ["https://@connectionParameters('cat').example/", 'https://bar.example', ''],
  ];
  test.each(hosts)('the base URL %s takes the place of host and base path', (urlTemplate, expected) => {
    const values = connection({ cat: 'bar', path: 'sub', site: 'my.site.example' });
    const { request: sent } = apply([policy('dynamichosturl', { urlTemplate })], { values });
    expect(sent.url).toBe(`${expected}/hooks_OrderPaid?x=1%202`);
    expect(sent.baseUrl).toBe(expected);
  });

  test('a route fills path parameters as the operation does, and brings a query of its own', () => {
    const call = request({ method: 'DELETE', pathParameters: { id: 'a%2Fb' } });
    const { request: sent } = apply(
      [
        policy('routerequesttoendpoint', {
          newPath: "/envelopes/{id}?field=@queryParameters('x')",
          httpMethod: 'post',
        }),
      ],
      { call },
    );
    expect(sent.method).toBe('POST');
    expect(sent.url).toBe('https://api.shop.example/v1/envelopes/a%2Fb?field=1 2&x=1%202');
  });

  const properties: [string, Record<string, Json>, Json, Json][] = [
    ['a constant stays text', { propertyValuePathTemplate: '30' }, {}, { p: '30' }],
    [
      'a text that is an array becomes one',
      { propertyValuePathTemplate: '["order.created"]' },
      {},
      { p: ['order.created'] },
    ],
    [
      'two values in one text',
      { propertyValuePathTemplate: '{@body().a} {@body().b}' },
      { a: 'x', b: 7 },
      { a: 'x', b: 7, p: 'x 7' },
    ],
    [
      'an array inside another value',
      { propertyValuePathTemplate: '[{"values": {@body().a} }]' },
      { a: [1, 2] },
      { a: [1, 2], p: [{ values: [1, 2] }] },
    ],
    [
      'connection parameters do not work',
      { propertyValuePathTemplate: "{@connectionParameters('cat')}" },
      {},
      { p: "{@connectionParameters('cat')}" },
    ],
    [
      'an expression without braces is text',
      { propertyValuePathTemplate: '@body().a' },
      { a: 1 },
      { a: 1, p: '@body().a' },
    ],
    [
      'every item of an array',
      { newPropertyParentPathTemplate: '@body().rows', propertyValuePathTemplate: 'n{@item().n}' },
      { rows: [{ n: 1 }, { n: 2 }] },
      {
        rows: [
          { n: 1, p: 'n1' },
          { n: 2, p: 'n2' },
        ],
      },
    ],
    [
      'in an object below',
      { newPropertyParentPathTemplate: "@body()['a'].b", propertyValuePathTemplate: 'v' },
      { a: { b: {} } },
      { a: { b: { p: 'v' } } },
    ],
  ];
  test.each(properties)('a property: %s', (_, settings, body, expected) => {
    const call = request({ content: { kind: 'json', type: 'application/json', value: body } });
    const full = { newPropertyParentPathTemplate: '@body()', newPropertySubPathTemplate: 'p', ...settings };
    const { request: sent } = apply([policy('setproperty', full)], { call, values: connection({ cat: 'bar' }) });
    expect(valueIn(sent.content)).toEqual(expected);
    expect(body).not.toHaveProperty('p');
  });

  test('name every connection parameter that has no value at once', () => {
    const policies = [
      policy('setheader', { name: 'A', value: "@connectionParameters('one')@connectionParameters('three','')" }),
      policy('dynamichosturl', { urlTemplate: "https://@connectionParameters('two').example" }),
    ];
    let failure: unknown;
    try {
      apply(policies);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(MissingConnectionParameters);
    expect((failure as MissingConnectionParameters).names).toEqual(['one', 'two']);
  });

  test('are named where they are not carried out, and pass over what only polls or pages', () => {
    const { skipped, applied } = apply([
      policy('setvaluefromurl', { parameterTemplate: "@queryParameters('t')" }),
      policy('pollingtrigger', {}),
      policy('setheader', { name: 'X', value: '@body().a.b' }),
      policy('setproperty', {
        newPropertyParentPathTemplate: '@body().none',
        newPropertySubPathTemplate: 'p',
        propertyValuePathTemplate: 'v',
      }),
      policy('routerequesttoendpoint', { newPath: '/a/../b' }),
    ]);
    expect(skipped.map(({ title }) => title)).toEqual([
      'setvaluefromurl',
      'setheader',
      'setproperty',
      'routerequesttoendpoint',
    ]);
    expect(skipped[0]!.reason).toContain('setvaluefromurl');
    expect(skipped[1]!.reason).toContain('@body().a.b');
    expect(applied).toEqual([]);
  });

  test('a hostile expression takes time in proportion to its length', () => {
    const evaluations = (length: number) => {
      const value = `@{connectionParameters('${"''".repeat(length)}`;
      const started = performance.now();
      apply([policy('setheader', { name: 'X', value: value + "@body()['".repeat(length / 8) })]);
      return performance.now() - started;
    };
    evaluations(1000);
    const small = Math.max(evaluations(20_000), 1);
    expect(evaluations(80_000)).toBeLessThan(small * 40);
  });
});

describe('policies of a response', () => {
  test('supply the Location that the service does not send', () => {
    const policies = [
      policy(
        'setheader',
        { name: 'Location', value: "https://@connectionParameters('region').shop.example/hooks/@body().id" },
        'response',
      ),
      policy('setheader', { name: 'Location', value: 'not me', existsAction: 'skip' }, 'response'),
      policy(
        'setproperty',
        {
          newPropertyParentPathTemplate: '@body()',
          newPropertySubPathTemplate: 'kind',
          propertyValuePathTemplate: 'hook {@body().id}',
        },
        'response',
      ),
      policy('stringreplace', {}, 'response'),
      policy('setheader', { name: 'X', value: 'request only' }),
    ];
    const { headers, body, applied, skipped } = applyResponsePolicies(
      { headers: { etag: '1' }, body: { id: 7 } },
      policies,
      connection({ region: 'eu' }),
    );
    expect(headers).toEqual({ etag: '1', location: 'https://eu.shop.example/hooks/7' });
    expect(body).toEqual({ id: 7, kind: 'hook 7' });
    expect(applied).toHaveLength(2);
    expect(skipped.map(({ title }) => title)).toEqual(['stringreplace']);
  });
});
