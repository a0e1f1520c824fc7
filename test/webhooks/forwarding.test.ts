import http from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { StoredDelivery } from '../../client/domain/delivery';
import type { RegisterRequest } from '../../client/webhooks/webhooksApi';
import { type ForwardTargetServer, startForwardTarget } from '../support/forwardTarget';
import { startService } from '../support/service';
import { fakeEnvironment, start, textOfFolder, until } from './environment';
import { forwardUnderLoad } from './forwardLoad';
import { describeTrigger } from './triggers';

type Webhooks = Awaited<ReturnType<typeof start>>;

async function registered(changes: Partial<RegisterRequest> = {}, environment = fakeEnvironment()) {
  const standIn = await startService();
  onTestFinished(() => standIn.close());
  const webhooks = await start(environment);
  const { id, callbackUrl } = await webhooks.register({
    uri: 'file:///service.swagger.json',
    trigger: describeTrigger(),
    parameters: {},
    baseUrl: standIn.url,
    exposure: 'auto',
    ...changes,
  });
  return { environment, webhooks, id, callbackUrl };
}

async function targetServer(): Promise<ForwardTargetServer> {
  const target = await startForwardTarget();
  onTestFinished(() => target.close());
  return target;
}

/** Sends a request with exactly these headers, and returns the status. */
function deliver(url: string, body: string | Buffer, headers: string[] = [], method = 'POST'): Promise<number> {
  const target = new URL(url);
  return new Promise((resolve, reject) => {
    const length = ['Content-Length', String(Buffer.byteLength(body))];
    const request = http.request(target, { method, headers: ['Host', target.host, ...headers, ...length] });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    request.end(body);
  });
}

const newest = async (webhooks: Webhooks, id: string): Promise<StoredDelivery> =>
  (await webhooks.deliveries(id)).at(-1)!;

/** Waits until nothing is waiting, and returns the counts of the only target. */
const settled = (webhooks: Webhooks, id: string, count: number) =>
  until(() => {
    const [state] = webhooks.forwardStates(id);
    return state && state.waiting === 0 && state.forwarded + state.failed === count && state;
  });

