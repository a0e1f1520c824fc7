import * as vscode from 'vscode';
import { formatClock, formatMoment } from '../../common/time';
import { t } from '../../common/translate';
import type { StoredList } from '../../domain/delivery';
import { isForwarded } from '../../domain/forwarding';
import type { DeletedWebhook, WebhookRegistration } from '../../domain/registration';
import { failuresIn, verdictColors, verdictIcons, verdictOf } from '../../domain/verdict';
import { deliveryName } from '../../webhooks/deliveries/deliveryName';
import { isSentFromHere } from '../../webhooks/deliveries/origin';
import { stateText } from '../../webhooks/liveState';
import { verdictText } from '../deliveryView';
import { formatMilliseconds, formatSize, forwardText, originText } from '../render';
import { hostOf, type Node, targetOf } from './nodes';

const { TreeItem, TreeItemCollapsibleState: State, ThemeIcon, ThemeColor } = vscode;

type NodeOf<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>;

export function serviceItem({ key, host }: NodeOf<'service'>, registrations: number): vscode.TreeItem {
  const item = new TreeItem(host, State.Expanded);
  item.id = key;
  item.iconPath = new ThemeIcon(/(^|\.)github\./.test(host) ? 'github' : 'server');
  item.contextValue = 'service';
  item.description = registrations === 1 ? t('1 webhook') : t('{0} webhooks', registrations);
  return item;
}

export function triggerItem(node: NodeOf<'trigger'>, registrations: WebhookRegistration[]): vscode.TreeItem {
  const { title = node.operationId } = registrations[0] ?? {};
  const item = new TreeItem(title, State.Expanded);
  const file = decodeURIComponent(node.uri.split('/').at(-1) ?? '');
  item.id = node.key;
  item.iconPath = new ThemeIcon('zap');
  item.contextValue = 'trigger';
  item.description = file;
  item.tooltip = `${title}\n${node.operationId} · ${file}`;
  return item;
}

export function registrationItem(
  { key }: NodeOf<'registration'>,
  registration: WebhookRegistration,
  stored: StoredList,
  { matching, isOpen, hasTargets }: { matching: number | undefined; isOpen: boolean; hasTargets: boolean },
): vscode.TreeItem {
  const { length } = stored;
  const failures = failuresIn(stored.tally);
  const target = targetOf(registration);
  const state = registration.state === 'active' ? expiryText(registration) : stateText(registration);
  const count = matching === undefined ? String(length) : t('{0} of {1}', matching, length);
  const item = new TreeItem(target, (length > 0 || hasTargets) && !isOpen ? State.Collapsed : State.Expanded);
  item.id = key;
  item.description = [state, count, failures > 0 ? t('{0} failed', failures) : ''].filter(Boolean).join(' · ');
  item.iconPath = registrationIcon(registration, failures);
  const expiring = registration.expiresAt === undefined ? [] : ['expires'];
  item.contextValue = ['registration', registration.service, registration.state, ...expiring].join(' ');
  return item;
}

/** When a webhook ends by itself, in short; empty for one that does not. */
function expiryText({ expiresAt }: WebhookRegistration): string {
  if (expiresAt === undefined) return '';
  const at = new Date(expiresAt);
  return at.getTime() <= Date.now() ? t('expired') : t('expires {0}', formatMoment(at));
}

export function deletedWebhooksItem({ key }: NodeOf<'deletedWebhooks'>, webhooks: number): vscode.TreeItem {
  const item = new TreeItem(t('Deleted webhooks'), State.Collapsed);
  item.id = key;
  item.iconPath = new ThemeIcon('archive');
  item.contextValue = 'deletedWebhooks';
  item.description = String(webhooks);
  item.tooltip = t('Their deliveries stay until you clear them, or until they are too old.');
  return item;
}

export function deletedWebhookItem(
  { key }: NodeOf<'deletedWebhook'>,
  { registration, deletedAt }: DeletedWebhook,
  stored: StoredList,
  matching: number | undefined,
): vscode.TreeItem {
  const { length } = stored;
  const item = new TreeItem(registration.title, length > 0 ? State.Collapsed : State.None);
  item.id = key;
  item.description = [targetOf(registration), matching === undefined ? length : t('{0} of {1}', matching, length)].join(
    ' · ',
  );
  item.iconPath = new ThemeIcon('circle-slash');
  item.contextValue = 'deletedWebhook';
  item.tooltip = t('{0}, deleted {1}', `${registration.title} (${hostOf(registration)})`, formatMoment(deletedAt));
  return item;
}

function registrationIcon({ state }: WebhookRegistration, failures: number): vscode.ThemeIcon {
  if (state === 'active')
    return new ThemeIcon('radio-tower', failures > 0 ? undefined : new ThemeColor('charts.green'));
  if (state === 'unreachable' || state === 'orphan') {
    return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  }
  return new ThemeIcon('loading~spin');
}

/** A date that a narrow hover doesn't break at its hyphens. */
const unbroken = (moment: string): string => moment.replaceAll('-', '\u2011');

