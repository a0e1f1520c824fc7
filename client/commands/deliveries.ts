import * as vscode from 'vscode';
import type { Delivery, StoredDelivery } from '../domain/delivery';
import { type Command, need } from './command';
import { type Choice, type Frame, pickOne } from './prompts/prompts';
import { chooseRegistration, findRegistration } from './prompts/registrations';

export const deliveries: Command<{ id: string }, Delivery[]> = {
  id: 'flowWebhooks.deliveries',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, need(input, 'id'));
    return (await (await webhooks.get()).deliveries(id)).map(resultOf);
  },

  async ask({ webhooks, showDelivery }, given) {
    const registration = await chooseRegistration(webhooks, title(), given);
    const stored = await (await webhooks.get()).deliveries(registration.id);
    await showDelivery(await pickDelivery({ title: title() }, stored));
    return stored.map(resultOf);
  },
};

const title = () => vscode.l10n.t('Deliveries');

/** What scripts get to see of a delivery. */
export function resultOf(stored: StoredDelivery): Delivery {
  const { id, kind, receivedAt, method, headers, event, signature, conforms, problems, answered, origin } = stored;
  const row = { id, kind, receivedAt, method, headers, event, signature, conforms, problems, answered };
  return origin ? { ...row, origin } : row;
}

/** The latest comes first. */
export function pickDelivery(frame: Frame, stored: StoredDelivery[]): Promise<StoredDelivery> {
  if (stored.length === 0) throw new Error(vscode.l10n.t('Nothing has been delivered to this webhook yet.'));
  const choices = stored
    .toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt))
    .map(
      (delivery): Choice<StoredDelivery> => ({
        value: delivery,
        label: `$(${iconOf(delivery)}) ${delivery.event ?? delivery.kind}`,
        description: new Date(delivery.receivedAt).toLocaleString(),
      }),
    );
  return pickOne(frame, vscode.l10n.t('Which delivery?'), choices);
}

function iconOf({ kind, conforms }: StoredDelivery): string {
  if (kind === 'refused') return 'circle-slash';
  if (kind === 'handshake' || conforms === null) return 'circle-outline';
  return conforms ? 'check' : 'error';
}
