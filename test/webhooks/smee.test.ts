import { createHmac } from 'node:crypto';
import http from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RegisterRequest } from '../../client/webhooks/webhooksApi';
import { byScript } from '../support/byScript';
import { serverOn } from '../support/serverOn';
import { type ServiceOptions, startService } from '../support/service';
import { startSmee } from '../support/smee';
import { fakeEnvironment, start, until } from './environment';
import { describeTrigger } from './triggers';

async function service(options: Partial<ServiceOptions> = {}) {
  const smee = await startSmee({ pingMs: 1_000 });
  onTestFinished(() => smee.close().catch(() => {}));
  const standIn = await startService(options);
  onTestFinished(() => standIn.close());
  const env = fakeEnvironment({}, { smeeServer: smee.url });
  const webhooks = await start(env);
  const request = (changes: Partial<RegisterRequest> = {}): RegisterRequest => ({
    uri: 'file:///service.swagger.json',
    trigger: describeTrigger(),
    parameters: {},
    baseUrl: standIn.url,
    exposure: 'smee',
    ...changes,
  });
  return { smee, standIn, env, webhooks, request };
}

const channelOf = (callbackUrl: string) => new URL(callbackUrl).pathname.slice(1);

describe('a webhook through smee', () => {
  it('receives and is deleted, and warns of its limits', async () => {
    const { smee, standIn, webhooks, request } = await service();
    const registration = await webhooks.register(request());
    expect(registration).toMatchObject({ exposure: 'smee', state: 'active' });
    expect(registration.callbackUrl).toMatch(new RegExp(`^${smee.url}/[\\w-]{32}$`));
    expect(registration.warnings.join()).toMatch(/1 MiB.*serializes them again/);
    expect(await standIn.notify('{ "n": 1.0 }')).toMatchObject({ status: 200 });
    const [row] = await until(async () => {
      const rows = await webhooks.deliveries(registration.id);
      return rows.length > 0 && rows;
    });
    expect(row).toMatchObject({ kind: 'delivery', method: 'POST', answered: 200, bytes: 7 });
    expect(JSON.stringify(row!.headers)).not.toContain(channelOf(registration.callbackUrl));
    expect(await webhooks.delete(registration.id)).toBe('deleted');
    await until(() => smee.listeners(channelOf(registration.callbackUrl)) === 0);
  });

  it('answers a handshake during the create call', async () => {
    const { webhooks, request } = await service({
      async beforeAnswer({ callback }) {
        const headers = { 'Content-Type': 'application/json', 'X-Hook-Secret': 'brought-secret' };
        await fetch(callback, { method: 'POST', headers, body: '{}' });
        await new Promise((resolve) => setTimeout(resolve, 200));
      },
    });
    const { id, signed } = await webhooks.register(request());
    expect(signed).toBe(true);
    expect(await webhooks.deliveries(id)).toMatchObject([{ kind: 'handshake' }]);
  });

  it('explains a signature that re-serializing broke; one over the same bytes is valid', async () => {
    const { standIn, webhooks, request } = await service();
    const { id } = await webhooks.register(request({ secret: 'shared-secret' }));
    const sign = (body: string) => ({
      'X-Hub-Signature-256': `sha256=${createHmac('sha256', 'shared-secret').update(body).digest('hex')}`,
    });
    for (const body of ['{"n":1.0}', '{"n":1}']) await standIn.notify(body, { headers: sign(body) });
    const rows = await until(async () => {
      const found = await webhooks.deliveries(id);
      return found.length === 2 && found;
    });
    expect(rows).toMatchObject([
      {
        kind: 'refused',
        signature: 'invalid',
        problems: [{ message: expect.stringMatching(/smee.*serializes JSON again/) }],
      },
      { kind: 'delivery', signature: 'valid' },
    ]);
  });

  it('is unreachable while the relay is down, and says so', async () => {
    const { smee, standIn, webhooks, request } = await service();
    const { id } = await webhooks.register(request());
    await smee.stop();
    await until(() => webhooks.get(id)?.state === 'unreachable');
    expect(webhooks.get(id)?.warnings.join()).toMatch(/relay.*is down since/);
    await smee.start();
    await until(() => webhooks.get(id)?.state === 'active');
    await standIn.notify({ back: true });
    await until(async () => (await webhooks.deliveries(id)).length === 1);
    const states = webhooks.events.flatMap((event) => (event.type === 'relay' ? event.state : []));
    expect(states).toEqual(['lost', 'back']);
  });

  it('sends nothing to another process on the port of the receiver', async () => {
    const { standIn, env, webhooks, request } = await service();
    const { id, receiverPort } = await webhooks.register(request());
    const server = serverOn(receiverPort!);
    const taken: (string | undefined)[] = [];
    const squatter = http.createServer((request, response) => {
      taken.push(request.url);
      response.end();
    });
    // Before the receiver tries for it again.
    server.close();
    await until(() => !server.listening);
    await new Promise<void>((resolve) => squatter.listen(receiverPort, '127.0.0.1', resolve));
    await standIn.notify({ lost: true });
    await until(() =>
      env.logged.some((line) => /delivery of the relay .* was lost: the callback server .* port/.test(line)),
    );
    await new Promise((resolve) => squatter.close(resolve));
    expect(taken).toEqual([]);
    await until(() => server.listening);
    await standIn.notify({ back: true });
    await until(async () => (await webhooks.deliveries(id)).length === 1);
  });

  it('is connected again after a restart, by one window only', async () => {
    const { smee, standIn, env, webhooks, request } = await service();
    const { id, callbackUrl } = await webhooks.register(request());
    const other = await start(fakeEnvironment({ storageFolder: env.storageFolder }, { smeeServer: smee.url }));
    expect(smee.listeners(channelOf(callbackUrl))).toBe(1);
    await webhooks.close();
    await until(() => smee.listeners(channelOf(callbackUrl)) === 1 && other.get(id)?.state === 'active');
    await standIn.notify({ again: true });
    await until(async () => (await other.deliveries(id)).length === 1);
    expect(smee.listeners(channelOf(callbackUrl))).toBe(1);
  });

  it('is not registered when the relay cannot be reached: nothing is sent, nothing is saved', async () => {
    const { smee, standIn, env, webhooks, request } = await service();
    await smee.stop();
    await expect(byScript(webhooks.register(request({ secret: 'shared-secret' })))).rejects.toThrow(
      /^"exposure": Can't reach the relay/,
    );
    expect(standIn.requests).toEqual([]);
    expect(webhooks.list()).toEqual([]);
    expect(env.kept.size).toBe(0);
  });

  it('disconnects from the relay when the create call is refused', async () => {
    const { smee, standIn, webhooks, request } = await service();
    standIn.fail({ method: 'POST', status: 400 });
    await expect(webhooks.register(request())).rejects.toThrow(/400/);
    const { callbackUrl } = standIn.requests[0]!.json as { callbackUrl: string };
    await until(() => smee.listeners(channelOf(callbackUrl)) === 0);
  });

  it('is never chosen automatically, and does not admit the host name of the relay', async () => {
    const { env, webhooks, request, standIn } = await service();
    expect(await webhooks.register(request({ exposure: 'auto' }))).toMatchObject({ exposure: 'local' });
    const away = request({ exposure: 'auto', baseUrl: 'https://api.example.com' });
    await expect(byScript(webhooks.register(away))).rejects.toThrow(/^"exposure"/);
    const { receiverPort, callbackUrl, id } = await webhooks.register(request());
    await webhooks.delete(id);
    const { sendRequest } = await import('../support/standIn');
    const url = `http://127.0.0.1:${receiverPort}/hook/${channelOf(callbackUrl)}`;
    const as = (Host: string) =>
      sendRequest({ url, headers: { Host }, body: Buffer.from('{}'), timeout: 5_000 }).then(({ status }) => status);
    expect(await as(new URL(env.settings().smeeServer).host)).toBe(421);
    expect(await as(`127.0.0.1:${receiverPort}`)).toBe(410);
    expect(standIn.hooks()).toHaveLength(1);
  });
});
