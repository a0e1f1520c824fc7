import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { StoredDelivery } from '../../client/domain/delivery';
import { missing } from '../../client/webhooks/deliveries/missed';
import type { WebhookSettings } from '../../client/webhooks/environment';
import type { RegisterRequest } from '../../client/webhooks/webhooksApi';
import { byScript } from '../support/byScript';
import { adminToken, type GitHubOptions, startGitHub } from '../support/github';
import { startSmee } from '../support/smee';
import { fakeEnvironment, start, until } from './environment';
import { githubOrganizationTrigger, githubTrigger } from './triggers';

async function github(options: GitHubOptions = {}, settings: Partial<WebhookSettings> = {}) {
  const standIn = await startGitHub(options);
  onTestFinished(() => standIn.close());
  const first = fakeEnvironment({}, { githubApiUrl: standIn.url, ...settings });
  /** The same editor again: its storage and its secrets. */
  const restart = () =>
    start(fakeEnvironment({ storageFolder: first.storageFolder, secrets: first.secrets }, first.settings()));
  const webhooks = await start(first);
  const register = async (changes: Partial<RegisterRequest> = {}) =>
    webhooks.register({
      uri: 'file:///github.swagger.json',
      trigger: githubTrigger,
      parameters: { owner: 'octocat', repo: 'hello-world' },
      baseUrl: standIn.url,
      credentials: { type: 'bearer', token: adminToken },
      exposure: 'auto',
      ...changes,
    });
  const push = (payload: object | string = { ref: 'x' }) => standIn.push('octocat', 'hello-world', 'push', payload);
  return { standIn, webhooks, register, restart, push };
}

type Running = Awaited<ReturnType<typeof start>>;
const told = ({ events }: Running) => events.flatMap((event) => (event.type === 'missed' ? event.missed : []));
const pushes = async (webhooks: Running, id: string) =>
  (await webhooks.deliveries(id)).filter(({ event }) => event === 'push');
const textOf = ({ body, bytes }: StoredDelivery) =>
  readFileSync(body.file)
    .subarray(body.start, body.start + bytes)
    .toString();

