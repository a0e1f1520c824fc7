import type * as vscode from 'vscode';
import type { StoredDelivery } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';
import { isOfService } from '../webhooks/deliveries/origin';
import type { Webhooks } from '../webhooks/webhooksApi';
import type { LanguageServer } from './languageClient';
import type { LazyWebhooks } from './lazyWebhooks';
import { storedBody } from './payloadBatches';

/** Minimum time between two reports of one trigger, in milliseconds: of many deliveries only the last one matters. */
const pauseMs = 250;

/**
 * Reports the last delivery of each trigger, and results of unsubscribe checks, to the server, which compares them with
 * the definition.
 */
export class ContractObserver implements vscode.Disposable {
  private readonly listener: vscode.Disposable;
  /** By trigger: the running pause, and the report that waits for its end. */
  private readonly pausing = new Map<string, { waiting?: () => void; timer: NodeJS.Timeout }>();
  private hasLookedBack = false;

  constructor(
    private readonly server: LanguageServer,
    private readonly webhooks: LazyWebhooks,
    private readonly log: (message: string) => void,
  ) {
    this.listener = webhooks.onEvent((event) => {
      if (event.type === 'delivery') this.see(event.registration, event.delivery);
      else if (event.type === 'registrations') this.lookBack();
      else if (event.type === 'unsubscribeChecked') {
        const { uri, operationId } = event.registration;
        server.reportUnsubscribeCheck({ uri, operationId, checkedAt: new Date().toISOString(), steps: event.steps });
      }
    });
  }

  dispose(): void {
    this.listener.dispose();
    for (const { timer } of this.pausing.values()) clearTimeout(timer);
  }

  private see({ uri, operationId }: WebhookRegistration, delivery: StoredDelivery): void {
    if (!isOfService(delivery)) return;
    const { receivedAt } = delivery;
    this.paced(`${uri} ${operationId}`, () =>
      this.server.reportDelivery({ uri, operationId, receivedAt, ...storedBody(delivery) }),
    );
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

  /** Reports the last delivery of earlier sessions, once. */
  private lookBack(): void {
    const { current } = this.webhooks;
    if (this.hasLookedBack || !current) return;
    this.hasLookedBack = true;
    this.tellLast(current).catch((error) => this.log(`Earlier deliveries were not compared: ${error}`));
  }

  private async tellLast(webhooks: Webhooks): Promise<void> {
    for (const registration of webhooks.list()) {
      const summaries = await webhooks.summaries(registration.id);
      const last = summaries.findLast(isOfService);
      if (last) this.see(registration, await webhooks.delivery(registration.id, last.id));
    }
  }
}
