// Responses of services to the create call and the DELETE, in all their forms, as a script sees them through the commands.
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { definition, json, type Made, odd, rejection } from './life';
import { life } from './over';

const basic = { security: { type: 'basic' } };
const credentials = { type: 'basic', username: 'mona', password: 'pass-12345' };

/** A service that answers the create call as the test says, and each DELETE as done. */
async function service(create: Parameters<typeof odd>[0], made: Made = {}) {
  const there = await odd((seen, response) =>
    seen.method === 'DELETE' ? response.writeHead(204).end() : create(seen, response),
  );
  const here = await life(definition({ host: there.host, ...made }));
  return { there, here, calls: () => there.requests.map(({ method, url }) => `${method} ${url}`) };
}

describe('a Location', () => {
  const used: [string, (url: string) => string | string[], string][] = [
    ['with a query', (url) => `${url}/v1/hooks/h1?api-version=1&x=%2F`, '/v1/hooks/h1?api-version=1&x=%2F'],
    ['with a fragment', (url) => `${url}/v1/hooks/h1#here`, '/v1/hooks/h1'],
    ['relative to the root', () => '/v1/hooks/h1', '/v1/hooks/h1'],
    ['relative to the call', () => 'hooks/h1', '/v1/hooks/h1'],
    ['without a scheme', (url) => `${url.slice('http:'.length)}/v1/hooks/h1`, '/v1/hooks/h1'],
    ['with a comma', (url) => `${url}/v1/hooks/h1,v2`, '/v1/hooks/h1,v2'],
    ['that is sent twice', (url) => [`${url}/v1/hooks/h1`, `${url}/v1/hooks/h1`], '/v1/hooks/h1'],
    ['with a user name', (url) => `${url.replace('//', '//me:geheim77@')}/v1/hooks/h1`, '/v1/hooks/h1'],
    ['with a scheme in capitals', (url) => `${url.replace('http', 'HTTP')}/v1/hooks/h1`, '/v1/hooks/h1'],
    ['in other capitals', () => '/V1/Hooks/h1', '/V1/Hooks/h1'],
    ['in OData form', () => '/v1/hooks(h1)', '/v1/hooks(h1)'],
    ['further down', () => '/v1/hooks/tenant/h1', '/v1/hooks/tenant/h1'],
  ];
  it.each(used)('%s is where the webhook is deleted, with its credentials', async (_, location, path) => {
    const { there, here, calls } = await service(
      (_, response) => json(response, 201, {}, { Location: location(there.url) }),
      { ...basic, basePath: '/v1', unsubscribe: {} },
    );
    const { id, warnings } = await here.register({ credentials });
    expect(warnings).toEqual([]);
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(calls()).toEqual(['POST /v1/hooks', `DELETE ${path}`]);
    expect(there.requests[1]!.headers.authorization).toBe(there.requests[0]!.headers.authorization);
    expect(here.traces()).not.toMatch(/pass-12345|geheim77/);
  });

  it('that leads nowhere is followed by the unsubscribe operation', async () => {
    const there = await odd((seen, response) => {
      if (seen.method === 'DELETE') return void response.writeHead(seen.url === '/hooks/h1' ? 204 : 404).end();
      json(response, 201, { id: 'h1' }, { Location: '/nowhere/h1' });
    });
    const here = await life(definition({ host: there.host }));
    const { id, location } = await here.register();
    expect(await here.run('delete', { id, confirmUrl: location })).toEqual({ id, remote: 'deleted' });
    expect(there.requests.map(({ url }) => url)).toEqual(['/hooks', '/nowhere/h1', '/hooks/h1']);
  });

  it('that responds with 404 or 410 is gone, and is called once', async () => {
    for (const status of [404, 410]) {
      const there = await odd((seen, response) =>
        seen.method === 'DELETE'
          ? response.writeHead(status).end()
          : json(response, 201, { id: 'h1' }, { Location: '/hooks/h1' }),
      );
      const here = await life(definition({ host: there.host }));
      const { id } = await here.register();
      expect(await here.run('delete', { id })).toEqual({ id, remote: 'gone' });
      expect(there.requests).toHaveLength(2);
    }
  });

  const unused: [string, (url: string) => string | string[] | undefined, RegExp][] = [
    ['that is absent', () => undefined, /has no "Location"/],
    ['that is empty', () => '', /"Location" header of the response is empty/],
    [
      'on another host',
      () => 'https://elsewhere.example/hooks/h1',
      /names https:\/\/elsewhere\.example, which is not a URL of the service itself/,
    ],
    ['of another scheme', (url) => `${url.replace('http', 'https')}/hooks/h1`, /not a URL of the service itself/],
    ['on another port', () => 'http://127.0.0.1:9/hooks/h1', /not a URL of the service itself/],
    ['that is no address', () => 'http://[', /not a URL of the service itself/],
    ['of a file', () => 'file:///etc/passwd', /not a URL of the service itself/],
    [
      'that is sent twice with different values',
      (url) => [`${url}/hooks/h1`, `${url}/hooks/h2`],
      /2 different "Location" headers/,
    ],
    ['with a space', () => '/hooks/h 1', /contains a space/],
    ['that is the address that was called', (url) => `${url}/hooks`, /may delete all of them/],
    ['that is the called address with a slash', () => '/hooks/', /may delete all of them/],
    ['that is the root', () => '/', /may delete all of them/],
    [
      'that repeats a secret in base64',
      () => `/hooks/${Buffer.from('pass-12345').toString('base64url')}`,
      /repeats a secret/,
    ],
    ['that is only a fragment', () => '#h1', /may delete all of them/],
  ];
  it.each(unused)('%s is reported, and the unsubscribe operation is used instead', async (_, location, warning) => {
    const { there, here, calls } = await service((_, response) => {
      const value = location(there.url);
      json(response, 201, { id: 'h1' }, value === undefined ? {} : { Location: value });
    }, basic);
    const registration = await here.register({ credentials });
    expect(registration.warnings.join()).toMatch(warning);
    expect(registration).not.toHaveProperty('location');
    expect(await here.run('delete', { id: registration.id })).toMatchObject({ remote: 'deleted' });
    expect(calls()).toEqual(['POST /hooks', 'DELETE /hooks/h1']);
  });

  it.each(['/hooks', '/hooks/', '/hooks?v=1', '/hooks?v=1&key=key-12345', '/hooks?key=key-12345'])(
    'that is the address of the create call, %s, is not used',
    async (location) => {
      const { here, calls } = await service(
        (_, response) => json(response, 201, { id: 'h1' }, { Location: location }),
        {
          security: { type: 'apiKey', in: 'query', name: 'key' },
          parameters: [{ name: 'v', in: 'query', required: true, type: 'string', default: '1' }],
        },
      );
      const { id, warnings } = await here.register({ credentials: { type: 'apiKey', key: 'key-12345' } });
      expect(warnings.join()).toMatch(/may delete all of them/);
      await here.run('delete', { id });
      expect(calls()[1]).toMatch(/^DELETE \/hooks\/h1/);
    },
  );

  it.each<[string, Made]>([
    ['by PUT', { method: 'put', unsubscribe: {} }],
    ['with a DELETE at its own path', { unsubscribe: { '/hooks': { delete: { operationId: 'Off', responses: {} } } } }],
  ])('may be the address that was called, for a webhook %s', async (_, made) => {
    const { here, calls } = await service((_, response) => json(response, 201, {}, { Location: '/hooks' }), made);
    const { id, location } = await here.register();
    expect(location).toMatch(/\/hooks$/);
    await here.run('delete', { id });
    expect(calls()[1]).toBe('DELETE /hooks');
  });
});

