/**
 * What VS Code loads in every window. It registers, for as long as the window lives, what must be there from the start:
 * commands, the view, restored panels and the return of a sign-in. The extension itself, which serves them all, is a bundle
 * of its own and loaded with the first thing that needs it: one of these, a definition in the window, or webhooks of an
 * earlier window, which must be received.
 *
 * Imports next to nothing, so that a window without a connector costs next to nothing.
 */
import { type FSWatcher, watch } from 'node:fs';
import * as vscode from 'vscode';
import { t } from './common/translate';
import {
  definitionFiles,
  findDefinitionFiles,
  isNextToDefinition,
  mayBeDefinition,
  mayHaveBecomeDefinition,
} from './editor/definitionDocuments';
import { useChosenLanguage } from './editor/language';
import { storagePlaces } from './editor/storageFolder';
import { lostLanguage } from './editor/untitled';
import type { Node } from './views/tree/nodes';
import { previewType, webhooksView } from './views/viewIds';
import { ledgerName, leftIn } from './webhooks/leftWebhooks';

type Extension = typeof import('./extension');
type Running = ReturnType<Extension['activate']>;

/** Maximum number of files with the name of a definition that are looked at, one of which has to end as such. */
const maxFiles = 50;

let loader: Loader | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const rowsChanged = new vscode.EventEmitter<Node | Node[] | undefined>();
  const ours = new Loader((extension) => {
    const running = extension.activate(context, view);
    running.tree.onDidChangeTreeData((nodes) => rowsChanged.fire(nodes));
    return running;
  }, context.extensionPath);
  loader = ours;
  const load = () => ours.load();
  const view = vscode.window.createTreeView<Node>(webhooksView, {
    treeDataProvider: {
      onDidChangeTreeData: rowsChanged.event,
      getChildren: async (node) => (await load()).tree.getChildren(node),
      getTreeItem: async (node) => (await load()).tree.getTreeItem(node),
      resolveTreeItem: async (item, node) => (await load()).tree.resolveTreeItem(item, node),
    },
    showCollapseAll: true,
    manageCheckboxStateManually: true,
  });
  context.subscriptions.push(
    rowsChanged,
    view,
    ...commandsOf(context.extension).map((id) =>
      vscode.commands.registerCommand(id, async (argument: unknown) => (await load()).run(id, argument)),
    ),
    vscode.window.registerUriHandler({ handleUri: async (uri) => (await load()).handleUri(uri) }),
    vscode.window.registerWebviewPanelSerializer(previewType, {
      deserializeWebviewPanel: async (panel, state: unknown) => (await load()).restorePreview(panel, state),
    }),
    ...loadFor(context, ours),
  );
}

export async function deactivate(): Promise<void> {
  await loader?.close();
}

const commandsOf = ({ packageJSON }: vscode.Extension<unknown>): string[] =>
  packageJSON.contributes.commands.map(({ command }: { command: string }) => command);

/** Loads the extension, at most once unless it fails. */
class Loader {
  private running: Promise<Running> | undefined;
  private extension: Extension | undefined;
  private hasFailed = false;

  /** @param folder the folder of the extension */
  constructor(
    private readonly start: (extension: Extension) => Running,
    private readonly folder: string,
  ) {}

  get isLoading(): boolean {
    return this.running !== undefined;
  }

  /** Rejects, with a message for people, where the extension can't be loaded; the next call tries again. */
  load(): Promise<Running> {
    this.running ??= this.loadNow().catch((error) => {
      this.running = undefined;
      this.hasFailed = true;
      throw error;
    });
    return this.running;
  }

  /** Loads for what is in the window. Nobody waits for that, so a failure is shown, and only a person has it tried again. */
  loadUnasked(): void {
    if (this.isLoading || this.hasFailed) return;
    this.load().catch((error: Error) => void this.report(error));
  }

  async close(): Promise<void> {
    await this.running?.catch(() => {});
    await this.extension?.deactivate();
  }

