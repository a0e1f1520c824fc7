import * as vscode from 'vscode';
import { t } from '../../common/translate';
import type { DeliverySummary } from '../../domain/delivery';
import type { WebhookEvent } from '../../domain/events';
import type { WebhookRegistration } from '../../domain/registration';
import type { LazyWebhooks } from '../../editor/lazyWebhooks';
import { coalesce } from '../coalesce';
import { columnsOf, parseFilter } from '../filter';
import { isBeingChecked, renderDelivery, renderEvent } from '../render';
import { listStored, newest } from '../stored';
import type { UnreadFailures } from '../unread';
import { type OutputEntry, OutputModel } from './outputModel';

/** Maximum number of stored deliveries written when the panel opens, the latest ones. */
const maxReplayed = 50;

/** Maximum number of delivery ids remembered as shown. */
const maxShown = 20_000;

/** Minimum time between two writes to the channel, in milliseconds. */
const writeMs = 100;

const language = 'flow-webhooks-log';

/** Context key for the panel's menus. */
const pausedKey = 'flow-webhooks.outputPaused';

/** The output channel "Flow Webhooks": one line per event, as it happens. */
export class OutputPanel implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('Flow Webhooks', language);
  private readonly model = new OutputModel();
  private readonly shown = new Set<string>();
  private readonly subscription: vscode.Disposable;
  private readonly write = coalesce(writeMs, () => this.flush());

  constructor(
    private readonly webhooks: LazyWebhooks,
    private readonly unread: UnreadFailures,
  ) {
    this.subscription = vscode.Disposable.from(
      webhooks.onEvent((event) => this.append(event)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        // The editor's Clear Output fires no other event. Checks the first line only, because building the whole text
        // on each change would be slow. A filter that hides everything leaves an empty document too.
        const isEmpty = document.languageId === language && document.lineCount === 1 && document.lineAt(0).text === '';
        if (isEmpty && this.model.showsSomething) this.model.clear();
      }),
    );
  }

  /** Opens the panel and adds stored deliveries not shown yet, of one webhook or of all. */
  async show(id?: string): Promise<void> {
    this.channel.show(true);
    this.unread.seeAll();
    const webhooks = await this.webhooks.get();
    const registrations = webhooks.list().filter((registration) => id === undefined || registration.id === id);
    const stored: [WebhookRegistration, DeliverySummary][] = [];
    for (const registration of registrations) {
      for (const delivery of newest(await listStored(webhooks, registration.id), maxReplayed)) {
        // A delivery being checked is written later with its verdict, because each has only one line.
        if (!this.shown.has(delivery.id) && !isBeingChecked(delivery)) stored.push([registration, delivery]);
      }
    }
    stored.sort(([, a], [, b]) => a.receivedAt.localeCompare(b.receivedAt));
    for (const [registration, delivery] of stored.slice(-maxReplayed)) {
      this.add(registration, delivery, renderDelivery(registration, delivery, t));
    }
    this.flush();
  }

  get filterText(): string {
    return this.model.filterText;
  }

  find(line: string): OutputEntry | undefined {
    return this.model.find(line);
  }

  /** Returns the entry of the line at the cursor while the panel has the focus. */
  lineAtCursor(): OutputEntry | undefined {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId !== language) return undefined;
    return this.find(editor.document.lineAt(editor.selection.active.line).text);
  }

  clear(): void {
    this.model.clear();
    this.channel.clear();
  }

  /** Holds back new lines until {@link resume}, so that those on screen can be read. */
  pause(): void {
    this.setPaused(true);
  }

  resume(): void {
    this.setPaused(false);
    this.flush();
  }

  setFilter(text: string): void {
    this.model.setFilter(parseFilter(text));
    this.flush();
  }

  dispose(): void {
    this.subscription.dispose();
    this.write.dispose();
    this.channel.dispose();
  }

  private setPaused(paused: boolean): void {
    this.model.isPaused = paused;
    void vscode.commands.executeCommand('setContext', pausedKey, paused);
  }

  private append(event: WebhookEvent): void {
    const lines = renderEvent(event, new Date(), t);
    if (lines.length === 0) return;
    if ('delivery' in event) this.add(event.registration, event.delivery, lines);
    else this.addOther(event, lines);
  }

  private addOther(event: WebhookEvent, lines: string[]): void {
    const registration = 'registration' in event ? event.registration : undefined;
    const isFailed = ['createFailed', 'deleteFailed', 'unsaved', 'notStored'].includes(event.type);
    this.model.add({
      lines,
      trigger: registration?.operationId ?? '',
      event: event.type,
      isFailure: isFailed,
      isFailed,
      registrationId: registration?.id,
    });
    this.write();
  }

  private add(registration: WebhookRegistration, delivery: DeliverySummary, lines: string[]): void {
    if (this.shown.has(delivery.id)) return;
    if (this.shown.size >= maxShown) this.shown.clear();
    this.shown.add(delivery.id);
    const { trigger, event, verdict, isFailure } = columnsOf(registration, delivery);
    // Written out member by member: an object spread from two would take several times the memory, for thousands.
    this.model.add({
      lines,
      trigger,
      event,
      verdict,
      isFailure,
      registrationId: registration.id,
      deliveryId: delivery.id,
    });
    this.write();
  }

  private flush(): void {
    const change = this.model.take();
    if (change?.replace) this.channel.replace(change.text);
    else if (change) this.channel.append(change.text);
  }
}
