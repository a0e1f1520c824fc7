import * as vscode from 'vscode';
import { isFailure } from '../domain/verdict';
import type { LazyWebhooks } from '../editor/lazyWebhooks';

/** Maximum number of failures counted. */
const maxUnread = 10_000;

/** Failed deliveries of this session that nobody has looked at yet. */
export class UnreadFailures implements vscode.Disposable {
  /** Webhook ids by delivery id. */
  private readonly webhookOf = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;

  readonly onChange = this.changed.event;

  constructor(webhooks: LazyWebhooks) {
    this.subscription = webhooks.onEvent((event) => {
      if (event.type === 'deleted') this.forget(event.registration);
      if (event.type === 'cleared') this.forget(event.registration, event.deliveryIds);
      if (event.type !== 'delivery' && event.type !== 'checked') return;
      if (!isFailure(event.delivery) || this.webhookOf.size >= maxUnread) return;
      this.webhookOf.set(event.delivery.id, event.registration.id);
      this.changed.fire();
    });
  }

  get count(): number {
    return this.webhookOf.size;
  }

  see({ id }: { id: string }): void {
    if (this.webhookOf.delete(id)) this.changed.fire();
  }

  seeAll(): void {
    if (this.webhookOf.size === 0) return;
    this.webhookOf.clear();
    this.changed.fire();
  }

  /** Drops the failures of a deleted webhook, which is done with, or among cleared deliveries: these, or all. */
  private forget({ id }: { id: string }, deliveryIds?: readonly string[]): void {
    const gone = [...this.webhookOf].filter(
      ([deliveryId, webhook]) => webhook === id && (deliveryIds?.includes(deliveryId) ?? true),
    );
    for (const [deliveryId] of gone) this.webhookOf.delete(deliveryId);
    if (gone.length > 0) this.changed.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}
