import * as vscode from 'vscode';
import type { Command } from './command';

/** Opens the walkthrough at the step that is next. */
export const openWalkthrough: Command<object, void> = {
  id: 'flowWebhooks.openWalkthrough',
  act: open,
  ask: open,
};

async function open({ extensionId }: { extensionId: string }): Promise<void> {
  // As contributed in package.json.
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#start`, false);
}
