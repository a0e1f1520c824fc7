import * as vscode from 'vscode';
import { definitionSelector } from '../editor/definitionDocuments';
import type { LanguageServer } from '../editor/languageClient';
import { coalesce } from './coalesce';

/** Minimum time between two updates, in milliseconds. */
const updateMs = 200;

/** The context key with the URIs of the open documents that the server calls definitions, for `resource in …`. */
const definitionsKey = 'flow-webhooks.definitions';

/** Keeps the menus of editors by what the server calls a definition, whatever its file's name, untitled ones included. */
export class OpenDefinitions implements vscode.Disposable {
  private readonly disposables: vscode.Disposable[];
  private readonly update = coalesce(updateMs, () => void this.set());
  private last = '';
  /** Counts the looks: one that ends after a later one began says nothing any more. */
  private look = 0;

  constructor(private readonly server: LanguageServer) {
    this.disposables = [
      this.update,
      vscode.window.onDidChangeVisibleTextEditors(() => this.update()),
      vscode.workspace.onDidCloseTextDocument(() => this.update()),
      server.onTriggersChanged(() => this.update()),
    ];
    this.update();
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private async set(): Promise<void> {
    this.look += 1;
    const { look } = this;
    const shown = vscode.window.visibleTextEditors.map(({ document }) => document);
    const candidates = shown.filter((document) => vscode.languages.match(definitionSelector, document) > 0);
    const found = await Promise.all(candidates.map(async (document) => ((await this.isOne(document)) ? document : [])));
    if (look !== this.look) return;
    const uris = new Map(found.flat().map(({ uri }) => [uri.toString(), uri]));
    const all = [...uris.keys()].sort().join('\n');
    if (all === this.last) return;
    this.last = all;
    // As URIs, which the editor turns into its own: in a remote, a file here has another scheme there.
    void vscode.commands.executeCommand('setContext', definitionsKey, [...uris.values()]);
  }

  private async isOne(document: vscode.TextDocument): Promise<boolean> {
    if (!this.server.watches(document)) return false;
    try {
      return (await this.server.listTriggers(document.uri)).isDefinition;
    } catch {
      return false;
    }
  }
}
