// Deliveries around a create call, in bursts, and over a reload of the window.
import http from 'node:http';
import { describe, expect, it } from 'vitest';
import { textOfFolder, until } from '../webhooks/environment';
import { definition, json, odd, rejection } from './life';
import { life } from './over';

const post = (url: string, body: string) =>
  fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });

describe('deliveries', () => {
  it('are all listed in order, whether they come before, during or after the create response', async () => {
    const answers: string[] = [];
    const shake = async (url: string, token: string) => {
      const answer = await fetch(`${url}?validationToken=${encodeURIComponent(token)}`, { method: 'POST' });
      answers.push(await answer.text());
    };
    const service = await odd(async ({ method, json: created }, response) => {
      if (method === 'DELETE') return void response.writeHead(204).end();
      const url = created!.callbackUrl;
      await shake(url, 'a b+c&é <x>');
      await post(url, '{"order":1}');
      response.writeHead(201, { Location: '/hooks/h1' }).flushHeaders();
      await shake(url, 'between');
      response.end('{}');
    });
    const here = await life(definition({ host: service.host }));
    const { id, callbackUrl } = await here.register();
    await shake(callbackUrl, 'after');
    expect(answers).toEqual(['a b+c&é <x>', 'between', 'after']);
    const rows: { kind: string }[] = await here.run('deliveries', { id });
    expect(rows.map(({ kind }) => kind)).toEqual(['handshake', 'delivery', 'handshake', 'handshake']);
    await here.run('delete', { id });
    expect((await post(callbackUrl, '{}')).status).toBe(410);
  });

  it('stay when their webhook is deleted, over a restart, until they are cleared', async () => {
    let hooks = 0;
    const service = await odd(({ method }, response) =>
      method === 'DELETE'
        ? void response.writeHead(204).end()
        : json(response, 201, {}, { Location: `/hooks/${++hooks}` }),
    );
    const here = await life(definition({ host: service.host }));
    const [kept, empty] = [await here.register(), await here.register()];
    for (const order of ['1', '2', '3']) await post(kept.callbackUrl, `{"order":${order}}`);
    for (const { id } of [kept, empty]) {
      expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    }
    expect(await here.run('list', {})).toEqual([]);
    expect((await post(kept.callbackUrl, '{"order":4}')).status).toBe(410);
    await here.restart();
    const rows: { id: string }[] = await here.run('deliveries', { id: kept.id });
    expect(rows).toHaveLength(3);
    // A webhook without deliveries leaves nothing.
    expect(await rejection(here.run('deliveries', { id: empty.id }))).toContain(empty.id);
    expect(await rejection(here.run('replay', { id: kept.id, deliveryId: rows[0]!.id }))).toContain(kept.id);
    expect(await here.run('clearDeliveries', { id: kept.id, deliveryIds: [rows[0]!.id] })).toEqual({ cleared: 1 });
    expect(await here.run('deliveries', { id: kept.id })).toHaveLength(2);
    expect(await here.run('clearDeliveries', { id: kept.id })).toEqual({ cleared: 2 });
    expect(await rejection(here.run('deliveries', { id: kept.id }))).toContain(kept.id);
    expect(here.traces()).not.toMatch(/"order":\d/);
  });

  it('of all webhooks are in one folder, which a script can find and clear', async () => {
    let hooks = 0;
    const service = await odd(({ method }, response) =>
      method === 'DELETE'
        ? void response.writeHead(204).end()
        : json(response, 201, {}, { Location: `/hooks/${++hooks}` }),
    );
    const here = await life(definition({ host: service.host }));
    const [deleted, kept] = [await here.register(), await here.register()];
    for (const { callbackUrl } of [deleted, kept]) await post(callbackUrl, '{"order":1}');
    await here.run('delete', { id: deleted.id });
    const { folder } = await here.run('openStorage', {});
    expect(textOfFolder(folder)).toContain('{"order":1}');
    expect(await rejection(here.run('clearStorage', {}))).toContain('"all"');
    expect(await here.run('clearStorage', { all: true })).toEqual({ cleared: 2 });
    expect(textOfFolder(folder)).not.toContain('{"order":1}');
    expect(await here.run('list', {})).toMatchObject([{ id: kept.id, state: 'active' }]);
    expect((await post(kept.callbackUrl, '{"order":2}')).status).toBe(200);
  });

  it('are cleared while their webhook goes on', async () => {
    const service = await odd((_, response) => json(response, 201, {}, { Location: '/hooks/1' }));
    const here = await life(definition({ host: service.host }));
    const { id, callbackUrl } = await here.register();
    await post(callbackUrl, '{"order":1}');
    expect(await here.run('clearDeliveries', { id })).toEqual({ cleared: 1 });
    expect(await here.run('list', {})).toMatchObject([{ id, state: 'active' }]);
    expect((await post(callbackUrl, '{"order":2}')).status).toBe(200);
    await until(async () => (await here.run('deliveries', { id })).length === 1);
    await here.restart();
    expect(await here.run('deliveries', { id })).toHaveLength(1);
    expect(await rejection(here.run('clearDeliveries', { id, deliveryIds: 'all' }))).toContain('deliveryIds');
  });

  it('are discarded when the service then refuses the webhook', async () => {
    const service = await odd(async ({ json: created }, response) => {
      await post(created!.callbackUrl, '{"order":1}');
      response.writeHead(400).end();
    });
    const here = await life(definition({ host: service.host }));
    await rejection(here.register());
    expect(await here.run('list', {})).toEqual([]);
    expect(here.traces()).not.toContain('"order":1');
  });

  it('are all stored in a burst of hundreds, and only at their own webhook', async () => {
    let hooks = 0;
    const service = await odd((_, response) => json(response, 201, {}, { Location: `/hooks/${++hooks}` }));
    const here = await life(definition({ host: service.host }));
    const [one, other] = await Promise.all([here.register(), here.register()]);
    expect(one.callbackUrl).not.toBe(other.callbackUrl);
    expect(one.location).not.toBe(other.location);
    const statuses = await Promise.all(
      Array.from({ length: 600 }, (_, order) => burst(one.callbackUrl, JSON.stringify({ order }))),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await here.run('deliveries', { id: one.id })).toHaveLength(600);
    expect(await here.run('deliveries', { id: other.id })).toEqual([]);
    await here.restart();
    expect(await here.run('deliveries', { id: one.id })).toHaveLength(600);
    expect((await post(other.callbackUrl, '{"order":1}')).status).toBe(200);
    await until(async () => (await here.run('deliveries', { id: other.id })).length === 1);
  });

  it('arrive at the callback URL with a trailing slash', async () => {
    const service = await odd((_, response) => json(response, 201, {}, { Location: '/hooks/h1' }));
    const here = await life(definition({ host: service.host }));
    const { id, callbackUrl } = await here.register();
    expect((await post(`${callbackUrl}/`, '{"order":1}')).status).toBe(200);
    expect(await here.run('deliveries', { id })).toHaveLength(1);
  });
});

/** Posts a body on a separate connection and returns the status. */
function burst(url: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    request.on('error', reject).end(body);
  });
}