/** Made when somebody asks for it: the editor takes longer to read its Markdown than for all else about an item. */
export function registrationTooltip(
  registration: WebhookRegistration,
  { length, tally }: StoredList,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const { title, request, createdAt, expiresAt, exposure, warnings } = registration;
  text.appendText(title).appendMarkdown('\n\n');
  text.appendText(`${request.method.toUpperCase()} ${request.url}`).appendMarkdown('\n\n');
  const life = [
    stateText(registration),
    t('registered {0}', unbroken(formatMoment(createdAt))),
    ...(expiresAt === undefined ? [] : [unbroken(expiryText(registration))]),
  ];
  text.appendText(life.join(' · ')).appendMarkdown('\n\n');
  const use = [t('public access: {0}', exposure), t('{0} deliveries, {1} failed', length, failuresIn(tally))];
  text.appendText(use.join(' · '));
  for (const warning of warnings) text.appendMarkdown('\n\n').appendText(`⚠ ${warning}`);
  return text;
}

export function deliveryItem({ key, id, deliveryId, row, uri, isGithub, isKept }: NodeOf<'delivery'>): vscode.TreeItem {
  const origin = row.origin ? originText(row.origin, t) : '';
  const verdict = verdictOf(row);
  const color = verdictColors[verdict];
  const name = deliveryName(row);
  const time = formatClock(new Date(row.receivedAt));
  const text = verdictText(row, t);
  const item = new TreeItem(name, State.None);
  item.id = key;
  const notForwarded = row.forwards?.some((outcome) => !isForwarded(outcome)) ? t('not forwarded') : '';
  item.description = [time, verdict === 'matches' ? '' : text, origin, notForwarded].filter(Boolean).join(' · ');
  item.iconPath = new ThemeIcon(verdictIcons[verdict], color ? new ThemeColor(color) : undefined);
  const isRedeliverable = isGithub && !isSentFromHere(row);
  item.contextValue = [
    isKept ? 'kept' : 'delivery',
    row.kind,
    isRedeliverable && !isKept ? 'github' : '',
    uri ? 'definition' : '',
  ].join(' ');
  item.accessibilityInformation = { label: [name, text, origin, time].filter(Boolean).join(', ') };
  const title = t('Open delivery');
  item.command = { command: 'flowWebhooks.openDelivery', title, arguments: [{ ask: true, id, deliveryId }] };
  return item;
}

/** The tooltip of a delivery, created only when it is shown. */
export function deliveryTooltip({ row }: NodeOf<'delivery'>): string {
  const { receivedAt, origin, bytes, milliseconds, problems } = row;
  return [
    `${deliveryName(row)}: ${verdictText(row, t)}`,
    [
      formatMoment(receivedAt),
      ...(origin ? [originText(origin, t)] : []),
      formatSize(bytes),
      formatMilliseconds(milliseconds),
    ].join(' · '),
    ...(row.forwards ?? []).map(
      (outcome) => `${forwardText(outcome, t)} · ${formatMilliseconds(outcome.milliseconds)}`,
    ),
    ...problems.slice(0, 5).map(({ pointer, message }) => `${pointer} ${message}`.trim()),
  ].join('\n');
}

/** A target, which its checkbox switches on and off. */
export function forwardItem({ key, target }: NodeOf<'forward'>): vscode.TreeItem {
  const { label, on, forwarded, failed, waiting, problem } = target;
  // The arrow says that deliveries go there.
  const item = new TreeItem(label, State.None);
  item.id = key;
  item.checkboxState = {
    state: on ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
    tooltip: on ? t('Stop forwarding') : t('Forward deliveries again'),
  };
  const rest = [...(failed > 0 ? [t('{0} failed', failed)] : []), ...(waiting > 0 ? [t('{0} waiting', waiting)] : [])];
  // Short, as for a webhook: in a narrow view, more would be cut off.
  item.description = [String(forwarded), ...rest].join(' · ');
  const counts = [t('{0} forwarded', forwarded), ...rest].join(' · ');
  const color = new ThemeColor('list.warningForeground');
  item.iconPath = problem === undefined ? new ThemeIcon('arrow-right') : new ThemeIcon('warning', color);
  const about = `${t('Forward to {0}', label)}\n${counts}`;
  item.tooltip = problem === undefined ? about : `${about}\n${t('Tried again: {0}', problem)}`;
  item.accessibilityInformation = { label: `${t('Forward to {0}', label)}, ${counts}` };
  item.contextValue = `forward ${on ? 'on' : 'off'}`;
  return item;
}

export function moreItem({ key, id, hidden }: NodeOf<'more'>): vscode.TreeItem {
  const item = new TreeItem(t('Show more ({0})', hidden), State.None);
  item.id = key;
  item.iconPath = new ThemeIcon('ellipsis');
  item.contextValue = 'more';
  const title = t('Show more');
  item.command = { command: 'flowWebhooks.showMoreDeliveries', title, arguments: [{ ask: true, id }] };
  return item;
}

export function hintItem({ key, id }: NodeOf<'hint'>): vscode.TreeItem {
  const title = t('Send an example delivery');
  const item = new TreeItem(title, State.None);
  item.id = key;
  item.description = t('nothing was delivered yet');
  item.iconPath = new ThemeIcon('send');
  item.contextValue = 'hint';
  item.command = { command: 'flowWebhooks.send', title, arguments: [{ ask: true, id }] };
  return item;
}
