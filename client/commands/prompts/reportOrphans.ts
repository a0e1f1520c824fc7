import * as vscode from 'vscode';
import { t } from '../../common/translate';
import type { Webhooks } from '../../webhooks/webhooksApi';
import { messageOf } from '../command';
import { pickSome } from './pick';
import { Canceled } from './steps';

/** Announces at start that an earlier session may have left webhooks behind, and offers to delete them. */
export async function reportOrphans(webhooks: Webhooks): Promise<void> {
  const orphans = webhooks.orphans();
  if (orphans.length === 0) return;
  const remove = t('Delete…');
  const later = t('Later');
  const text =
    orphans.length === 1
      ? t('A webhook of "{0}" may still be at the service.', orphans[0]!.title)
      : t('{0} webhooks may still be at their services.', orphans.length);
  if ((await vscode.window.showWarningMessage(text, remove, later)) !== remove) return;
  for (const id of await choose(webhooks)) {
    await vscode.commands.executeCommand('flowWebhooks.delete', { ask: true, id });
  }
}

async function choose(webhooks: Webhooks): Promise<string[]> {
  const orphans = webhooks.orphans();
  if (orphans.length < 2) return orphans.map(({ id }) => id);
  const choices = orphans.map(({ id, title, request }) => ({
    value: id,
    label: title,
    detail: `${request.method} ${request.url}`,
    picked: true,
  }));
  try {
    return await pickSome({ title: t('Delete Webhook') }, t('Which webhooks?'), choices);
  } catch (error) {
    if (!(error instanceof Canceled)) void vscode.window.showErrorMessage(messageOf(error));
    return [];
  }
}
