/** The nodes of the view: services, their triggers, their webhooks, their deliveries. Pure. */
import { keyOfFile, sameFile } from '../../common/sameFile';
import type { DeliverySummary, StoredList } from '../../domain/delivery';
import type { ForwardState } from '../../domain/forwarding';
import type { DeletedWebhook, WebhookRegistration } from '../../domain/registration';

/** A delivery, in the forms that commands take: one, or several. */
export interface Reference {
  id: string;
  deliveryId: string;
  deliveryIds: string[];
}

/** A node of the view. Commands get it as their argument; `ask` lets them ask for what is missing. */
export type Node = { ask: true; key: string } & (
  | { kind: 'service'; host: string }
  | { kind: 'trigger'; host: string; uri: string; operationId: string }
  | { kind: 'registration'; id: string; uri: string; operationId: string }
  /** The webhooks that were deleted and whose deliveries are kept. */
  | { kind: 'deletedWebhooks' }
  | { kind: 'deletedWebhook'; id: string; uri: string; operationId: string }
  | ({
      kind: 'delivery';
      uri: string;
      operationId: string;
      row: DeliverySummary;
      isGithub: boolean;
      /** True for a delivery to a deleted webhook. */
      isKept: boolean;
    } & Reference)
  | { kind: 'forward'; id: string; uri: string; operationId: string; target: ForwardState }
  | { kind: 'more'; id: string; hidden: number }
  | { kind: 'hint'; id: string }
);

type NodeOf<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>;

const ask = true;

export const hostOf = ({ baseUrl }: WebhookRegistration): string => new URL(baseUrl).host;

export function servicesOf(registrations: WebhookRegistration[]): NodeOf<'service'>[] {
  const hosts = [...new Set(registrations.map(hostOf))].sort();
  return hosts.map((host) => ({ ask, kind: 'service', key: `service ${host}`, host }));
}

export function triggersOf(registrations: WebhookRegistration[], host: string): NodeOf<'trigger'>[] {
  const found = new Map<string, NodeOf<'trigger'>>();
  for (const { uri, operationId } of registrations.filter((one) => hostOf(one) === host)) {
    const key = `trigger ${host} ${keyOfFile(uri)} ${operationId}`;
    found.set(key, { ask, kind: 'trigger', key, host, uri, operationId });
  }
  return [...found.values()].sort((a, b) => a.operationId.localeCompare(b.operationId));
}

export const registrationsOf = (
  registrations: WebhookRegistration[],
  { host, uri, operationId }: NodeOf<'trigger'>,
): WebhookRegistration[] =>
  registrations
    .filter((one) => hostOf(one) === host && sameFile(one.uri, uri) && one.operationId === operationId)
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));

export const registrationNode = ({ id, uri, operationId }: WebhookRegistration): NodeOf<'registration'> => ({
  ask,
  kind: 'registration',
  key: `registration ${id}`,
  id,
  uri,
  operationId,
});

/** The targets that deliveries go on to, each with a checkbox. */
export const forwardsOf = ({ id, uri, operationId }: WebhookRegistration, targets: ForwardState[]): Node[] =>
  targets.map((target) => ({ ask, kind: 'forward', key: `forward ${target.id}`, id, uri, operationId, target }));

export const deletedWebhooksNode: NodeOf<'deletedWebhooks'> = { ask, kind: 'deletedWebhooks', key: 'deleted' };

export const deletedWebhookNode = ({
  registration: { id, uri, operationId },
}: DeletedWebhook): NodeOf<'deletedWebhook'> => ({
  ask,
  kind: 'deletedWebhook',
  key: `deleted ${id}`,
  id,
  uri,
  operationId,
});

/** Returns the newest deliveries first, up to `limit`, and a node to show more. Reads no other deliveries. */
export function deliveriesOf(
  { id, uri, operationId, service }: WebhookRegistration,
  rows: Pick<StoredList, 'length' | 'at'>,
  limit: number,
  isKept = false,
): Node[] {
  const nodes: Node[] = [];
  const { length } = rows;
  for (let index = length - 1; index >= Math.max(0, length - limit); index--) {
    const row = rows.at(index)!;
    const key = `delivery ${id} ${row.id}`;
    const isGithub = service === 'github';
    nodes.push({ ask, kind: 'delivery', key, ...referenceTo(id, row.id), uri, operationId, row, isGithub, isKept });
  }
  if (length > limit) nodes.push({ ask, kind: 'more', key: `more ${id}`, id, hidden: length - limit });
  return nodes;
}

/** Takes the place of deliveries while there are none. */
export const hintNode = ({ id }: WebhookRegistration): NodeOf<'hint'> => ({
  ask,
  kind: 'hint',
  key: `hint ${id}`,
  id,
});

export const referenceTo = (id: string, deliveryId: string): Reference => ({
  id,
  deliveryId,
  deliveryIds: [deliveryId],
});

/** The label that distinguishes a webhook from others of the same trigger. */
export function targetOf({ github, request, baseUrl }: WebhookRegistration): string {
  if (github?.owner && github.repo) return `${github.owner}/${github.repo}`;
  if (github?.org) return github.org;
  return URL.canParse(request.url)
    ? `${new URL(request.url).pathname}${new URL(request.url).search}`
    : new URL(baseUrl).host;
}