  private async loadNow(): Promise<Running> {
    try {
      this.extension = await import('./extension');
      return this.start(this.extension);
    } catch (error) {
      console.error(error);
      this.translate();
      throw new Error(
        t(
          "Flow Webhooks can't start: {0}. Reload the window; if that doesn't help, reinstall the extension.",
          error instanceof Error ? error.message : String(error),
        ),
      );
    }
  }

  /** Only where something has to be said. An extension without its files, which is then the reason, says it in English. */
  private translate(): void {
    try {
      useChosenLanguage(this.folder);
    } catch (error) {
      console.error(error);
    }
  }

  private async report({ message }: Error): Promise<void> {
    const again = t('Try Again');
    const reload = t('Reload Window');
    const chosen = await vscode.window.showErrorMessage(message, again, reload);
    if (chosen === reload) await vscode.commands.executeCommand('workbench.action.reloadWindow');
    if (chosen === again) await this.load().catch((error: Error) => this.report(error));
  }
}

/** Loads the extension once the window has something for it: now, or later. */
function loadFor({ globalStorageUri }: vscode.ExtensionContext, loader: Loader): vscode.Disposable[] {
  const loadIf = (isNeeded: boolean) => {
    if (isNeeded) loader.loadUnasked();
  };
  const lookAtFiles = async () => {
    if (loader.isLoading || !vscode.workspace.workspaceFolders) return;
    // Where the editor can't search, definitions count once they are open.
    const found = await findDefinitionFiles(maxFiles).catch(() => []);
    loadIf(found.length > 0);
  };
  const files = vscode.workspace.createFileSystemWatcher(definitionFiles, false, true, true);
  const left = new LeftWebhooks(globalStorageUri.fsPath, () => loader.loadUnasked());
  loadIf(vscode.workspace.textDocuments.some(isForUs) || vscode.window.tabGroups.all.some(hasTabOfOurs));
  void lookAtFiles();
  void left.look();
  return [
    files,
    left,
    files.onDidCreate(() => void lookAtFiles()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void lookAtFiles()),
    vscode.workspace.onDidOpenTextDocument((document) => loadIf(!loader.isLoading && isForUs(document))),
    vscode.workspace.onDidChangeTextDocument((change) => loadIf(!loader.isLoading && mayHaveBecomeDefinition(change))),
  ];
}

const isForUs = (document: vscode.TextDocument): boolean =>
  mayBeDefinition(document) || isNextToDefinition(document) || lostLanguage(document) !== undefined;

/** True where an earlier window had a delivery, a draft or a comparison of ours open: the extension provides their texts. */
const hasTabOfOurs = ({ tabs }: vscode.TabGroup): boolean =>
  tabs.some(({ input }) => {
    if (input instanceof vscode.TabInputText) return isOurs(input.uri);
    return input instanceof vscode.TabInputTextDiff && (isOurs(input.original) || isOurs(input.modified));
  });

const isOurs = ({ scheme }: vscode.Uri): boolean => scheme.startsWith('flow-webhooks');

/** Looks for webhooks of other windows, earlier ones and those to come. */
class LeftWebhooks implements vscode.Disposable {
  private watcher: FSWatcher | undefined;
  private isDisposed = false;

  constructor(
    private readonly globalStorage: string,
    private readonly load: () => void,
  ) {}

  async look(): Promise<void> {
    const { folder, earlier } = storagePlaces(this.globalStorage);
    const left = await leftIn(earlier === undefined ? [folder] : [folder, earlier]);
    if (this.isDisposed || left === 'nothing') return;
    if (left === 'webhooks') this.load();
    else this.wait(folder);
  }

  dispose(): void {
    this.isDisposed = true;
    this.watcher?.close();
  }

  /** Nothing is registered now. Once another window has registered something, this one must be able to take it over. */
  private wait(folder: string): void {
    if (this.watcher) return;
    void vscode.commands.executeCommand('setContext', 'flow-webhooks.hasStorage', true);
    try {
      this.watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === ledgerName) void this.look();
      });
      // As where the system's limit of watches is used up: then it is for the next window to take over.
      this.watcher.on('error', () => {});
    } catch {}
  }
}
