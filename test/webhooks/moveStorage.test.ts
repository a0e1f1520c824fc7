import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { storagePlaces } from '../../client/editor/storageFolder';
import { readBody } from '../../client/receiver/store/readBody';
import { moveStorage } from '../../client/webhooks/moveStorage';
import { holdFiles } from '../support/heldFiles';
import { startService } from '../support/service';
import { fakeEnvironment, start, temporaryFolder } from './environment';
import { describeTrigger, idCandidate } from './triggers';

describe('the folder for webhooks and deliveries', () => {
  const windows = { APPDATA: 'C:\\Users\\Jörg\\AppData\\Roaming', LOCALAPPDATA: 'C:\\Users\\Jörg\\AppData\\Local' };
  const inRoaming = 'C:\\Users\\Jörg\\AppData\\Roaming\\Code\\User\\globalStorage\\x.flow-webhooks';

  it.each<[string, string, string]>([
    ['Code', inRoaming, 'C:\\Users\\Jörg\\AppData\\Local\\Code\\User\\globalStorage\\x.flow-webhooks'],
    [
      'a lower-case drive letter',
      `c${inRoaming.slice(1)}`,
      'C:\\Users\\Jörg\\AppData\\Local\\Code\\User\\globalStorage\\x.flow-webhooks',
    ],
    [
      'another build',
      inRoaming.replace('Code', 'Code - Insiders'),
      'C:\\Users\\Jörg\\AppData\\Local\\Code - Insiders\\User\\globalStorage\\x.flow-webhooks',
    ],
  ])('is outside the roaming profile on Windows: %s', (_, given, folder) => {
    expect(storagePlaces(given, 'win32', windows)).toEqual({ folder, earlier: given });
  });

  it.each<[string, string, NodeJS.Platform, NodeJS.ProcessEnv]>([
    ['a portable editor', 'D:\\Portable\\data\\user-data\\User\\globalStorage\\x', 'win32', windows],
    ['a profile whose name begins alike', 'C:\\Users\\Jörg\\AppData\\Roaming2\\Code\\x', 'win32', windows],
    ['a service account without a profile', inRoaming, 'win32', {}],
    ['macOS', '/Users/jörg/Library/Application Support/Code/User/globalStorage/x', 'darwin', {}],
    ['Linux', '/home/jörg/.config/Code/User/globalStorage/x', 'linux', windows],
  ])('is where the editor says: %s', (_, given, platform, environment) => {
    expect(storagePlaces(given, platform, environment)).toEqual({ folder: given });
  });
});

/** The storage of an earlier version, with a webhook that has a small and a large delivery. */
async function earlierStorage() {
  const service = await startService();
  onTestFinished(() => service.close());
  const from = join(temporaryFolder(), 'roaming');
  const env = fakeEnvironment({ storageFolder: from });
  const webhooks = await start(env);
  const { id } = await webhooks.register({
    uri: 'file:///a.swagger.json',
    trigger: describeTrigger({ unsubscribe: [idCandidate] }),
    parameters: {},
    baseUrl: service.url,
    exposure: 'local',
    credentials: { type: 'none' },
    secret: false,
  });
  await service.notify('{"a":1}');
  await service.notify('x'.repeat(300_000));
  await webhooks.close();
  const to = join(temporaryFolder(), 'local');
  return { service, from, to, env, id };
}

type Storage = Awaited<ReturnType<typeof earlierStorage>>;

const startMoved = ({ env, from, to }: Storage) =>
  start({ ...env, storageFolder: to, earlierStorageFolder: from, patienceMs: 50 });

/** Asserts that the new folder has everything, and that it receives. */
async function assertMoved(storage: Storage) {
  const { service, id, to } = storage;
  const webhooks = await startMoved(storage);
  expect(webhooks.storageFolder).toBe(to);
  expect(webhooks.list()).toMatchObject([{ id, state: 'active' }]);
  const bodies = (await webhooks.deliveries(id)).map((row) => readBody(row));
  expect((await Promise.all(bodies)).map(({ length }) => length)).toEqual([7, 300_000]);
  expect(await service.notify('{"b":1}')).toMatchObject({ status: 200 });
  expect(await webhooks.deliveries(id)).toHaveLength(3);
  return webhooks;
}

describe('storage of an earlier version', () => {
  it('is moved, and nothing stays', async () => {
    const storage = await earlierStorage();
    await assertMoved(storage);
    expect(readdirSync(storage.from)).toEqual([]);
  });

  it('is not asked for where there is none', async () => {
    const env = fakeEnvironment();
    const webhooks = await start({ ...env, earlierStorageFolder: join(temporaryFolder(), 'nowhere') });
    expect(webhooks.storageFolder).toBe(env.storageFolder);
  });

  it.each(['rename', 'open', 'unlink', 'rm'] as const)(
    'is found where it can’t be moved, and moved later: %s',
    async (call) => {
      const storage = await earlierStorage();
      const held = holdFiles({ call, code: 'EBUSY', times: -1, folder: storage.from });
      onTestFinished(() => held.release());
      const before = await moveStorage({ ...storage, log: () => {}, patienceMs: 50 });
      held.release();
      expect(existsSync(join(before, 'registrations.jsonl'))).toBe(true);
      await assertMoved(storage);
      expect(readdirSync(storage.from)).toEqual([]);
    },
  );

  it('stays as long as a window of the earlier version receives with it', async () => {
    const storage = await earlierStorage();
    const receiver = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void receiver.close());
    await new Promise((resolve) => receiver.once('listening', resolve));
    const { port } = receiver.address() as { port: number };
    mkdirSync(join(storage.from, 'windows'), { recursive: true });
    writeFileSync(join(storage.from, 'windows', `${process.pid}-12345678.json`), JSON.stringify([port]));
    expect(await moveStorage({ ...storage, log: () => {} })).toBe(storage.from);
    await new Promise((resolve) => receiver.close(resolve));
    await assertMoved(storage);
  });

  it('that came back is added once, and what was deleted since stays deleted', async () => {
    const storage = await earlierStorage();
    const { from, to, env, service } = storage;
    const ledger = readFileSync(join(from, 'registrations.jsonl'), 'utf8');
    const webhooks = await assertMoved(storage);
    await webhooks.delete(storage.id);
    await webhooks.close();
    // An earlier version ran once more, and registered another webhook.
    const earlier = await start({ ...env, storageFolder: from });
    const { id } = await earlier.register({
      uri: 'file:///b.swagger.json',
      trigger: describeTrigger({ unsubscribe: [idCandidate] }),
      parameters: {},
      baseUrl: service.url,
      exposure: 'local',
      credentials: { type: 'none' },
      secret: false,
    });
    await earlier.close();
    writeFileSync(
      join(from, 'registrations.jsonl'),
      `${ledger}${readFileSync(join(from, 'registrations.jsonl'), 'utf8')}`,
    );
    const again = await startMoved(storage);
    expect(again.list().map((one) => one.id)).toEqual([id]);
    await again.close();
    expect(existsSync(join(to, 'registrations.jsonl'))).toBe(true);
    expect((await startMoved(storage)).list().map((one) => one.id)).toEqual([id]);
  });
});
