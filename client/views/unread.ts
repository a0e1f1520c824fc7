import * as vscode from 'vscode';
import type { LazyWebhooks } from '../editor/lazyWebhooks';
import { isFailure } from './verdict';

/** More are not counted one by one. */
const maxUnread = 10_000;

/** Failures of this session that nobody has looked at yet. */
export class UnreadFailures implements vscode.Disposable {
  /** The webhook of each, by the delivery's id. */
  private readonly webhookOf = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;

  readonly onChange = this.changed.event;

  constructor(webhooks: LazyWebhooks) {
    this.subscription = webhooks.onEvent((event) => {
      if (event.type === 'deleted') this.forget(event.registration);
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

  /** Its deliveries are gone with it: nobody can look at them any more. */
  private forget({ id }: { id: string }): void {
    const gone = [...this.webhookOf].filter(([, webhook]) => webhook === id);
    for (const [deliveryId] of gone) this.webhookOf.delete(deliveryId);
    if (gone.length > 0) this.changed.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}
