// An earlier session's registrations and deliveries, made by the real parts before VS Code starts, and a window that has them.
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { WebhookRegistration } from '../../client/domain/registration';
import type { WebhookEnvironment } from '../../client/webhooks/environment';
import { createWebhooks } from '../../client/webhooks/webhooks';
import type { Webhooks } from '../../client/webhooks/webhooksApi';
import { createPayloadChecker } from '../../server/engine/payloadThread';
import type { PayloadReport } from '../../server/protocol/payloads';
import { adminToken, type GitHubStandIn } from '../support/github';
import { readTriggers } from '../support/requests';
import type { ServiceStandIn } from '../support/service';
import type { SmeeStandIn } from '../support/smee';
import { eventually } from './eventually';
import { type Host, type HostOptions, startHost } from './host';
import { type Services, sampleFile, startServices } from './services';
import { Workbench } from './workbench';
import { createWorkspace, type WorkspaceFiles } from './workspace';

const root = path.resolve(__dirname, '..', '..');

export interface Seeded {
  github: WebhookRegistration;
  orders: WebhookRegistration;
  /** How many deliveries each got. */
  counts: { github: number; orders: number };
}

export interface SeedOptions {
  /** Folder with the definitions. */
  workspace: string;
  github: { standIn: GitHubStandIn; file: string };
  orders: { standIn: ServiceStandIn; file: string };
  /** The receiver's port; any free one otherwise. */
  port?: number;
  /** One more webhook, which a relay brings deliveries to. */
  relayed?: { standIn: ServiceStandIn; file: string; server: string; key: string };
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNkYPhfz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
  'base64',
);

/** What the service of orders sends, by content type. */
export const orderBodies: { body: unknown; contentType: string; headers?: Record<string, string> }[] = [
  { contentType: 'application/json', body: { order: 4711, customer: { name: 'Ada', tags: ['new', 'gift'] } } },
  { contentType: 'application/json', body: { order: 'four', customer: null } },
  { contentType: 'application/x-www-form-urlencoded', body: 'order=4712&payload=%7B%22paid%22%3Atrue%7D&tag=a&tag=b' },
  {
    contentType: 'application/xml',
    body: '<?xml version="1.0"?>\n<order number="4713">\n  <customer>Grace</customer>\n  <item sku="A-1">2</item>\n  <item sku="B-7">1</item>\n</order>\n',
  },
  { contentType: 'text/plain', body: 'An order came in.\nIts number is 4714.\n' },
  { contentType: 'image/png', body: png },
  {
    contentType: 'application/json',
    body: gzipSync(JSON.stringify({ order: 4715, note: 'compressed' })),
    headers: { 'Content-Encoding': 'gzip' },
  },
];

/** Registers one webhook at each service and has each send what it has; ends as a window that is closed does. */
export async function seed(storageFolder: string, options: SeedOptions): Promise<Seeded> {
  const checker = createPayloadChecker(path.join(root, 'dist', 'payloadWorker.js'));
  const kept = new Map<string, string>();
  const env: WebhookEnvironment = {
    storageFolder,
    secrets: {
      get: async (key) => kept.get(key),
      set: async (key, value) => void kept.set(key, value),
      delete: async (key) => void kept.delete(key),
    },
    signIn: async () => undefined,
    forward: async (port) => `http://127.0.0.1:${port}`,
    settings: () => ({
      githubApiUrl: options.github.standIn.url,
      receiverPort: options.port ?? 0,
      receiverPublicUrl: '',
      smeeServer: options.relayed?.server ?? 'https://smee.io',
      strictAnswers: false,
      deliveries: { maxCount: 1000, maxBytes: 512 * 1024 * 1024, maxAgeDays: 30 },
    }),
    checkPayload: ({ body, bytes, headers }, schema): Promise<PayloadReport> => {
      const contentType = headers['content-type'] ?? null;
      const contentEncoding = headers['content-encoding'] ?? null;
      return checker.check({ file: body.file, start: body.start, bytes, contentType, contentEncoding, schema });
    },
    log: () => {},
  };
  const webhooks = await createWebhooks(env);
  await webhooks.start();
  try {
    const github = await registerGithub(webhooks, options);
    await options.github.standIn.settled();
    for (const payload of [undefined, undefined, { compare: 17, repository: { owner: 'octocat' } }, undefined]) {
      await options.github.standIn.push('octocat', 'hello-world', 'push', payload);
    }
    const orders = await webhooks.register({
      uri: uriOf(options.workspace, options.orders.file),
      trigger: await triggerOf(options.workspace, options.orders.file),
      parameters: {},
      baseUrl: options.orders.standIn.url,
      exposure: 'local',
      credentials: { type: 'basic', username: 'mona', password: 'pa:ss wörd' },
    });
    for (const { body, contentType, headers } of orderBodies) {
      await options.orders.standIn.notify(body, { contentType, headers });
    }
    if (options.relayed) await registerRelayed(webhooks, options.workspace, options.relayed);
    const counts = { github: 5, orders: orderBodies.length };
    await eventually('the verdicts', () => isChecked(webhooks, github.id, counts.github));
    await eventually('the verdicts', () => isChecked(webhooks, orders.id, counts.orders));
    return { github, orders, counts };
  } finally {
    await webhooks.close();
    await checker.close();
  }
}

