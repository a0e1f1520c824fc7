/**
 * A process that registers, receives and deletes like a window, and kills itself by SIGKILL at a given point. The points
 * are in its fake environment, or wrapped around Node's functions: the shipped code doesn't know them.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { ServerResponse } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SecretStore, WebhookEnvironment } from '../../client/webhooks/environment';
import { type Hold, holdFiles } from '../support/heldFiles';
import { describeTrigger, idCandidate } from './triggers';

export type Point =
  | 'before the intent'
  | 'before the signing secret is kept'
  | 'before the create call'
  | 'after the create answer'
  | 'before the credentials are kept'
  | 'before the answer to a delivery'
  | 'before the check'
  | 'before the delete call'
  | 'after the delete answer'
  | 'before the secrets are dropped'
  | 'before the deliveries are removed'
  /** The test kills it. */
  | 'never';

/** The messages of the child. */
export type Said = { registered: string } | { answered: number };

/** A SecretStorage in files, which outlive their process. */
export function fileSecrets(folder: string): SecretStore & { names(): string[] } {
  mkdirSync(folder, { recursive: true });
  const fileOf = (key: string) => join(folder, encodeURIComponent(key));
  return {
    async get(key) {
      return this.names().includes(encodeURIComponent(key)) ? readFileSync(fileOf(key), 'utf8') : undefined;
    },
    set: async (key, value) => writeFileSync(fileOf(key), value),
    delete: async (key) => rmSync(fileOf(key), { force: true }),
    names: () => readdirSync(folder),
  } as SecretStore & { names(): string[] };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void run();

async function run(): Promise<void> {
  const [, , storageFolder, secretsFolder, baseUrl, point, act, held = 'null'] = process.argv as string[];
  const hold: Omit<Hold, 'folder'> | null = JSON.parse(held);
  if (hold) holdFiles({ ...hold, folder: storageFolder! });
  const die = (here: Point) => {
    if (here === point) process.kill(process.pid, 'SIGKILL');
  };

  const call = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const isDelete = init?.method === 'DELETE';
    die(isDelete ? 'before the delete call' : 'before the create call');
    const response = await call(input, init);
    die(isDelete ? 'after the delete answer' : 'after the create answer');
    return response;
  };
  const { writeHead } = ServerResponse.prototype;
  ServerResponse.prototype.writeHead = function (this: ServerResponse, ...head: unknown[]) {
    die('before the answer to a delivery');
    return Reflect.apply(writeHead, this, head);
  } as typeof writeHead;
  const { rm } = fs;
  fs.rm = (...about) => {
    die('before the deliveries are removed');
    return rm(...about);
  };
  syncBuiltinESMExports();
  // Imported after the functions are wrapped: modules keep the functions that they import.
  const { createWebhooks } = await import('../../client/webhooks/webhooks');

  const secrets = fileSecrets(secretsFolder!);
  const env: WebhookEnvironment = {
    storageFolder: storageFolder!,
    // What is held for good is given up soon, and what is held for a moment never.
    patienceMs: hold && hold.times < 0 ? 60 : 10_000,
    secrets: {
      get: (key) => secrets.get(key),
      async set(key, value) {
        die(key.startsWith('signing:') ? 'before the signing secret is kept' : 'before the credentials are kept');
        await secrets.set(key, value);
      },
      async delete(key) {
        die('before the secrets are dropped');
        await secrets.delete(key);
      },
    },
    async signIn() {
      die('before the intent');
      return 'secret-of-the-dead';
    },
    forward: async (port) => `http://127.0.0.1:${port}`,
    settings: () => ({
      githubApiUrl: baseUrl!,
      receiverPort: 0,
      receiverPublicUrl: '',
      smeeServer: 'https://smee.io',
      strictAnswers: false,
      deliveries: { maxCount: 1e6, maxBytes: 1e9, maxAgeDays: 1 },
    }),
    async checkPayload() {
      die('before the check');
      return { conforms: true, problems: [] };
    },
    log: () => {},
  };
  const webhooks = await createWebhooks(env);
  const say = (said: Said) => process.send!(said);
  webhooks.onEvent((event) => {
    if (event.type === 'delivery') say({ answered: event.delivery.answered });
  });
  await webhooks.start();
  const credentials =
    point === 'before the intent'
      ? ({ type: 'microsoft' } as const)
      : ({ type: 'bearer', token: 'secret-of-the-dead' } as const);
  const { id } = await webhooks.register({
    uri: 'file:///a.swagger.json',
    trigger: describeTrigger({ unsubscribe: [idCandidate] }),
    parameters: {},
    baseUrl: baseUrl!,
    credentials,
    exposure: 'local',
    secret: 'signing-secret-of-the-dead',
  });
  say({ registered: id });
  if (act === 'delete') {
    // Its deliveries stay until they are cleared.
    process.once('message', () => void webhooks.delete(id).then(() => webhooks.clearDeliveries(id)));
  }
}
