import * as vscode from 'vscode';
import type { LazyWebhooks } from '../lazyWebhooks';
import type { Registration, StoredDelivery, WebhookEvent } from '../webhooks/types';
import { renderDelivery, renderEvent } from './render';

/** Of what arrived before the panel was there, so many of the latest. */
const maxReplayed = 50;

/** The output channel "Flow Webhooks": one line per event, as it happens. */
export class OutputPanel implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('Flow Webhooks', 'flow-webhooks-log');
  private readonly shown = new Set<string>();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly webhooks: LazyWebhooks) {
    this.subscription = webhooks.onEvent((event) => this.append(event));
  }

  /** Opens it, with the stored deliveries that it does not show yet: those of one webhook, or of all. */
  async show(id?: string): Promise<void> {
    this.channel.show(true);
    const webhooks = await this.webhooks.get();
    const registrations = webhooks.list().filter((registration) => id === undefined || registration.id === id);
    const stored: [Registration, StoredDelivery][] = [];
    for (const registration of registrations) {
      for (const delivery of await webhooks.deliveries(registration.id)) {
        if (!this.shown.has(delivery.id)) stored.push([registration, delivery]);
      }
    }
    stored.sort(([, a], [, b]) => a.receivedAt.localeCompare(b.receivedAt));
    for (const [registration, delivery] of stored.slice(-maxReplayed)) {
      this.print(renderDelivery(registration, delivery, vscode.l10n.t), delivery);
    }
  }

  clear(): void {
    this.channel.clear();
  }

  dispose(): void {
    this.subscription.dispose();
    this.channel.dispose();
  }

  private append(event: WebhookEvent): void {
    const lines = renderEvent(event, new Date(), vscode.l10n.t);
    this.print(lines, 'delivery' in event ? event.delivery : undefined);
  }

  private print(lines: string[], delivery: StoredDelivery | undefined): void {
    if (lines.length === 0 || (delivery && this.shown.has(delivery.id))) return;
    if (delivery) this.shown.add(delivery.id);
    this.channel.appendLine(lines.join('\n'));
  }
}