async function registerGithub(webhooks: Webhooks, { workspace, github }: SeedOptions): Promise<WebhookRegistration> {
  return webhooks.register({
    uri: uriOf(workspace, github.file),
    trigger: await triggerOf(workspace, github.file),
    parameters: { owner: 'octocat', repo: 'hello-world' },
    baseUrl: github.standIn.url,
    exposure: 'local',
    credentials: { type: 'bearer', token: adminToken },
  });
}

async function registerRelayed(
  webhooks: Webhooks,
  workspace: string,
  { standIn, file, key }: NonNullable<SeedOptions['relayed']>,
): Promise<void> {
  await webhooks.register({
    uri: uriOf(workspace, file),
    trigger: await triggerOf(workspace, file),
    parameters: {},
    baseUrl: standIn.url,
    exposure: 'smee',
    credentials: { type: 'apiKey', key },
  });
}

/** As VS Code writes them in a window of a server. */
const uriOf = (workspace: string, file: string) => `file://${workspace}/${file}`;

async function triggerOf(workspace: string, file: string) {
  const { triggers } = readTriggers(uriOf(workspace, file), await readFile(path.join(workspace, file), 'utf8'));
  const [trigger] = triggers;
  if (!trigger) throw new Error(`${file} has no webhook trigger`);
  return trigger;
}

async function isChecked(webhooks: Webhooks, id: string, count: number): Promise<boolean> {
  const rows = await webhooks.summaries(id);
  const judged = rows.filter(
    ({ kind, conforms, problems }) => kind !== 'delivery' || conforms !== null || problems.length,
  );
  return judged.length >= count;
}

/** File with the definition of the service of orders. */
export const ordersFile = 'basic.swagger.json';

export interface SeededOptions extends Pick<HostOptions, 'userSettings' | 'env'> {
  /** Folder of the extension; the repository by default. */
  extension?: string;
  /** Files in addition to the definitions of the services. */
  files?: WorkspaceFiles;
  /** Brings the deliveries of one more webhook. */
  relay?: SmeeStandIn;
  /** Opens an empty folder instead of the one with the definitions. */
  elsewhere?: boolean;
}

export interface SeededWindow {
  services: Services;
  /** Folder with the definitions. */
  workspace: string;
  host: Host;
  workbench: Workbench;
  close(): Promise<void>;
}

/** Opens a VS Code with the webhooks and deliveries of an earlier session: at GitHub and at the service of orders. */
export async function openSeeded(options: SeededOptions = {}): Promise<SeededWindow> {
  const { extension = root, files, relay, elsewhere = false, userSettings, env } = options;
  const services = await startServices();
  const workspace = await createWorkspace({ ...services.files, ...files });
  const opened = elsewhere ? await createWorkspace({}) : workspace;
  let host: Host | undefined;
  let workbench: Workbench | undefined;
  const close = async () => {
    await workbench?.close();
    await host?.stop();
    await services.close();
    for (const folder of new Set([workspace, opened])) await rm(folder, { recursive: true, force: true });
  };
  const relayed = relay && {
    standIn: services.standIn('keyInQuery'),
    file: 'keyInQuery.swagger.json',
    server: relay.url,
    key: 'key-in-query',
  };
  try {
    host = await startHost({
      workspace: opened,
      extension,
      userSettings,
      env,
      machineSettings: {
        'flowWebhooks.github.apiUrl': services.github.url,
        ...(relay && { 'flowWebhooks.smee.server': relay.url }),
      },
      async prepare(storageFolder) {
        const github = { standIn: services.github, file: sampleFile };
        const orders = { standIn: services.standIn('basic'), file: ordersFile };
        await seed(storageFolder, { workspace, github, orders, relayed });
      },
    });
    workbench = await Workbench.open(host, { size: { width: 1440, height: 900 } });
    return { services, workspace, host, workbench, close };
  } catch (error) {
    await close();
    throw error;
  }
}
