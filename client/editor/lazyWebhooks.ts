import * as vscode from 'vscode';
import type { WebhookEvent } from '../domain/events';
import type { Webhooks } from '../webhooks/webhooksApi';

/**
 * The webhook part (receiver, ledger, Octokit), loaded when something first needs it: most people who open a JSON file
 * never do. Views listen here, whether it is loaded or not.
 */
export class LazyWebhooks {
  private loading: Promise<Webhooks> | undefined;
  private loaded: Webhooks | undefined;
  /** The last about the port that new webhooks get: those that this window takes over from others come later. */
  private receiver: Extract<WebhookEvent, { type: 'receiver' }> | undefined;
  private readonly events = new vscode.EventEmitter<WebhookEvent>();

  readonly onEvent = this.events.event;

  constructor(private readonly load: () => Promise<Webhooks>) {}

  /** Undefined until something has called {@link get}. */
  get current(): Webhooks | undefined {
    return this.loaded;
  }

  /** Where new webhooks are received; undefined while the receiver does not listen there. */
  get port(): number | undefined {
    const isDown = this.receiver?.state === 'closed' || this.receiver?.state === 'down';
    return isDown ? undefined : this.receiver?.port;
  }

  get(): Promise<Webhooks> {
    this.loading ??= this.start();
    return this.loading;
  }

  /** Lets go of the receiver; what is registered stays registered. */
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
      // What the ledger holds is news to the views.
      this.events.fire({ type: 'registrations' });
      return webhooks;
    } catch (error) {
      this.loading = undefined;
      throw error;
    }
  }

  private pass(event: WebhookEvent): void {
    if (event.type === 'receiver' && (this.receiver ?? event).port === event.port) this.receiver = event;
    this.events.fire(event);
  }
}
