import * as vscode from 'vscode';
import type { PayloadPlace, StoredDelivery } from '../../domain/delivery';
import { type CommandContext, type Given, requireProperty } from '../command';

/** A place in the payload of a delivery. */
export interface PlaceInput {
  id: string;
  deliveryId: string;
  /** JSON pointer; empty for the whole payload. */
  pointer: string;
}

/** Reads the place that a command is about. Throws where the payload has no such place. */
export async function findPlace(
  { webhooks, payloadPlace }: CommandContext,
  input: Given<PlaceInput>,
): Promise<{ delivery: StoredDelivery; place: PayloadPlace }> {
  const id = requireProperty(input, 'id');
  const pointer = input.pointer ?? '';
  const delivery = await (await webhooks.get()).delivery(id, requireProperty(input, 'deliveryId'));
  const place = await payloadPlace(delivery, pointer);
  if (!place) throw new Error(vscode.l10n.t('The payload has no place {0}.', pointer));
  return { delivery, place };
}

/** Copies a text, and shows the beginning of it in the status bar. */
export async function copyText(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  const line = text.replace(/\s+/g, ' ');
  const shown = line.length > maxShown ? `${line.slice(0, maxShown)}…` : line;
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) Copied {0}', shown), shownMs);
}

/** Maximum number of characters of what was copied in the status bar. */
const maxShown = 80;
/** How long the status bar shows it, in milliseconds. */
const shownMs = 5_000;
