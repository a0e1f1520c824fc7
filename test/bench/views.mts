/**
 * `npm run bench:views [-- --seconds 60] [--profile FILE]`: the views over 10,000 stored deliveries, in a real VS Code:
 * time until they are visible, processor time of the extension host, and how long it is blocked while more arrive; with
 * `--profile` also the stacks of its longest gaps.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { createDeliveryStore } from '../../client/receiver/store/deliveryStore';
import { createWebhooks } from '../../client/webhooks/webhooks';
import { eventually } from '../host/eventually';
import { startHost } from '../host/host';
import { startServices } from '../host/services';
import { Workbench } from '../host/workbench';
import { readTriggers } from '../support/requests';
import type { LoopReport } from './receiver/loop';
import { pushPayload } from './receiver/push';
import { startBystander } from './views/bystander';
import type { Memory } from './views/inHost';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, profile: { type: 'string' } } });
const stored = 10_000;
const perSecond = 200;
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-views-'));
const bounds = { maxCount: 100_000, maxBytes: 4e9, maxAgeDays: 30 };
const services = await startServices();
const definition = services.files['basic.swagger.json'] as string;
const workspace = join(folder, 'workspace');
mkdirSync(workspace);
writeFileSync(join(workspace, 'basic.swagger.json'), definition);
const port = await freePort();

/** Registers a webhook and stores deliveries as if they had arrived earlier. */
async function prepare(storageFolder: string): Promise<{ id: string; callbackUrl: string; last: string }> {
  const webhooks = await createWebhooks({
    storageFolder,
    secrets: { get: async () => undefined, set: async () => {}, delete: async () => {} },
    signIn: async () => undefined,
    forward: async (port) => `http://127.0.0.1:${port}`,
    settings: () => ({
      githubApiUrl: 'https://api.github.com',
      receiverPort: 0,
      receiverPublicUrl: '',
      smeeServer: 'https://smee.io',
      strictAnswers: false,
      deliveries: bounds,
    }),
    checkPayload: async () => ({ conforms: true, problems: [] }),
    log: () => {},
  });
  await webhooks.start();
  const uri = `file://${workspace}/basic.swagger.json`;
  const { id, callbackUrl } = await webhooks.register({
    uri,
    trigger: readTriggers(uri, definition).triggers[0]!,
    parameters: {},
    baseUrl: services.standIn('basic').url,
    exposure: 'local',
    credentials: { type: 'basic', username: 'mona', password: 'pa:ss wörd' },
  });
  await webhooks.close();
  const store = createDeliveryStore(join(storageFolder, 'deliveries'), () => bounds);
  let last = '';
  for (let count = 0; count < stored; count++) {
    const isFailure = count % 10 === 0;
    const delivery = await store.add(
      {
        registrationId: id,
        kind: 'delivery',
        receivedAt: new Date(Date.now() - (stored - count) * 1000).toISOString(),
        method: 'POST',
        headers: Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`x-header-${n}`, 'a'.repeat(40)])),
        event: `event-${count % 20}`,
        signature: 'absent',
        conforms: !isFailure,
        problems: isFailure ? [{ pointer: '/order', message: 'must be integer, but a string arrived' }] : [],
        answered: 200,
        milliseconds: 3,
      },
      Buffer.from(payload),
    );
    last = delivery.id;
  }
  await store.close();
  return { id, callbackUrl, last };
}

const payload = JSON.stringify(pushPayload);
let webhook = { id: '', callbackUrl: '', last: '' };
const testsPath = join(folder, 'inHost.js');
buildSync({
  entryPoints: [join(root, 'test/bench/views/inHost.ts')],
  outfile: testsPath,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  external: ['vscode'],
});
const host = await startHost({
  workspace,
  extension: root,
  testsPath,
  env: { FLOW_WEBHOOKS_BENCH_PORT: String(port) },
  machineSettings: { 'flowWebhooks.deliveries.maxCount': 100_000, 'flowWebhooks.deliveries.maxMegabytes': 4000 },
  prepare: async (storageFolder) => {
    webhook = await prepare(storageFolder);
  },
});
const workbench = await Workbench.open(host, { size: { width: 1440, height: 900 } });
const { page } = workbench;

