import * as vscode from 'vscode';
import type { Command } from './command';
import { sampleDefinition } from './sampleDefinition';

/** A small definition to begin with, in a document that is not saved yet. */
export const openSample: Command<object, void> = {
  id: 'flowWebhooks.openSample',
  act: open,
  ask: open,
};

async function open(): Promise<void> {
  const content = `${JSON.stringify(sampleDefinition, null, 2)}\n`;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content }));
}
