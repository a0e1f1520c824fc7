import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBody } from '../../client/receiver/store/readBody';
import type { Webhooks } from '../../client/webhooks/webhooksApi';
import { fakeEnvironment, start, until } from './environment';
import { fileSecrets, type Point } from './killed';
import { buildKilled, cleared, place, reopened, signed, window } from './killedWindow';
import { describeTrigger } from './triggers';

buildKilled();

describe('a window that is killed while it registers', () => {
  it.each<[Point, { hooks: number; states: string[]; outcome: string[] }]>([
    ['before the intent', { hooks: 0, states: [], outcome: [] }],
    ['before the signing secret is kept', { hooks: 0, states: ['orphan'], outcome: ['forgotten'] }],
    ['before the create call', { hooks: 0, states: ['orphan'], outcome: ['forgotten'] }],
    ['after the create answer', { hooks: 1, states: ['orphan'], outcome: ['forgotten'] }],
    ['before the credentials are kept', { hooks: 1, states: ['active'], outcome: ['deleted'] }],
  ])('%s, leaves nothing unlisted', async (point, expected) => {
    const killed = await window(point);
    expect(await killed.died).toBe('SIGKILL');
    expect(killed.service.hooks()).toHaveLength(expected.hooks);
    const { webhooks, secrets } = await reopened(killed);
    expect(webhooks.list().map(({ state }) => state)).toEqual(expected.states);
    expect(webhooks.orphans()).toHaveLength(expected.states.filter((state) => state === 'orphan').length);
    expect(await cleared(webhooks, secrets, killed.service, killed.folders.storage)).toEqual(expected.outcome);
  });

  it('while the create call is under way, leaves an orphan', async () => {
    const killed = await window('never');
    const hold = killed.service.hold({ method: 'POST' });
    await hold.reached;
    killed.child.kill('SIGKILL');
    await killed.died;
    hold.drop();
    const { webhooks, secrets } = await reopened(killed);
    expect(webhooks.orphans()).toHaveLength(1);
    // It receives: what is sent to it says that it is there.
    expect(await killed.service.notify('{"a":1}', signed('{"a":1}'))).toMatchObject({ status: 200 });
    await cleared(webhooks, secrets, killed.service, killed.folders.storage);
  });
});

