import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { StoredDelivery } from '../../client/domain/delivery';
import type { WebhookRegistration } from '../../client/domain/registration';
import type { ReceiverHost } from '../../client/receiver/host';
import { createReceiver } from '../../client/receiver/receiver';
import { createDeliveryStore } from '../../client/receiver/store/deliveryStore';
import { temporaryFolder, until } from '../webhooks/environment';

const token = 'A'.repeat(32);

interface Options {
  secret?: string | string[];
  /** The secret cannot be read. */
  locked?: boolean;
  callbackBase?: string;
  /** Of the service. */
  baseUrl?: string;
  /** A secret cannot be kept. */
  full?: boolean;
}

async function receiver({ secret, locked, callbackBase, baseUrl = 'https://api.example.com', full }: Options = {}) {
  const store = createDeliveryStore(join(temporaryFolder(), 'deliveries'), () => ({
    maxCount: 100,
    maxBytes: 1e9,
    maxAgeDays: 30,
  }));
  const stored: StoredDelivery[] = [];
  const logged: string[] = [];
  const kept: string[] = [];
  let live: WebhookRegistration[] = [];
  const host: ReceiverHost = {
    registrations: { live: () => live, closed: () => [] },
    secrets: {
      async read() {
        if (locked) throw new Error('locked');
        return { secrets: [kept.at(-1) ?? secret ?? []].flat() };
      },
      fetchKey: async () => '',
      async keep(_, brought) {
        if (full) throw new Error('full');
        kept.push(brought);
      },
    },
    announce: (event) => void (event.type === 'stored' && stored.push(event.delivery)),
    log: (message) => void logged.push(message),
  };
  const { port, close } = await createReceiver([0], store, host);
  onTestFinished(async () => {
    await close();
    await store.close();
  });
  const url = `${callbackBase ?? `http://127.0.0.1:${port}`}/hook/${token}`;
  live = [{ id: 'one', callbackUrl: url, baseUrl, trigger: { endpoint: {} } } as WebhookRegistration];
  const rows = () => store.list('one');
  return { port, url, path: `/hook/${token}`, rows, stored, logged, kept, forget: () => (live = []) };
}

interface Sent {
  method?: string;
  headers?: http.OutgoingHttpHeaders;
  body?: Buffer | string;
  path?: string;
}

/** Exactly these headers and bytes; fetch would add some of its own. */
function send(port: number, { method = 'POST', headers = {}, body = '', path = `/hook/${token}` }: Sent) {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const bytes = Buffer.from(body as string);
    const request = http.request({
      host: '127.0.0.1',
      port,
      path,
      method,
      headers: { ...(!headers['Transfer-Encoding'] && { 'Content-Length': bytes.length }), ...headers },
      agent: false,
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    request.end(bytes);
  });
}

const bytesOf = ({ body, bytes }: StoredDelivery) => readFileSync(body.file).subarray(body.start, body.start + bytes);

