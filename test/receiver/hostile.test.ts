/**
 * What strangers may try, against the whole webhook part with its real check in a worker. After each attempt it works
 * on, and nothing that it wrote, said or answered holds a secret.
 */

import { createHmac, randomBytes } from 'node:crypto';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createRedactor } from '../../client/common/redact';
import { batched, storedBody } from '../../client/editor/payloadBatches';
import { renderEvent } from '../../client/views/render';
import type { RegisterRequest, Webhooks } from '../../client/webhooks/webhooksApi';
import { createPayloadChecker } from '../../server/engine/payloadThread';
import type { JsonObject } from '../../server/protocol/json';
import type { TriggerDescription } from '../../server/protocol/triggers';
import { byScript } from '../support/byScript';
import { fakeEnvironment, start, textOfFolder, until } from '../webhooks/environment';
import { describeTrigger, idCandidate } from '../webhooks/triggers';

const secrets = {
  bearer: `bearer-${randomBytes(12).toString('hex')}`,
  signing: `signing-${randomBytes(12).toString('hex')}`,
  parameter: `parameter-${randomBytes(12).toString('hex')}`,
  header: `header-${randomBytes(12).toString('hex')}`,
};

const checker = createPayloadChecker(fileURLToPath(new URL('../../dist/payloadWorker.js', import.meta.url)), {
  one: 2_000,
  many: 2_000,
});
const untouched = Object.getOwnPropertyNames(Object.prototype).sort().join();

afterEach(() => expect(Object.getOwnPropertyNames(Object.prototype).sort().join()).toBe(untouched));

type Handle = (request: http.IncomingMessage, body: string, response: http.ServerResponse) => void;

async function server(handle: Handle) {
  const requests: { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }[] = [];
  const listening = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      requests.push({ method: request.method!, url: request.url!, headers: request.headers, body });
      handle(request, body, response);
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    listening.close();
    listening.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, requests };
}

const created: Handle = (request, _, response) => {
  if (request.method === 'POST') response.writeHead(201, { Location: '/hooks/1' }).end('{"id": 1}');
  else response.writeHead(204).end();
};

async function target(handle: Handle = created, schema: JsonObject = { type: 'object' }) {
  const service = await server(handle);
  const check = batched((params) => checker.checkAll(params));
  const env = fakeEnvironment({ checkPayload: (delivery, wanted) => check(storedBody(delivery), wanted) });
  const webhooks = await start(env);
  const rejected: string[] = [];
  const trigger = (changes: Partial<TriggerDescription> = {}) =>
    describeTrigger({
      notification: { ...describeTrigger().notification!, schema },
      unsubscribe: [idCandidate],
      parameters: [
        { in: 'header', name: 'X-Token', title: 'X-Token', required: false, type: 'string', visibility: 'none' },
      ],
      security: [{ name: 'bearer', type: 'oauth2' }],
      ...changes,
    });
  const register = async (changes: Partial<RegisterRequest> = {}, about: Partial<TriggerDescription> = {}) => {
    try {
      return await webhooks.register({
        uri: 'file:///hostile.swagger.json',
        trigger: trigger(about),
        parameters: { 'X-Token': secrets.parameter },
        baseUrl: service.url,
        credentials: { type: 'bearer', token: secrets.bearer },
        exposure: 'local',
        secret: secrets.signing,
        ...changes,
      });
    } catch (error) {
      rejected.push((error as Error).message);
      throw error;
    }
  };
  return { service, env, webhooks, register, rejected };
}

type Target = Awaited<ReturnType<typeof target>>;

/** Still works, and has told nobody a secret: neither in a file, nor in a line, a message, a row, an event or an address. */
async function unharmed({ env, webhooks, rejected }: Target, tokens: string[] = []) {
  const all: string[] = [...env.logged, ...rejected, JSON.stringify(webhooks.events)];
  all.push(
    ...webhooks.events.flatMap((event) => renderEvent(event, new Date(), (text, ...given) => text + given.join(' '))),
  );
  for (const registration of webhooks.list()) {
    const { callbackUrl: _, ...shown } = registration;
    all.push(JSON.stringify(shown));
    const rows = await webhooks.deliveries(registration.id);
    all.push(JSON.stringify(rows));
  }
  all.push(textOfFolder(env.storageFolder));
  for (const [name, secret] of Object.entries(secrets))
    expect(all.join('\n').includes(secret), `${name} leaked`).toBe(false);
  // The token of a callback: in its URL, and nowhere else.
  const spoken = [
    ...env.logged,
    ...rejected,
    ...webhooks.events.flatMap((event) => renderEvent(event, new Date(), (text, ...given) => text + given.join(' '))),
  ];
  const written = textOfFolder(env.storageFolder, /registrations\.jsonl$/);
  for (const token of tokens) expect(spoken.join('\n') + written).not.toContain(token);
}