describe('a window that is killed while it receives', () => {
  it('while a body is arriving, keeps no partial body', async () => {
    const killed = await window('never');
    await killed.registered();
    const callback = new URL(killed.service.hooks()[0]!.callback);
    const socket = net.connect(Number(callback.port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`POST ${callback.pathname} HTTP/1.1\r\nHost: ${callback.host}\r\nContent-Length: 2000000\r\n\r\n`);
    socket.write(Buffer.alloc(1_000_000));
    const bodies = () =>
      readdirSync(killed.folders.storage, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.body'),
      );
    await until(() => bodies().length === 1);
    killed.child.kill('SIGKILL');
    await killed.died;
    const { webhooks, secrets } = await reopened(killed);
    expect(await webhooks.deliveries(webhooks.list()[0]!.id)).toEqual([]);
    await until(() => bodies().length === 0);
    await cleared(webhooks, secrets, killed.service, killed.folders.storage);
  });

  it.each<[Point, boolean]>([
    ['before the answer to a delivery', false],
    ['before the check', true],
  ])('%s, keeps the delivery', async (point, isAnswered) => {
    const killed = await window(point);
    await killed.registered();
    const answer = await killed.service.notify('{"a":1}', signed('{"a":1}')).catch(() => undefined);
    expect(answer?.status).toBe(isAnswered ? 200 : undefined);
    expect(await killed.died).toBe('SIGKILL');
    const { webhooks, secrets } = await reopened(killed);
    const { id } = webhooks.list()[0]!;
    // Stored, and checked now.
    const [row] = await until(async () => {
      const rows = await webhooks.deliveries(id);
      return rows[0]?.conforms ? rows : undefined;
    });
    expect(row).toMatchObject({ signature: 'valid', answered: 200, conforms: true });
    expect((await readBody(row!)).toString()).toBe('{"a":1}');
    await cleared(webhooks, secrets, killed.service, killed.folders.storage);
  });

  it('at full speed, keeps every delivery that it acknowledged', async () => {
    const killed = await window('never');
    await killed.registered();
    const answered: number[] = [];
    const senders = Array.from({ length: 8 }, async (_, sender) => {
      for (let number = sender; ; number += 8) {
        const body = JSON.stringify({ number });
        const answer = await killed.service.notify(body, signed(body)).catch(() => undefined);
        if (answer?.status !== 200) return;
        answered.push(number);
        if (answered.length === 400) killed.child.kill('SIGKILL');
      }
    });
    await Promise.all(senders);
    await killed.died;
    const { webhooks, secrets } = await reopened(killed);
    const rows = await webhooks.deliveries(webhooks.list()[0]!.id);
    const found = await Promise.all(rows.map(async (row) => JSON.parse((await readBody(row)).toString()).number));
    expect(answered.length).toBeGreaterThanOrEqual(400);
    for (const number of answered) expect(found).toContain(number);
    expect(new Set(found).size).toBe(found.length);
    await cleared(webhooks, secrets, killed.service, killed.folders.storage);
  });
});

describe('a window that is killed while it deletes', () => {
  const deleting = async (point: Point) => {
    const killed = await window(point, 'delete');
    await killed.registered();
    await killed.service.notify('{"a":1}', signed('{"a":1}'));
    await until(() => killed.said.some((one) => 'answered' in one));
    return killed;
  };
  const go = (child: ChildProcess) => void child.send('delete');

  it.each<[Point, { hooks: number; states: string[]; outcome: string[] }]>([
    ['before the delete call', { hooks: 1, states: ['orphan'], outcome: ['deleted'] }],
    ['after the delete answer', { hooks: 0, states: ['orphan'], outcome: ['gone'] }],
    ['before the secrets are dropped', { hooks: 0, states: ['orphan'], outcome: ['gone'] }],
    ['before the deliveries are removed', { hooks: 0, states: [], outcome: [] }],
  ])('%s, leaves nothing unlisted', async (point, expected) => {
    const killed = await deleting(point);
    go(killed.child);
    expect(await killed.died).toBe('SIGKILL');
    expect(killed.service.hooks()).toHaveLength(expected.hooks);
    const { webhooks, secrets } = await reopened(killed);
    expect(webhooks.list().map(({ state }) => state)).toEqual(expected.states);
    if (expected.states.length > 0)
      expect(webhooks.orphans()[0]!.problem).toMatch(/before the response to its delete request arrived/);
    else expect(readFileSync(join(killed.folders.storage, 'registrations.jsonl'), 'utf8')).toContain('"close"');
    expect(await cleared(webhooks, secrets, killed.service, killed.folders.storage)).toEqual(expected.outcome);
  });

  it('while the delete call is under way, says that it may be gone', async () => {
    const killed = await deleting('never');
    const hold = killed.service.hold({ method: 'DELETE' });
    go(killed.child);
    await hold.reached;
    killed.child.kill('SIGKILL');
    await killed.died;
    hold.drop();
    expect(killed.service.hooks()).toEqual([]);
    const { webhooks, secrets } = await reopened(killed);
    expect(webhooks.orphans()).toMatchObject([{ problem: expect.stringMatching(/may be gone/) }]);
    expect(await cleared(webhooks, secrets, killed.service, killed.folders.storage)).toEqual(['gone']);
  });
});

describe('windows in processes of their own', () => {
  it('register at the same time, receive their own deliveries, and list those of all', async () => {
    const at = await place();
    const windows = await Promise.all([1, 2, 3].map(() => window('never', 'register', at)));
    await Promise.all(windows.map((one) => one.registered()));
    const env = fakeEnvironment({ storageFolder: at.folders.storage, secrets: fileSecrets(at.folders.secrets) });
    const here = await start(env);
    expect(here.list().map(({ state }) => state)).toEqual(['active', 'active', 'active']);
    expect(new Set(here.list().map(({ receiverPort }) => receiverPort)).size).toBe(3);
    expect(here.orphans()).toEqual([]);
    for (const { id } of at.service.hooks()) {
      expect(await at.service.notify('{"a":1}', { ...signed('{"a":1}'), hookId: id })).toMatchObject({ status: 200 });
    }
    for (const { id } of here.list()) {
      expect(await here.deliveries(id)).toMatchObject([{ signature: 'valid', answered: 200 }]);
    }
    for (const { said } of windows) await until(() => said.filter((one) => 'answered' in one).length === 1);
    // Deleted here: over there it is gone as well.
    const [first] = here.list();
    await here.delete(first!.id, { credentials: { type: 'bearer', token: 'secret-of-the-dead' } });
    expect((await fetch(first!.callbackUrl, { method: 'POST' })).status).toBe(410);
  });

  it('take over the port of a dead window, but never of a live one', async () => {
    const first = await window('never');
    await first.registered();
    const { webhooks, env } = await reopened(first);
    const [{ id, receiverPort, callbackUrl }] = webhooks.list() as [ReturnType<Webhooks['list']>[number]];
    const own = await webhooks.register({
      uri: 'file:///b.swagger.json',
      trigger: describeTrigger(),
      parameters: {},
      baseUrl: first.service.url,
      credentials: { type: 'bearer', token: 'secret-of-the-dead' },
      exposure: 'local',
    });
    expect(own.receiverPort).not.toBe(receiverPort);
    // It is no trouble that the port is taken: nothing has moved.
    const states = webhooks.events.flatMap((event) => (event.type === 'receiver' ? event.state : []));
    expect(states).not.toContain('moved');
    expect(webhooks.get(id)?.state).toBe('active');

    first.child.kill('SIGKILL');
    await first.died;
    expect(webhooks.get(id)).toMatchObject({ state: 'unreachable' });
    await until(() => webhooks.get(id)?.state === 'active');
    const answer = await fetch(callbackUrl, { method: 'POST', body: '{"a":1}', ...signed('{"a":1}') });
    expect(answer.status).toBe(200);
    expect(await webhooks.deliveries(id)).toMatchObject([{ signature: 'valid' }]);
    expect(env.logged.join('\n')).not.toContain('secret-of-the-dead');
  });
});
