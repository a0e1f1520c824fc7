import * as vscode from 'vscode';
import { safeFileName } from '../common/fileName';
import { t } from '../common/translate';
import { type Command, inBackground, requireProperty } from './command';
import { cancellable } from './prompts/cancellable';
import { chooseWithDeliveries, findWithDeliveries } from './prompts/registrations';

export const exportHar: Command<{ id: string }, string> = {
  id: 'flowWebhooks.exportHar',

  async act({ webhooks, extensionVersion }, input) {
    const { id } = await findWithDeliveries(webhooks, requireProperty(input, 'id'));
    return (await webhooks.get()).har(id, extensionVersion);
  },

  async ask({ webhooks, extensionVersion }, given) {
    const title = t('Export Deliveries as HAR');
    const { id, operationId } = await chooseWithDeliveries(webhooks, title, given);
    const all = await webhooks.get();
    const har = await cancellable(title, (signal, progress) => all.har(id, extensionVersion, { signal, progress }));
    const name = `${safeFileName(operationId, 'deliveries')}.har`;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const file = await vscode.window.showSaveDialog({
      title,
      filters: { 'HTTP Archive': ['har'] },
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    });
    if (!file) return undefined;
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(har));
    inBackground(offerToOpen(file));
    return har;
  },
};

async function offerToOpen(file: vscode.Uri): Promise<void> {
  const open = t('Open');
  const about = t('The deliveries were exported without secrets, but they may contain personal data.');
  if ((await vscode.window.showInformationMessage(about, open)) === open) await vscode.window.showTextDocument(file);
}
