import * as vscode from 'vscode';
import type { TriggerDescription } from '../../server/protocol/triggers';
import { sameFile } from '../common/sameFile';
import { t } from '../common/translate';
import type { WebhookEvent } from '../domain/events';
import type { WebhookRegistration } from '../domain/registration';
import type { LanguageServer } from '../editor/languageClient';
import type { LazyWebhooks } from '../editor/lazyWebhooks';
import { toRange } from '../editor/ranges';
import { coalesce } from './coalesce';
import { listStored } from './stored';

/** Minimum time between two updates of the counts, in milliseconds. */
const countMs = 100;

/** Register, Preview, Tail and Delete above each trigger, with live counts. Polling triggers have no webhook. */
export class TriggerLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  /** Number of stored deliveries by registration. Read again on change, because old deliveries are dropped. */
  private readonly counts = new Map<string, Promise<number>>();
  private readonly recount = coalesce(countMs, () => this.changed.fire());

  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly server: LanguageServer,
    private readonly webhooks: LazyWebhooks,
  ) {
    this.subscriptions = [
      this.changed,
      this.recount,
      server.onTriggersChanged(() => this.changed.fire()),
      webhooks.onEvent((event) => this.refresh(event)),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    if (!this.server.watches(document)) return [];
    const { triggers } = await this.server.listTriggers(document.uri);
    if (token.isCancellationRequested) return [];
    const uri = document.uri.toString();
    return (await Promise.all(triggers.map((trigger) => this.lensesOf(trigger, uri)))).flat();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private refresh(event: WebhookEvent): void {
    if (event.type === 'receiver' || event.type === 'checked' || event.type === 'forwarded') return;
    if (event.type === 'delivery') {
      this.counts.delete(event.registration.id);
      this.recount();
    } else this.changed.fire();
  }

  private async lensesOf(trigger: TriggerDescription, uri: string): Promise<vscode.CodeLens[]> {
    const given = { ask: true, uri, operationId: trigger.operationId };
    const lens = (title: string, command: string, argument: object = given) =>
      new vscode.CodeLens(toRange(trigger.selectionRange), { title: lensTitle(title), command, arguments: [argument] });
    const preview = lens(t('$(open-preview) Preview'), 'flowWebhooks.preview');
    if (trigger.kind !== 'webhook') return [preview];

    const registrations = this.registrationsOf(trigger, uri);
    const counts = await Promise.all(registrations.map(({ id }) => this.deliveriesOf(id)));
    const deliveries = counts.reduce((sum, count) => sum + count, 0);
    const lenses = [lens(t('$(radio-tower) Register webhook'), 'flowWebhooks.register'), preview];
    if (registrations.length === 0) return lenses;
    const only = registrations.length === 1 ? { ask: true, id: registrations[0]!.id } : given;
    lenses.push(
      lens(t('$(output) Tail ({0})', deliveries), 'flowWebhooks.tail', only),
      lens(t('$(trash) Delete ({0})', registrations.length), 'flowWebhooks.delete', only),
    );
    return lenses;
  }

  private registrationsOf({ operationId }: TriggerDescription, uri: string): WebhookRegistration[] {
    const all = this.webhooks.current?.list() ?? [];
    return all.filter((registration) => sameFile(registration.uri, uri) && registration.operationId === operationId);
  }

  private deliveriesOf(id: string): Promise<number> {
    const known = this.counts.get(id) ?? listStored(this.webhooks.current, id).then(({ length }) => length);
    this.counts.set(id, known);
    return known;
  }
}

/** With a gap behind its icon: the editor lays a lens out so that a plain space there gets lost. */
export const lensTitle = (title: string): string => title.replace(/^(\$\([\w-]+\)) /, '$1\u00a0');
