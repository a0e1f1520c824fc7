import * as vscode from 'vscode';
import { formatClock } from '../common/time';
import { t } from '../common/translate';
import type { PayloadPlace, StoredDelivery } from '../domain/delivery';
import type { WebhookEvent } from '../domain/events';
import type { WebhookRegistration } from '../domain/registration';
import type { LazyWebhooks } from '../editor/lazyWebhooks';
import { deliveryName } from '../webhooks/deliveries/deliveryName';
import { type BodyReader, isQuick, openBody } from './body/bodyReader';
import { coalesce } from './coalesce';
import { actionsOf, type DeliveryActions } from './deliveryActions';
import { viewOf } from './deliveryView';
import type { BodyAbout, FromDeliveryPage, OpenedBody, PlaceAmongOthers, ToDeliveryPage } from './messages/delivery';
import { listStored } from './stored';
import type { UnreadFailures } from './unread';
import { WebviewPage } from './webviewPage';

interface Shown {
  registration: WebhookRegistration;
  delivery: StoredDelivery;
  body: BodyReader | undefined;
}

/** Minimum time between two updates of the place among the others, in milliseconds. */
const placeMs = 500;

/** Shows one delivery in an editor tab; the next one opened replaces it. */
export class DeliveryInspector implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private page: WebviewPage<ToDeliveryPage, FromDeliveryPage> | undefined;
  private isReady = false;
  /** The body tab that the person chose. */
  private tab: string | undefined;
  private shown: Shown | undefined;
  private readonly subscription: vscode.Disposable;
  private readonly updatePlace = coalesce(placeMs, () => void this.sendPlace());

  constructor(
    private readonly extension: vscode.Uri,
    private readonly webhooks: LazyWebhooks,
    private readonly actions: DeliveryActions,
    private readonly unread: UnreadFailures,
  ) {
    this.subscription = webhooks.onEvent((event) => this.onEvent(event));
  }

  async show(delivery: StoredDelivery): Promise<void> {
    const registration = (await this.webhooks.get()).find(delivery.registrationId);
    if (!registration) throw new Error(t('The webhook of this delivery was deleted.'));
    this.shown?.body?.close();
    this.shown = { registration, delivery, body: undefined };
    this.unread.see(delivery);
    const panel = this.panel ?? this.open();
    panel.title = `${deliveryName(delivery)} ${formatClock(new Date(delivery.receivedAt))}`;
    if (!panel.visible) panel.reveal(undefined, false);
    if (this.isReady) await this.sendShown();
  }

  /** A place of a payload, which need not be that of the delivery on display. */
  async place(delivery: StoredDelivery, pointer: string): Promise<PayloadPlace | undefined> {
    const { shown } = this;
    if (shown?.delivery.id === delivery.id) return this.bodyOf(shown).call('place', pointer);
    const body = this.openBody(delivery);
    try {
      return await body.call('place', pointer);
    } finally {
      body.close();
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.updatePlace.dispose();
    this.panel?.dispose();
  }

  private open(): vscode.WebviewPanel {
    const title = t('Delivery');
    const panel = vscode.window.createWebviewPanel('flow-webhooks.delivery', title, vscode.ViewColumn.Active);
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extension, 'media', 'delivery-light.svg'),
      dark: vscode.Uri.joinPath(this.extension, 'media', 'delivery-dark.svg'),
    };
    const page = new WebviewPage<ToDeliveryPage, FromDeliveryPage>(panel.webview, this.extension, 'delivery', {
      receive: (message) => this.receive(message),
      ready: () => {
        this.isReady = true;
        // A page that is created again has no chosen tab.
        this.tab = undefined;
        void this.sendShown();
      },
    });
    this.panel = panel;
    this.page = page;
    panel.onDidDispose(() => {
      page.dispose();
      this.shown?.body?.close();
      this.panel = undefined;
      this.page = undefined;
      this.isReady = false;
      this.shown = undefined;
    });
    return panel;
  }

  private async sendShown(): Promise<void> {
    const { shown } = this;
    if (!shown) return;
    const place = await this.placeOf(shown);
    const opened = await this.openedOf(shown);
    if (this.shown === shown) this.page?.send({ type: 'show', delivery: this.viewOf(shown), place, opened });
  }

  /** Returns the first rows of the body; undefined when it is large or unreadable, so that the page requests it. */
  private async openedOf(shown: Shown): Promise<OpenedBody | undefined> {
    const { delivery } = shown;
    if (!isQuick(delivery)) return undefined;
    const opened = await this.bodyOf(shown)
      .call('open', this.tab)
      .catch(() => undefined);
    // The verdict arrived meanwhile: other places are marked now.
    return shown.delivery === delivery ? opened : this.openedOf(shown);
  }

  private viewOf({ registration, delivery }: Shown) {
    return viewOf(
      registration,
      delivery,
      actionsOf(registration, delivery, this.actions, this.isDeleted(registration)),
      t,
    );
  }

  private isDeleted({ id }: WebhookRegistration): boolean {
    return this.webhooks.current?.get(id) === undefined;
  }

  private async placeOf({ registration, delivery }: Shown): Promise<PlaceAmongOthers> {
    const stored = await listStored(this.webhooks.current, registration.id);
    return { position: stored.indexOf(delivery.id) + 1, count: stored.length };
  }

  private async sendPlace(): Promise<void> {
    const { shown } = this;
    if (!shown || !this.isReady) return;
    const place = await this.placeOf(shown);
    if (this.shown === shown) this.page?.send({ type: 'place', place });
  }

  private onEvent(event: WebhookEvent): void {
    const { shown } = this;
    if (!shown || !('registration' in event) || event.registration.id !== shown.registration.id) return;
    if (event.type === 'delivery') this.updatePlace();
    if (event.type === 'checked' && event.delivery.id === shown.delivery.id) {
      // It may have been forwarded before it was checked.
      void this.update(shown, { ...event.delivery, forwards: shown.delivery.forwards ?? event.delivery.forwards });
    }
    if (event.type === 'forwarded' && event.delivery.id === shown.delivery.id) {
      void this.update(shown, { ...shown.delivery, forwards: event.delivery.forwards });
    }
    // Other actions are offered now.
    if (event.type === 'deleted') void this.update(shown, shown.delivery);
    if (event.type === 'cleared') {
      const isGone = event.deliveryIds?.includes(shown.delivery.id) ?? true;
      if (isGone) this.page?.send({ type: 'gone', message: t('This delivery was cleared.') });
      else this.updatePlace();
    }
  }

  private async update(shown: Shown, delivery: StoredDelivery): Promise<void> {
    shown.delivery = delivery;
    await shown.body?.call('setProblems', problemsOf(delivery)).catch(() => {});
    if (this.shown === shown) this.page?.send({ type: 'update', delivery: this.viewOf(shown) });
  }

  private async receive(message: FromDeliveryPage): Promise<unknown> {
    const { shown } = this;
    if (shown?.delivery.id !== message.delivery) throw new Error(t('Another delivery is open by now.'));
    if (message.type === 'tab') {
      this.tab = message.tab;
      return;
    }
    if (message.type === 'go') return this.go(shown, message.step);
    if (message.type === 'act') return this.actions.run(message.action, shown.registration, shown.delivery);
    if (message.type === 'copy') return this.actions.copy(message.what, shown.delivery, message.pointer);
    const body = this.bodyOf(shown);
    switch (message.type) {
      case 'body':
        return body.call('about') satisfies Promise<BodyAbout>;
      case 'rows':
        return body.call('rows', message.tab, message.from, message.count);
      case 'toggle':
        return body.call('toggle', message.pointer);
      case 'reveal':
        return body.call('reveal', message.pointer);
      case 'find':
        return body.call('find', message.tab, message.query, message.step);
    }
  }

  private bodyOf(shown: Shown): BodyReader {
    shown.body ??= this.openBody(shown.delivery);
    return shown.body;
  }

  private openBody(delivery: StoredDelivery): BodyReader {
    const { body, bytes, headers } = delivery;
    const worker = vscode.Uri.joinPath(this.extension, 'dist', 'bodyWorker.js').fsPath;
    return openBody({ stored: { body, bytes }, headers, problems: problemsOf(delivery) }, worker);
  }

  private async go({ registration, delivery }: Shown, step: 1 | -1): Promise<void> {
    const webhooks = await this.webhooks.get();
    const stored = await listStored(webhooks, registration.id);
    const place = stored.indexOf(delivery.id) + step;
    // `at(-1)` would be the last one.
    const next = place < 0 ? undefined : stored.at(place);
    if (next) await this.show(await webhooks.delivery(registration.id, next.id));
  }
}

/** Problems at places in the body; not the reason why a body was not checked. */
const problemsOf = ({ conforms, problems }: StoredDelivery) => (conforms === false ? problems : []);
