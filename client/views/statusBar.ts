import * as vscode from 'vscode';
import { t } from '../common/translate';
import type { WebhookEvent } from '../domain/events';
import type { LazyWebhooks } from '../editor/lazyWebhooks';
import { coalesce } from './coalesce';
import { type Status, statusOf } from './statusModel';
import type { UnreadFailures } from './unread';

/** Minimum time between two updates while deliveries arrive, in milliseconds. */
const updateMs = 250;

/** Interval at which the downtime is updated, in milliseconds. */
const tickMs = 5_000;

const backgrounds: Record<Status['mood'], vscode.ThemeColor | undefined> = {
  normal: undefined,
  warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
  error: new vscode.ThemeColor('statusBarItem.errorBackground'),
};

/** Status bar item: the receiver's port and exposure, its webhooks, unread failures and downtime. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'flowWebhooks.receiver',
    vscode.StatusBarAlignment.Right,
    50,
  );
  private readonly disposables: vscode.Disposable[];
  private readonly update = coalesce(updateMs, () => this.draw());
  /** Lost ports, each with the time it was lost, in milliseconds since the epoch. */
  private readonly lost = new Map<number, number>();
  private ticking: NodeJS.Timeout | undefined;

  constructor(
    private readonly webhooks: LazyWebhooks,
    private readonly unread: UnreadFailures,
  ) {
    this.item.name = t('Callback Server');
    // The view in the activity bar lists the failures.
    this.item.command = 'flow-webhooks.webhooks.focus';
    this.disposables = [
      this.item,
      this.update,
      webhooks.onEvent((event) => this.onEvent(event)),
      unread.onChange(() => this.update()),
    ];
  }

  dispose(): void {
    clearInterval(this.ticking);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private onEvent(event: WebhookEvent): void {
    if (event.type === 'receiver') {
      if (event.state === 'down') this.lost.set(event.port, Date.parse(event.since));
      else if (event.state === 'closed') this.lost.set(event.port, Date.now());
      else this.lost.delete(event.port);
    }
    this.update();
  }

  private draw(): void {
    const { port, current } = this.webhooks;
    const registrations = current?.list() ?? [];
    const receiverDown = this.lost.size > 0 ? Math.min(...this.lost.values()) : undefined;
    const status = statusOf({ port, registrations, unread: this.unread.count, receiverDown, now: Date.now() }, t);
    this.tick(status?.mood === 'error');
    if (!status) {
      this.item.hide();
      return;
    }
    this.item.text = status.text;
    this.item.tooltip = status.tooltip;
    this.item.backgroundColor = backgrounds[status.mood];
    this.item.show();
  }

  private tick(isDown: boolean): void {
    if (isDown) this.ticking ??= setInterval(() => this.draw(), tickMs);
    else {
      clearInterval(this.ticking);
      this.ticking = undefined;
    }
  }
}
