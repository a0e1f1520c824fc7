import { type Connection, type Diagnostic, DocumentDiagnosticReportKind } from 'vscode-languageserver';
import { type ClientSupport, diagnostics, fullSupport } from './languageService';
import { Notifications, type TriggersChangedParams } from './protocol/requests';
import type { Workspace, WorkspaceDocument, WorkspaceScript } from './workspace';

type Checked = WorkspaceDocument | WorkspaceScript;

/** How the client takes diagnostics. */
export interface DiagnosticsCapabilities {
  /** The client pulls them; otherwise they are pushed. Never both. */
  pulls: boolean;
  /** The client pulls again when it is asked to. */
  canRefresh: boolean;
  support: ClientSupport;
}

/** Pushes the findings of open documents to the client, or has the client pull them. */
export class DiagnosticsPublisher {
  private capabilities: DiagnosticsCapabilities = { pulls: false, canRefresh: false, support: fullSupport };
  /** Documents that are checked once the waiting messages have been read. */
  private readonly scheduled = new Set<Checked>();

  constructor(
    private readonly connection: Connection,
    private readonly workspace: Workspace,
  ) {}

  configure(capabilities: DiagnosticsCapabilities): void {
    this.capabilities = capabilities;
  }

  /** Checks a document after the messages that wait, so that of many edits in a row only the last is checked. */
  schedule(entry: Checked): void {
    if (this.scheduled.has(entry)) return;
    this.scheduled.add(entry);
    setTimeout(() => {
      // Closed in the meantime: the connection may be gone.
      if (this.scheduled.delete(entry)) this.publish(entry);
    }, 0);
  }

  /** Drops the checks that wait: a server that shuts down sends nothing more. */
  close(): void {
    this.scheduled.clear();
  }

  /** Checks documents again whose findings changed for another reason than an edit of their text. */
  recheck(entries: Iterable<Checked>): void {
    if (this.capabilities.pulls) this.refresh();
    else for (const entry of entries) this.schedule(entry);
  }

  /** Checks documents again that depend on a changed file next to them; the triggers of definitions are announced again, too. */
  neighborChanged(entries: Checked[]): void {
    for (const entry of entries) this.schedule(entry);
    if (entries.length > 0 && this.capabilities.pulls) this.refresh();
  }

  /** Removes the pushed findings of a closed document. */
  clear(uri: string): void {
    if (!this.capabilities.pulls) void this.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** The report for a client that pulls; empty for a document that is not open. */
  report(uri: string): { kind: typeof DocumentDiagnosticReportKind.Full; items: Diagnostic[] } {
    const entry = this.workspace.get(uri) ?? this.workspace.script(uri);
    return { kind: DocumentDiagnosticReportKind.Full, items: entry ? this.fittedDiagnosticsOf(entry) : [] };
  }

  private refresh(): void {
    if (this.capabilities.canRefresh) this.connection.languages.diagnostics.refresh();
  }

  private publish(entry: Checked): void {
    const { uri, version } = entry.document;
    // The document may have been closed, or opened again, in the meantime.
    if ((this.workspace.get(uri) ?? this.workspace.script(uri)) !== entry) return;
    if (!this.capabilities.pulls) {
      void this.connection.sendDiagnostics({
        uri,
        ...(this.capabilities.support.diagnosticVersion && { version }),
        diagnostics: this.fittedDiagnosticsOf(entry),
      });
    }
    if (this.workspace.options.announceTriggers && 'model' in entry && this.workspace.isDefinition(entry)) {
      const params: TriggersChangedParams = { uri };
      void this.connection.sendNotification(Notifications.triggersChanged, params);
    }
  }

  private fittedDiagnosticsOf(entry: Checked): Diagnostic[] {
    return this.diagnosticsOf(entry).map((one) => fitted(one, this.capabilities.support));
  }

  private diagnosticsOf({ document: { uri } }: Checked): Diagnostic[] {
    const file = this.workspace.file(uri);
    return file ? diagnostics(file, this.workspace.options) : [];
  }
}

/** A diagnostic without what the client has not declared. */
function fitted(diagnostic: Diagnostic, { relatedInformation, codeDescription }: ClientSupport): Diagnostic {
  if (relatedInformation && codeDescription) return diagnostic;
  const kept = { ...diagnostic };
  if (!relatedInformation) delete kept.relatedInformation;
  if (!codeDescription) delete kept.codeDescription;
  return kept;
}