async function ask<Answer>(path: string, body: object = {}): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/${path}`, { method: 'POST', body: JSON.stringify(body) });
  return (await response.json()) as Answer;
}

const open = (deliveryId: string) =>
  ask<number>('command', { command: 'flowWebhooks.openDelivery', argument: { id: webhook.id, deliveryId } });

/** Counts all work of the extension host, including other extensions. */
async function timed(what: string, act: () => Promise<void>): Promise<void> {
  await ask('watch');
  const started = performance.now();
  await act();
  const took = performance.now() - started;
  print(what, ms(took), `of which the extension host worked ${ms(await ask<number>('worked'))}`);
}

const middle = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
const ms = (value: number) => `${value.toFixed(0)} ms`;
const print = (what: string, ...figures: string[]) => console.log(`${what.padEnd(64)} ${figures.join('   ')}`);

try {
  await eventually('the extension host', () => ask('watch').then(() => true));
  await eventually('the webhook', () => page.locator('.statusbar-item', { hasText: '· 1 · local' }).count(), 60_000);
  // VS Code's own start continues for a while and would be counted as ours.
  await eventually('the extension host to be done with its start', async () => {
    await ask('watch');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    // Profiling itself takes about a tenth.
    return (await ask<number>('worked')) < 200;
  });
  const before = await ask<Memory>('memory');

  // The view: from the key press to the rows, including VS Code's own part.
  const serviceRow = page.locator('.sidebar .monaco-list-row', { hasText: /^127\.0\.0\.1/ }).first();
  const row = page.locator('.sidebar .monaco-list-row', { hasText: String(stored) }).first();
  const deliveryRow = page.locator('.sidebar .monaco-list-row', { hasText: /^event-/ }).first();
  let opened = 0;
  await timed(`view with ${stored} deliveries, first time: until the webhook is seen`, async () => {
    const started = performance.now();
    const isOpen = serviceRow.waitFor();
    await ask('command', { command: 'flow-webhooks.webhooks.focus' });
    await isOpen;
    opened = performance.now() - started;
    await row.waitFor();
  });
  print('  its first row', ms(opened));
  await timed('its deliveries unfolded, first time: until they are seen', async () => {
    await row.click();
    await deliveryRow.waitFor();
  });
  const again: number[] = [];
  for (let round = 0; round < 5; round++) {
    await ask('command', { command: 'workbench.view.explorer' });
    await deliveryRow.waitFor({ state: 'hidden' });
    const started = performance.now();
    await ask('command', { command: 'flow-webhooks.webhooks.focus' });
    await deliveryRow.waitFor();
    again.push(performance.now() - started);
  }
  print('view opened again: until deliveries are seen, median of 5', ms(middle(again)));
  // Baseline: the cost of opening any view for the first time.
  for (const [view, shows] of [['search', '.search-view'], ['debug', '.debug-pane, .welcome-view-content']] as const) {
    await timed(`VS Code's own ${view} view, first time: until it is seen`, async () => {
      await ask('command', { command: `workbench.view.${view}` });
      await page.locator(`.sidebar :is(${shows})`).first().waitFor();
    });
  }
  await ask('command', { command: 'flow-webhooks.webhooks.focus' });
  await deliveryRow.waitFor();

  const first = await open(webhook.last);
  const frame = await eventually('the inspector', async () => {
    for (const one of page.frames()) if ((await one.locator('#rows .row').count().catch(() => 0)) > 0) return one;
    return undefined;
  });
  const own: number[] = [];
  const seen: number[] = [];
  const places = frame.locator('nav');
  for (let round = 0; round < 20; round++) {
    const position = (await places.textContent())!;
    const started = performance.now();
    await frame.evaluate('document.querySelector("vscode-toolbar-button[icon=arrow-up]").click()');
    const isThere = `document.querySelector("nav").textContent !== ${JSON.stringify(position)} && !!document.querySelector("#rows .row .name")`;
    while (!(await frame.evaluate<boolean>(isThere))) await new Promise(setImmediate);
    seen.push(performance.now() - started);
  }
  for (let round = 0; round < 20; round++) own.push(await open(webhook.last));
  print('inspector: our own time, first and median of 20', ms(first), ms(middle(own)));
  print('inspector: the one before, until it is seen, median of 20', ms(middle(seen)));
  const loaded = await ask<Memory>('memory');
  const grown = (to: Memory) => `${(to.heap - before.heap).toFixed(1)} MB heap, ${(to.resident - before.resident).toFixed(1)} MB resident`;
  print('extension host: growth with view and inspector open', grown(loaded));

  // All views are open while more deliveries arrive.
  await ask('command', { command: 'flowWebhooks.tail', argument: {} });
  if (values.profile) await ask('profile');
  await ask('watch', { closely: values.profile !== undefined });
  const bystander = startBystander();
  const sent = await send(Number(values.seconds));
  const loop = await ask<LoopReport>('report');
  const missed = await bystander();
  print(
    `${perSecond}/s for ${values.seconds} s, all views open: gaps of the extension host`,
    `worst ${ms(loop.worst)}, of its own ${ms(loop.worstOwn)}, p99 ${loop.histogram.p99.toFixed(1)} ms`,
    `(${sent.ok} answered 200, otherwise: ${JSON.stringify(sent.other)}, slowest ${ms(sent.slowest)})`,
  );
  print('  gaps of a process that does nothing, meanwhile', missed.gaps.map(ms).join(', ') || 'none above 20 ms');
  const stacks = values.profile ? await ask<string[][]>('profiled', { file: values.profile, gaps: loop.gaps }) : [];
  for (const [index, { took, computed, waited, idle, collected, held, stolen }] of loop.gaps.entries()) {
    const parts = [`ran ${ms(computed)}`, `without a processor ${ms(waited)}`, `idle ${ms(idle)}`, `collecting ${ms(collected)}`];
    if (values.profile) parts.push(`the machine's host ran others for ${ms(stolen)}`);
    for (const [where, lasted] of Object.entries(held)) parts.push(`in ${where} ${ms(lasted)}`);
    print('  gap', ms(took), ...parts);
    for (const stack of stacks[index] ?? []) console.log(`      ${stack}`);
  }
  print('extension host: growth after it', grown(await ask<Memory>('memory')));
  // The runtime releases reserved memory after being idle for a while.
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  print('extension host: growth 15 s later', grown(await ask<Memory>('memory')));
} finally {
  await ask('close').catch(() => {});
  await workbench.close();
  await host.stop();
  await services.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

async function send(seconds: number): Promise<{ ok: number; other: Record<string, number>; slowest: number }> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  const result = { ok: 0, other: {} as Record<string, number>, slowest: 0 };
  const begun = performance.now();
  const waiting: Promise<void>[] = [];
  for (let count = 0; count < seconds * perSecond; count++) {
    const due = begun + (count * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    waiting.push(post(agent, count).then(({ status, took }) => {
      if (status === 200) result.ok++;
      else result.other[status] = (result.other[status] ?? 0) + 1;
      result.slowest = Math.max(result.slowest, took);
    }));
  }
  await Promise.all(waiting);
  agent.destroy();
  return result;
}

function post(agent: http.Agent, count: number): Promise<{ status: number | string; took: number }> {
  const started = performance.now();
  const body = count % 10 === 0 ? '{"order":"wrong"}' : `{"order":${count}}`;
  return new Promise((resolve) => {
    const done = (status: number | string) => resolve({ status, took: performance.now() - started });
    const headers = { 'Content-Type': 'application/json' };
    const request = http.request(webhook.callbackUrl, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => done(response.statusCode ?? 0));
    });
    request.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message)).end(body);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = http.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
