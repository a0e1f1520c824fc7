/** A day with two windows on one storage folder, during which somebody holds their files, and what must be true after it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { WebhookEvent } from '../../client/domain/events';
import type { WebhookRegistration } from '../../client/domain/registration';
import { readBody } from '../../client/receiver/store/readBody';
import type { Webhooks } from '../../client/webhooks/webhooksApi';
import { type Held, type Hold, holdFiles } from '../support/heldFiles';
import { type ServiceStandIn, startService } from '../support/service';
import { type Fake, fakeEnvironment, start, temporaryFolder, until } from './environment';
import { describeTrigger, idCandidate } from './triggers';

const credentials = { type: 'bearer', token: 'secret-of-the-held' } as const;

const large = JSON.stringify({ text: 'x'.repeat(300_000) });

/** When somebody begins to hold the files. */
export type Moment =
  | 'before the start'
  | 'before the create call'
  | 'during the create call'
  | 'during the delete call';

export interface Trouble extends Omit<Hold, 'folder'> {
  from: Moment;
}

interface Window {
  env: Fake;
  /** Undefined where it could not start yet. */
  webhooks?: Webhooks & { events: WebhookEvent[] };
}

interface Day {
  service: ServiceStandIn;
  folder: string;
  windows: Window[];
  /** The webhooks whose registration was reported as a success. */
  registered: WebhookRegistration[];
  /** The messages of the commands that were rejected. */
  rejected: string[];
  /** The bodies that were acknowledged, by the id of the hook. */
  acknowledged: [hookId: string, body: string][];
}

const register = (webhooks: Webhooks, service: ServiceStandIn) =>
  webhooks.register({
    uri: 'file:///a.swagger.json',
    trigger: describeTrigger({ unsubscribe: [idCandidate] }),
    parameters: {},
    baseUrl: service.url,
    credentials,
    exposure: 'local',
    secret: false,
  });

/**
 * Lives through a day with that trouble, and asserts what must hold whatever it was.
 * @returns how many calls failed
 */
export async function liveThrough({ from, ...hold }: Trouble): Promise<number> {
  const service = await startService({ auth: { type: 'bearer', token: credentials.token } });
  onTestFinished(() => service.close());
  const folder = temporaryFolder();
  const isForGood = hold.times < 0;
  // With a test's patience, what is held for good is given up soon, and what is held for a moment never.
  const first = fakeEnvironment({ storageFolder: folder, patienceMs: isForGood ? 60 : 10_000 });
  const windows = [{ env: first }, { env: { ...fakeEnvironment(first), secrets: first.secrets } }];
  const day: Day = { service, folder, windows, registered: [], rejected: [], acknowledged: [] };
  await prepareHistory(day);

  let held: Held | undefined;
  onTestFinished(() => held?.release());
  await work(day, (moment) => {
    if (moment === from) held ??= holdFiles({ ...hold, folder });
  });
  held!.release();
  assertReported(day);
  if (!isForGood) expect(day.rejected).toEqual([]);
  await assertNothingLost(day);
  await assertEverythingWorks(day);
  return held!.failed();
}

/** Leaves a webhook with deliveries, and a ledger that the next window compacts. */
async function prepareHistory({ service, windows: [window] }: Day): Promise<void> {
  const webhooks = await start(window!.env);
  const { id } = await register(webhooks, service);
  await service.notify('{"before":1}');
  await service.notify(large);
  for (let index = 0; index < 70; index++) await webhooks.setSignature(id, { secret: `secret-${index}` });
  await webhooks.setSignature(id, { secret: false });
  await until(async () => (await webhooks.deliveries(id)).every(({ conforms }) => conforms));
  await webhooks.close();
}

const attempt = async (day: Day, act: () => Promise<unknown>) => {
  try {
    await act();
  } catch (error) {
    day.rejected.push((error as Error).message);
  }
};

/** Everything that a person does in a day, in both windows at once. */
async function work(day: Day, at: (moment: Moment) => void): Promise<void> {
  const { service, windows } = day;
  at('before the start');
  await Promise.all(
    windows.map((window) =>
      attempt(day, async () => {
        window.webhooks = await start(window.env);
      }),
    ),
  );
  const open = windows.flatMap(({ webhooks }) => webhooks ?? []);
  at('before the create call');
  service.options.beforeAnswer = () => at('during the create call');
  await Promise.all(
    open.map((webhooks) => attempt(day, async () => day.registered.push(await register(webhooks, service)))),
  );
  at('during the create call');
  await deliver(day, open);
  await Promise.all(
    open.map((webhooks) => attempt(day, () => Promise.all(webhooks.list().map(({ id }) => webhooks.deliveries(id))))),
  );
  // Read by the service when it deletes.
  Object.defineProperty(service.options, 'removeStatus', {
    get() {
      at('during the delete call');
      return 204;
    },
  });
  const [one, other] = open;
  const [oldest, newest] = [one?.list()[0], other?.list().at(-1)];
  await Promise.all([
    oldest && attempt(day, () => one!.delete(oldest.id, { credentials })),
    newest && newest.id !== oldest?.id && attempt(day, () => other!.delete(newest.id, { credentials })),
  ]);
  at('during the delete call');
  for (const { registration } of one?.deleted() ?? []) await attempt(day, () => one!.clearDeliveries(registration.id));
}

