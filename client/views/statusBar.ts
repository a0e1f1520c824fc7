import * as vscode from 'vscode';
import type { LazyWebhooks } from '../lazyWebhooks';

/** While the receiver runs: its port and how many webhooks it serves. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'flowWebhooks.receiver',
    vscode.StatusBarAlignment.Right,
    50,
  );
  private readonly subscription: vscode.Disposable;

  constructor(private readonly webhooks: LazyWebhooks) {
    this.item.name = vscode.l10n.t('Webhook Receiver');
    this.item.command = { command: 'flowWebhooks.list', title: '', arguments: [{ ask: true }] };
    this.subscription = webhooks.onEvent(() => this.update());
  }

  dispose(): void {
    this.subscription.dispose();
    this.item.dispose();
  }

  private update(): void {
    const registrations = this.webhooks.current?.list() ?? [];
    const { port } = this.webhooks;
    if (port === undefined || registrations.length === 0) {
      this.item.hide();
      return;
    }
    const trouble = registrations.filter(({ state }) => state === 'unreachable' || state === 'orphan').length;
    this.item.text = `$(inbox) ${port} · ${registrations.length}`;
    this.item.tooltip = [
      vscode.l10n.t('The webhook receiver listens on port {0}. Webhooks: {1}.', port, registrations.length),
      ...(trouble ? [vscode.l10n.t('Unreachable or left behind: {0}.', trouble)] : []),
    ].join('\n');
    this.item.backgroundColor = trouble ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.item.show();
  }
}
