/**
 * `npm run bench:receiver [-- --quick]`: the receiver compared with bare express and Debian's `webhook`, on one machine
 * in one run. Ours verifies, stores and checks deliveries; express only reads them; webhook verifies them and stores them
 * with a command. The receiver, each peer and the load run in their own processes.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDeliveryStore } from '../../client/receiver/store/deliveryStore';
import { readBody } from '../../client/receiver/store/readBody';
import { startService } from '../support/service';
import { type Load, load, messageOf, type Target } from './receiver/load';
import { type LoopReport, watchLoop } from './receiver/loop';
import { type Host, startExpress, startHost, startWebhook } from './receiver/peers';
import { pushPayload, pushSchema } from './receiver/push';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-receiver-'));
const service = await startService();
const secret = randomBytes(16).toString('hex');
const usual = { maxCount: 1000, maxBytes: 512 * 1024 * 1024, maxAgeDays: 30 };
const unbounded = { maxCount: 1e9, maxBytes: 1e12, maxAgeDays: 30 };

async function hostWith(name: string, webhooks: number, bounds = usual) {
  const host = await startHost(join(folder, name), bounds);
  const hooks = await host.ask({
    ask: 'register',
    count: webhooks,
    baseUrl: service.url,
    secret,
    schema: pushSchema,
  });
  return { host, ids: hooks.map(({ id }) => id), port: hooks[0]!.port, paths: hooks.map(({ path }) => path) };
}

const middle = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
const ms = (value: number) => `${value.toFixed(1)} ms`;

function row(name: string, loads: Load[], peers?: Load[]): void {
  const per = (one: (load: Load) => number, of: Load[]) => middle(of.map(one));
  const ratio = (one: (load: Load) => number) =>
    peers ? middle(loads.map((own, index) => one(own) / one(peers[index]!))).toFixed(2) : '1';
  const statuses = JSON.stringify(loads.at(-1)!.statuses);
  console.log(
    `| ${name} | ${per((l) => l.perSecond, loads).toFixed(0)} | ${ratio((l) => l.perSecond)} | ${ms(per((l) => l.p50, loads))} | ${ms(per((l) => l.p99, loads))} | ${ratio((l) => l.p99)} | ${statuses} |`,
  );
}

async function throughput(): Promise<void> {
  const rounds = values.quick ? 3 : 7;
  const express = await startExpress();
  const webhook = await startWebhook(join(folder, 'webhook'), secret);
  const { host, port, paths } = await hostWith('throughput', 4);
  const target = { secret, payload: pushPayload, connections: 16, deliveries: 1000 };
  const peer: Target = { ...target, port: express.port, paths };
  const ours: Target = { ...target, port, paths };
  const theirs: Target = { ...target, port: webhook.port, paths: [webhook.path], deliveries: 60 };
  await load({ ...peer, deliveries: 300 });
  await load({ ...ours, deliveries: 300 });
  const loads: { peer: Load; ours: Load; theirs: Load }[] = [];
  let sent = 16 * 300;
  const draining: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await load(peer);
    const own = await load(ours);
    sent += 16 * 1000;
    const drained = performance.now();
    // Remaining checks must not slow down the next peer. Deliveries dropped by the limits have none.
    await settle(host);
    draining.push(performance.now() - drained);
    loads.push({ peer: before, ours: own, theirs: await load(theirs) });
  }
  const peers = loads.map((one) => one.peer);
  console.log(`\n16 connections, 4 webhooks, ${messageOf(ours, 0, 0).length} bytes each; medians of ${rounds} rounds`);
  console.log('| | deliveries/s | ratio | p50 | p99 | ratio | answers |\n|---|---|---|---|---|---|---|');
  row('bare express: reads the body', peers);
  row('ours: verified, stored, checked', loads.map((one) => one.ours), peers);
  row('Debian webhook: verified, a command keeps it', loads.map((one) => one.theirs), peers);
  console.log(`ours: checks were through ${ms(middle(draining))} after the last answer; ${sent} deliveries sent`);
  express.stop();
  webhook.stop();
  await host.ask({ ask: 'close' });
}

const settle = (host: Host) => host.ask({ ask: 'settled' });

async function soak(): Promise<void> {
  const deliveries = values.quick ? 625 : 6250;
  const { host, ids, port, paths } = await hostWith('soak', 4, unbounded);
  const target: Target = { secret, payload: pushPayload, port, paths, connections: 16, deliveries };
  const { perSecond, p99, statuses } = await load(target);
  const done = performance.now();
  await host.ask({ ask: 'checked', count: 16 * deliveries });
  const checking = performance.now() - done;
  const { heap, resident } = await host.ask({ ask: 'memory' });
  await host.ask({ ask: 'close' });

  // Another process reads the deliveries back from the disk.
  const store = createDeliveryStore(join(folder, 'soak', 'deliveries'), () => unbounded);
  const next = new Map<number, number>();
  let [found, reordered, wrong] = [0, 0, 0];
  for (const id of ids) {
    for (const delivery of await store.summaries(id)) {
      const { connection, number } = JSON.parse((await readBody(delivery, 64)).toString().replace(/,"ref.*/s, '}'));
      if (number !== (next.get(connection) ?? 0)) reordered++;
      next.set(connection, number + 1);
      found++;
      if (delivery.signature !== 'valid' || delivery.conforms !== true) wrong++;
    }
  }
  const complete = [...next.values()].every((count) => count === deliveries) && next.size === 16;
  console.log(`\nSoak: ${16 * deliveries} deliveries on 16 connections to 4 webhooks, ${perSecond.toFixed(0)}/s, p99 ${ms(p99)}, answers ${JSON.stringify(statuses)}`);
  console.log(`read back: ${found}, lost or duplicated ${complete && found === 16 * deliveries ? 'none' : 'SOME'}, out of order ${reordered}, not verified or not checked ${wrong}`);
  console.log(`checked ${ms(checking)} after the last answer; heap ${heap.toFixed(0)} MB, resident ${resident.toFixed(0)} MB`);
}