describe('receiving a request', () => {
  it.each<[string, http.OutgoingHttpHeaders, Buffer]>([
    ['JSON with its blanks', { 'Content-Type': 'application/json' }, Buffer.from('{ "a" : 1.0 }\r\n')],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, Buffer.from('payload=%7B%22a%22%3A1%7D&b=+')],
    ['XML', { 'Content-Type': 'text/xml; charset=utf-16' }, Buffer.from('<a>ü</a>', 'utf16le')],
    ['no content type', {}, Buffer.from('{"a":1}')],
    ['a malformed content type', { 'Content-Type': ';;;' }, Buffer.from('{"a":1}')],
    ['an unknown encoding', { 'Content-Encoding': 'zstd', 'Content-Type': 'application/json' }, randomBytes(64)],
    ['gzip, as it was sent', { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' }, gzipSync('{"a":1}')],
    ['broken gzip', { 'Content-Encoding': 'gzip' }, Buffer.from('no gzip')],
    ['any bytes', { 'Content-Type': 'application/octet-stream' }, randomBytes(100_000)],
    ['nothing', {}, Buffer.alloc(0)],
  ])('is kept byte for byte: %s', async (_, headers, body) => {
    const { port, rows } = await receiver();
    expect((await send(port, { headers, body })).status).toBe(200);
    const [row] = await rows();
    expect(bytesOf(row!).equals(body)).toBe(true);
    expect(row).toMatchObject({ kind: 'delivery', bytes: body.length, answered: 200, conforms: null, problems: [] });
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('accepts the method %s', async (method) => {
    const { port, rows } = await receiver();
    expect((await send(port, { method, body: method === 'GET' ? '' : 'x' })).status).toBe(200);
    expect(await rows()).toMatchObject([{ method }]);
  });

  it('accepts a body of 25 MB, also in chunks', async () => {
    const { port, rows } = await receiver({ secret: 'key' });
    const body = randomBytes(26_214_400);
    const signature = `sha256=${createHmac('sha256', 'key').update(body).digest('hex')}`;
    const headers = { 'X-Hub-Signature-256': signature };
    expect((await send(port, { headers, body })).status).toBe(200);
    expect((await send(port, { headers: { ...headers, 'Transfer-Encoding': 'chunked' }, body })).status).toBe(200);
    for (const row of await rows()) expect(bytesOf(row).equals(body)).toBe(true);
  });

  it('answers a larger body with 413 and lists it', async () => {
    const { port, rows } = await receiver();
    expect((await send(port, { body: Buffer.alloc(26_214_401) })).status).toBe(413);
    expect(
      (await send(port, { headers: { 'Transfer-Encoding': 'chunked' }, body: Buffer.alloc(27_262_976) })).status,
    ).toBe(413);
    expect(await rows()).toMatchObject([
      { kind: 'refused', answered: 413, problems: [{ message: expect.stringContaining('26214400') }] },
      { kind: 'refused', answered: 413 },
    ]);
    expect((await send(port, { body: 'small' })).status).toBe(200);
  });

  it('keeps the order, also on one connection that does not wait for responses', async () => {
    const { port, path, rows, stored } = await receiver();
    const socket = net.connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    let answers = '';
    socket.on('data', (chunk) => {
      answers += chunk;
    });
    const numbers = Array.from({ length: 30 }, (_, index) => String(index));
    socket.write(
      numbers
        .map(
          (number) =>
            `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: ${number.length}\r\n\r\n${number}`,
        )
        .join(''),
    );
    await until(() => answers.split('HTTP/1.1 200').length === 31);
    expect((await rows()).map((row) => bytesOf(row).toString())).toEqual(numbers);
    await until(() => stored.length === 30);
    expect(stored.map((row) => bytesOf(row).toString())).toEqual(numbers);
  });

  it('responds with a length to a sender that has already closed its half of the connection', async () => {
    const { port, path, rows } = await receiver();
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.end(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 2\r\n\r\n{}`);
    await until(() => socket.readableEnded);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*content-length: 0\r\n/i);
    expect(await rows()).toHaveLength(1);
  });

  it('waits for earlier requests of the same webhook, but not of another one', async () => {
    const store = createDeliveryStore(join(temporaryFolder(), 'deliveries'), () => ({
      maxCount: 100,
      maxBytes: 1e9,
      maxAgeDays: 30,
    }));
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const tokens = { one: 'A'.repeat(32), two: 'B'.repeat(32) };
    let asked = 0;
    const { port, close } = await createReceiver([0], store, {
      registrations: {
        live: () =>
          Object.entries(tokens).map(
            ([id, token]) =>
              ({
                id,
                callbackUrl: `http://127.0.0.1:1/hook/${token}`,
                baseUrl: 'https://api.example.com',
                trigger: { endpoint: {} },
              }) as WebhookRegistration,
          ),
        closed: () => [],
      },
      secrets: {
        async read({ id }) {
          // The first delivery of the first webhook takes its time.
          if (id === 'one' && asked++ === 0) await gate;
          return { secrets: [] };
        },
        keep: async () => {},
        fetchKey: async () => '',
      },
      announce: () => {},
      log: () => {},
    });
    onTestFinished(close);
    const to = (id: keyof typeof tokens, body: string) => send(port, { path: `/hook/${tokens[id]}`, body });
    const first = to('one', 'first');
    await until(() => asked === 1);
    const second = to('one', 'second');
    expect((await to('two', 'other')).status).toBe(200);
    expect(await store.list('one')).toEqual([]);
    release();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    expect((await store.list('one')).map((row) => bytesOf(row).toString())).toEqual(['first', 'second']);
    await store.close();
  });

  it('stores a delivery before the response, and announces it afterwards', async () => {
    const { port, rows, stored } = await receiver();
    await send(port, { body: 'x' });
    expect(await rows()).toHaveLength(1);
    await until(() => stored.length === 1);
  });

  it('stores headers with lower-case names and without credentials', async () => {
    const { port, url, rows } = await receiver();
    await send(port, {
      headers: {
        Authorization: 'Bearer hidden-1',
        Cookie: 'a=hidden-2',
        'X-Gitlab-Token': 'hidden-3',
        'X-Original-Url': url,
        'X-GitHub-Event': 'push',
        'X-Hub-Signature-256': 'sha256=ab',
      },
    });
    const [row] = await rows();
    expect(JSON.stringify(row)).not.toMatch(/hidden-/);
    expect(JSON.stringify(row!.headers)).not.toContain(token);
    expect(row).toMatchObject({
      event: 'push',
      signature: 'unknown',
      headers: { authorization: '***', 'x-hub-signature-256': 'sha256=ab' },
    });
  });

  it.each([
    ['X-Acme-Event', 'order.created'],
    ['Linear-Event', 'Issue'],
    ['X-Contentful-Topic', 'ContentManagement.Entry.publish'],
    ['Sentry-Hook-Resource', 'issue'],
    ['X-Acme-Event-Id', null],
  ])('is called as its header %s says', async (name, event) => {
    const { port, rows } = await receiver();
    await send(port, { headers: { [name]: event ?? '7' } });
    expect(await rows()).toMatchObject([{ event }]);
  });

  it('stores nothing of a request whose sender gives up', async () => {
    const { port, path, rows, logged } = await receiver();
    const socket = net.connect(port, '127.0.0.1');
    socket.write(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 100\r\n\r\nhalf`, () =>
      socket.destroy(),
    );
    await until(() => logged.length === 1);
    expect(await rows()).toEqual([]);
    expect(logged.join()).not.toContain(token);
  });
});

describe('a caller', () => {
  it.each([
    ['/', 404],
    ['/hook/', 404],
    ['/hook/short', 404],
    [`/hook/${'B'.repeat(32)}`, 404],
    [`/hook/${token}/more`, 404],
    [`/hook/${token.toLowerCase()}`, 404],
    ['//hook//', 404],
    ['/%', 404],
    [`/some/prefix/hook/${token}`, 200],
    [`/hook/${token}?a=1`, 200],
  ])('%s is answered with %i', async (path, status) => {
    const { port } = await receiver();
    expect((await send(port, { path })).status).toBe(status);
  });

  it.each([
    ['evil.example', 421],
    ['evil.example:PORT', 421],
    ['127.0.0.1:1', 421],
    ['127.0.0.1.evil.example:PORT', 421],
    ['a b', 421],
    ['localhost:PORT', 200],
    ['LOCALHOST:PORT', 200],
    ['[::1]:PORT', 200],
    ['127.0.0.1:PORT', 200],
    ['tunnel.example', 200],
    ['tunnel.example:443', 200],
    ['tunnel.example:8443', 421],
  ])('with the host %s gets %i', async (host, status) => {
    const { port } = await receiver({ callbackBase: 'https://tunnel.example/prefix' });
    expect((await send(port, { headers: { Host: host.replace('PORT', String(port)) } })).status).toBe(status);
  });

  it('gets no cookie, no name of the software, and nothing that a browser interprets', async () => {
    const { port } = await receiver();
    const { headers } = await send(port, { body: '<script>' });
    expect(headers).not.toHaveProperty('set-cookie');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('is refused with endless headers', async () => {
    const { port, rows } = await receiver();
    expect((await send(port, { headers: { 'X-Long': 'x'.repeat(40_000) } })).status).toBe(431);
    expect(await rows()).toEqual([]);
  });
});

describe('signatures', () => {
  const sign = (body: string, key = 'key') => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

  it.each<[string, http.OutgoingHttpHeaders, number, string, string]>([
    ['valid', { 'X-Hub-Signature-256': sign('body') }, 200, 'delivery', 'valid'],
    ['the secret itself', { 'X-Gitlab-Token': 'key' }, 200, 'delivery', 'token'],
    ['another secret than this one', { 'X-Gitlab-Token': 'other' }, 401, 'refused', 'invalid'],
    ['the secret as a bearer token', { Authorization: 'Bearer key' }, 200, 'delivery', 'token'],
    ['of another key', { 'X-Hub-Signature-256': sign('body', 'other') }, 401, 'refused', 'invalid'],
    ['of another body', { 'X-Hub-Signature-256': sign('other') }, 401, 'refused', 'invalid'],
    ['empty', { 'X-Hub-Signature-256': '' }, 401, 'refused', 'invalid'],
    ['cut off', { 'X-Hub-Signature-256': sign('body').slice(0, -2) }, 401, 'refused', 'invalid'],
    ['absent', {}, 401, 'refused', 'absent'],
    ['of a kind that cannot be verified', { 'X-Signature': 'ab' }, 401, 'refused', 'absent'],
  ])('%s', async (_, headers, status, kind, signature) => {
    const { port, rows } = await receiver({ secret: 'key' });
    expect((await send(port, { headers, body: 'body' })).status).toBe(status);
    const [row] = await rows();
    expect(row).toMatchObject({ kind, signature, answered: status });
    // What would have been right must not be shown.
    expect(JSON.stringify({ ...row, headers: {} })).not.toContain(sign('body').slice(7));
  });

  it('are unknown without a secret', async () => {
    const { port, rows } = await receiver();
    await send(port, { headers: { 'X-Hub-Signature-256': sign('body') }, body: 'body' });
    await send(port, { body: 'body' });
    expect((await rows()).map(({ signature }) => signature)).toEqual(['unknown', 'absent']);
  });

  it('are answered with 503 while the secret cannot be read', async () => {
    const { port, rows } = await receiver({ locked: true });
    expect((await send(port, { body: 'body' })).status).toBe(503);
    expect(await rows()).toMatchObject([{ kind: 'refused', answered: 503 }]);
  });
});

describe('handshakes', () => {
  const json = (value: unknown) => ({ body: JSON.stringify(value), headers: { 'Content-Type': 'application/json' } });
  const path = (query: string) => `/hook/${token}?${query}`;
  const plain = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };

  it.each<[string, Sent, { status: number; body?: string; headers?: object }]>([
    ['GitHub ping', { headers: { 'X-GitHub-Event': 'ping' }, body: '{}' }, { status: 200 }],
    ['Microsoft Graph', { path: path('validationToken=a%20%3Cb%3E') }, { status: 200, body: 'a <b>', headers: plain }],
    ['SharePoint', { path: path('validationtoken=abc') }, { status: 200, body: 'abc', headers: plain }],
    [
      'Slack',
      json({ type: 'url_verification', challenge: '<c>', token: 't' }),
      { status: 200, body: '<c>', headers: plain },
    ],
    [
      'Meta and WebSub',
      { method: 'GET', path: path('hub.mode=subscribe&hub.challenge=12&hub.verify_token=v') },
      { status: 200, body: '12', headers: plain },
    ],
    [
      'CloudEvents',
      { method: 'OPTIONS', headers: { 'WebHook-Request-Origin': 'events.example', 'WebHook-Request-Rate': '120' } },
      {
        status: 200,
        headers: { allow: 'POST', 'webhook-allowed-origin': 'events.example', 'webhook-allowed-rate': '120' },
      },
    ],
    [
      'Event Grid',
      json([{ eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent', data: { validationCode: 'code' } }]),
      { status: 200, body: '{"validationResponse":"code"}' },
    ],
    [
      'Slack, compressed',
      {
        body: gzipSync(JSON.stringify({ type: 'url_verification', challenge: 'c' })),
        headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      },
      { status: 200, body: 'c', headers: plain },
    ],
    [
      'Slack, with a byte-order mark',
      { body: '\ufeff{"type":"url_verification","challenge":"c"}' },
      { status: 200, body: 'c', headers: plain },
    ],
    ['Dropbox', { method: 'GET', path: path('challenge=abc') }, { status: 200, body: 'abc', headers: plain }],
    ['Trello', { method: 'HEAD' }, { status: 200 }],
    ['Asana', { headers: { 'X-Hook-Secret': 'given' } }, { status: 200, headers: { 'x-hook-secret': 'given' } }],
    ['monday', json({ challenge: 'abc' }), { status: 200, body: '{"challenge":"abc"}' }],
    [
      'Okta',
      { method: 'GET', headers: { 'X-Okta-Verification-Challenge': 'abc' } },
      { status: 200, body: '{"verification":"abc"}' },
    ],
    [
      'Smartsheet',
      { ...json({ challenge: 'abc', webhookId: 1 }), headers: { 'Smartsheet-Hook-Challenge': 'abc' } },
      { status: 200, headers: { 'smartsheet-hook-response': 'abc' }, body: '{"smartsheetHookResponse":"abc"}' },
    ],
    [
      'Twitch',
      {
        ...json({ challenge: 'abc', subscription: {} }),
        headers: { 'Twitch-Eventsub-Message-Type': 'webhook_callback_verification' },
      },
      { status: 200, body: 'abc', headers: plain },
    ],
    ['Notion', json({ verification_token: 'secret_abc' }), { status: 200, body: '' }],
    [
      'Discord',
      { ...json({ type: 1 }), headers: { 'X-Signature-Ed25519': 'ab' } },
      { status: 200, body: '{"type":1}' },
    ],
    [
      'Xero',
      { ...json({ events: [], firstEventSequence: 0 }), headers: { 'X-Xero-Signature': 'ab' } },
      { status: 200, body: '' },
    ],
    [
      'Amazon SNS',
      {
        ...json({ Type: 'SubscriptionConfirmation', SubscribeURL: 'https://sns.example/?Token=1' }),
        headers: { 'x-amz-sns-message-type': 'SubscriptionConfirmation' },
      },
      { status: 200 },
    ],
  ])('of %s', async (_, sent, { status, body, headers }) => {
    const { port, rows } = await receiver();
    const answer = await send(port, sent);
    expect(answer).toMatchObject({ status, ...(headers && { headers }) });
    if (body !== undefined) expect(answer.body).toBe(body);
    expect(await rows()).toMatchObject([{ kind: 'handshake', answered: status, conforms: null }]);
  });

  it('accept the unsigned ping of a WooCommerce webhook whose deliveries are signed', async () => {
    const { port, rows } = await receiver({ secret: 'key' });
    const ping = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'webhook_id=14' };
    expect((await send(port, ping)).status).toBe(200);
    const signature = createHmac('sha256', 'key').update('{"id":1}').digest('base64');
    const order = { headers: { 'X-WC-Webhook-Signature': signature }, body: '{"id":1}' };
    expect((await send(port, order)).status).toBe(200);
    expect((await send(port, { ...order, body: '{"id":2}' })).status).toBe(401);
    expect(await rows()).toMatchObject([{ kind: 'handshake' }, { kind: 'delivery' }, { kind: 'refused' }]);
  });

  it('respond to Acrobat Sign as to its deliveries', async () => {
    const { port, rows } = await receiver();
    const headers = { 'X-AdobeSign-ClientId': 'CBJ' };
    for (const sent of [{ method: 'GET' }, { body: '{"event":"AGREEMENT_CREATED"}' }]) {
      const answer = await send(port, { ...sent, headers });
      expect(answer).toMatchObject({ status: 200, headers: { 'x-adobesign-clientid': 'CBJ' } });
    }
    expect(await rows()).toMatchObject([{ kind: 'handshake' }, { kind: 'delivery', answered: 200 }]);
  });

  it('respond to Strava, recognized by its host, with JSON', async () => {
    const { port } = await receiver({ baseUrl: 'https://www.strava.com/api/v3' });
    const asked = { method: 'GET', path: path('hub.mode=subscribe&hub.challenge=12&hub.verify_token=v') };
    expect(await send(port, asked)).toMatchObject({ status: 200, body: '{"hub.challenge":"12"}' });
    const other = await receiver({ baseUrl: 'https://notstrava.com' });
    expect((await send(other.port, asked)).body).toBe('12');
  });

  const zoom = json({ event: 'endpoint.url_validation', payload: { plainToken: 'abc' } });
  const keyed = (encoding: 'hex' | 'base64') => createHmac('sha256', 'key').update('abc').digest(encoding);

  it.each<[string, Sent, number, string]>([
    ['Zoom', zoom, 200, JSON.stringify({ plainToken: 'abc', encryptedToken: keyed('hex') })],
    ['X', { method: 'GET', path: path('crc_token=abc') }, 200, `{"response_token":"sha256=${keyed('base64')}"}`],
    ['Fitbit', { method: 'GET', path: path('verify=key') }, 204, ''],
  ])('of %s is answered with the secret, and refused without', async (_, sent, status, body) => {
    const { port, rows } = await receiver({ secret: 'key' });
    expect(await send(port, sent)).toMatchObject({ status, body });
    expect(await rows()).toMatchObject([{ kind: 'handshake' }]);
    const without = await receiver();
    expect((await send(without.port, sent)).status).toBeGreaterThan(400);
    expect(await without.rows()).toMatchObject([
      { kind: 'refused', problems: [{ message: expect.stringContaining('as the signing secret') }] },
    ]);
    const locked = await receiver({ locked: true });
    expect((await send(locked.port, sent)).status).toBe(503);
  });

  it('respond to Fitbit although the client secret is saved as well', async () => {
    const { port } = await receiver({ secret: ['client secret', 'code'] });
    expect((await send(port, { method: 'GET', path: path('verify=code') })).status).toBe(204);
    const signature = createHmac('sha1', 'client secret&').update('[]').digest('base64');
    expect((await send(port, { body: '[]', headers: { 'X-Fitbit-Signature': signature } })).status).toBe(200);
    expect((await send(port, { body: '[ ]', headers: { 'X-Fitbit-Signature': signature } })).status).toBe(401);
  });

  it('refuse Fitbit with another code', async () => {
    const { port, rows } = await receiver({ secret: 'key' });
    expect((await send(port, { method: 'GET', path: path('verify=other') })).status).toBe(404);
    expect(await rows()).toMatchObject([{ kind: 'refused' }]);
  });

  it('are refused when they are signed and the signature is wrong', async () => {
    const { port } = await receiver({ secret: 'key' });
    const body = JSON.stringify({ events: [] });
    const intent = (signature: string) => send(port, { body, headers: { 'X-Xero-Signature': signature } });
    expect(await intent(createHmac('sha256', 'key').update(body).digest('base64'))).toMatchObject({
      status: 200,
      body: '',
    });
    expect((await intent('wrong')).status).toBe(401);
    const twitch = { 'Twitch-Eventsub-Message-Type': 'webhook_callback_verification' };
    expect((await send(port, { ...json({ challenge: 'abc' }), headers: twitch })).status).toBe(401);
  });

  it('show a warning when they prove nothing without a key', async () => {
    const { port, rows } = await receiver();
    await send(port, { ...json({ type: 1 }), headers: { 'X-Signature-Ed25519': 'ab' } });
    expect(await rows()).toMatchObject([{ problems: [{ message: expect.stringContaining('public key') }] }]);
  });

  it.each<[string, (secret: string) => Sent, string]>([
    ['Asana', (secret) => ({ headers: { 'X-Hook-Secret': secret } }), 'X-Hook-Signature'],
    ['Notion', (secret) => json({ verification_token: secret }), 'X-Notion-Signature'],
  ])('of %s bring a secret that verifies from then on, and that no other replaces', async (_, bring, header) => {
    const { port, rows, kept } = await receiver();
    expect((await send(port, bring('brought'))).status).toBe(200);
    expect(kept).toEqual(['brought']);
    const signature = createHmac('sha256', 'brought').update('{}').digest('hex');
    const headers = { [header]: header === 'X-Notion-Signature' ? `sha256=${signature}` : signature };
    expect((await send(port, { body: '{}', headers })).status).toBe(200);
    expect((await send(port, { body: '{ }', headers })).status).toBe(401);
    expect((await send(port, { body: '{}' })).status).toBe(401);
    expect((await send(port, bring('another'))).status).toBe(401);
    expect((await send(port, bring('brought'))).status).toBe(200);
    expect(kept).toEqual(['brought']);
    const [, verified] = await rows();
    expect(verified).toMatchObject({ kind: 'delivery', signature: 'valid' });
  });

  it('are answered with 503 when the secret that they bring cannot be saved', async () => {
    const { port } = await receiver({ full: true });
    expect((await send(port, { headers: { 'X-Hook-Secret': 'brought' } })).status).toBe(503);
  });

  it('show a URL of the payload without opening it', async () => {
    const { port, rows } = await receiver();
    const SubscribeURL = 'https://sns.example/?Token=1';
    await send(port, {
      ...json({ SubscribeURL }),
      headers: { 'x-amz-sns-message-type': 'SubscriptionConfirmation' },
    });
    const validationUrl = 'https://rp.example/validate?id=1';
    const data = { validationCode: 'code', validationUrl };
    await send(port, json([{ eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent', data }]));
    const messages = (await rows()).map(({ problems }) => problems[0]?.message);
    expect(messages).toEqual([expect.stringContaining(SubscribeURL), expect.stringContaining(validationUrl)]);
  });

  it('are answered although there is a secret when they are never signed; an unsigned ping is refused', async () => {
    const { port } = await receiver({ secret: 'key' });
    expect(await send(port, { path: path('validationToken=abc') })).toMatchObject({ status: 200, body: 'abc' });
    expect((await send(port, { headers: { 'X-GitHub-Event': 'ping' }, body: '{}' })).status).toBe(401);
  });

  it.each<[string, Sent]>([
    ['a challenge among other things', json({ challenge: 'abc', more: 1 })],
    ['a challenge that is no text', json({ challenge: { a: 1 } })],
    ['an ordinary Event Grid event', json([{ eventType: 'Other', data: { validationCode: 'x' } }])],
    ['a key of the prototype', json({ __proto__: { challenge: 'x' } })],
  ])('are not seen in %s', async (_, sent) => {
    const { port, rows } = await receiver();
    await send(port, sent);
    expect(await rows()).toMatchObject([{ kind: 'delivery' }]);
  });

  it.each([
    ['OPTIONS', 204, 'handshake'],
    ['TRACE', 405, 'refused'],
  ])('and not a delivery is %s', async (method, status, kind) => {
    const { port, rows } = await receiver();
    expect((await send(port, { method })).status).toBe(status);
    expect(await rows()).toMatchObject([{ kind }]);
  });

  it('do not reveal a secret that they bring', async () => {
    const { port, rows } = await receiver();
    await send(port, { headers: { 'X-Hook-Secret': 'given-secret' } });
    expect(JSON.stringify(await rows())).not.toContain('given-secret');
  });
});
