import * as vscode from 'vscode';
import { safeFileName } from '../common/fileName';
import { t } from '../common/translate';
import type { StoredDelivery } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';
import { providers } from '../providers';
import { readBody } from '../receiver/store/readBody';
import { isSentFromHere } from '../webhooks/deliveries/origin';
import type { Action, Copyable } from './messages/delivery';
import { referenceTo } from './tree/nodes';

/** The actions offered for an open delivery. */
export interface DeliveryActions {
  /** True when the extension has the command, named without its prefix. */
  has(command: string): boolean;
  run(action: string, registration: WebhookRegistration, delivery: StoredDelivery): Promise<void>;
  /** @param pointer JSON pointer of a place in the payload */
  copy(what: Copyable, delivery: StoredDelivery, pointer: string): Promise<void>;
}

interface Offer {
  command: string;
  action: Action;
  fits: boolean;
}

/** @param isDeleted true when the webhook was deleted: nothing can be sent to it, or asked of its service */
export function actionsOf(
  registration: WebhookRegistration,
  delivery: StoredDelivery,
  { has }: DeliveryActions,
  isDeleted: boolean,
): Action[] {
  const isOnGithub = registration.service === 'github' && delivery.headers['x-github-delivery'] !== undefined;
  const isRedeliverable = isOnGithub && delivery.kind !== 'handshake' && !isSentFromHere(delivery) && !isDeleted;
  const isDelivery = delivery.kind === 'delivery';
  const offer = (command: string, label: string, icon: string, fits: boolean): Offer => ({
    command,
    fits,
    action: { id: command, label, icon },
  });
  const offers = [
    offer('replay', t('Replay'), 'debug-rerun', isDelivery && !isDeleted),
    offer('redeliver', t('Redeliver'), 'redo', isRedeliverable),
    offer('forward', t('Forward'), 'arrow-right', isDelivery && !isDeleted),
    offer('confirmSubscription', t('Confirm subscription'), 'check', asksConfirmation(delivery) && !isDeleted),
    offer(
      'setSignature',
      t('Custom HMAC…'),
      'key',
      delivery.signature === 'invalid' && registration.signed && !isDeleted,
    ),
    offer('setSignature', t('Verify Signatures'), 'key', delivery.signature === 'unknown' && !isDeleted),
    offer('updateSchema', t('Update schema'), 'symbol-structure', isDelivery),
    offer('openDefinition', t('Open definition'), 'go-to-file', true),
    offer('saveDelivery', t('Save as fixture'), 'save-as', true),
  ].filter(({ command, fits }) => fits && has(command));
  return [
    ...offers.map(({ action }) => action),
    { id: 'copyAsCurl', label: t('Copy as cURL'), icon: 'terminal' },
    ...(delivery.bytes > 0 ? [{ id: 'save', label: t('Save body'), icon: 'save' }] : []),
    { id: 'text', label: t('Open as text'), icon: 'file-code' },
    { id: 'clearDelivery', label: t('Clear'), icon: 'trash' },
  ];
}

/** True when a service sends nothing until the person has an address in this handshake opened. */
const asksConfirmation = ({ kind, headers }: StoredDelivery): boolean =>
  kind === 'handshake' && providers.some(({ confirmation }) => confirmation?.isAsked(headers));

/**
 * @param declared the extension's commands, with their prefix
 * @param openText shows the delivery as a document
 */
export function deliveryActions(
  declared: string[],
  openText: (delivery: StoredDelivery) => Promise<void>,
): DeliveryActions {
  const prefix = 'flowWebhooks.';
  const known = new Set(declared);
  return {
    has: (command) => known.has(prefix + command),
    async copy(what, { registrationId, id }, pointer) {
      const about = { ask: true, id: registrationId, deliveryId: id, pointer };
      await vscode.commands.executeCommand(copyCommands[what], about);
    },
    async run(action, registration, delivery) {
      switch (action) {
        case 'save':
          return saveBody(delivery);
        case 'text':
          return openText(delivery);
        default: {
          const { id, uri, operationId } = registration;
          const about = { ask: true, ...referenceTo(id, delivery.id), uri, operationId };
          await vscode.commands.executeCommand(prefix + action, about);
        }
      }
    },
  };
}

const copyCommands: Record<Copyable, string> = {
  value: 'flowWebhooks.copyValue',
  path: 'flowWebhooks.copyPath',
  expression: 'flowWebhooks.copyExpression',
};

async function saveBody(delivery: StoredDelivery): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = fileName(delivery);
  const target = await vscode.window.showSaveDialog({
    title: t('Save Body'),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (target) await vscode.workspace.fs.writeFile(target, await readBody(delivery));
}

function fileName({ event, receivedAt, headers }: StoredDelivery): string {
  const name = safeFileName(event ?? '', 'delivery');
  return `${name}-${receivedAt.replace(/\D/g, '').slice(0, 17)}.${ending(headers['content-type'] ?? '')}`;
}

function ending(contentType: string): string {
  if (/[/+]json/i.test(contentType)) return 'json';
  if (/[/+]xml/i.test(contentType)) return 'xml';
  return /^text\/|urlencoded/i.test(contentType) ? 'txt' : 'bin';
}
