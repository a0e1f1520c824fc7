/**
 * What VS Code loads in every window. It loads the extension itself with the first thing that it is needed for: a document
 * that may be a definition, one of its commands, its view, or webhooks of an earlier window, which must be received.
 *
 * Imports nothing else of the client, so that a window without a connector costs next to nothing.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isNextToDefinition, mayBeDefinition } from './editor/definitionDocuments';
import { storagePlaces } from './editor/storageFolder';
import { previewType, webhooksView } from './views/viewIds';

type Extension = typeof import('./extension');
type Running = ReturnType<Extension['activate']>;

let extension: Extension | undefined;
let running: Promise<Running> | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const placeholders: vscode.Disposable[] = [];
  const load = (): Promise<Running> => {
    running ??= start(context, placeholders);
    return running;
  };
  placeholders.push(...placeholdersOf(context, load));
  context.subscriptions.push({ dispose: () => vscode.Disposable.from(...placeholders).dispose() });
  if (hasWebhooks(context) || vscode.workspace.textDocuments.some(isForUs)) void load();
}

export async function deactivate(): Promise<void> {
  await running;
  await extension?.deactivate();
}

async function start(context: vscode.ExtensionContext, placeholders: vscode.Disposable[]): Promise<Running> {
  extension = await import('./extension');
  // The extension registers the same commands and views. A view is gone only when its disposal has ended: until then, VS Code
  // would take the new one with it.
  await Promise.all(placeholders.splice(0).map((placeholder) => placeholder.dispose()));
  return extension.activate(context);
}

const isForUs = (document: vscode.TextDocument): boolean => mayBeDefinition(document) || isNextToDefinition(document);

/** True when an earlier window left webhooks, or calls whose outcome is not known. */
function hasWebhooks({ globalStorageUri }: vscode.ExtensionContext): boolean {
  const { folder, earlier = folder } = storagePlaces(globalStorageUri.fsPath);
  return [folder, earlier].some((place) => existsSync(join(place, 'registrations.jsonl')));
}

/** The placeholders of the extension until it is loaded. */
function placeholdersOf(context: vscode.ExtensionContext, load: () => Promise<Running>): vscode.Disposable[] {
  const commands: { command: string }[] = context.extension.packageJSON.contributes.commands;
  return [
    ...commands.map(({ command }) =>
      vscode.commands.registerCommand(command, async (...given: unknown[]) => {
        await load();
        return vscode.commands.executeCommand(command, ...given);
      }),
    ),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (isForUs(document)) void load();
    }),
    // A document grows into a definition, too.
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (isForUs(document)) void load();
    }),
    vscode.window.createTreeView<vscode.TreeItem>(webhooksView, {
      treeDataProvider: {
        // Asked for when the view is shown. Not awaited: the view is not disposed of while it waits for its rows.
        getChildren: () => {
          void load();
          return [];
        },
        getTreeItem: (item) => item,
      },
    }),
    vscode.window.registerUriHandler({
      handleUri: async (uri) => (await load()).handleUri(uri),
    }),
    vscode.window.registerWebviewPanelSerializer(previewType, {
      deserializeWebviewPanel: async (panel, state: unknown) => (await load()).restorePreview(panel, state),
    }),
  ];
}
