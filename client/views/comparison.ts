import * as vscode from 'vscode';
import type { ChangeReport, OlderText } from '../../server/protocol/compare';
import { sameFile } from '../common/sameFile';
import { t } from '../common/translate';
import { olderScheme } from '../editor/olderVersion';
import { toRange } from '../editor/ranges';

/** A comparison to show. */
export interface ComparisonView {
  uri: vscode.Uri;
  old: OlderText;
  changes: ChangeReport[];
  /** Compares again, after the definition was saved. */
  refresh(): Promise<ChangeReport[]>;
}

const severities: Record<ChangeReport['severity'], vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/**
 * Shows what breaks flows since an older version: as a comparison of both texts, as problems of the definition, and as a
 * list. The problems are updated when the definition is saved, and removed with the comparison.
 */
export class ComparisonEditor implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly problems = vscode.languages.createDiagnosticCollection('flow-webhooks-compare');
  private readonly texts = new Map<string, string>();
  private shown: ComparisonView | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor() {
    this.subscriptions = [
      this.problems,
      vscode.workspace.registerTextDocumentContentProvider(olderScheme, this),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => void this.update(uri)),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some((tab) => this.isShownIn(tab))) this.clear();
      }),
    ];
  }

  async show(view: ComparisonView): Promise<void> {
    const { uri, old } = view;
    const changes = outermost(view.changes);
    this.clear();
    const name = vscode.workspace.asRelativePath(uri);
    if (changes.length === 0) {
      void vscode.window.showInformationMessage(
        t('Nothing in {0} breaks flows that use it, compared with {1}.', name, old.label),
      );
      return;
    }
    this.shown = { ...view, changes };
    const { shown } = this;
    this.texts.set(old.uri, old.text);
    this.setProblems(changes);
    const title = t('{0}: compare {1} with now', name, old.label);
    await vscode.commands.executeCommand('vscode.diff', vscode.Uri.parse(old.uri, true), uri, title, {
      preview: false,
    });
    const list = t('Show List');
    const clear = t('Clear');
    const chosen = await vscode.window.showWarningMessage(summaryOf(changes, name), list, clear);
    if (chosen === list) await this.pickChange();
    else if (chosen === clear && this.shown === shown) this.clear();
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Lists the changes, and opens the definition at the one that a person picks. */
  private async pickChange(): Promise<void> {
    const { shown } = this;
    if (!shown) return;
    const items = shown.changes.map((change) => ({
      label: `$(${icons[change.severity]}) ${change.operationId ?? vscode.workspace.asRelativePath(shown.uri)}`,
      description: change.path,
      detail: change.message,
      change,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: t('Changes that break flows'),
      placeHolder: t('Which change do you want to see in the definition?'),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (picked)
      await vscode.window.showTextDocument(shown.uri, { preview: false, selection: toRange(picked.change.range) });
  }

  private async update(uri: vscode.Uri): Promise<void> {
    const { shown } = this;
    if (!shown || !sameFile(shown.uri, uri)) return;
    try {
      const changes = outermost(await shown.refresh());
      if (this.shown !== shown) return;
      shown.changes = changes;
      this.setProblems(changes);
    } catch {
      // The text has syntax errors, which are reported; the last comparison stays until it parses again.
    }
  }

  private setProblems(changes: ChangeReport[]): void {
    const { uri, old } = this.shown!;
    this.problems.set(
      uri,
      changes.map((change) => toDiagnostic(change, vscode.Uri.parse(old.uri, true))),
    );
  }

  private clear(): void {
    this.problems.clear();
    this.texts.clear();
    this.shown = undefined;
  }

  private isShownIn({ input }: vscode.Tab): boolean {
    return (
      this.shown !== undefined &&
      input instanceof vscode.TabInputTextDiff &&
      input.original.toString() === vscode.Uri.parse(this.shown.old.uri, true).toString()
    );
  }
}

const icons: Record<ChangeReport['severity'], string> = {
  error: 'error',
  warning: 'warning',
  information: 'info',
  hint: 'lightbulb',
};

function toDiagnostic(
  { code, severity, message, range, oldRange, href }: ChangeReport,
  old: vscode.Uri,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(toRange(range), message, severities[severity]);
  diagnostic.source = 'flow-webhooks';
  diagnostic.code = { value: code, target: vscode.Uri.parse(href, true) };
  if (oldRange) {
    const location = new vscode.Location(old, toRange(oldRange));
    diagnostic.relatedInformation = [new vscode.DiagnosticRelatedInformation(location, t('The older version'))];
  }
  return diagnostic;
}

/** The changes without those inside another one: of an object that is gone, a person need not read each field. */
function outermost(changes: ChangeReport[]): ChangeReport[] {
  const key = ({ code, operationId }: ChangeReport, path: string): string => JSON.stringify([code, operationId, path]);
  const all = new Set(changes.map((change) => key(change, change.path)));
  const isInside = (change: ChangeReport): boolean => {
    const steps = change.path.split('/');
    return steps.some((_, index) => index > 0 && all.has(key(change, steps.slice(0, index).join('/'))));
  };
  return changes.filter((change) => !isInside(change));
}

function summaryOf(changes: ChangeReport[], name: string): string {
  const [first, ...others] = changes;
  if (first && others.length === 0) return t('One change in {0} breaks flows: {1}', name, first.message);
  const errors = changes.filter(({ severity }) => severity === 'error').length;
  return errors === changes.length
    ? t('{0} changes in {1} break flows.', errors, name)
    : t('{0} changes in {1} break flows. Errors: {2}.', changes.length, name, errors);
}