describe('a create call', () => {
  it.each([200, 202, 203, 204, 205, 299])('with the response %s creates a webhook, with a warning', async (status) => {
    const { here } = await service((_, response) => response.writeHead(status, { Location: '/hooks/h1' }).end());
    const { warnings, ...registration } = await here.register();
    expect(registration).toMatchObject({ status, state: 'active' });
    expect(warnings).toEqual([expect.stringContaining(`returned ${status}. Power Automate expects 201`)]);
  });

  it('with the response 303 creates a webhook when that leads below the called address', async () => {
    const { here, calls } = await service((_, response) => response.writeHead(303, { Location: '/hooks/h1' }).end());
    const { id, ...registration } = await here.register();
    expect(registration).toMatchObject({
      status: 303,
      state: 'active',
      location: expect.stringMatching(/\/hooks\/h1$/),
    });
    await here.run('delete', { id });
    expect(calls()).toEqual(['POST /hooks', 'DELETE /hooks/h1']);
  });

  it('with the response 303 to a sign-in page creates no webhook', async () => {
    const { here } = await service((_, response) => response.writeHead(303, { Location: '/login' }).end());
    expect(await rejection(here.register())).toMatch(/303\. It redirects to \/login, as sign-in pages do/);
    expect(await here.run('list', {})).toEqual([]);
  });

  it('is doubtful when the body reports a failure or is a web page', async () => {
    const failing = await service((_, response) => json(response, 200, { ok: false, error: 'invalid_callback' }));
    expect((await failing.here.register()).warnings.join()).toMatch(/reports a failure \(invalid_callback\)/);
    const page = await service((_, response) =>
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Sign in</title>'),
    );
    expect((await page.here.register()).warnings.join()).toMatch(/with a web page \(Sign in\)/);
  });
});

