import * as vscode from 'vscode';
import { t } from '../../common/translate';

/** Time in milliseconds after which a command no longer waits for trust: the person has turned to something else. */
const patience = 120_000;

/** The latest command that waits for trust. */
let waiting: vscode.Disposable | undefined;

/** Opens VS Code's page on workspace trust. Once the workspace is trusted, closes the page and goes on. */
export async function afterTrust(goOn: () => Promise<unknown>): Promise<void> {
  waiting?.dispose();
  const before = new Set(pages().map(({ label }) => label));
  const granted = vscode.workspace.onDidGrantWorkspaceTrust(async () => {
    waiting?.dispose();
    await closeTrustPage(before);
    await goOn();
  });
  const timer = setTimeout(() => waiting?.dispose(), patience);
  waiting = new vscode.Disposable(() => {
    clearTimeout(timer);
    granted.dispose();
  });
  void vscode.window.showInformationMessage(
    t(
      'Webhooks are registered and received only in trusted workspaces. The command continues once you trust this one.',
    ),
  );
  await vscode.commands.executeCommand('workbench.trust.manage');
}

/** VS Code's own pages, such as its settings: the API gives no input for them. */
const pages = (): vscode.Tab[] =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(({ input }) => input === undefined));

/** @param before the labels of the pages that were open already */
async function closeTrustPage(before: ReadonlySet<string>): Promise<void> {
  const opened = pages().filter(({ label }) => !before.has(label));
  if (opened.length > 0) await vscode.window.tabGroups.close(opened);
  // In recent versions, the page lies above the window and is not a tab.
  else if ((await vscode.commands.getCommands()).includes(closeModal)) await vscode.commands.executeCommand(closeModal);
}

const closeModal = 'workbench.action.closeModalEditor';
