import * as vscode from 'vscode';
import { t } from '../../common/translate';
import type { DeliverySummary, StoredList } from '../../domain/delivery';
import type { WebhookEvent } from '../../domain/events';
import type { DeletedWebhook, WebhookRegistration } from '../../domain/registration';
import type { LazyWebhooks } from '../../editor/lazyWebhooks';
import { coalesce } from '../coalesce';
import { noFilter, parseFilter } from '../filter';
import { listStored } from '../stored';
import type { UnreadFailures } from '../unread';
import {
  deletedWebhookItem,
  deletedWebhooksItem,
  deliveryItem,
  deliveryTooltip,
  forwardItem,
  hintItem,
  moreItem,
  registrationItem,
  registrationTooltip,
  serviceItem,
  triggerItem,
} from './items';
import { Matching } from './matching';
import {
  deletedWebhookNode,
  deletedWebhooksNode,
  deliveriesOf,
  forwardsOf,
  hintNode,
  hostOf,
  type Node,
  registrationNode,
  registrationsOf,
  servicesOf,
  triggersOf,
} from './nodes';

/** Number of deliveries of a webhook shown at first, and added by each "Show more". */
const pageSize = 100;

/** Minimum time between two updates of the view, in milliseconds. */
const refreshMs = 400;

interface Rows {
  stored: StoredList;
  /** The deliveries that match the filter; undefined without a filter. */
  matching: DeliverySummary[] | undefined;
}