/** Sends a small and a large body to every hook, and notes those that were acknowledged. */
async function deliver({ service, acknowledged }: Day, open: { events: WebhookEvent[] }[]): Promise<void> {
  for (const { id } of service.hooks()) {
    for (const body of ['{"during":1}', large]) {
      const answer = await service.notify(body, { hookId: id }).catch(() => undefined);
      if (answer?.status === 200) acknowledged.push([id, body]);
      // Whoever sent it has to know; so has the person, in one of the windows.
      else if (answer) {
        expect(answer.status).toBe(500);
        await until(() => open.some(({ events }) => events.some(({ type }) => type === 'notStored')));
      }
    }
  }
}

/** What was rejected was rejected in words, and what only memory knows was reported, with its address at the service. */
function assertReported({ folder, windows, registered, rejected, service }: Day): void {
  for (const message of rejected) expect(message).toMatch(/\p{L}{3,} .*\p{L}{3,}/u);
  const written = readFileSync(join(folder, 'registrations.jsonl'), 'utf8').split('\n');
  const events = windows.flatMap(({ webhooks }) => webhooks?.events ?? []);
  const unsaved = events.filter((event) => event.type === 'unsaved');
  for (const { message } of unsaved) expect(message).toContain(service.url);
  for (const { id, state } of registered) {
    expect(state).toBe('active');
    const isNoted = written.some((line) => line.includes(id) && line.includes('"state":"active"'));
    if (!isNoted) expect(unsaved.map(({ registration }) => registration.id)).toContain(id);
  }
}

async function opened(window: Window): Promise<Webhooks & { events: WebhookEvent[] }> {
  window.webhooks ??= await start(window.env);
  return window.webhooks;
}

/** Every hook of the service is listed in each window, also after a restart, or its address was reported. */
async function assertNothingLost({ service, windows, acknowledged, folder }: Day): Promise<void> {
  const all = [...(await Promise.all(windows.map(opened))), await start({ ...windows[0]!.env, storageFolder: folder })];
  for (const webhooks of all) {
    await until(() => {
      const answered = webhooks.list().filter(({ status }) => status > 0);
      const known = new Set(answered.map(({ callbackUrl }) => callbackUrl));
      return service.hooks().every(({ callback }) => known.has(callback));
    });
    for (const [hookId, body] of acknowledged) {
      const hook = service.hooks().find(({ id }) => id === hookId);
      const entry = webhooks.list().find(({ callbackUrl }) => callbackUrl === hook?.callback);
      if (!entry) continue;
      const rows = await webhooks.deliveries(entry.id);
      const bodies = await Promise.all(rows.map(async (row) => (await readBody(row)).toString()));
      expect(bodies.filter((one) => one === body).length).toBeGreaterThanOrEqual(1);
    }
  }
  await all.at(-1)!.close();
}

/** No command is rejected any more, and nothing is left behind in the end. */
async function assertEverythingWorks({ service, windows, folder }: Day): Promise<void> {
  for (const window of windows) {
    const webhooks = await opened(window);
    const { id } = await register(webhooks, service);
    expect(await service.notify('{"after":1}')).toMatchObject({ status: 200 });
    expect(await webhooks.deliveries(id)).toMatchObject([{ answered: 200 }]);
  }
  const [one, other] = await Promise.all(windows.map(opened));
  for (const { id } of one!.list()) await one!.delete(id, { credentials });
  await until(() => other!.list().length === 0);
  for (const { registration } of other!.deleted()) await other!.clearDeliveries(registration.id);
  expect(service.hooks()).toEqual([]);
  const left = (inside: string) => {
    const at = join(folder, inside);
    return until(() => readdirSync(at).length === 0).catch(() => expect(readdirSync(at)).toEqual([]));
  };
  await left('deliveries');
  await Promise.all(windows.map(({ webhooks }) => webhooks!.close()));
  const again = await start(windows[0]!.env);
  expect(again.list()).toEqual([]);
  expect(windows[0]!.env.kept.size).toBe(0);
  expect(readdirSync(folder).filter((name) => /\.(new|lock)$|^deleted/.test(name))).toEqual([]);
}
