import { createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { StoredDelivery } from '../../client/domain/delivery';
import type { WebhookRegistration } from '../../client/domain/registration';
import { sign } from '../../client/receiver/signatures/sign';
import { verifiers } from '../../client/receiver/signatures/verifiers';
import { readBody } from '../../client/receiver/store/readBody';
import type { RegisterRequest } from '../../client/webhooks/webhooksApi';
import { byScript } from '../support/byScript';
import { adminToken, startGitHub } from '../support/github';
import { serverOn } from '../support/serverOn';
import { type ServiceOptions, startService } from '../support/service';
import { fakeEnvironment, start, textOfFolder, until } from './environment';
import { describeTrigger, githubTrigger } from './triggers';

const secret = Buffer.from('24 bytes are a good key!').toString('hex');

const requestTo = (baseUrl: string): RegisterRequest => ({
  uri: 'file:///service.swagger.json',
  trigger: describeTrigger(),
  parameters: {},
  baseUrl,
  exposure: 'auto',
});

async function registered(changes: Partial<RegisterRequest> = {}, options: Partial<ServiceOptions> = {}) {
  const standIn = await startService(options);
  onTestFinished(() => standIn.close());
  const env = fakeEnvironment();
  const webhooks = await start(env);
  const registration = await webhooks.register({ ...requestTo(standIn.url), ...changes });
  const { id } = registration;
  const last = async () => (await webhooks.deliveries(id)).at(-1)!;
  return { standIn, env, webhooks, registration, id, last };
}

type Window = Awaited<ReturnType<typeof registered>>;

/** Answers what arrived. */
async function listener(
  answer: http.RequestListener = (_, response) => response.writeHead(202).end(),
  host = '127.0.0.1',
) {
  const requests: { method?: string; url?: string; headers: http.IncomingHttpHeaders; body: Buffer }[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    requests.push({ method, url, headers, body: Buffer.concat(chunks) });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/in`, port, requests };
}

async function deliver(
  { callbackUrl }: WebhookRegistration,
  headers: Record<string, string>,
  body: string | Buffer,
  search = '',
) {
  return fetch(callbackUrl + search, { method: 'POST', headers, body: new Uint8Array(Buffer.from(body as string)) });
}

const json = { 'content-type': 'application/json', 'x-event-type': 'ordered' };
const bodyOf = async (delivery: StoredDelivery) => (await readBody(delivery)).toString();

describe('a replay to the receiver', () => {
  it.each(verifiers.filter(({ facts }) => !/Ed25519|ECDSA|RSA/.test(facts.algorithm)).map(({ name }) => name))(
    'is signed again by %s, unchanged and edited',
    async (scheme) => {
      // Of the secret itself, and of a signature over the URL, nothing covers JSON.
      const signature = /GitLab|Telegram|RingCentral|Google|Twilio|Mandrill|Plivo/.test(scheme) ? 'token' : 'valid';
      const { webhooks, registration, id, last } = await registered({ secret });
      const longAgo = sign(
        scheme,
        secret,
        { method: 'POST', url: registration.callbackUrl, headers: json, body: Buffer.from('{"a":1.0}') },
        { now: Date.UTC(2020, 1, 1) },
      );
      await deliver(registration, longAgo.headers, '{"a":1.0}', new URL(longAgo.url).search);
      const original = await last();
      const { status, deliveryId } = await webhooks.replay(id, original.id);
      expect(status).toBe(200);
      const again = await last();
      expect(again).toMatchObject({
        id: deliveryId,
        kind: 'delivery',
        signature,
        event: 'ordered',
        origin: { by: 'replay', of: original.id, edited: false },
      });
      expect(await bodyOf(again)).toBe('{"a":1.0}');

      expect((await webhooks.replay(id, original.id, { body: '{"a": "edited"}' })).status).toBe(200);
      expect(await last()).toMatchObject({ signature, origin: { edited: true } });
      expect(await bodyOf(await last())).toBe('{"a": "edited"}');
    },
  );

  it.each<[string, (body: string) => Record<string, string>]>([
    ['signs', (body) => ({ 'x-acme-signature': createHmac('sha256', secret).update(body).digest('base64url') })],
    [
      'signs with a timestamp',
      (body) => {
        const at = String(Math.floor(Date.now() / 1000));
        const signature = createHmac('sha512', secret).update(`${at}.${body}`).digest('hex');
        return { 'x-acme-signature': `t=${at},v1=${signature}` };
      },
    ],
    ['sends the secret along', () => ({ 'x-acme-token': secret })],
    ['sends the secret as a bearer token', () => ({ authorization: `Bearer ${secret}` })],
  ])('of an unknown service is signed again as it %s', async (how, headers) => {
    const { webhooks, registration, id, last, env } = await registered({ secret });
    await deliver(registration, { ...json, ...headers('{"a":1.0}') }, '{"a":1.0}');
    const original = await last();
    const { signature } = original;
    expect(signature).toBe(how.startsWith('sends') ? 'token' : 'valid');
    await webhooks.replay(id, original.id);
    expect(await last()).toMatchObject({ signature, origin: { of: original.id, edited: false } });
    await webhooks.replay(id, original.id, { body: '{"a":2}' });
    expect(await last()).toMatchObject({ signature, origin: { edited: true } });
    const { url, requests } = await listener();
    await webhooks.replay(id, original.id, { to: url });
    expect(JSON.stringify(requests[0]!.headers)).not.toContain(secret);
    expect(textOfFolder(env.storageFolder)).not.toContain(secret);
  });

  it('keeps a signature that only Discord can make, and rejects an edited body', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('hex');
    const { webhooks, registration, id, last } = await registered({ secret: key });
    const signature = signBytes(null, Buffer.from('1700000000{"type":2}'), privateKey).toString('hex');
    await deliver(
      registration,
      { ...json, 'x-signature-timestamp': '1700000000', 'x-signature-ed25519': signature },
      '{"type":2}',
    );
    const original = await last();
    await webhooks.replay(id, original.id);
    expect(await last()).toMatchObject({ signature: 'valid', origin: { of: original.id } });
    await expect(byScript(webhooks.replay(id, original.id, { body: '{"type":3}' }))).rejects.toThrow(
      /"body".*private key/,
    );
  });

  it('has the headers and the bytes of the original, except those of its connection and its credentials', async () => {
    const { webhooks, registration, id, last } = await registered();
    const body = gzipSync('{"a":1}');
    const headers = { ...json, 'content-encoding': 'gzip', authorization: 'Bearer t0ken', 'x-custom': 'ü' };
    await deliver(registration, headers, body, '?tenant=a%20b&token=t0ken');
    const original = await last();
    await webhooks.replay(id, original.id);
    const again = await last();
    expect(await readBody(again)).toEqual(body);
    expect(again).toMatchObject({ method: 'POST', query: 'tenant=a%20b' });
    const { authorization: _, host, connection, ...kept } = original.headers;
    expect(again.headers).toMatchObject(kept);
    expect(again.headers).not.toHaveProperty('authorization');
    expect(Object.keys(again.headers).filter((name) => /flow-webhooks/.test(name))).toEqual([]);
  });

  it('keeps the encoding of compressed bodies and forms when they are edited', async () => {
    const { webhooks, registration, id, last } = await registered();
    await deliver(registration, { ...json, 'content-encoding': 'gzip' }, gzipSync('{"a":1}'));
    await webhooks.replay(id, (await last()).id, { body: '{"a":2}' });
    expect((await last()).headers).not.toHaveProperty('content-encoding');
    expect(await bodyOf(await last())).toBe('{"a":2}');

    const wide = { ...json, 'content-type': 'application/json; charset=utf-16' };
    await deliver(registration, wide, Buffer.from('{"a":"ü"}', 'utf16le'));
    expect(await webhooks.payloadText(id, (await last()).id)).toEqual({ text: '{\n  "a": "ü"\n}', isJson: true });
    await webhooks.replay(id, (await last()).id, { body: '{"a":"ö"}' });
    expect((await last()).headers['content-type']).toBe('application/json; charset=utf-8');
    expect(await bodyOf(await last())).toBe('{"a":"ö"}');

    const form = { ...json, 'content-type': 'application/x-www-form-urlencoded' };
    await deliver(registration, form, `payload=${encodeURIComponent('{"a": "ü"}')}`);
    const original = await last();
    expect(await webhooks.payloadText(id, original.id)).toEqual({ text: '{\n  "a": "ü"\n}', isJson: true });
    await webhooks.replay(id, original.id, { body: '{"a":3}' });
    expect(new URLSearchParams(await bodyOf(await last())).get('payload')).toBe('{"a":3}');
    await webhooks.replay(id, original.id, { body: 'b=1' });
    expect(await bodyOf(await last())).toBe('b=1');
  });

  it('of an unsigned delivery stays unsigned, and nobody else can claim to be a replay', async () => {
    const { webhooks, registration, id, last } = await registered({ secret });
    await deliver(registration, { ...json, 'x-flow-webhooks-mark': 'mine' }, '{}');
    const original = await last();
    expect(original).toMatchObject({ kind: 'refused', signature: 'absent' });
    expect(original.origin).toBeUndefined();
    expect(original.headers).not.toHaveProperty('x-flow-webhooks-mark');
    expect((await webhooks.replay(id, original.id)).status).toBe(401);
  });

  it('takes 25 MB, and is checked like any other', async () => {
    const { webhooks, registration, id, last } = await registered();
    const large = JSON.stringify({ text: 'x'.repeat(25 * 1024 * 1024 - 100) });
    await deliver(registration, json, large);
    const { status, deliveryId } = await webhooks.replay(id, (await last()).id);
    expect(status).toBe(200);
    const again = await until(async () => (await last()).id === deliveryId && last());
    expect(again.bytes).toBe(large.length);
    await until(async () => (await last()).conforms === true);
  });

  it('works when the callback is on another computer, and with the callback’s own URL', async () => {
    const { webhooks, registration, id, last } = await registered();
    await deliver(registration, json, '{}');
    const { id: original } = await last();
    await webhooks.replay(id, original, { to: registration.callbackUrl });
    expect(await last()).toMatchObject({ origin: { of: original } });
  });

  it('sends nothing to another process on the port of the receiver', async () => {
    const { webhooks, registration, id, standIn } = await registered({ secret });
    await deliver(registration, { ...json, 'x-gitlab-token': secret }, '{}');
    const { id: deliveryId } = (await until(async () => (await webhooks.deliveries(id)).at(-1)))!;
    const server = serverOn(registration.receiverPort!);
    const taken: (string | undefined)[] = [];
    const squatter = http.createServer(({ url }, response) => {
      taken.push(url);
      response.end();
    });
    onTestFinished(() => void squatter.close());
    server.close();
    await until(() => !server.listening);
    await new Promise<void>((resolve) => squatter.listen(registration.receiverPort, '127.0.0.1', resolve));
    await until(() => webhooks.get(id)?.state === 'unreachable');
    const lost = /callback server has lost its port \d+/;
    await expect(webhooks.replay(id, deliveryId)).rejects.toThrow(lost);
    await expect(webhooks.send(id, { body: '{}' })).rejects.toThrow(lost);
    await expect(webhooks.register(requestTo(standIn.url))).rejects.toThrow(lost);
    expect(standIn.hooks()).toHaveLength(1);
    await new Promise((resolve) => squatter.close(resolve));
    expect(taken).toEqual([]);
    await until(() => server.listening);
    await until(() => webhooks.get(id)?.state === 'active');
    expect(await webhooks.replay(id, deliveryId)).toMatchObject({ status: 200 });
  });

  it('rejects an unknown delivery', async () => {
    const { webhooks, id } = await registered();
    await expect(byScript(webhooks.replay('other', 'x'))).rejects.toThrow(/"id"/);
    await expect(byScript(webhooks.replay(id, 'x'))).rejects.toThrow(/"deliveryId"/);
  });
});

describe('a replay to a URL', () => {
  const delivered = async (changes: Partial<RegisterRequest> = {}, headers: Record<string, string> = json) => {
    const made = await registered(changes);
    await deliver(made.registration, headers, '{"a":1}');
    return { ...made, original: (await made.last()).id };
  };

  it('is signed for that URL', async () => {
    const { webhooks, id, original } = await delivered(
      { secret },
      { ...json, 'x-trello-webhook': 'anything', authorization: 'Bearer t0ken' },
    );
    const { url, requests } = await listener();
    expect(await webhooks.replay(id, original, { to: `${url}?x=1#part` })).toEqual({ status: 202 });
    const [{ method, headers, url: called, body } = requests[0]!] = requests;
    expect({ method, called, body: body.toString() }).toEqual({ method: 'POST', called: '/in?x=1', body: '{"a":1}' });
    const right = sign('Trello', secret, {
      method: 'POST',
      url: `${url}?x=1`,
      headers: {},
      body: Buffer.from('{"a":1}'),
    });
    expect(headers['x-trello-webhook']).toBe(right.headers['x-trello-webhook']);
    expect(JSON.stringify(headers)).not.toMatch(/t0ken|flow-webhooks/);
  });

  it('never carries the secret itself', async () => {
    const { webhooks, env, id, original } = await delivered({ secret }, { ...json, 'x-gitlab-token': secret });
    const { url, requests } = await listener();
    await webhooks.replay(id, original, { to: url });
    expect(JSON.stringify(requests[0]!.headers)).not.toContain(secret);
    expect(requests[0]!.headers).not.toHaveProperty('x-gitlab-token');
    expect(env.logged.join('\n')).toMatch(/without the secret/);
    expect(env.logged.join('\n')).not.toContain(secret);
    // Our own receiver gets it.
    expect((await webhooks.replay(id, original)).status).toBe(200);
  });

  it('follows no redirect', async () => {
    const { webhooks, id, original } = await delivered();
    const other = await listener();
    const { url } = await listener((_, response) => response.writeHead(307, { Location: other.url }).end());
    expect(await webhooks.replay(id, original, { to: url })).toEqual({ status: 307 });
    expect(other.requests).toEqual([]);
  });

  it.each([
    ['https://hooks.example.com/in', /"to": hooks\.example\.com is not on this computer.*127\.0\.0\.1/],
    ['http://127.0.0.1.example.com/', /not on this computer/],
    ['http://169.254.169.254/', /not on this computer/],
    ['ftp://127.0.0.1/', /"to": Enter a URL/],
    ['nowhere', /"to": Enter a URL/],
    ['http://me:pw@127.0.0.1/', /"to": The URL must not contain/],
  ])('is refused for %s', async (to, why) => {
    const { webhooks, id, original } = await delivered();
    await expect(byScript(webhooks.replay(id, original, { to }))).rejects.toThrow(why);
  });

  it('goes to another computer when a person has agreed', async () => {
    const { webhooks, id, original } = await delivered();
    // A name that nobody has: it is tried.
    const to = 'http://nobody.invalid/';
    await expect(webhooks.replay(id, original, { to, remoteAgreed: true })).rejects.toThrow(
      /"to": nobody.invalid did not/,
    );
  });

  it.each([
    ['127.0.0.1', '::1', '[::1]'],
    ['[::1]', '127.0.0.1', '127.0.0.1'],
  ])('to %s reaches an app that listens on %s alone, and says so', async (asked, host, answered) => {
    const { webhooks, id, original } = await delivered({ secret }, { ...json, 'x-trello-webhook': 'anything' });
    const { port, requests } = await listener(undefined, host);
    const to = `http://${asked}:${port}/in`;
    expect(await webhooks.replay(id, original, { to })).toEqual({ status: 202, answeredAt: `${answered}:${port}` });
    const [{ headers, body }] = requests as [(typeof requests)[number]];
    // It is the same request, signed for the same URL.
    expect(headers.host).toBe(`${asked}:${port}`);
    const right = sign('Trello', secret, { method: 'POST', url: to, headers: {}, body });
    expect(headers['x-trello-webhook']).toBe(right.headers['x-trello-webhook']);
  });

  it('to localhost reaches an app on either address', async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const { webhooks, id, original } = await delivered();
      const { port } = await listener(undefined, host);
      expect(await webhooks.replay(id, original, { to: `http://localhost:${port}/in` })).toMatchObject({ status: 202 });
    }
  });

  it('goes to neither address where nobody listens', async () => {
    const { webhooks, id, original } = await delivered();
    const { port } = await listener();
    serverOn(port).close();
    await expect(webhooks.replay(id, original, { to: `http://127.0.0.1:${port}/in` })).rejects.toThrow(
      `"to": 127.0.0.1:${port} did not respond: ECONNREFUSED.`,
    );
  });

  it('reports a URL that does not respond', async () => {
    const { webhooks, id, original } = await delivered();
    const { url } = await listener((request) => void request.socket.destroy());
    await expect(byScript(webhooks.replay(id, original, { to: url }))).rejects.toThrow(
      /"to": 127\.0\.0\.1:\d+ did not respond/,
    );
  });
});

