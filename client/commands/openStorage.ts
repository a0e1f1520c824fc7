import * as vscode from 'vscode';
import type { Command } from './command';

/** Opens the folder of the webhooks and their deliveries; a script gets its path. */
export const openStorage: Command<object, { folder: string }> = {
  id: 'flowWebhooks.openStorage',

  act: async ({ webhooks }) => ({ folder: (await webhooks.get()).storageFolder }),

  async ask({ webhooks }) {
    const { storageFolder: folder } = await webhooks.get();
    const uri = vscode.Uri.file(folder);
    // The file manager of the person's computer can't show a folder of another one.
    const isElsewhere = vscode.env.remoteName !== undefined || vscode.env.uiKind === vscode.UIKind.Web;
    if (isElsewhere) await vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
    else await vscode.commands.executeCommand('revealFileInOS', uri);
    return { folder };
  },
};
