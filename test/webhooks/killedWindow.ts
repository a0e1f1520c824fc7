/** Windows in processes of their own, which are killed; see `killed.ts`. */
import { fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import type { Webhooks } from '../../client/webhooks/webhooksApi';
import type { Hold } from '../support/heldFiles';
import { type ServiceStandIn, startService } from '../support/service';
import { fakeEnvironment, start, temporaryFolder, textOfFolder, until } from './environment';
import { fileSecrets, type Point, type Said } from './killed';

/** The child's code with all that it imports, in one file: each child starts from it. */
let script = '';
const bundleFolder = mkdtempSync(join(tmpdir(), 'flow-webhooks-killed-'));

/** Makes that file for the tests of the calling file. */
export function buildKilled(): void {
  beforeAll(async () => {
    script = join(bundleFolder, 'killed.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL('killed.ts', import.meta.url))],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      // The UMD build of jsonc-parser requires files by paths that a bundle lacks.
      mainFields: ['module', 'main'],
      // Packages in CommonJS require Node's modules.
      banner: {
        js: "import { createRequire as toRequire } from 'node:module'; const require = toRequire(import.meta.url);",
      },
    });
  });
  afterAll(() => rmSync(bundleFolder, { recursive: true, force: true }));
}

export interface Place {
  service: ServiceStandIn;
  folders: { storage: string; secrets: string };
}

export async function place(): Promise<Place> {
  const service = await startService({ auth: { type: 'bearer', token: 'secret-of-the-dead' } });
  onTestFinished(() => service.close());
  return { service, folders: { storage: temporaryFolder(), secrets: temporaryFolder() } };
}

/** @param hold files that somebody holds in that window */
export async function window(
  point: Point,
  act: 'register' | 'delete' = 'register',
  at?: Place,
  hold?: Omit<Hold, 'folder'>,
) {
  const { service, folders } = at ?? (await place());
  const child = fork(
    script,
    [folders.storage, folders.secrets, service.url, point, act, JSON.stringify(hold ?? null)],
    { execArgv: [] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: Said[] = [];
  child.on('message', (message) => void said.push(message as Said));
  const died = once(child, 'exit').then(([, signal]) => signal as string);
  const registered = () => until(() => said.some((one) => 'registered' in one));
  return { service, folders, child, said, died, registered };
}

/** Opens a window afterwards, and asserts what must hold whatever happened before. */
export async function reopened({ service, folders }: Place) {
  expect(textOfFolder(folders.storage)).not.toMatch(/secret-of-the-dead/);
  const secrets = fileSecrets(folders.secrets);
  const env = fakeEnvironment({ storageFolder: folders.storage, secrets });
  const webhooks = await start(env);
  // Every hook of the service is listed.
  const known = webhooks.list().map(({ callbackUrl }) => callbackUrl);
  for (const { callback } of service.hooks()) expect(known).toContain(callback);
  return { webhooks, secrets, env };
}

/** Deletes everything, and asserts that nothing is left. */
export async function cleared(
  webhooks: Webhooks,
  secrets: { names(): string[] },
  service: ServiceStandIn,
  storage: string,
) {
  const credentials = { type: 'bearer', token: 'secret-of-the-dead' } as const;
  const outcomes: string[] = [];
  for (const { id, status } of webhooks.list()) {
    // Only the service knows the URL of a hook whose create call got no response.
    const isUnanswered = status === 0;
    outcomes.push(await webhooks.delete(id, isUnanswered ? { forget: true } : { credentials }));
  }
  expect(webhooks.list()).toEqual([]);
  expect(secrets.names()).toEqual([]);
  for (const { registration } of webhooks.deleted()) await webhooks.clearDeliveries(registration.id);
  await until(() => !existsSync(join(storage, 'deliveries')) || readdirSync(join(storage, 'deliveries')).length === 0);
  if (!outcomes.includes('forgotten')) expect(service.hooks()).toEqual([]);
  return outcomes;
}

export const signed = (body: string) => ({
  headers: {
    'X-Hub-Signature-256': `sha256=${createHmac('sha256', 'signing-secret-of-the-dead').update(body).digest('hex')}`,
  },
});
