import { basename, isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { InferredSchema } from '../../server/protocol/payloads';
import { t } from '../common/translate';

const scheme = 'flow-webhooks-preview';

/** Compares a document with its edited text and asks whether to apply the edits: by buttons in a notification, and in the title. */
export class EditPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  /** Pending questions by preview URI, in the order they were asked. */
  private readonly waiting = new Map<string, (isWanted: boolean) => void>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  private count = 0;

  /** Resolves to true when the person applies the change; closing the comparison discards it. Then closes the comparison. */
  async confirm(
    uri: vscode.Uri,
    edits: InferredSchema['edits'],
    title: string,
    breaking: string[] = [],
  ): Promise<boolean> {
    const document = await vscode.workspace.openTextDocument(uri);
    // The same file name, which determines the language.
    const preview = vscode.Uri.from({ scheme, path: uri.path, query: String(++this.count) });
    this.texts.set(preview.toString(), edited(document, edits));
    await vscode.commands.executeCommand('vscode.diff', uri, preview, title, { preview: false });
    const answered = new Promise<boolean>((resolve) => this.waiting.set(preview.toString(), resolve));
    const closing = vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      if (closed.some((tab) => isOf(tab, preview))) this.waiting.get(preview.toString())?.(false);
    });
    const question = askWithButtons(questionFor(nameOf(uri), breaking));
    try {
      return await Promise.race([answered, question.answered]);
    } finally {
      await question.hide();
      closing.dispose();
      this.waiting.delete(preview.toString());
      await closeTab(preview);
      this.texts.delete(preview.toString());
    }
  }

  /** Answers the comparison with that URI or of that document; the latest one if no URI is given. */
  answer(uri: string | undefined, isWanted: boolean): void {
    const isMeant = (preview: string) =>
      uri === undefined || vscode.Uri.parse(preview).path === vscode.Uri.parse(uri).path;
    const latest = [...this.waiting.keys()].findLast(isMeant);
    const answer = this.waiting.get(uri ?? '') ?? this.waiting.get(latest ?? '');
    if (!answer) {
      throw new Error(t('There is no change to apply or to discard. Run "Update Notification Schema" first.'));
    }
    answer(isWanted);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    this.registration.dispose();
  }
}

/** Asks in a notification; without an answer there, the promise stays open: the title has the same buttons. */
function askWithButtons(question: string): { answered: Promise<boolean>; hide(): Promise<void> } {
  const apply = t('Apply');
  let isAnswered = false;
  const answered = new Promise<boolean>((resolve) => {
    void vscode.window.showInformationMessage(question, apply, t('Discard')).then((chosen) => {
      isAnswered = true;
      if (chosen !== undefined) resolve(chosen === apply);
    });
  });
  return {
    answered,
    // The editor has no way to close a notification; a question that was answered elsewhere goes out of sight.
    hide: async () => {
      if (isAnswered) return;
      await vscode.commands.executeCommand('notifications.hideToasts');
      await vscode.commands.executeCommand('notifications.hideList');
    },
  };
}

/** The file's path in the workspace; elsewhere its name, since a whole path would fill the question. */
function nameOf(uri: vscode.Uri): string {
  const path = vscode.workspace.asRelativePath(uri);
  return isAbsolute(path) ? basename(path) : path;
}

/** @param breaking a sentence for each change that breaks flows */
function questionFor(name: string, breaking: string[]): string {
  const [first, ...others] = breaking;
  if (first === undefined) return t('Apply this change to {0}?', name);
  if (others.length === 0) return t('Apply this change to {0}? It breaks flows: {1}', name, first);
  return t('Apply this change to {0}? It breaks flows in {1} places. The first: {2}', name, breaking.length, first);
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

const isOf = ({ input }: vscode.Tab, preview: vscode.Uri) =>
  input instanceof vscode.TabInputTextDiff && input.modified.toString() === preview.toString();

async function closeTab(preview: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => isOf(tab, preview));
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}
