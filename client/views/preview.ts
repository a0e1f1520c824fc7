import * as vscode from 'vscode';
import type { Range } from '../../server/protocol/document';
import type { Preview } from '../../server/protocol/preview';
import { sameFile } from '../common/sameFile';
import { t } from '../common/translate';
import { copyText } from '../editor/clipboard';
import type { LanguageServer } from '../editor/languageClient';
import { toRange } from '../editor/ranges';
import type { FromPreviewPage, PreviewState, ToPreviewPage } from './messages/preview';
import { previewType } from './viewIds';
import { WebviewPage } from './webviewPage';

const memoryKey = 'preview';

/** Time that the cursor must rest before the page follows it, in milliseconds. */
const settleMs = 60;

interface Shown {
  uri: vscode.Uri;
  /** Id of the trigger chosen by the person, or shown last. */
  trigger: string | undefined;
  /** The last preview of a text without syntax errors. */
  good: Preview | undefined;
}

/** Shows a trigger as flow makers see it, next to the editor, following text and cursor. */
export class TriggerPreview implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private page: WebviewPage<ToPreviewPage, FromPreviewPage> | undefined;
  private isReady = false;
  private shown: Shown | undefined;
  private latest = 0;
  private switches = 0;
  private settling: NodeJS.Timeout | undefined;
  /**
   * Where this page has just put the cursor, which it does not follow. The kind of a selection would not tell: in VS Code 1.96,
   * a person's jump to a line has none, either.
   */
  private revealed: vscode.Position | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly extension: vscode.Uri,
    private readonly server: LanguageServer,
    private readonly memory: vscode.Memento,
  ) {
    this.subscriptions = [
      server.onTriggersChanged((uri) => {
        if (this.isShown(uri)) void this.refresh();
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.follow(editor)),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (!this.isShown(textEditor.document.uri)) return;
        const isRevealed = this.revealed?.isEqual(textEditor.selection.active) ?? false;
        this.revealed = undefined;
        if (!isRevealed) this.followCursor(textEditor);
      }),
    ];
  }

  /** Takes over a panel of an earlier window. @param state what the page had the editor keep, a {@link PreviewState} */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    // The page's state may be older than ours: the editor saves it with its layout.
    const last = this.memory.get<PreviewState>(memoryKey) ?? (state as PreviewState | undefined);
    if (!last || this.panel) {
      panel.dispose();
      return;
    }
    this.shown = { uri: vscode.Uri.parse(last.uri), trigger: last.trigger, good: undefined };
    this.adopt(panel);
  }

  async show(uri: string, trigger?: string): Promise<void> {
    const resource = vscode.Uri.parse(uri, true);
    this.shown = { uri: resource, trigger, good: undefined };
    if (this.panel) this.panel.reveal(undefined, true);
    else this.adopt(open());
    await this.refresh(trigger === undefined ? cursorIn(resource) : undefined);
  }

  dispose(): void {
    clearTimeout(this.settling);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel?.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extension, 'media', 'preview-light.svg'),
      dark: vscode.Uri.joinPath(this.extension, 'media', 'preview-dark.svg'),
    };
    const page = new WebviewPage<ToPreviewPage, FromPreviewPage>(panel.webview, this.extension, 'preview', {
      receive: (message) => this.receive(message),
      ready: () => {
        this.isReady = true;
        void this.refresh();
      },
    });
    this.panel = panel;
    this.page = page;
    panel.onDidDispose(() => {
      page.dispose();
      this.panel = undefined;
      this.page = undefined;
      this.isReady = false;
      this.shown = undefined;
    });
  }

  private receive(message: FromPreviewPage): unknown {
    if (!this.shown) return undefined;
    switch (message.type) {
      case 'choose':
        this.shown.trigger = message.trigger;
        return this.refresh();
      case 'reveal':
        this.revealed = toRange(message.range).start;
        return reveal(this.shown.uri, message.range);
      case 'copy':
        return copyText(message.expression);
      case 'newTrigger':
        return vscode.commands.executeCommand('flowWebhooks.newTrigger', { ask: true, uri: this.shown.uri.toString() });
    }
  }

  private isShown(uri: vscode.Uri): boolean {
    return this.panel !== undefined && this.shown !== undefined && sameFile(this.shown.uri, uri);
  }

  /** Switches to another definition when its editor becomes active. */
  private follow(editor: vscode.TextEditor | undefined): void {
    if (!this.panel || !editor || this.isShown(editor.document.uri) || !this.server.watches(editor.document)) return;
    void this.switchTo(editor);
  }

  private async switchTo({ document, selection }: vscode.TextEditor): Promise<void> {
    this.switches += 1;
    const turn = this.switches;
    try {
      const { isDefinition } = await this.server.preview(document.uri, {});
      if (!isDefinition || !this.panel || turn !== this.switches) return;
      this.shown = { uri: document.uri, trigger: undefined, good: undefined };
      await this.refresh(selection.active);
    } catch {
      // The document was closed meanwhile: keep showing the previous one.
    }
  }

  private followCursor({ selection }: vscode.TextEditor): void {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => void this.refresh(selection.active), settleMs);
  }

  private async refresh(position?: vscode.Position): Promise<void> {
    const { shown } = this;
    if (!shown || !this.panel) return;
    this.latest += 1;
    const turn = this.latest;
    const preview = await this.server
      .preview(shown.uri, { trigger: shown.trigger, ...(position && { position }) })
      .catch(() => undefined);
    if (!preview || turn !== this.latest || this.shown !== shown || !this.panel) return;
    if (!preview.fault) shown.good = preview;
    // A preview of recovered text would flicker while typing: keep the last good one.
    const sameCard = !preview.card || preview.card.id === shown.good?.card?.id;
    const stale = preview.fault !== undefined && shown.good !== undefined && sameCard;
    const visible = stale ? { ...shown.good!, fault: preview.fault } : preview;
    shown.trigger = visible.card?.id ?? shown.trigger;
    this.remember(shown);
    const file = shown.uri.path.split('/').at(-1) ?? '';
    this.panel.title = t('Preview: {0}', visible.card?.title ?? file);
    if (this.isReady) this.page?.send({ type: 'show', preview: visible, file, stale });
  }

  /** Saves the shown trigger for a reloaded window. */
  private remember({ uri, trigger }: Shown): void {
    const last = this.memory.get<PreviewState>(memoryKey);
    const state: PreviewState = { uri: uri.toString(), trigger };
    if (last?.uri !== state.uri || last.trigger !== state.trigger) void this.memory.update(memoryKey, state);
  }
}

function open(): vscode.WebviewPanel {
  const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
  return vscode.window.createWebviewPanel(previewType, t('Trigger Preview'), column);
}

function cursorIn(uri: vscode.Uri): vscode.Position | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && sameFile(editor.document.uri, uri) ? editor.selection.active : undefined;
}

async function reveal(uri: vscode.Uri, range: Range): Promise<void> {
  const selection = toRange(range);
  const visible = vscode.window.visibleTextEditors.find(({ document }) => sameFile(document.uri, uri));
  const editor = await vscode.window.showTextDocument(
    visible?.document ?? (await vscode.workspace.openTextDocument(uri)),
    {
      viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One,
      selection: new vscode.Range(selection.start, selection.start),
    },
  );
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
