import { connect } from 'node:net';
import type * as vscode from 'vscode';
import type { Json, JsonObject } from '../../server/protocol/json';
import { sameFile } from '../common/sameFile';
import type { DemoServices } from '../demo/demo';
import type { Credentials, WebhookRegistration } from '../domain/registration';
import type { Webhooks } from '../webhooks/webhooksApi';

/** A trigger of the demo, with all that registering its webhook takes: nothing is asked. */
export interface DemoTrigger {
  uri: string;
  operationId: string;
  baseUrl: string;
  credentials: Credentials;
  parameters: JsonObject;
}

/** Memory key of the origins of demo services: those of windows that are open, and those that a crash left. */
const originsKey = 'demo.origins';

/** Milliseconds in which a service on this computer accepts a connection, unless it is gone. */
const connectMs = 1_000;

/**
 * The services of the demo, started by the command and stopped with the window. Their webhooks end with them: those of an
 * earlier window are dropped from the list.
 */
export class Demo {
  private starting: Promise<DemoServices> | undefined;
  private running: DemoServices | undefined;
  private triggers: DemoTrigger[] = [];

  /** @param examples one recorded payload for each GitHub event, by event name */
  constructor(
    private readonly examples: () => Promise<Record<string, Json>>,
    private readonly memory: Pick<vscode.Memento, 'get' | 'update'>,
  ) {}

  /** The API of the demo's GitHub; undefined while the demo doesn't run. */
  get apiUrl(): string | undefined {
    return this.running?.github.url;
  }

  /** The triggers whose definitions are open or were; the tutorial's first. */
  get known(): readonly DemoTrigger[] {
    return this.triggers;
  }

  /** Starts the services unless they run. Rejects when no port of this computer is free. */
  start(): Promise<DemoServices> {
    this.starting ??= this.launch().catch((error) => {
      this.starting = undefined;
      throw error;
    });
    return this.starting;
  }

  /** Records where the definitions are: in the order of {@link DemoServices.definitions}. */
  placed(services: DemoServices, [tutorial, orders]: [tutorial: string, orders: string]): void {
    const { github, token, repository } = services;
    this.triggers = [
      {
        uri: tutorial,
        operationId: 'webhook-trigger',
        baseUrl: github.url,
        credentials: { type: 'bearer', token },
        parameters: { ...repository },
      },
      {
        uri: orders,
        operationId: 'WhenOrderIsPlaced',
        baseUrl: `${services.orders.url}/v1`,
        credentials: { type: 'apiKey', key: token },
        parameters: {},
      },
    ];
  }

  /** The demo's trigger in a definition; undefined for a definition of the person's own. */
  triggerIn(uri: string): DemoTrigger | undefined {
    return this.triggers.find((one) => sameFile(one.uri, uri));
  }

  /** Ends the services and drops their webhooks from the list. */
  async close(webhooks: Webhooks | undefined): Promise<void> {
    const services = await this.starting?.catch(() => undefined);
    if (!services) return;
    this.running = undefined;
    const origins = originsOf(services);
    await forget(webhooks, origins);
    await services.close();
    await this.remember((known) => known.filter((one) => !origins.includes(one)));
  }

  /** Drops the webhooks of demos whose window ended without {@link close}. */
  async forgetAbandoned(webhooks: Webhooks): Promise<void> {
    const known = this.memory.get<string[]>(originsKey) ?? [];
    const alive = await Promise.all(known.map(isListening));
    const gone = known.filter((_, index) => !alive[index]);
    if (gone.length === 0) return;
    await forget(webhooks, gone);
    await this.remember((all) => all.filter((one) => !gone.includes(one)));
  }

  private async launch(): Promise<DemoServices> {
    const [{ startDemo }, examples] = await Promise.all([
      // The bundle evaluates the services here, not at activation.
      import('../demo/demo'),
      this.examples(),
    ]);
    const services = await startDemo(examples);
    await this.remember((known) => [...known, ...originsOf(services)]);
    this.running = services;
    return services;
  }

  private async remember(change: (known: string[]) => string[]): Promise<void> {
    await this.memory.update(originsKey, change(this.memory.get<string[]>(originsKey) ?? []));
  }
}

const originsOf = ({ github, orders }: DemoServices): string[] =>
  [github, orders].map(({ url }) => new URL(url).origin);

async function forget(webhooks: Webhooks | undefined, origins: string[]): Promise<void> {
  const isOurs = ({ baseUrl }: WebhookRegistration) => origins.includes(new URL(baseUrl).origin);
  const ours = (webhooks?.list() ?? []).filter(isOurs);
  await Promise.all(
    ours.map(async ({ id }) => {
      await webhooks!.delete(id, { forget: true });
      if (webhooks!.find(id)) await webhooks!.clearDeliveries(id);
    }),
  );
}

/** True when something accepts connections there: perhaps the demo of another window. */
function isListening(origin: string): Promise<boolean> {
  const { hostname: host, port } = new URL(origin);
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: connectMs });
    const settle = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket
      .once('connect', () => settle(true))
      .once('error', () => settle(false))
      .once('timeout', () => settle(false));
  });
}