describe('deliveries that GitHub sent while no window was open', () => {
  it('are announced at the next start, once, and arrive when they are redelivered', async () => {
    const { webhooks, register, restart, push, standIn } = await github();
    const { id } = await register();
    await push();
    await webhooks.close();
    await push({ n: 1 });
    await push({ n: 2 });
    const again = await restart();
    await until(() => told(again).length === 2);
    expect(told(again)).toMatchObject([
      { event: 'push', status: 502 },
      { event: 'push', status: 502 },
    ]);
    const missed = await again.missed(id);
    expect(missed).toEqual(told(again));
    await again.close();

    // Nobody has seen it, so it is announced again.
    const unseen = await restart();
    await until(() => told(unseen).length === 2);
    await unseen.missedSeen(id, told(unseen));
    await unseen.close();

    const third = await restart();
    expect(await third.missed(id)).toHaveLength(2);
    for (const { deliveryId } of missed) await third.redeliver(id, deliveryId);
    await standIn.settled();
    expect(await third.missed(id)).toEqual([]);
    expect((await pushes(third, id)).map(textOf).slice(1)).toEqual(['{"n":1}', '{"n":2}']);
    expect(told(third)).toEqual([]);
  });

  it('are fetched: checked, valid when the bytes are the same, with all digits', async () => {
    const { webhooks, register, restart, push } = await github();
    const { id } = await register();
    await webhooks.close();
    await push('{"id":9007199254740993,"text":"bigint"}');
    await push('{ "n": 1.0 }');
    const again = await restart();
    const missed = await again.missed(id);
    const fetched = [];
    for (const { deliveryId } of missed) fetched.push(await again.fetchDelivery(id, deliveryId));
    expect(fetched.map(textOf)).toEqual(['{"id":9007199254740993,"text":"bigint"}', '{"n":1}']);
    expect(fetched).toMatchObject([
      { kind: 'delivery', event: 'push', signature: 'valid', origin: { by: 'fetch', of: missed[0]!.guid } },
      { signature: 'unknown', headers: { 'x-github-delivery': missed[1]!.guid } },
    ]);
    await until(async () => (await pushes(again, id)).every(({ conforms }) => conforms === true));
    expect(await again.missed(id)).toEqual([]);
  });

  it('are found on all pages, with ids that exceed what a number can hold', async () => {
    const { webhooks, register, restart, push, standIn } = await github();
    const { id } = await register();
    await webhooks.close();
    const sent = await Promise.all(Array.from({ length: 130 }, (_, n) => push({ n })));
    const again = await restart();
    const missed = await again.missed(id);
    expect(missed.map(({ deliveryId }) => deliveryId).sort()).toEqual(
      sent
        .flat()
        .map((delivery) => String(delivery.id))
        .sort(),
    );
    expect(standIn.requests.filter(({ query }) => query.has('cursor')).length).toBeGreaterThan(0);
    const last = missed.at(-1)!;
    expect(Number.isSafeInteger(Number(last.deliveryId))).toBe(false);
    await again.fetchDelivery(id, last.deliveryId);
    expect(await again.missed(id)).toHaveLength(129);
  });

  it('are found for organizations of an Enterprise server, with a large payload', async () => {
    const { standIn, webhooks, register, restart } = await github({ basePath: '/api/v3' });
    const { id } = await register({ trigger: githubOrganizationTrigger, parameters: { org: 'octocat' } });
    await webhooks.close();
    const text = JSON.stringify({ text: 'x'.repeat(3_000_000) });
    await standIn.push('octocat', 'hello-world', 'push', text);
    const again = await restart();
    const [missed] = await again.missed(id);
    expect(await again.fetchDelivery(id, missed!.deliveryId)).toMatchObject({ bytes: text.length, signature: 'valid' });
  });

  it('are announced once a relay is back', async () => {
    const smee = await startSmee({ pingMs: 1_000 });
    onTestFinished(() => smee.close());
    const { webhooks, register, push } = await github({}, { smeeServer: smee.url });
    const { id } = await register({ exposure: 'smee' });
    await smee.stop();
    await until(() => webhooks.get(id)?.state === 'unreachable');
    await push();
    await smee.start();
    await until(() => told(webhooks).length === 1);
  });

  it("are announced once GitHub's own relay is back", async () => {
    const { standIn, webhooks, register, push } = await github();
    const { id } = await register({ exposure: 'github' });
    const hold = standIn.hold({ method: 'PATCH' });
    standIn.relay.disconnect();
    await hold.reached;
    // Switched on, and nobody answers: as when a machine fell asleep.
    standIn.relay.disconnect();
    await push();
    hold.release();
    await until(() => webhooks.get(id)?.state === 'active');
    expect(await webhooks.missed(id)).toEqual(told(webhooks));
  });

  it('are rejected for other services, and explained when GitHub no longer has them', async () => {
    const { register, webhooks } = await github();
    const { id } = await register();
    await expect(webhooks.fetchDelivery(id, '1')).rejects.toThrow(/no longer has this delivery/);
    await expect(byScript(webhooks.missed('nothing'))).rejects.toThrow(/"id"/);
  });
});

describe('a missed delivery', () => {
  const sent = (guid: string, deliveredAt: string, status = 502, event = 'push') => ({
    id: `${guid}-${deliveredAt}`,
    guid,
    event,
    deliveredAt,
    status,
  });
  const ours = (guid: string, receivedAt: string) =>
    ({ headers: { 'x-github-delivery': guid }, receivedAt }) as unknown as StoredDelivery;

  it('is one without a stored attempt: its newest attempt, oldest first, no pings', () => {
    const found = missing(
      [sent('c', '4'), sent('b', '3'), sent('b', '2'), sent('a', '2'), sent('p', '1', 502, 'ping')],
      [ours('a', '1')],
    );
    expect(found.map(({ deliveryId }) => deliveryId)).toEqual(['b-3', 'c-4']);
  });

  it('comes in the order of sending, even within the same moment', () => {
    const found = missing([sent('c', '4'), sent('b', '3'), sent('a', '3')], []);
    expect(found.map(({ guid }) => guid)).toEqual(['a', 'b', 'c']);
  });

  it('is not one that was accepted and later dropped', () => {
    const list = [sent('dropped', '1', 200), sent('failed', '1', 502), sent('lost', '3', 200), sent('kept', '2', 200)];
    expect(missing(list, [ours('kept', '2')]).map(({ guid }) => guid)).toEqual(['failed', 'lost']);
  });
});
