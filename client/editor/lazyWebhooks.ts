import * as vscode from 'vscode';
import type { WebhookEvent } from '../domain/events';
import type { Webhooks } from '../webhooks/webhooksApi';

/**
 * `client/webhooks` with the receiver, ledger and Octokit, loaded on first use, because most windows never need it. Views
 * listen here whether it is loaded or not.
 */
export class LazyWebhooks {
  private loading: Promise<Webhooks> | undefined;
  private loaded: Webhooks | undefined;
  /** The last event of the port for new webhooks. Ports taken over from other windows have events too, but later ones. */
  private receiver: Extract<WebhookEvent, { type: 'receiver' }> | undefined;
  private readonly events = new vscode.EventEmitter<WebhookEvent>();

  readonly onEvent = this.events.event;

  constructor(private readonly load: () => Promise<Webhooks>) {}

  /** Undefined until something has called {@link get}. */
  get current(): Webhooks | undefined {
    return this.loaded;
  }

  /** The port for new webhooks; undefined while the receiver does not listen on it. */
  get port(): number | undefined {
    const isDown = this.receiver?.state === 'closed' || this.receiver?.state === 'down';
    return isDown ? undefined : this.receiver?.port;
  }

  get(): Promise<Webhooks> {
    this.loading ??= this.start();
    return this.loading;
  }

  /** Closes the receiver. Registered webhooks stay registered. */
  async dispose(): Promise<void> {
    const webhooks = await this.loading?.catch(() => undefined);
    await webhooks?.close();
    this.events.dispose();
  }

  private async start(): Promise<Webhooks> {
    try {
      const webhooks = await this.load();
      webhooks.onEvent((event) => this.pass(event));
      this.loaded = webhooks;
      await webhooks.start();
      // The views don't know the ledger's webhooks yet.
      this.events.fire({ type: 'registrations' });
      return webhooks;
    } catch (error) {
      await this.loaded?.close();
      this.loaded = undefined;
      this.loading = undefined;
      throw error;
    }
  }

  private pass(event: WebhookEvent): void {
    if (event.type === 'receiver' && (this.receiver ?? event).port === event.port) this.receiver = event;
    this.events.fire(event);
  }
}