/** Builds a delivery of about `bytes` bytes of realistic JSON. */
function payloadOf(bytes: number): object {
  const commits = pushPayload.commits as object[];
  const size = JSON.stringify(commits[0]).length + 1;
  return { ...pushPayload, commits: Array.from({ length: Math.floor((bytes - 10_000) / size) }, () => commits[0]) };
}

async function blocked(): Promise<void> {
  const { host, port, paths } = await hostWith('blocked', 4, unbounded);
  const report = (what: string, { worst, worstOwn, histogram }: LoopReport, limit: number) =>
    console.log(`| ${what} | ${limit} ms | ${ms(worst)} | ${ms(worstOwn)} | ${ms(histogram.p99)} | ${ms(histogram.max)} |`);
  console.log('\n| the host, while | limit | worst gap between ticks | of it at most computing | monitor p99 | monitor max |\n|---|---|---|---|---|---|');
  let sent = 0;
  await host.ask({ ask: 'watch' });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  report('nothing happens', await host.ask({ ask: 'report' }), 0);

  const measured = async (limit: number, bytes: number, connections: number, deliveries: number) => {
    const target: Target = { secret, payload: payloadOf(bytes), port, paths, connections, deliveries };
    await host.ask({ ask: 'watch' });
    const { statuses, p99 } = await load(target);
    sent += connections * deliveries;
    await host.ask({ ask: 'checked', count: sent });
    report(`${connections * deliveries} of ${(messageOf(target, 0, 0).length / 1e6).toFixed(2)} MB on ${connections} connections (${JSON.stringify(statuses)}, p99 ${ms(p99)})`, await host.ask({ ask: 'report' }), limit);
  };
  await measured(50, 7_000, 16, values.quick ? 200 : 1000);
  await measured(50, 200_000, 8, values.quick ? 20 : 100);
  await measured(50, 1_000_000, 4, values.quick ? 5 : 25);
  await measured(100, 26_000_000, 1, values.quick ? 1 : 5);
  await measured(100, 26_000_000, 3, 1);
  await host.ask({ ask: 'close' });
}

async function listing(): Promise<void> {
  const store = createDeliveryStore(join(folder, 'list'), () => unbounded);
  const arrived = {
    registrationId: 'one',
    kind: 'delivery' as const,
    receivedAt: new Date().toISOString(),
    method: 'POST',
    headers: Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`x-header-${index}`, 'v'.repeat(40)])),
    event: 'push',
    signature: 'valid' as const,
    conforms: null,
    problems: [],
    answered: 200,
    milliseconds: 1,
  };
  await Promise.all(Array.from({ length: 10_000 }, () => store.add(arrived, Buffer.alloc(7_000))));
  const times = async (act: (store: ReturnType<typeof createDeliveryStore>) => Promise<unknown>, cold: boolean) => {
    const taken: number[] = [];
    for (let round = 0; round < 7; round++) {
      const fresh = createDeliveryStore(join(folder, 'list'), () => unbounded);
      if (!cold) await fresh.summaries('one');
      const started = performance.now();
      await act(fresh);
      taken.push(performance.now() - started);
    }
    return ms(middle(taken));
  };
  const watched = watchLoop();
  const cold = await times((fresh) => fresh.summaries('one'), true);
  const { worst } = watched();
  const warm = await times((fresh) => fresh.summaries('one'), false);
  const whole = await times((fresh) => fresh.list('one'), false);
  console.log(`\n10,000 stored deliveries: opened and listed ${cold} (longest turn ${ms(worst)}), listed again ${warm}, listed with headers ${whole}`);
  await store.close();
}

try {
  await throughput();
  await listing();
  await blocked();
  await soak();
} finally {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
