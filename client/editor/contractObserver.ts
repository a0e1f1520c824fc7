import type * as vscode from 'vscode';
import type { SchemaReport } from '../../server/protocol/payloads';
import type { StoredDelivery } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';
import { isOfService, isSentFromHere } from '../webhooks/deliveries/origin';
import type { Webhooks } from '../webhooks/webhooksApi';
import type { LanguageServer } from './languageClient';
import type { LazyWebhooks } from './lazyWebhooks';
import { storedBody } from './payloadBatches';
import type { ContractOptions } from './settings';

/** Minimum time between two reports of one trigger, in milliseconds: of many deliveries only the last one matters. */
const pauseMs = 250;

/**
 * Reports the last delivery of each trigger, and results of unsubscribe checks, to the server, which compares them with
 * the definition, and the schemas that services gave, which it shows.
 */
export class ContractObserver implements vscode.Disposable {
  private readonly listeners: vscode.Disposable[];
  /** By trigger: the running pause, and the report that waits for its end. */
  private readonly pausing = new Map<string, { waiting?: () => void; timer: NodeJS.Timeout }>();
  private hasLookedBack = false;
  /** The schemas that were reported last, by trigger. */
  private reported = new Map<string, SchemaReport>();

  constructor(
    private readonly server: LanguageServer,
    private readonly webhooks: LazyWebhooks,
    private readonly log: (message: string) => void,
    private readonly options: ContractOptions,
  ) {
    const changed = options.onChange(() => this.lookBack(true));
    const events = webhooks.onEvent((event) => {
      if (event.type === 'delivery') this.see(event.registration, event.delivery);
      else if (event.type === 'registrations') {
        this.lookBack();
        this.reportSchemas();
      } else if (event.type === 'created' || event.type === 'deleted') this.reportSchemas();
      else if (event.type === 'unsubscribeChecked') {
        const { uri, operationId } = event.registration;
        server.reportUnsubscribeCheck({ uri, operationId, checkedAt: new Date().toISOString(), steps: event.steps });
      }
    });
    this.listeners = [changed, events];
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
    for (const { timer } of this.pausing.values()) clearTimeout(timer);
  }

  private see({ uri, operationId }: WebhookRegistration, delivery: StoredDelivery, replaces = false): void {
    if (!this.counts(delivery)) return;
    const { receivedAt } = delivery;
    const about = { receivedAt, sentFromHere: isSentFromHere(delivery), ...(replaces && { replaces }) };
    this.paced(`${uri} ${operationId}`, () =>
      this.server.reportDelivery({ uri, operationId, ...about, ...storedBody(delivery) }),
    );
  }

  private counts(delivery: Pick<StoredDelivery, 'kind' | 'origin'>): boolean {
    return isOfService(delivery) || (delivery.kind === 'delivery' && this.options.includeReplays());
  }

  private paced(key: string, tell: () => void): void {
    const pause = this.pausing.get(key);
    if (pause) {
      pause.waiting = tell;
      return;
    }
    tell();
    const timer = setTimeout(() => {
      const { waiting } = this.pausing.get(key)!;
      this.pausing.delete(key);
      if (waiting) this.paced(key, waiting);
    }, pauseMs).unref();
    this.pausing.set(key, { timer });
  }

  /** Reports the schemas that services gave for webhooks, the latest of each trigger, as far as they have changed. */
  private reportSchemas(): void {
    const current = new Map<string, SchemaReport>();
    for (const { uri, operationId, dynamicSchema } of this.webhooks.current?.list() ?? []) {
      if (!dynamicSchema || !('schema' in dynamicSchema)) continue;
      current.set(`${uri} ${operationId}`, { uri, operationId, schema: dynamicSchema.schema });
    }
    for (const [key, report] of this.reported)
      if (!current.has(key)) this.server.reportSchema({ ...report, schema: null });
    for (const [key, report] of current)
      if (this.reported.get(key)?.schema !== report.schema) this.server.reportSchema(report);
    this.reported = current;
  }

  /** Reports the last delivery of each trigger: those of earlier sessions once, and again when others count. */
  private lookBack(again = false): void {
    const { current } = this.webhooks;
    if ((this.hasLookedBack && !again) || !current) return;
    this.hasLookedBack = true;
    this.tellLast(current, again).catch((error) => this.log(`Earlier deliveries were not compared: ${error}`));
  }

  private async tellLast(webhooks: Webhooks, replaces: boolean): Promise<void> {
    for (const registration of webhooks.list()) {
      const summaries = await webhooks.summaries(registration.id);
      const last = summaries.findLast((one) => this.counts(one));
      if (last) this.see(registration, await webhooks.delivery(registration.id, last.id), replaces);
    }
  }
}
