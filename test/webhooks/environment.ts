/** The webhooks over a fake editor: its secrets in memory, its storage in a temporary folder. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { WebhookEvent } from '../../client/domain/events';
import type { SecretStore, WebhookEnvironment, WebhookSettings } from '../../client/webhooks/environment';
import { createWebhooks } from '../../client/webhooks/webhooks';
import type { Webhooks } from '../../client/webhooks/webhooksApi';

export interface Fake extends WebhookEnvironment {
  /** The content of SecretStorage. */
  kept: Map<string, string>;
  logged: string[];
  /** For tests that put a proxy before the receiver. */
  forwardedTo: string;
  signIns: [provider: string, scopes: string[], interactive: boolean][];
  settings(): WebhookSettings;
  /** Changes settings for later calls. */
  set(changes: Partial<WebhookSettings>): void;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function memorySecrets(kept: Map<string, string>): SecretStore {
  return {
    get: async (key) => kept.get(key),
    set: async (key, value) => void kept.set(key, value),
    delete: async (key) => void kept.delete(key),
  };
}

export function fakeEnvironment(
  overrides: Partial<WebhookEnvironment> = {},
  changes: Partial<WebhookSettings> = {},
): Fake {
  const kept = new Map<string, string>();
  const logged: string[] = [];
  const signIns: Fake['signIns'] = [];
  let settings: WebhookSettings = {
    githubApiUrl: 'https://api.github.com',
    receiverPort: 0,
    receiverPublicUrl: '',
    smeeServer: 'https://smee.io',
    strictAnswers: false,
    deliveries: { maxCount: 1000, maxBytes: 512 * 1024 * 1024, maxAgeDays: 30 },
    ...changes,
  };
  return {
    storageFolder: overrides.storageFolder ?? temporaryFolder(),
    secrets: memorySecrets(kept),
    async signIn(provider, scopes, interactive) {
      signIns.push([provider, scopes, interactive]);
      return undefined;
    },
    forward: async (port) => `http://127.0.0.1:${port}`,
    checkPayload: async () => ({ conforms: true, problems: [] }),
    log: (message) => void logged.push(message),
    ...overrides,
    kept,
    logged,
    forwardedTo: '',
    signIns,
    settings: () => settings,
    set(more) {
      settings = { ...settings, ...more };
    },
  };
}

/** Starts the webhooks; they are closed when the test ends, or earlier by `close`. */
export async function start(env: WebhookEnvironment): Promise<Webhooks & { events: WebhookEvent[] }> {
  const webhooks = await createWebhooks(env);
  const events: WebhookEvent[] = [];
  webhooks.onEvent((event) => events.push(event));
  await webhooks.start();
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= webhooks.close();
    return closing;
  };
  onTestFinished(close);
  return { ...webhooks, close, events };
}

/** Polls until `probe` returns neither undefined nor false. Rejects after 20 s. */
export async function until<T>(probe: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Not within 20 s: ${probe}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Returns all files of a folder as one text. */
export function textOfFolder(folder: string, skip: RegExp = /$^/): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile() && !skip.test(file))
    .map((file) => `${file}\n${readFileSync(file, 'latin1')}`)
    .join('\n');
}
