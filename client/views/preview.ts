import * as vscode from 'vscode';
import type { Range } from '../../server/protocol/document';
import type { Preview } from '../../server/protocol/preview';
import type { LanguageServer } from '../editor/languageClient';
import { toRange } from '../editor/ranges';
import type { FromPreviewPage, PreviewState, ToPreviewPage } from './messages/preview';
import { WebviewPage } from './webviewPage';

const viewType = 'flowWebhooks.preview';
const memoryKey = 'preview';

/** The cursor may race over lines; the page follows where it comes to rest. */
const settleMs = 60;

interface Shown {
  uri: vscode.Uri;
  /** Chosen by the person, or last shown. */
  trigger: string | undefined;
  /** The last one of a text without faults. */
  good: Preview | undefined;
}

/** What makers see of a trigger, beside the editor: it follows the text and the cursor. */
export class TriggerPreview implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private page: WebviewPage<ToPreviewPage, FromPreviewPage> | undefined;
  private isReady = false;
  private shown: Shown | undefined;
  private latest = 0;
  private switches = 0;
  private settling: NodeJS.Timeout | undefined;
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
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        // Without a kind nobody moved it: it was this page that showed a place.
        if (kind !== undefined && this.isShown(textEditor.document.uri)) this.followCursor(textEditor);
      }),
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state: PreviewState | undefined) => {
          // The page's own state is as old as the editor's last saving of its layout.
          const last = this.memory.get<PreviewState>(memoryKey) ?? state;
          if (!last || this.panel) return panel.dispose();
          this.shown = { uri: vscode.Uri.parse(last.uri), trigger: last.trigger, good: undefined };
          this.adopt(panel);
        },
      }),
    ];
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
        return reveal(this.shown.uri, message.range);
      case 'newTrigger':
        return vscode.commands.executeCommand('flowWebhooks.newTrigger', { ask: true, uri: this.shown.uri.toString() });
    }
  }

  private isShown(uri: vscode.Uri): boolean {
    return this.panel !== undefined && this.shown?.uri.toString() === uri.toString();
  }

  /** Another definition came to the front. */
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
      // It was closed meanwhile: the one before stays.
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
    // What recovery makes of a text with a fault would flicker while somebody types: the last good one stays.
    const sameCard = !preview.card || preview.card.id === shown.good?.card?.id;
    const stale = preview.fault !== undefined && shown.good !== undefined && sameCard;
    const visible = stale ? { ...shown.good!, fault: preview.fault } : preview;
    shown.trigger = visible.card?.id ?? shown.trigger;
    this.remember(shown);
    const file = shown.uri.path.split('/').at(-1) ?? '';
    this.panel.title = vscode.l10n.t('Preview: {0}', visible.card?.title ?? file);
    if (this.isReady) this.page?.send({ type: 'show', preview: visible, file, stale });
  }

  /** For a window that is reloaded. */
  private remember({ uri, trigger }: Shown): void {
    const last = this.memory.get<PreviewState>(memoryKey);
    const state: PreviewState = { uri: uri.toString(), trigger };
    if (last?.uri !== state.uri || last.trigger !== state.trigger) void this.memory.update(memoryKey, state);
  }
}

function open(): vscode.WebviewPanel {
  const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
  return vscode.window.createWebviewPanel(viewType, vscode.l10n.t('Trigger Preview'), column);
}

function cursorIn(uri: vscode.Uri): vscode.Position | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.uri.toString() === uri.toString() ? editor.selection.active : undefined;
}

async function reveal(uri: vscode.Uri, range: Range): Promise<void> {
  const selection = toRange(range);
  const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const editor = await vscode.window.showTextDocument(
    visible?.document ?? (await vscode.workspace.openTextDocument(uri)),
    {
      viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One,
      selection: new vscode.Range(selection.start, selection.start),
    },
  );
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
