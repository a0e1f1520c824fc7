import * as vscode from 'vscode';
import { t } from '../common/translate';
import type { Draft } from '../editor/draft';
import type { Sent } from '../webhooks/webhooksApi';
import { lensTitle } from './codeLens';

const scheme = 'flow-webhooks-draft';

interface File {
  draft: Draft;
  content: Uint8Array;
  changed: number;
}

/** Payloads edited before they are sent: in-memory files of their own scheme, with a code lens that sends them. */
export class Drafts implements vscode.FileSystemProvider, vscode.CodeLensProvider, vscode.Disposable {
  private readonly files = new Map<string, File>();
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  /** Declared before the registrations below, which listen to it. */
  readonly onDidChangeFile = this.changes.event;
  private readonly disposables = [
    this.changes,
    vscode.workspace.registerFileSystemProvider(scheme, this, { isCaseSensitive: true }),
    vscode.languages.registerCodeLensProvider({ scheme }, this),
  ];
  private count = 0;

  async open(draft: Draft): Promise<void> {
    const name = draft.name.replace(/[^\w.-]+/g, '-').slice(0, 60);
    const uri = vscode.Uri.from({ scheme, path: `/${++this.count}/${name}.${draft.isJson ? 'json' : 'txt'}` });
    this.files.set(uri.path, { draft, content: new TextEncoder().encode(draft.text), changed: Date.now() });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
  }

  /** Sends the text of the draft, saved or not; the one in the active editor if no URI is given. */
  send(uri: string | undefined): Promise<Sent | undefined> {
    const wanted = uri ?? vscode.window.activeTextEditor?.document.uri.toString();
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === wanted);
    const file = document?.uri.scheme === scheme ? this.files.get(document.uri.path) : undefined;
    if (!document || !file) {
      throw new Error(t('There is nothing to send here. Run "Replay Delivery" or "Send Example Delivery" first.'));
    }
    return file.draft.send(document.getText());
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const draft = this.files.get(uri.path)?.draft;
    if (!draft) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const given = { ask: true, uri: uri.toString() };
    return [
      new vscode.CodeLens(top, {
        title: lensTitle(draft.action),
        command: 'flowWebhooks.sendDraft',
        arguments: [given],
      }),
    ];
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { content, changed } = this.find(uri);
    return { type: vscode.FileType.File, ctime: changed, mtime: changed, size: content.length };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.find(uri).content;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    Object.assign(this.find(uri), { content, changed: Date.now() });
    this.changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  /** Throws for drafts of an earlier session, which are gone. */
  private find(uri: vscode.Uri): File {
    const file = this.files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }
}