describe('the id of a webhook', () => {
  const found: [string, string, string | Buffer, string, Record<string, string>?][] = [
    ['is a text', 'application/json', '{"id":"h1"}', 'h1'],
    ['is a number', 'application/json', '{"id":5}', '5'],
    ['exceeds what a number can hold', 'application/json', '{"id":9007199254740993}', '9007199254740993'],
    ['has reserved characters', 'application/json', '{"id":"a/b?c#d e%41"}', 'a%2Fb%3Fc%23d%20e%2541'],
    ['is called _id', 'application/json', '{"_id":"h1"}', 'h1'],
    ['is called uuid', 'application/json', '{"uuid":"h1"}', 'h1'],
    ['is named after the webhook', 'application/json', '{"tenantWebHookId":"h1","user_id":"u1"}', 'h1'],
    ['is in data', 'application/vnd.api+json', '{"data":{"id":"h1","type":"hook"}}', 'h1'],
    ['is in an object of the webhook', 'application/json', '{"webhook":{"id":"h1"},"user":{"id":"u1"}}', 'h1'],
    ['is in a list of one', 'application/json', '[{"id":"h1"}]', 'h1'],
    ['is in a list of results', 'application/json', '{"results":[{"id":"h1"}]}', 'h1'],
    ['is deeply nested', 'application/json', '{"response":{"data":{"subscription":{"id":"h1"}}}}', 'h1'],
    ['is the whole response', 'application/json', '42', '42'],
    ['is the whole response, as a string', 'application/json', '"b7c1-42"', 'b7c1-42'],
    ['is plain text', 'text/plain', 'b7c1-42\n', 'b7c1-42'],
    ['is in an element', 'application/xml', '<?xml version="1.0"?><hook><id>007</id></hook>', '007'],
    ['is in an attribute', 'text/xml', '<hook id="h1"/>', 'h1'],
    ['follows a byte-order mark', 'application/json', '\ufeff{"id":"h1"}', 'h1'],
    ['is UTF-16', 'application/json; charset=utf-16le', Buffer.from('\ufeff{"id":"h1"}', 'utf16le'), 'h1'],
    ['is UTF-16 without declaring it', 'application/json', Buffer.from('\ufeff{"id":"h1"}', 'utf16le'), 'h1'],
    ['is Latin-1', 'application/json; charset=iso-8859-1', Buffer.from('{"id":"é1"}', 'latin1'), '%C3%A91'],
    ['is compressed', 'application/json', gzipSync('{"id":"h1"}'), 'h1', { 'Content-Encoding': 'gzip' }],
    [
      'is compressed by Brotli',
      'application/json',
      brotliCompressSync('{"id":"h1"}'),
      'h1',
      { 'Content-Encoding': 'br' },
    ],
    ['is deflated', 'application/json', deflateSync('{"id":"h1"}'), 'h1', { 'Content-Encoding': 'deflate' }],
    ['is in a response of the wrong type', 'text/html', '{"id":"h1"}', 'h1'],
    ['is in a link to itself', 'application/json', '{"_links":{"self":{"href":"/hooks/h1"}}}', 'h1'],
    ['is in an address', 'application/json', '{"url":"/hooks/h1"}', 'h1'],
    ['is in an address that is the whole response', 'text/plain', '/hooks/h1\n', 'h1'],
    ['is in an address that is the whole response, as a string', 'application/json', '"/hooks/h1"', 'h1'],
    [
      'is in a list of one with addresses',
      'application/json',
      '[{"id":"h1","logs":"http://HOST/hooks/h1/logs"}]',
      'h1',
    ],
    [
      'is in a Link, while the body links to the list',
      'application/json',
      '{"self":"/hooks/"}',
      'h1',
      { Link: '</hooks/h1>; rel=self' },
    ],
    ['is in Content-Location', 'application/json', '{}', 'h1', { 'Content-Location': '/hooks/h1' }],
    ['is in a Link', 'application/json', '{}', 'h1', { Link: '</hooks>; rel="up", </hooks/h1>; rel=self' }],
  ];
  it.each(found)('%s', async (_, type, body, id, headers) => {
    const { there, here, calls } = await service((_, response) =>
      response
        .writeHead(201, { 'Content-Type': type, ...headers })
        .end(typeof body === 'string' ? body.replace('HOST', there.host) : body),
    );
    const registration = await here.register();
    await here.run('delete', { id: registration.id });
    expect(calls()).toEqual(['POST /hooks', `DELETE /hooks/${id}`]);
  });

  it('is in an address within a sentence', async () => {
    const { there, here, calls } = await service((_, response) =>
      response.writeHead(201, { 'Content-Type': 'text/plain' }).end(`Created (see ${there.url}/hooks/h1).`),
    );
    const { id } = await here.register();
    await here.run('delete', { id });
    expect(calls()).toEqual(['POST /hooks', 'DELETE /hooks/h1']);
  });

  it('is not taken from the address of a child resource', async () => {
    const { there, here } = await service((_, response) =>
      response
        .writeHead(201, { 'Content-Type': 'text/plain' })
        .end(`Created, with logs at ${there.url}/hooks/h1/logs.`),
    );
    expect(await here.register()).not.toHaveProperty('location');
    const [{ id }] = await here.run('list', {});
    expect(await rejection(here.run('delete', { id }))).toMatch(/no ID for/);
  });

  it.each([
    { id: 'a1', webhookKey: 'h1', webhookId: 'b1' },
    { id: 'a1', data: { webhookKey: 'h1' } },
  ])('is the one that the unsubscribe operation names when there are several: %j', async (created) => {
    const { here, calls } = await service((_, response) => json(response, 201, created), {
      unsubscribe: {
        '/hooks/{webhookKey}': {
          delete: {
            operationId: 'Unsubscribe',
            parameters: [{ name: 'webhookKey', in: 'path', required: true, type: 'string' }],
            responses: {},
          },
        },
      },
    });
    const { id } = await here.register();
    await here.run('delete', { id });
    expect(calls()).toEqual(['POST /hooks', 'DELETE /hooks/h1']);
  });

  it('is not found in a response that is cut off, which is reported', async () => {
    const { here } = await service((_, response) => json(response, 201, { id: 'h1', more: 'x'.repeat(2_000_000) }));
    expect((await here.register()).warnings.join()).toMatch(/body of the response could not be read \(.*1 MiB/);
  });

  it.each([
    ['of something else', 'application/json', '{"user":{"id":"u1"}}'],
    ['of several', 'application/json', '[{"id":"h1"},{"id":"h2"}]'],
    ['that is empty', 'application/json', '{"id":""}'],
    ['that is an object', 'application/json', '{"id":{"$oid":"x1"}}'],
    ['in a sentence', 'text/plain', 'Webhook 5 was created'],
    ['in a word', 'text/plain', 'OK'],
    ['in half a response', 'application/json', '{"id":"h1"'],
    ['in a web page', 'text/html', '<html><body id="b1">ok</body></html>'],
  ])('is not taken from an id %s: nothing else is deleted', async (_, type, body) => {
    const { here, calls } = await service((_, response) => response.writeHead(201, { 'Content-Type': type }).end(body));
    const { id } = await here.register();
    expect(await rejection(here.run('delete', { id }))).toMatch(
      /no ID for the unsubscribe operation Unsubscribe.*"forget": true/,
    );
    expect(calls()).toEqual(['POST /hooks']);
    expect(await here.run('list', {})).toMatchObject([{ id, state: 'active' }]);
  });
});

describe('a refusal', () => {
  const texts: [string, number, Record<string, string>, string, RegExp][] = [
    [
      'in problem details',
      400,
      { 'Content-Type': 'application/problem+json' },
      '{"title":"Not valid.","errors":{"callbackUrl":["Must be https."]}}',
      /\(Not valid\.; callbackUrl: Must be https\.\)/,
    ],
    [
      'in a web page',
      400,
      { 'Content-Type': 'text/html' },
      '<html><head><title>Bad Request</title><style>p{}</style></head><body><p>No &amp; no.</p></body></html>',
      /\(Bad Request No & no\.\)/,
    ],
    [
      'in XML',
      400,
      { 'Content-Type': 'application/xml' },
      '<Error><Message>Refused.</Message></Error>',
      /\(Refused\.\)/,
    ],
    [
      'in a challenge',
      401,
      { 'WWW-Authenticate': 'Bearer error="invalid_token", error_description="The token expired"' },
      '',
      /"credentials": .* rejected your credentials \(401: The token expired\)/,
    ],
    ['in a message with a language', 400, {}, '{"error":{"message":{"lang":"en","value":"No way."}}}', /\(No way\.\)/],
    ['with names in capitals', 400, {}, '{"Message":"Not like this."}', /\(Not like this\.\)/],
    ['next to a language', 400, {}, '{"lang":"en","message":"Not like this."}', /\(Not like this\.\)/],
    ['in a JSON string', 400, {}, '"Not like this."', /400 \(Not like this\.\)/],
    ['with nothing in it', 400, {}, '{}', /400\. The service doesn't accept the request\. Check/],
    ['with an invalid time to wait', 429, { 'Retry-After': '-5' }, '', /Try again later/],
    ['of a proxy', 407, {}, '', /proxy.*407/],
    ['with a time to wait', 429, { 'Retry-After': '30' }, '', /429\. Try again in 30 s\./],
    ['with a date to wait for', 429, { 'Retry-After': 'Fri, 31 Dec 2027 23:59:59 GMT' }, '', /after Fri, 31 Dec 2027/],
    ['of a conflict', 409, {}, '', /in the way/],
  ];
  it.each(texts)('%s is quoted, and leaves no entry', async (_, status, headers, body, message) => {
    const { here } = await service((_, response) => response.writeHead(status, headers).end(body));
    expect(await rejection(here.register())).toMatch(message);
    expect(await here.run('list', {})).toEqual([]);
  });

  it.each<[string, string, string, RegExp]>([
    ['is a sign-in page', 'text/html', '<!doctype html><title>Sign in</title>', /web page \(Sign in\)/],
    ['lists errors', 'application/json', '{"errors":[{"message":"not yours"}]}', /200 \(not yours\)/],
    ['has an error', 'application/json', '{"error":{"code":3,"message":"not yours"}}', /200 \(not yours\)/],
    ['says "false"', 'application/json', '{"Success":"false","Message":"not yours"}', /200 \(not yours\)/],
    ['has a failure status', 'application/json', '{"status":"error","message":"not yours"}', /200 \(not yours\)/],
    [
      'is a sign-in page in XHTML',
      'text/html',
      '<?xml version="1.0"?>\n<!-- in -->\n<!DOCTYPE html><title>Sign in</title>',
      /web page \(Sign in\)/,
    ],
    [
      'has an error without a code',
      'application/json',
      '{"error":{"code":"","message":"not yours"}}',
      /200 \(not yours\)/,
    ],
    ['says 0', 'application/json', '{"success":0,"msg":"not yours"}', /200 \(not yours\)/],
    ['has an error number', 'application/json', '{"error":3,"message":"not yours"}', /200 \(not yours\)/],
    ['fails in JSend form', 'application/json', '{"status":"fail","data":{"id":"not yours"}}', /200 \(.*not yours/],
    ['has only a status', 'application/json', '{"status":"error"}', /200 \(.*error/],
    ['has another code and msg', 'application/json', '{"code":403,"msg":"not yours"}', /200 \(not yours\)/],
    ['has another code', 'application/json', '{"statusCode":403,"message":"not yours"}', /200 \(not yours\)/],
  ])('of the DELETE that %s, despite its status 200, keeps the webhook in the list', async (_, type, body, said) => {
    const there = await odd((seen, response) =>
      seen.method === 'DELETE'
        ? response.writeHead(200, { 'Content-Type': type }).end(body)
        : json(response, 201, {}, { Location: '/hooks/h1' }),
    );
    const here = await life(definition({ host: there.host }));
    const { id } = await here.register();
    expect(await rejection(here.run('delete', { id }))).toMatch(said);
    expect(await here.run('list', {})).toMatchObject([{ id, state: 'active' }]);
  });

  it.each([
    '{"id":"h1","status":"error"}',
    '{"id":"h1","title":"Mine","status":"failed"}',
    '{"errors":[],"error":null}',
    '{"errors":{},"error":false}',
    '{"errors":[null],"error":"","message":"Deleted"}',
    '{"error":"none"}',
    '{"error":0,"message":"ok"}',
    '{"data":{},"error":{"code":"ok","message":"","log_id":"a1"}}',
    '{"error":{"code":0,"message":"Success"}}',
    '{"error":{"message":null}}',
    '{"status":"ok"}',
    '{"status":"success","data":null}',
    '{"success":"true","code":200,"message":"Deleted"}',
    '{"errcode":0}',
    '<p>Deleted</p>',
    'OK',
    '',
  ])('is not read into a DELETE response that reports success: %s', async (body) => {
    const there = await odd((seen, response) =>
      seen.method === 'DELETE' ? response.end(body) : json(response, 201, {}, { Location: '/hooks/h1' }),
    );
    const here = await life(definition({ host: there.host }));
    const { id } = await here.register();
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
  });

  it.each([204, 404, 410])('is not assumed when the DELETE gets a web page and the next one gets %s', async (then) => {
    let deletes = 0;
    const there = await odd((seen, response) => {
      if (seen.method !== 'DELETE') return void json(response, 201, {}, { Location: '/hooks/h1' });
      deletes++;
      if (deletes > 1) return void response.writeHead(then).end();
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html><body>Deleted</body></html>');
    });
    const here = await life(definition({ host: there.host }));
    const { id } = await here.register();
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(deletes).toBe(2);
  });

  it('of the GET after the DELETE, with status 200, is reported by the contract check', async () => {
    let isThere = true;
    const there = await odd((seen, response) => {
      if (seen.method === 'GET')
        return void json(response, 200, isThere ? { id: 'h1' } : { ok: false, error: 'not_found' });
      if (seen.method === 'POST') return void json(response, 201, {}, { Location: '/hooks/h1' });
      isThere = false;
      response.writeHead(204).end();
    });
    const here = await life(definition({ host: there.host }));
    const { steps } = await here.run('checkUnsubscribe', { uri: here.uri, operationId: 'Subscribe' });
    expect(JSON.stringify(steps)).toMatch(/A GET still returns 200/);
  });

  it('of the DELETE by a proxy keeps the webhook in the list', async () => {
    const there = await odd((seen, response) =>
      seen.method === 'DELETE' ? response.writeHead(407).end() : json(response, 201, {}, { Location: '/hooks/h1' }),
    );
    const here = await life(definition({ host: there.host }));
    const { id } = await here.register();
    expect(await rejection(here.run('delete', { id }))).toMatch(/proxy.*407/);
  });

  it('of the DELETE suggests only what delete accepts', async () => {
    const there = await odd((seen, response) =>
      seen.method === 'DELETE'
        ? json(response, 400, { message: 'told so' })
        : json(response, 201, {}, { Location: '/hooks/h1' }),
    );
    const here = await life(definition({ host: there.host }));
    const { id } = await here.register();
    const message = await rejection(here.run('delete', { id }));
    expect(message).toMatch(/400 \(told so\)/);
    expect(message).not.toMatch(/parameters|baseUrl/);
    expect(await here.run('list', {})).toMatchObject([{ id, state: 'active' }]);
  });

  it.each([500, 503])('with status %s leaves an orphan, with what is known about it', async (status) => {
    const { here } = await service((_, response) => response.writeHead(status).end());
    expect(await rejection(here.register())).toMatch(/listed as an orphan/);
    const [{ id, state }] = await here.run('list', {});
    expect(state).toBe('orphan');
    expect(await rejection(here.run('delete', { id }))).toMatch(
      new RegExp(`got the response ${status}.*"forget": true`),
    );
  });
});