/** The view in the activity bar. It reads only the rows it shows, and redraws at most a few times per second. */
export class WebhookTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Node[] | undefined>();
  private readonly disposables: vscode.Disposable[];
  /** Nodes by key, because the editor identifies nodes by reference. */
  private readonly nodes = new Map<string, Node>();
  private readonly limits = new Map<string, number>();
  private readonly rows = new Map<string, Promise<Rows>>();
  private matching = new Matching(noFilter);
  /** The webhooks registered in this session: their deliveries are shown at once. */
  private readonly registeredHere = new Set<string>();
  private readonly stale = new Set<string>();
  private isStale = false;
  /** True once the editor has requested nodes: until then there is nothing to redraw. */
  private isDrawn = false;
  private readonly refresh = coalesce(refreshMs, () => this.flush());
  private readonly badge = coalesce(refreshMs, () => this.showBadge());

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly webhooks: LazyWebhooks,
    private readonly unread: UnreadFailures,
    /** Asks this for its rows. */
    private readonly view: vscode.TreeView<Node>,
  ) {
    this.disposables = [
      this.changed,
      this.refresh,
      this.badge,
      webhooks.onEvent((event) => this.onEvent(event)),
      unread.onChange(() => this.badge()),
      this.view.onDidChangeVisibility(({ visible }) => visible && this.becameVisible()),
      this.view.onDidChangeCheckboxState(({ items }) =>
        items.forEach(([node, state]) => void this.switch(node, state)),
      ),
      this.view.onDidChangeSelection(() => unread.seeAll()),
    ];
  }

  get filterText(): string {
    return this.matching.filter.text;
  }

  setFilter(text: string): void {
    this.matching = new Matching(parseFilter(text));
    this.limits.clear();
    this.rows.clear();
    const isSet = this.filterText !== '';
    this.view.message = isSet ? t('Filter: {0}', this.filterText) : undefined;
    this.changed.fire(undefined);
  }

  /** Shows the next page of a webhook's deliveries. */
  showMore(id: string): void {
    this.limits.set(id, this.limitOf(id) + pageSize);
    const node = this.nodes.get(`registration ${id}`) ?? this.nodes.get(`deleted ${id}`);
    if (node) this.changed.fire([node]);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    this.isDrawn = true;
    const all = this.registrations;
    if (!node) {
      const services: Node[] = servicesOf(all);
      return [...services, ...(this.deleted.length > 0 ? [deletedWebhooksNode] : [])].map((one) => this.known(one));
    }
    switch (node.kind) {
      case 'service':
        return triggersOf(all, node.host).map((one) => this.known(one));
      case 'trigger':
        return registrationsOf(all, node).map((one) => this.known(registrationNode(one)));
      case 'registration': {
        const registration = this.webhooks.current?.get(node.id);
        if (!registration) return [];
        const { stored, matching } = await this.rowsOf(registration);
        const targets = this.webhooks.current?.forwardStates(node.id) ?? [];
        const forwards = forwardsOf(registration, targets);
        if (stored.length === 0) return [...forwards, hintNode(registration)];
        return [...forwards, ...deliveriesOf(registration, matching ?? stored, this.limitOf(node.id))];
      }
      case 'deletedWebhooks':
        return this.deleted.map((one) => this.known(deletedWebhookNode(one)));
      case 'deletedWebhook': {
        const found = this.deletedWith(node.id);
        if (!found) return [];
        const { stored, matching } = await this.rowsOf(found.registration);
        return deliveriesOf(found.registration, matching ?? stored, this.limitOf(node.id), true);
      }
      default:
        return [];
    }
  }

  async getTreeItem(node: Node): Promise<vscode.TreeItem> {
    switch (node.kind) {
      case 'service':
        return serviceItem(node, this.registrations.filter((one) => hostOf(one) === node.host).length);
      case 'trigger':
        return triggerItem(node, registrationsOf(this.registrations, node));
      case 'registration':
        return this.registrationItem(node);
      case 'deletedWebhooks':
        return deletedWebhooksItem(node, this.deleted.length);
      case 'deletedWebhook':
        return this.deletedWebhookItem(node);
      case 'delivery':
        return deliveryItem(node);
      case 'forward':
        return forwardItem(node);
      case 'more':
        return moreItem(node);
      case 'hint':
        return hintItem(node);
    }
  }

  async resolveTreeItem(item: vscode.TreeItem, node: Node): Promise<vscode.TreeItem> {
    if (node.kind === 'delivery') item.tooltip = deliveryTooltip(node);
    if (node.kind === 'registration') {
      const registration = this.webhooks.current?.get(node.id);
      if (registration) item.tooltip = registrationTooltip(registration, (await this.rowsOf(registration)).stored);
    }
    return item;
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private get registrations(): WebhookRegistration[] {
    return this.webhooks.current?.list() ?? [];
  }

  private async registrationItem(node: Extract<Node, { kind: 'registration' }>): Promise<vscode.TreeItem> {
    const registration = this.webhooks.current?.get(node.id);
    if (!registration) return new vscode.TreeItem(node.operationId);
    if (this.view.visible) this.webhooks.current?.shown(node.id);
    const { stored, matching } = await this.rowsOf(registration);
    return registrationItem(node, registration, stored, {
      matching: matching?.length,
      isOpen: this.registeredHere.has(node.id),
      hasTargets: (registration.forwards ?? []).length > 0,
    });
  }

  private get deleted(): DeletedWebhook[] {
    return this.webhooks.current?.deleted() ?? [];
  }

  private deletedWith(id: string): DeletedWebhook | undefined {
    return this.deleted.find(({ registration }) => registration.id === id);
  }

  private async deletedWebhookItem(node: Extract<Node, { kind: 'deletedWebhook' }>): Promise<vscode.TreeItem> {
    const found = this.deletedWith(node.id);
    if (!found) return new vscode.TreeItem(node.operationId);
    const { stored, matching } = await this.rowsOf(found.registration);
    return deletedWebhookItem(node, found, stored, matching?.length);
  }

  private known(node: Node): Node {
    const found = this.nodes.get(node.key) ?? node;
    this.nodes.set(node.key, found);
    return found;
  }

  private limitOf(id: string): number {
    return this.limits.get(id) ?? pageSize;
  }

  /** Read once per refresh: the webhook's item and the items below it use the same rows. */
  private rowsOf(registration: WebhookRegistration): Promise<Rows> {
    const rows = this.rows.get(registration.id) ?? this.look(registration);
    this.rows.set(registration.id, rows);
    return rows;
  }

  private async look(registration: WebhookRegistration): Promise<Rows> {
    const { matching } = this;
    const stored = await listStored(this.webhooks.current, registration.id);
    return { stored, matching: matching.filter.text === '' ? undefined : await matching.of(registration, stored) };
  }

  private onEvent(event: WebhookEvent): void {
    if (event.type === 'created') this.registeredHere.add(event.registration.id);
    if (event.type === 'delivery' || event.type === 'checked' || event.type === 'forwarded')
      this.stale.add(event.registration.id);
    else this.isStale = true;
    this.refresh();
  }

  /** Redraws stale nodes; while the view is hidden, they stay stale until it is shown. */
  private flush(): void {
    for (const id of this.stale) this.rows.delete(id);
    if (!this.view.visible) return;
    const nodes = [...this.stale].flatMap((id) => this.nodes.get(`registration ${id}`) ?? []);
    this.stale.clear();
    if (this.isStale) {
      this.isStale = false;
      this.rows.clear();
      if (this.isDrawn) this.changed.fire(undefined);
    } else if (nodes.length > 0) this.changed.fire(nodes);
  }

  private becameVisible(): void {
    this.unread.seeAll();
    this.flush();
  }

  /** Switches a target by its checkbox. */
  private async switch(node: Node, state: vscode.TreeItemCheckboxState): Promise<void> {
    if (node.kind !== 'forward') return;
    const on = state === vscode.TreeItemCheckboxState.Checked;
    try {
      const webhooks = await this.webhooks.get();
      const target = (await webhooks.forwards(node.id)).find(({ id }) => id === node.target.id);
      if (target) await webhooks.forward(node.id, { to: [target.to], on });
    } catch (error) {
      void vscode.window.showErrorMessage((error as Error).message);
    }
    this.changed.fire(undefined);
  }

  private showBadge(): void {
    const { count } = this.unread;
    const tooltip = count === 1 ? t('1 failed delivery') : t('{0} failed deliveries', count);
    this.view.badge = count > 0 ? { value: count, tooltip } : undefined;
  }
}