describe('forwarding', () => {
  it('sends each accepted delivery on with its own bytes and headers, in order, and shows the response', async () => {
    const { webhooks, id, callbackUrl } = await registered();
    const target = await targetServer();
    expect(await webhooks.forward(id, { to: [target.url], on: true })).toMatchObject([
      { to: target.url, on: true, forwarded: 0, failed: 0 },
    ]);
    const headers = [
      'X-Event-Type',
      'ordered',
      'x-lower',
      'é',
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
      'Authorization',
      'Bearer t0k3n',
    ];
    const bodies = [Buffer.from('{"a": 1.0}'), Buffer.from([0xff, 0, 1]), Buffer.alloc(600_000, 'x'), Buffer.alloc(0)];
    for (const body of bodies) await deliver(`${callbackUrl}?page=1&token=s3cr3t`, body, headers);
    const state = await settled(webhooks, id, bodies.length);
    expect(state).toMatchObject({ forwarded: 4, failed: 0 });
    expect(
      target.got.map(({ body }) => body.equals(bodies[target.got.findIndex((one) => one.body === body)]!)),
    ).toEqual([true, true, true, true]);
    for (const { rawHeaders, method, url } of target.got) {
      expect(rawHeaders.slice(2, -4)).toEqual(headers);
      expect(method).toBe('POST');
      expect(url).toBe('/in?page=1&token=s3cr3t');
    }
    expect((await newest(webhooks, id)).forwards).toMatchObject([{ status: 200, attempts: 1 }]);
    expect(webhooks.events.filter(({ type }) => type === 'forwarded')).toHaveLength(4);
  });

  it('leaves out handshakes, refused requests, and what arrived while it was off', async () => {
    const { webhooks, id, callbackUrl } = await registered({ secret: 'the secret' });
    const target = await targetServer();
    const signed = ['X-Gitlab-Token', 'the secret'];
    await deliver(callbackUrl, 'before', signed);
    await webhooks.forward(id, { to: [target.url], on: true });
    expect(await deliver(callbackUrl, 'refused', ['X-Gitlab-Token', 'another'])).toBe(401);
    await deliver(callbackUrl, '{"type":"url_verification","challenge":"c"}', ['Content-Type', 'application/json']);
    await deliver(callbackUrl, 'first', signed);
    await settled(webhooks, id, 1);
    await webhooks.forward(id, { to: [target.url], on: false });
    await deliver(callbackUrl, 'while off', signed);
    await webhooks.forward(id, { to: [], on: true });
    await deliver(callbackUrl, 'second', signed);
    await settled(webhooks, id, 2);
    expect(target.got.map(({ body }) => body.toString())).toEqual(['first', 'second']);
    // The secret is masked where it is stored, and arrives all the same.
    expect(target.got[0]!.rawHeaders).toContain('the secret');
  });

  it('goes on with the next one after a refusal, and shows the failure', async () => {
    const { webhooks, id, callbackUrl } = await registered();
    const target = await targetServer();
    await webhooks.forward(id, { to: [target.url], on: true, retries: 'never' });
    target.behave({ status: 500 });
    await deliver(callbackUrl, 'one');
    await settled(webhooks, id, 1);
    expect((await newest(webhooks, id)).forwards).toMatchObject([{ status: 500, attempts: 1 }]);
    await target.goDown();
    await deliver(callbackUrl, 'two');
    await settled(webhooks, id, 2);
    expect((await newest(webhooks, id)).forwards).toMatchObject([
      { status: 0, problem: expect.stringContaining('ECONNREFUSED') },
    ]);
    await target.comeBack();
    target.behave({ status: 200 });
    await deliver(callbackUrl, 'three');
    expect(await settled(webhooks, id, 3)).toMatchObject({ forwarded: 1, failed: 2 });
    expect(target.got.map(({ body }) => body.toString())).toEqual(['three']);
  });

  it('does not repeat what the target refuses for good', async () => {
    const { webhooks, id, callbackUrl } = await registered();
    const target = await targetServer();
    target.behave({ status: 404 });
    await webhooks.forward(id, { to: [target.url], on: true, retries: 'always' });
    await deliver(callbackUrl, 'one');
    expect(await settled(webhooks, id, 1)).toMatchObject({ failed: 1 });
    expect((await newest(webhooks, id)).forwards).toMatchObject([{ status: 404, attempts: 1 }]);
  });

  it('keeps the order while a target is down and the person chose to wait', async () => {
    const { webhooks, id, callbackUrl } = await registered();
    const target = await targetServer();
    await webhooks.forward(id, { to: [target.url], on: true, retries: 'always' });
    await target.goDown();
    for (const body of ['one', 'two', 'three']) await deliver(callbackUrl, body);
    const down = await until(() => webhooks.forwardStates(id).find(({ problem }) => problem !== undefined));
    expect(down).toMatchObject({
      forwarded: 0,
      failed: 0,
      waiting: 3,
      problem: expect.stringContaining('ECONNREFUSED'),
    });
    await target.comeBack();
    expect(await settled(webhooks, id, 3)).toMatchObject({ forwarded: 3 });
    expect(target.got.map(({ body }) => body.toString())).toEqual(['one', 'two', 'three']);
  });

  it('survives a restart of the window: targets, counts and what was waiting', async () => {
    const { webhooks, id, callbackUrl, environment } = await registered({ secret: 'the secret' });
    const target = await targetServer();
    const url = `${target.url}?sig=a-long-enough-token`;
    await webhooks.forward(id, { to: [url], on: true, retries: 'always' });
    const headers = ['X-Gitlab-Token', 'the secret', 'X-Api-Key', 'k3y'];
    await deliver(callbackUrl, 'one', headers);
    await settled(webhooks, id, 1);
    await target.goDown();
    await deliver(callbackUrl, 'two', headers);
    await deliver(callbackUrl, 'three', headers.slice(0, 2));
    await until(() => webhooks.forwardStates(id)[0]?.problem);
    await webhooks.close();
    await target.comeBack();
    const again = await start(environment);
    expect(await settled(again, id, 3)).toMatchObject({ forwarded: 3, on: true });
    expect(await again.forwards(id)).toMatchObject([{ to: url, on: true, forwarded: 3, failed: 0 }]);
    expect(target.got.map(({ body, url }) => [body.toString(), url])).toEqual([
      ['one', '/in?sig=a-long-enough-token'],
      ['two', '/in?sig=a-long-enough-token'],
      ['three', '/in?sig=a-long-enough-token'],
    ]);
    // What was masked is not stored: the known secret is put back where it is clear which header held it.
    expect(target.got[1]!.rawHeaders.join()).not.toMatch(/\*\*\*|k3y|the secret/);
    expect(target.got[2]!.rawHeaders).toContain('the secret');
    const [, two, three] = await again.deliveries(id);
    expect(two!.forwards).toMatchObject([{ status: 200, isIncomplete: true }]);
    expect(three!.forwards![0]).not.toHaveProperty('isIncomplete');
    expect(textOfFolder(environment.storageFolder)).not.toContain('a-long-enough-token');
    expect(environment.logged.join()).not.toContain('a-long-enough-token');
    await again.delete(id, { forget: true });
    expect([...environment.kept.keys()].filter((key) => key.startsWith('forward:'))).toEqual([]);
  });

  it('stops when it is switched off, and does not wait for a pause', async () => {
    const { webhooks, id, callbackUrl } = await registered();
    const target = await targetServer();
    await webhooks.forward(id, { to: [target.url], on: true, retries: 'always' });
    await target.goDown();
    await deliver(callbackUrl, 'one');
    await until(() => webhooks.forwardStates(id)[0]?.problem);
    expect(await webhooks.forward(id, { to: [target.url], on: false })).toMatchObject([{ on: false, waiting: 0 }]);
    await target.comeBack();
    await webhooks.forward(id, { to: [target.url], on: true });
    await deliver(callbackUrl, 'two');
    await settled(webhooks, id, 1);
    expect(target.got.map(({ body }) => body.toString())).toEqual(['two']);
    expect(await webhooks.forward(id, { to: [target.url], on: false, remove: true })).toEqual([]);
  });

  it('never goes back to a receiver or a callback', async () => {
    const { webhooks, id, callbackUrl } = await registered();
    const { port } = new URL(callbackUrl);
    const token = callbackUrl.split('/').at(-1)!;
    for (const to of [
      callbackUrl,
      `http://localhost:${port}/`,
      `http://[::1]:${port}/x`,
      `http://0.0.0.0:${port}/`,
      `https://proxy.example/a/hook/${token}`,
    ]) {
      await expect(webhooks.forward(id, { to: [to], on: true, confirmHosts: ['proxy.example'] }), to).rejects.toThrow(
        /leads back/,
      );
    }
    expect(webhooks.forwardStates(id)).toEqual([]);
  });

  it('goes to another computer only after a yes to that host', async () => {
    const { webhooks, id } = await registered();
    const to = ['https://flows.example/run?sig=s'];
    await expect(webhooks.forward(id, { to, on: true })).rejects.toMatchObject({
      property: 'confirmHosts',
      message: expect.stringContaining('flows.example'),
    });
    await expect(webhooks.forward(id, { to, on: true, confirmHosts: ['other.example'] })).rejects.toMatchObject({
      property: 'confirmHosts',
    });
    const [state] = await webhooks.forward(id, { to, on: true, confirmHosts: ['flows.example'] });
    expect(state).toMatchObject({ to: to[0], label: 'flows.example', on: true });
    await expect(webhooks.forward(id, { to: ['ftp://a/'], on: true })).rejects.toMatchObject({ property: 'to' });
    await expect(webhooks.forward(id, { to: ['http://127.0.0.1:9/'], on: false })).rejects.toMatchObject({
      property: 'to',
    });
  });

  it('gives each target every delivery, however slow another one is', async () => {
    const { webhooks, id, callbackUrl } = await registered();
    const [fast, slow] = [await targetServer(), await targetServer()];
    slow.behave({ delayMs: 300 });
    await webhooks.forward(id, { to: [fast.url, slow.url], on: true });
    for (let index = 0; index < 3; index++) await deliver(callbackUrl, `${index}`);
    await until(() => fast.got.length === 3);
    expect(slow.got.length).toBeLessThan(3);
    await until(() => slow.got.length === 3);
    expect(slow.got.map(({ body }) => body.toString())).toEqual(['0', '1', '2']);
  });
});

describe('a stream of deliveries', () => {
  it('reaches a target that is slow, down and back: in order, byte for byte', async () => {
    await forwardUnderLoad(300, 200);
  });
});