describe('a body sent as if from the service', () => {
  it('is signed when there is a secret, and marked', async () => {
    const { webhooks, id, last } = await registered({ secret });
    const { status, deliveryId } = await webhooks.send(id, { body: '{"a":1}', event: 'ordered' });
    expect(status).toBe(200);
    expect(await last()).toMatchObject({
      id: deliveryId,
      kind: 'delivery',
      signature: 'valid',
      event: 'ordered',
      origin: { by: 'send' },
    });
    expect((await last()).headers).toMatchObject({ 'content-type': 'application/json' });
  });

  it('is like the last delivery of the service', async () => {
    const { webhooks, registration, id, last } = await registered({ secret });
    const signed = sign('Shopify', secret, {
      method: 'POST',
      url: registration.callbackUrl,
      headers: { 'content-type': 'application/json; charset=utf-8', 'x-shopify-topic': 'orders/create' },
      body: Buffer.from('{}'),
    });
    await deliver(registration, signed.headers, '{}');
    await webhooks.send(id, { body: '{"a":1}', event: 'orders/paid' });
    expect(await last()).toMatchObject({ signature: 'valid', event: 'orders/paid' });
    expect((await last()).headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-shopify-topic': 'orders/paid',
      'x-shopify-hmac-sha256': expect.any(String),
    });
  });

  it.each([
    ['json', 'application/json'],
    ['form', 'application/x-www-form-urlencoded'],
  ])('is like one of GitHub, in %s as the hook says', async (content_type, type) => {
    const standIn = await startGitHub();
    onTestFinished(() => standIn.close());
    const webhooks = await start(fakeEnvironment({}, { githubApiUrl: standIn.url }));
    const { id } = await webhooks.register({
      uri: 'file:///github.swagger.json',
      trigger: githubTrigger,
      parameters: {
        owner: 'octocat',
        repo: 'hello-world',
        'Request body of webhook': { events: ['issues'], config: { content_type } },
      },
      baseUrl: standIn.url,
      credentials: { type: 'bearer', token: adminToken },
      exposure: 'auto',
    });
    const { deliveryId } = await webhooks.send(id, { body: '{"action":"opened"}' });
    const sent = (await webhooks.deliveries(id)).find((delivery) => delivery.id === deliveryId)!;
    expect(sent).toMatchObject({ kind: 'delivery', signature: 'valid', event: 'issues' });
    expect(sent.headers).toMatchObject({
      'content-type': type,
      'x-github-delivery': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-github-hook-id': String(standIn.hooks()[0]!.id),
    });
    expect(await webhooks.payloadText(id, sent.id)).toEqual({ text: '{\n  "action": "opened"\n}', isJson: true });
  });

  it('is unsigned without a secret', async () => {
    const { webhooks, id, last } = await registered();
    await webhooks.send(id, { body: 'no JSON' });
    expect(await last()).toMatchObject({ signature: 'absent', event: null });
    expect((await last()).headers['content-type']).toMatch(/^text\/plain/);
  });
});

it('writes the secret neither to disk nor to the log', async () => {
  const { webhooks, registration, env, id, last }: Window = await registered({ secret });
  await deliver(registration, { ...json, 'x-gitlab-token': secret }, '{}');
  await webhooks.replay(id, (await last()).id);
  await webhooks.send(id, { body: '{}' });
  expect(textOfFolder(env.storageFolder)).not.toContain(secret);
  expect(env.logged.join('\n')).not.toContain(secret);
});
