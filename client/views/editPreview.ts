import * as vscode from 'vscode';
import type { InferredSchema } from '../../server/protocol';

const scheme = 'flow-webhooks-preview';

/** Shows what edits would make of a document, beside what it is, and asks. */
export class EditPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  private count = 0;

  /** Resolves with what the person says; the comparison is closed by then. */
  async confirm(uri: vscode.Uri, edits: InferredSchema['edits'], title: string): Promise<boolean> {
    const document = await vscode.workspace.openTextDocument(uri);
    // The same name: the language is told from it.
    const preview = vscode.Uri.from({ scheme, path: uri.path, query: String(++this.count) });
    this.texts.set(preview.toString(), edited(document, edits));
    await vscode.commands.executeCommand('vscode.diff', uri, preview, title, { preview: true });
    const apply = vscode.l10n.t('Apply');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t('Apply this change to {0}?', vscode.workspace.asRelativePath(uri)),
      apply,
      vscode.l10n.t('Discard'),
    );
    await closeTab(preview);
    this.texts.delete(preview.toString());
    return answer === apply;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    this.registration.dispose();
  }
}

function edited(document: vscode.TextDocument, edits: InferredSchema['edits']): string {
  const spans = edits.map(({ range, newText }) => ({
    start: document.offsetAt(new vscode.Position(range.start.line, range.start.character)),
    end: document.offsetAt(new vscode.Position(range.end.line, range.end.character)),
    newText,
  }));
  return spans
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end), document.getText());
}

async function closeTab(preview: vscode.Uri): Promise<void> {
  const isPreview = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputTextDiff && input.modified.toString() === preview.toString();
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isPreview);
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}
