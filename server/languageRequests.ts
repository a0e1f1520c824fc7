import {
  type CancellationToken,
  type CodeAction,
  Command,
  ErrorCodes,
  type Hover,
  type MarkupContent,
  MarkupKind,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { applyEditCommand } from './capabilities';
import {
  type ClientSupport,
  completion,
  declaration,
  fixes,
  flatSymbols,
  folding,
  formatting,
  hover,
  lenses,
  links,
  type ParsedFile,
  plainText,
  references,
  rename,
  renameable,
  selections,
  symbols,
  workspaceSymbols,
} from './languageService';
import { canceled, readWaitingMessages, type Session, toRequestFailure } from './session';
import type { Workspace } from './workspace';

/** Handles the requests of LSP. */
export function handleLanguageRequests(session: Session): void {
  handleCompletion(session);
  handleCodeActions(session);
  handleFormatting(session);
  handleReading(session);
  handleNavigation(session);
}

function handleCompletion(session: Session): void {
  const { connection, deps } = session;
  connection.onCompletion(async ({ textDocument, position }, token) => {
    const file = await fileAt(session, textDocument.uri, token);
    if (!file) return null;
    const { document } = file;
    const { version } = document;
    const items = await completion(file, position, deps.yaml, session.support);
    if (token.isCancellationRequested || document.version !== version) throw canceled();
    return items && { isIncomplete: false, items };
  });
}

function handleCodeActions(session: Session): void {
  const { connection, workspace } = session;
  connection.onCodeAction(async ({ textDocument, range, context }, token) => {
    const file = await fileAt(session, textDocument.uri, token);
    const { diagnostics, only } = context;
    const actions = file && fixes(file, { range, diagnostics, only, options: workspace.options });
    return actions ? actions.flatMap((action) => fitAction(session, action)) : null;
  });

  connection.onExecuteCommand(async ({ command, arguments: [edit] = [] }) => {
    if (command !== applyEditCommand || !edit) throw new ResponseError(ErrorCodes.InvalidParams, 'Unknown command.');
    await connection.workspace.applyEdit(edit as WorkspaceEdit);
    return null;
  });
}

function handleFormatting(session: Session): void {
  const { connection, deps } = session;
  connection.onDocumentFormatting(async ({ textDocument, options }, token) => {
    const file = await fileAt(session, textDocument.uri, token);
    if (!file) return null;
    const { version } = file.document;
    try {
      const edits = await formatting(file, options.tabSize, deps.yaml);
      if (token.isCancellationRequested || file.document.version !== version) throw canceled();
      return edits;
    } catch (error) {
      throw error instanceof ResponseError ? error : toRequestFailure(error);
    }
  });
}

function handleReading(session: Session): void {
  const { connection } = session;
  connection.onHover(({ textDocument, position }, token) =>
    withFile(session, textDocument.uri, token, (file) => fitHover(session, hover(file, position))),
  );
  connection.onFoldingRanges(({ textDocument }, token) => withFile(session, textDocument.uri, token, folding));
  connection.onSelectionRanges(({ textDocument, positions }, token) =>
    withFile(session, textDocument.uri, token, (file) => selections(file, positions)),
  );
  connection.onDocumentSymbol(({ textDocument }, token) =>
    withFile(session, textDocument.uri, token, (file) =>
      session.support.symbolTree ? symbols(file, session.support) : flatSymbols(file, session.support),
    ),
  );
  connection.onDocumentLinks(({ textDocument }, token) => withFile(session, textDocument.uri, token, links));
  connection.onCodeLens(({ textDocument }, token) =>
    withFile(session, textDocument.uri, token, (file) =>
      lenses(file, session.workspace.options.showReferencesCommand ?? ''),
    ),
  );
}

function handleNavigation(session: Session): void {
  const { connection, workspace } = session;
  connection.onDefinition(({ textDocument, position }, token) =>
    withFile(session, textDocument.uri, token, (file) => declaration(file, position)),
  );
  connection.onReferences(({ textDocument, position, context }, token) =>
    withFile(session, textDocument.uri, token, (file) => references(file, position, context.includeDeclaration)),
  );
  connection.onPrepareRename(({ textDocument, position }, token) =>
    withFile(session, textDocument.uri, token, (file) => renameable(file, position)),
  );
  connection.onRenameRequest(({ textDocument, position, newName }, token) =>
    withFile(session, textDocument.uri, token, (file) => {
      try {
        const edit = rename(file, position, newName);
        return edit && versioned(workspace, edit, session.support);
      } catch (error) {
        throw toRequestFailure(error);
      }
    }),
  );
  connection.onWorkspaceSymbol(async ({ query }, token) => {
    await readWaitingMessages(session, token);
    const files = [...workspace.all].flatMap(({ document }) => workspace.file(document.uri) ?? []);
    return files.flatMap((file) => workspaceSymbols(file, query, session.support));
  });
}

/** The open file that a request is about, after the messages that wait were read. */
async function fileAt(session: Session, uri: string, token: CancellationToken): Promise<ParsedFile | undefined> {
  await readWaitingMessages(session, token);
  return session.workspace.file(uri);
}

/** The result for an open file; null for one that is not open, or is no file of a connector. */
async function withFile<T>(
  session: Session,
  uri: string,
  token: CancellationToken,
  resultFor: (file: ParsedFile) => T | null,
): Promise<T | null> {
  const file = await fileAt(session, uri, token);
  return file ? resultFor(file) : null;
}

/** A hover as the client can show it. */
function fitHover({ support }: Session, hover: Hover | null): Hover | null {
  if (!hover || support.hoverFormat === MarkupKind.Markdown) return hover;
  const { value } = hover.contents as MarkupContent;
  return { ...hover, contents: { kind: MarkupKind.PlainText, value: plainText(value) } };
}

/** A code action as the client can take it: for one without literals a command, where that can do the same. */
function fitAction({ workspace, support }: Session, action: CodeAction): (CodeAction | Command)[] {
  const edit = action.edit && versioned(workspace, action.edit, support);
  if (support.codeActionLiterals) {
    const { isPreferred, ...kept } = action;
    const isMarked = isPreferred !== undefined && support.preferredActions;
    return [{ ...kept, ...(edit && { edit }), ...(isMarked && { isPreferred }) }];
  }
  if (action.command) return [action.command];
  return support.applyEdit && edit ? [Command.create(action.title, applyEditCommand, edit)] : [];
}

/** An edit for the versions of the documents that the server has read, where the client can check them. */
function versioned(workspace: Workspace, edit: WorkspaceEdit, { versionedEdits }: ClientSupport): WorkspaceEdit {
  if (!versionedEdits || !edit.changes) return edit;
  return {
    documentChanges: Object.entries(edit.changes).map(([uri, edits]) => ({
      textDocument: { uri, version: workspace.get(uri)?.document.version ?? null },
      edits,
    })),
  };
}
