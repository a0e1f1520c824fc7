import * as vscode from 'vscode';
import type { LazyWebhooks } from '../lazyWebhooks';
import { isFailure } from './verdict';

/** More are not counted one by one. */
const maxUnread = 10_000;

/** Failures of this session that nobody has looked at yet. */
export class UnreadFailures implements vscode.Disposable {
  private readonly ids = new Set<string>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;

  readonly onChange = this.changed.event;

  constructor(webhooks: LazyWebhooks) {
    this.subscription = webhooks.onEvent((event) => {
      if (event.type !== 'delivery' && event.type !== 'checked') return;
      if (!isFailure(event.delivery) || this.ids.size >= maxUnread) return;
      this.ids.add(event.delivery.id);
      this.changed.fire();
    });
  }

  get count(): number {
    return this.ids.size;
  }

  see({ id }: { id: string }): void {
    if (this.ids.delete(id)) this.changed.fire();
  }

  seeAll(): void {
    if (this.ids.size === 0) return;
    this.ids.clear();
    this.changed.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}