const tokenOf = (callbackUrl: string) => callbackUrl.split('/').at(-1)!;

const signature = (body: string | Buffer, key = secrets.signing) =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

interface Sent {
  method?: string;
  path?: string;
  headers?: http.OutgoingHttpHeaders;
  body?: string | Buffer;
}

/** Undefined where the connection was closed without an answer. */
function send(
  callbackUrl: string,
  { method = 'POST', path, headers = {}, body = '' }: Sent,
): Promise<number | undefined> {
  const { hostname, port, pathname } = new URL(callbackUrl);
  return new Promise((resolve) => {
    const request = http.request({ host: hostname, port, path: path ?? pathname, method, headers, agent: false });
    request.on('error', () => resolve(undefined));
    request.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode)));
    request.end(body);
  });
}

const honest = (callbackUrl: string, body = '{"honest":1}') =>
  send(callbackUrl, { headers: { 'Content-Type': 'application/json', 'X-Hub-Signature-256': signature(body) }, body });

/** A request as it is written, byte for byte. */
async function raw(callbackUrl: string, text: string): Promise<string> {
  const { port } = new URL(callbackUrl);
  const socket = net.connect(Number(port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.on('error', () => {});
  socket.end(text);
  await until(() => socket.destroyed || socket.readableEnded);
  return answer;
}

describe('a forged delivery', () => {
  it.each<[string, (body: string) => http.OutgoingHttpHeaders]>([
    ['unsigned', () => ({})],
    ['signed with another key', (body) => ({ 'X-Hub-Signature-256': signature(body, 'another') })],
    ['signed for another body', () => ({ 'X-Hub-Signature-256': signature('another') })],
    ['signed with nothing', () => ({ 'X-Hub-Signature-256': 'sha256=' })],
    ['signed twice', (body) => ({ 'X-Hub-Signature-256': [signature(body, 'another'), signature('another')] })],
    [
      'replayed after its time',
      (body) => {
        const [id, timestamp] = ['msg_1', String(Math.floor(Date.now() / 1000) - 3600)];
        const mac = createHmac('sha256', Buffer.from(secrets.signing, 'base64'));
        const digest = mac.update(`${id}.${timestamp}.${body}`).digest('base64');
        return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${digest}` };
      },
    ],
    [
      'replayed with a new time',
      (body) => {
        const mac = createHmac('sha256', secrets.signing).update(`${Math.floor(Date.now() / 1000) - 3600}.${body}`);
        return { 'Stripe-Signature': `t=${Math.floor(Date.now() / 1000)},v1=${mac.digest('hex')}` };
      },
    ],
    ['sent with the secret itself', () => ({ 'X-Gitlab-Token': `${secrets.signing}x`, 'X-Secret': secrets.signing })],
  ])('that is %s is refused and recorded', async (_, headersFor) => {
    const victim = await target();
    const { id, callbackUrl } = await victim.register();
    expect(await send(callbackUrl, { headers: headersFor('{"forged":1}'), body: '{"forged":1}' })).toBe(401);
    expect(await honest(callbackUrl)).toBe(200);
    expect((await victim.webhooks.deliveries(id)).map(({ kind }) => kind)).toEqual(['refused', 'delivery']);
    await unharmed(victim, [tokenOf(callbackUrl)]);
  });

  it('with a large body is refused without being held in memory', async () => {
    const victim = await target();
    const { callbackUrl } = await victim.register();
    const body = Buffer.alloc(20_000_000, 'x');
    expect(await send(callbackUrl, { headers: { 'X-Hub-Signature-256': signature('other') }, body })).toBe(401);
    expect(
      await send(callbackUrl, {
        headers: { 'X-Twilio-Signature': 'AAAA', 'Content-Type': 'application/x-www-form-urlencoded' },
        body,
      }),
    ).toBe(401);
    expect(await honest(callbackUrl)).toBe(200);
    await unharmed(victim, [tokenOf(callbackUrl)]);
  });

  it('without end is cut off', async () => {
    const victim = await target();
    const { callbackUrl } = await victim.register();
    const { port, pathname, host } = new URL(callbackUrl);
    const socket = net
      .connect(Number(port), '127.0.0.1')
      .on('error', () => {})
      .resume();
    socket.write(`POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000), Buffer.from('\r\n')]);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    let sent = 0;
    while (!socket.destroyed && !socket.readableEnded && sent < 400) {
      sent++;
      if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
    }
    expect(sent).toBeLessThan(200);
    expect(await honest(callbackUrl)).toBe(200);
    await unharmed(victim);
  });
});

describe('an unauthorized caller', () => {
  it.each<[string, (path: string, token: string) => string]>([
    ['goes up', (path) => `${path}/../../../../etc/passwd`],
    ['goes up, encoded', (path) => `${path}/%2e%2e/%2e%2e/etc/passwd`],
    ['starts above', (_, token) => `/../../hook/${token}/../${token}`],
    ['names a file', () => '/hook/..%2f..%2fregistrations.jsonl'],
    ['has a zero byte', (path) => `${path}%00`],
    ['is an absolute address', () => 'http://evil.example/hook/x'],
    ['has a token that is nearly right', (path) => `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`],
    ['has a token that begins right', (path) => path.slice(0, -4)],
    ['has a very long path', () => `/hook/${'hook/'.repeat(4000)}`],
    ['asks for a key of the prototype', () => '/hook/__proto__constructor__proto__'],
  ])('that %s gets 404', async (_, pathFor) => {
    const victim = await target();
    const { callbackUrl, id } = await victim.register();
    const { pathname } = new URL(callbackUrl);
    expect(await send(callbackUrl, { path: pathFor(pathname, tokenOf(callbackUrl)), body: 'x' })).toBe(404);
    expect(await victim.webhooks.deliveries(id)).toEqual([]);
    await unharmed(victim);
  });

  it('that is a web page with a rebound name gets 421, even with the right path', async () => {
    const victim = await target();
    const { callbackUrl, id } = await victim.register();
    for (const Host of [
      'evil.example',
      `evil.example:${new URL(callbackUrl).port}`,
      '127.0.0.1.evil.example',
      '[::1',
    ]) {
      expect([400, 421]).toContain(await send(callbackUrl, { headers: { Host }, body: 'x' }));
    }
    const { pathname } = new URL(callbackUrl);
    for (const line of ['', 'Host:\r\n', 'Host: a\r\nHost: 127.0.0.1\r\n']) {
      for (const version of ['1.0', '1.1']) {
        const answer = await raw(callbackUrl, `POST ${pathname} HTTP/${version}\r\n${line}Content-Length: 0\r\n\r\n`);
        expect(answer).toMatch(/^HTTP\/1\.1 4(00|21) /);
      }
    }
    expect(await victim.webhooks.deliveries(id)).toEqual([]);
    await unharmed(victim);
  });

  it('that smuggles lines, folds headers or sends two lengths or none injects no request and no header', async () => {
    const victim = await target();
    const { callbackUrl, id } = await victim.register();
    const { pathname, host } = new URL(callbackUrl);
    const start = `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\n`;
    const inner = `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\n\r\n`;
    for (const text of [
      `${start}Content-Length: 5\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
      `${start}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
      `${start}Content-Length: -1\r\n\r\n`,
      `${start}WebHook-Request-Origin: a\r\n b\r\n\r\n`,
      `${start}X-A: b\u0000c\r\n\r\n`,
      'no HTTP at all\r\n\r\n',
    ]) {
      expect(await raw(callbackUrl, text)).not.toMatch(/^HTTP\/1\.1 200/m);
    }
    const options = `OPTIONS ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nWebHook-Request-Origin: a%0d%0aX-Evil: 1\r\n\r\n`;
    expect(await raw(callbackUrl, options)).not.toMatch(/^x-evil/im);
    for (const { headers } of await victim.webhooks.deliveries(id)) expect(headers).not.toHaveProperty('x-evil');
    expect(await honest(callbackUrl)).toBe(200);
    await unharmed(victim);
  });

  it('that comes after the webhook was deleted gets 410', async () => {
    const victim = await target();
    const { callbackUrl, id } = await victim.register();
    await victim.webhooks.delete(id);
    expect(await honest(callbackUrl)).toBe(410);
    const again = await start(fakeEnvironment({ storageFolder: victim.env.storageFolder }));
    expect(again.list()).toEqual([]);
    expect(victim.env.kept.size).toBe(0);
    await unharmed(victim, [tokenOf(callbackUrl)]);
  });
});

describe('a malicious payload', () => {
  const verdict = async (webhooks: Webhooks, id: string) =>
    until(async () => {
      const row = (await webhooks.deliveries(id)).at(-1);
      return row && (row.conforms !== null || row.problems.length > 0) ? row : undefined;
    });

  it('pollutes no prototype as a body, header, query or parameter', async () => {
    const schema: JsonObject = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"object"},"constructor":{"type":"object"}}}',
    );
    const victim = await target(created, schema);
    const { callbackUrl, id } = await victim.register({
      parameters: JSON.parse(
        '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "body": {"__proto__": {"polluted": 1}, "a": {"__proto__": {"polluted": 1}}}}',
      ),
    });
    const body = '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}';
    const headers = { 'X-Hub-Signature-256': signature(body), __proto__: 'polluted', constructor: 'polluted' };
    expect(
      await send(callbackUrl, { path: `${new URL(callbackUrl).pathname}?__proto__[polluted]=1`, headers, body }),
    ).toBe(200);
    expect(await verdict(victim.webhooks, id)).toMatchObject({ kind: 'delivery' });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    await unharmed(victim);
  });

  it('pollutes no prototype as the response of the service', async () => {
    const victim = await target((request, _, response) => {
      if (request.method !== 'POST') return void response.writeHead(204).end();
      response
        .writeHead(201)
        .end('{"__proto__": {"id": "1", "url": "/x", "polluted": 1}, "data": {"__proto__": {"id": "2"}}}');
    });
    const { id, location } = await victim.register();
    expect(location).toBeUndefined();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    await expect(byScript(victim.webhooks.delete(id))).rejects.toThrow(/forget/);
    await unharmed(victim);
  });

  it.each([
    ['gzip', (bytes: number) => gzipSync(Buffer.alloc(bytes, ' '))],
    // The header declares one gzip: nobody decompresses the inner one.
    ['gzip', (bytes: number) => gzipSync(gzipSync(Buffer.alloc(bytes, ' ')))],
  ])('that decompresses to a thousand times its size (%s) is stored compressed', async (encoding, fold) => {
    const victim = await target();
    const { callbackUrl, id } = await victim.register();
    const body = fold(400_000_000);
    const before = process.memoryUsage().rss;
    const headers = {
      'Content-Encoding': encoding,
      'Content-Type': 'application/json',
      'X-Hub-Signature-256': signature(body),
    };
    expect(await send(callbackUrl, { headers, body })).toBe(200);
    expect(await verdict(victim.webhooks, id)).toMatchObject({ conforms: null, bytes: body.length });
    expect(process.memoryUsage().rss - before).toBeLessThan(350_000_000);
    expect(await honest(callbackUrl)).toBe(200);
    await unharmed(victim);
  });

  it('that meets a slow pattern in the definition does not delay the next delivery', async () => {
    const victim = await target(created, { properties: { a: { type: 'string', pattern: '^(a+)+$' } } });
    const { callbackUrl, id } = await victim.register();
    const body = JSON.stringify({ a: `${'a'.repeat(50)}!` });
    const costly = { headers: { 'Content-Type': 'application/json', 'X-Hub-Signature-256': signature(body) }, body };
    for (let count = 0; count < 3; count++) expect(await send(callbackUrl, costly)).toBe(200);
    expect(await honest(callbackUrl, '{"a": "aa"}')).toBe(200);
    // It is answered while the ones before are still being checked.
    expect((await victim.webhooks.deliveries(id))[2]).toMatchObject({ conforms: null, problems: [] });
    const rows = await until(async () => {
      const found = await victim.webhooks.deliveries(id);
      return found.every(({ conforms, problems }) => conforms !== null || problems.length > 0) && found;
    });
    expect(rows.map(({ conforms }) => conforms)).toEqual([null, null, null, true]);
    expect(rows[0]!.problems[0]!.message).toContain('pattern');
    await unharmed(victim);
  });

  it('that nests very deeply is stored, and its check finishes or gives up', async () => {
    const victim = await target(created, {
      $ref: '#/definitions/N',
      definitions: { N: { type: 'object', properties: { a: { $ref: '#/definitions/N' } } } },
    });
    const { callbackUrl, id } = await victim.register();
    const body = `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
    const headers = { 'Content-Type': 'application/json', 'X-Hub-Signature-256': signature(body) };
    expect(await send(callbackUrl, { headers, body })).toBe(200);
    expect(await verdict(victim.webhooks, id)).toMatchObject({ kind: 'delivery' });
    expect(await honest(callbackUrl)).toBe(200);
    await unharmed(victim);
  });

  it('is logged as one line, whatever its event name', async () => {
    const victim = await target();
    const { callbackUrl } = await victim.register();
    const body = '{}';
    const event = `push \u0085 ${secrets.header.slice(0, 6)}`;
    await send(callbackUrl, {
      headers: {
        'X-GitHub-Event': event,
        'X-Hub-Signature-256': signature(body),
        Authorization: `Bearer ${secrets.header}`,
        'X-Api-Key': secrets.header,
        'X-Vault-Token': secrets.header,
        Cookie: secrets.header,
        'X-Echo': secrets.bearer,
      },
      body,
    });
    await until(() => victim.webhooks.events.some(({ type }) => type === 'delivery'));
    for (const line of victim.env.logged) expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    await unharmed(victim, [tokenOf(callbackUrl)]);
  });
});

describe('a service that tries to steal credentials', () => {
  it('gets none at another address, by Location or redirect', async () => {
    const elsewhere = await server((_, __, response) => void response.writeHead(201).end('{}'));
    const ways: Handle[] = [
      (request, _, response) => {
        if (request.method === 'POST') response.writeHead(201, { Location: `${elsewhere.url}/hooks/1` }).end('{}');
        else response.writeHead(204).end();
      },
      (_, __, response) => void response.writeHead(307, { Location: elsewhere.url }).end(),
      (_, __, response) => void response.writeHead(308, { Location: `//${new URL(elsewhere.url).host}/x` }).end(),
      (_, __, response) =>
        void response
          .writeHead(201, { Location: `${elsewhere.url}/1` })
          .end(JSON.stringify({ url: `${elsewhere.url}/1` })),
    ];
    for (const way of ways) {
      const victim = await target(way);
      const registration = await victim.register().catch(() => undefined);
      if (registration) {
        expect(registration.location).toBeUndefined();
        await victim.webhooks.delete(registration.id).catch((error: Error) => victim.rejected.push(error.message));
      }
      await unharmed(victim);
    }
    expect(elsewhere.requests).toEqual([]);
  });

  it('is given up when it redirects in circles', async () => {
    const victim = await target(
      (request, _, response) => void response.writeHead(307, { Location: `${request.url}/x` }).end(),
    );
    await expect(victim.register()).rejects.toThrow(/redirect/);
    expect(victim.service.requests.length).toBeLessThanOrEqual(6);
    expect(victim.webhooks.list()).toEqual([]);
    await unharmed(victim);
  });

  it('does not get them quoted by repeating them in errors, addresses and bodies', async () => {
    for (const status of [201, 400, 401, 422, 500, 302]) {
      const victim = await target((request, body, response) => {
        const echo = `${request.headers.authorization} ${request.headers['x-token']} ${body}`;
        const headers = { Location: `/hooks/${encodeURIComponent(echo)}`, 'X-Echo': encodeURIComponent(echo) };
        response
          .writeHead(request.method === 'POST' ? status : 500, headers)
          .end(JSON.stringify({ message: echo, error: echo }));
      });
      const registration = await victim.register().catch(() => undefined);
      if (registration)
        await victim.webhooks.delete(registration.id).catch((error: Error) => victim.rejected.push(error.message));
      expect(victim.service.requests[0]!.headers.authorization).toBe(`Bearer ${secrets.bearer}`);
      await unharmed(victim);
    }
  });

  it.each([
    ['a line end', 'a\r\nX-Evil: 1'],
    ['a zero byte', 'a\u0000b'],
  ])('cannot have a header injected by %s in a parameter', async (_, value) => {
    const victim = await target();
    await expect(byScript(victim.register({ parameters: { 'X-Token': value } }))).rejects.toThrow(/X-Token/);
    await expect(byScript(victim.register({ credentials: { type: 'bearer', token: value } }))).rejects.toThrow(
      /credentials\.token/,
    );
    expect(victim.service.requests).toEqual([]);
    await unharmed(victim);
  });

  it('cannot keep the create call open with an endless response', async () => {
    const victim = await target((request, _, response) => {
      if (request.method !== 'POST') return void response.writeHead(204).end();
      response.writeHead(201, { Location: '/hooks/1' });
      const more = () => {
        while (response.write(Buffer.alloc(65_536, ' ')));
      };
      response.on('drain', more);
      response.on('error', () => {});
      more();
    });
    expect(await victim.register()).toMatchObject({ state: 'active' });
    await unharmed(victim);
  });
});

describe('the redactor', () => {
  it('is separate for each window: one does not know the secrets of another', () => {
    const [one, other] = [createRedactor(), createRedactor()];
    one.add('the-secret-of-one');
    expect(one.text('the-secret-of-one')).toBe('***');
    expect(other.text('the-secret-of-one')).toBe('the-secret-of-one');
  });
});
