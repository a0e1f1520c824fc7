import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  Command,
  type Connection,
  DiagnosticSeverity,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  type MarkupContent,
  MarkupKind,
  PositionEncodingKind,
  ResponseError,
  type ServerCapabilities,
  TextDocumentSyncKind,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { DiagnosticsPublisher } from './diagnostics';
import type { OpenDocument } from './documents/document';
import type { PayloadChecker } from './engine/payload';
import { type ClientSupport, noSupport, supportOf } from './features/clientSupport';
import { codeActions, fixAllKind } from './features/codeActions';
import { reportChanges } from './features/compare/report';
import { type CompletionEngine, complete } from './features/complete';
import { completeProperties } from './features/completeProperties';
import { DeliveryObservations } from './features/contract/observations';
import { updateSchema } from './features/contract/updateSchema';
import { convertActions, convertOpenApi } from './features/convertOpenApi';
import { placeExpression } from './features/designer/expressions';
import { exportDefinition } from './features/exportDefinition';
import { hover } from './features/hover';
import { hoverProperties } from './features/hoverProperties';
import { listTriggers } from './features/listTriggers';
import { LoadedSchemas } from './features/loadedSchemas';
import {
  definitionAt,
  links,
  referenceLenses,
  referencesAt,
  rename,
  renameInProperties,
  renameRange,
} from './features/navigate';
import { propertiesActions, scriptActions } from './features/neighborActions';
import { planTrigger } from './features/newTrigger/plan';
import { newTrigger } from './features/newTrigger/write';
import { plainText } from './features/plainText';
import { preview } from './features/preview';
import { foldingRanges, selectionRanges } from './features/ranges';
import { documentSymbols, symbolList, workspaceSymbols } from './features/symbols';
import { definitionOf, validate } from './features/validate';
import type { Files } from './files';
import type { Definition } from './model/definition';
import { isOpenApi3 } from './model/isDefinition';
import { propertiesName } from './model/properties';
import { iconName } from './model/propertiesFile';
import type { DocumentParams } from './protocol/document';
import { definitionNames, inAnyCase } from './protocol/fileNames';
import type { NewTriggerParams } from './protocol/newTrigger';
import type { ObservedDelivery, SchemaReport, UnsubscribeReport } from './protocol/payloads';
import {
  Notifications,
  type ParamsOf,
  type RequestName,
  Requests,
  type ResultOf,
  type ServerOptions,
} from './protocol/requests';
import { say, setTexts, type Texts } from './texts/say';
import { NotOpenError, type ReadDocument, Workspace, type WorkspaceDocument } from './workspace';

/** The effects and engines that the handlers use; faked in tests. */
export interface ServerDependencies {
  files: Files;
  /** Checks payloads in a worker; its time limits are its own. */
  payloads: PayloadChecker;
  completions: CompletionEngine;
  /** The texts in a language, by its BCP 47 tag; undefined where they are English. */
  texts?(language: string): Texts | undefined;
}

/** The state that the handlers of one connection share. */
interface Session {
  connection: Connection;
  deps: ServerDependencies;
  workspace: Workspace;
  diagnostics: DiagnosticsPublisher;
  observations: DeliveryObservations;
  loaded: LoadedSchemas;
  /** What the client has declared. */
  support: ClientSupport;
}

/** Serves a client over a connection: each handler fetches the document, calls a pure function and returns. */
export function connect(connection: Connection, deps: ServerDependencies): void {
  const workspace = new Workspace(deps.files);
  const observations = new DeliveryObservations(deps.payloads, (uri) => recheck(session, uri), deps.files.rules);
  const diagnostics = new DiagnosticsPublisher(connection, workspace, observations);
  const loaded = new LoadedSchemas(deps.files.rules);
  const session: Session = { connection, deps, workspace, diagnostics, observations, loaded, support: noSupport };
  handleLifecycle(session);
  handleDocuments(session);
  handleObservations(session);
  handleLanguageFeatures(session);
  handleNavigation(session);
  handleCustomRequests(session);
}

function handleLifecycle(session: Session): void {
  const { connection, deps, workspace, diagnostics } = session;
  let canRegisterConfiguration = false;
  let canWatch = false;

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    workspace.options = optionsIn(params.initializationOptions);
    setTexts(deps.texts?.(workspace.options.language ?? params.locale ?? 'en'));
    session.support = supportOf(params.capabilities);
    const { textDocument, workspace: supported } = params.capabilities;
    const pulls = textDocument?.diagnostic !== undefined;
    diagnostics.configure({
      pulls,
      canRefresh: supported?.diagnostics?.refreshSupport === true,
      support: session.support,
    });
    canWatch = supported?.didChangeWatchedFiles?.dynamicRegistration === true;
    canRegisterConfiguration = supported?.didChangeConfiguration?.dynamicRegistration === true;
    return {
      serverInfo: { name: 'flow-webhooks' },
      capabilities: capabilitiesFor(workspace.options, pulls, session.support),
    };
  });

  connection.onInitialized(() => {
    if (canRegisterConfiguration) void connection.client.register(DidChangeConfigurationNotification.type);
    if (canWatch) {
      void connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [propertiesName, iconName, ...definitionNames].map((name) => ({
          globPattern: `**/${inAnyCase(name)}`,
        })),
      });
    }
    const { profile, rules } = workspace.options;
    if (session.support.configuration && profile === undefined && rules === undefined) void askForSettings(session);
  });

  connection.onShutdown(() => {
    diagnostics.close();
    return deps.payloads.close();
  });

  connection.onDidChangeConfiguration(({ settings }: { settings?: { flowWebhooks?: unknown } | null }) => {
    const changed = settings?.flowWebhooks;
    // Most clients only say that something has changed.
    if (changed === undefined && session.support.configuration) void askForSettings(session);
    else useSettings(session, changed);
  });
}

/** Asks the client for its settings, and checks again with them. */
async function askForSettings(session: Session): Promise<void> {
  try {
    useSettings(session, await session.connection.workspace.getConfiguration('flowWebhooks'));
  } catch (error) {
    session.connection.console.log(`The settings could not be read: ${(error as Error).message}`);
  }
}

/** Takes over the settings that the client has, and checks all documents again. */
function useSettings({ workspace, diagnostics }: Session, settings: unknown): void {
  const { options } = workspace;
  const { profile = options.profile, rules = options.rules } = optionsIn(settings);
  workspace.options = { ...options, profile, rules };
  diagnostics.recheck(workspace.checked);
}

/** The options that a client sends, which people write by hand in some editors: without values of another type. */
function optionsIn(written: unknown): ServerOptions {
  if (typeof written !== 'object' || written === null) return {};
  const options: ServerOptions = { ...written };
  if (options.profile !== 'certification' && options.profile !== 'custom') delete options.profile;
  if (typeof options.rules !== 'object' || options.rules === null) delete options.rules;
  if (typeof options.language !== 'string') delete options.language;
  if (!Array.isArray(options.hostOwns)) delete options.hostOwns;
  return options;
}

/** The name of the command that clients without literals of code actions get: it applies the edit in its argument. */
const applyEditCommand = 'flowWebhooks.server.applyEdit';

const actionKinds = [
  CodeActionKind.QuickFix,
  CodeActionKind.RefactorExtract,
  CodeActionKind.RefactorInline,
  CodeActionKind.RefactorRewrite,
  fixAllKind,
];

function capabilitiesFor(
  { showReferencesCommand }: ServerOptions,
  pulls: boolean,
  support: ClientSupport,
): ServerCapabilities {
  const sendsCommands = !support.codeActionLiterals && support.applyEdit;
  return {
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    completionProvider: { triggerCharacters: ['"', ':', '/', '-', ' '] },
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    renameProvider: support.prepareRename ? { prepareProvider: true } : true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    documentLinkProvider: {},
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    // A click on a lens runs a command of the client, which only the client can name.
    ...(showReferencesCommand && { codeLensProvider: {} }),
    codeActionProvider: support.codeActionLiterals ? { codeActionKinds: actionKinds } : sendsCommands,
    ...(sendsCommands && { executeCommandProvider: { commands: [applyEditCommand] } }),
    ...(pulls && {
      diagnosticProvider: { identifier: 'flow-webhooks', interFileDependencies: true, workspaceDiagnostics: false },
    }),
  };
}

function handleDocuments({ connection, workspace, diagnostics }: Session): void {
  const changed = (uri: string): void =>
    diagnostics.neighborChanged([...workspace.forgetProperties(uri), ...workspace.dependentsOf(uri)]);

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    diagnostics.schedule(workspace.open(uri, languageId, version, text));
    changed(uri);
  });

  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const entry = workspace.update(uri, version, contentChanges);
    if (!entry) return;
    diagnostics.schedule(entry);
    changed(uri);
  });

  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    if (!workspace.close(uri)) return;
    diagnostics.clear(uri);
    changed(uri);
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) changed(uri);
  });

  if (connection.languages) {
    connection.languages.diagnostics.on(async ({ textDocument }, token) => {
      await readWaitingMessages(token);
      return diagnostics.report(textDocument.uri);
    });
  }
}

function handleObservations(session: Session): void {
  const { connection, workspace, observations, loaded } = session;

  connection.onNotification(Notifications.deliveryObserved, async (delivery: ObservedDelivery) => {
    try {
      await observations.note(delivery);
    } catch (error) {
      connection.console.log(`A delivery was not compared: ${(error as Error).message}`);
      return;
    }
    recheck(session, delivery.uri);
  });

  connection.onNotification(Notifications.unsubscribeChecked, (report: UnsubscribeReport) => {
    observations.noteCheck(report);
    recheck(session, report.uri);
  });

  connection.onNotification(Notifications.schemaLoaded, (report: SchemaReport) => {
    loaded.note(report);
    // A preview that is open shows the tokens.
    const open = workspace.options.announceTriggers ? workspace.get(report.uri) : undefined;
    if (open) void connection.sendNotification(Notifications.triggersChanged, { uri: open.document.uri });
  });
}

/** Checks a document again after something was observed about it; without effect when it is not open. */
function recheck({ workspace, diagnostics }: Session, uri: string): void {
  const entry = workspace.get(uri);
  if (entry) diagnostics.recheck([entry]);
}

function handleLanguageFeatures(session: Session): void {
  const { connection, deps, workspace, observations, loaded } = session;
  connection.onCompletion(async ({ textDocument, position }, token) => {
    await readWaitingMessages(token);
    const entry = workspace.get(textDocument.uri);
    const properties = entry && workspace.propertiesFile(entry);
    if (properties) {
      const { definition } = properties.file ?? {};
      const items = completeProperties(entry.document, definition, entry.document.offsetAt(position), session.support);
      return { isIncomplete: false, items };
    }
    if (!entry || !workspace.isDefinition(entry)) return null;
    const { document } = entry;
    if (isOpenApi3(document.tree.root)) return null;
    const { version } = document;
    const definition = workspace.definition(entry);
    const items = await complete(document, definition, document.offsetAt(position), deps.completions, session.support);
    if (token.isCancellationRequested || document.version !== version) throw cancelled();
    return { isIncomplete: false, items };
  });

  connection.onHover(async ({ textDocument, position }, token) => {
    await readWaitingMessages(token);
    const entry = workspace.get(textDocument.uri);
    const properties = entry && workspace.propertiesFile(entry);
    if (properties)
      return fitHover(
        session,
        hoverProperties(entry.document, properties.file?.definition, entry.document.offsetAt(position)),
      );
    if (!entry || !workspace.isDefinition(entry)) return null;
    const { document } = entry;
    const offset = document.offsetAt(position);
    const hasScript = () => workspace.hasScript(document.uri);
    return fitHover(session, hover(document, workspace.definition(entry), offset, loaded.of(document.uri), hasScript));
  });

  connection.onFoldingRanges(({ textDocument }, token) =>
    withDefinition(workspace, textDocument.uri, token, ({ document }, definition) =>
      foldingRanges(document, definition.root),
    ),
  );

  connection.onSelectionRanges(({ textDocument, positions }, token) =>
    withDefinition(workspace, textDocument.uri, token, ({ document }, definition) =>
      selectionRanges(document, definition.root, positions),
    ),
  );

  connection.onCodeAction(async ({ textDocument, range, context }, token) => {
    await readWaitingMessages(token);
    const { diagnostics, only } = context;
    const asked = { range, diagnostics, only, options: workspace.options };
    const script = workspace.script(textDocument.uri);
    if (script) {
      const { definition } = workspace.definitionNextTo(textDocument.uri) ?? {};
      return scriptActions(script.document, definition, asked).flatMap((action) => fitAction(session, action));
    }
    const entry = workspace.get(textDocument.uri);
    const properties = entry && workspace.propertiesFile(entry);
    if (properties)
      return propertiesActions(entry.document, properties.file, asked).flatMap((action) => fitAction(session, action));
    if (entry && isOpenApi3(entry.document.tree.root) && workspace.isDefinition(entry)) {
      const converting = convertActions(entry.document, diagnostics, only, workspace.options.convertCommand);
      return converting.flatMap((action) => fitAction(session, action));
    }
    return withDefinition(workspace, textDocument.uri, token, ({ document }, definition) => {
      const actions = codeActions(
        document,
        definition,
        range,
        context.diagnostics,
        context.only,
        observations.findings(document.uri, definition),
        workspace.options,
      );
      return actions.flatMap((action) => fitAction(session, action));
    });
  });

  connection.onExecuteCommand(async ({ command, arguments: [edit] = [] }) => {
    if (command !== applyEditCommand || !edit) throw new ResponseError(ErrorCodes.InvalidParams, 'Unknown command.');
    await connection.workspace.applyEdit(edit as WorkspaceEdit);
    return null;
  });
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

function handleNavigation(session: Session): void {
  const { connection, workspace } = session;
  connection.onDefinition(({ textDocument, position }, token) =>
    withDefinition(workspace, textDocument.uri, token, ({ document }, definition) =>
      definitionAt(document, definition, document.offsetAt(position)),
    ),
  );

  connection.onReferences(({ textDocument, position, context }, token) =>
    withDefinition(workspace, textDocument.uri, token, ({ document }, definition) =>
      referencesAt(document, definition, document.offsetAt(position), context.includeDeclaration),
    ),
  );

  connection.onPrepareRename(({ textDocument, position }, token) =>
    withDefinition(workspace, textDocument.uri, token, ({ document }, definition) => {
      const found = renameRange(document, definition, document.offsetAt(position));
      return found && { range: document.range(found.span), placeholder: found.placeholder };
    }),
  );

  connection.onRenameRequest(({ textDocument, position, newName }, token) =>
    withDefinition(workspace, textDocument.uri, token, ({ document }, definition) => {
      try {
        const offset = document.offsetAt(position);
        const inProperties = renameInProperties(document, definition, offset, newName);
        const changes = {
          [document.uri]: rename(document, definition, offset, newName),
          ...(inProperties && { [inProperties.uri]: inProperties.edits }),
        };
        return versioned(workspace, { changes }, session.support);
      } catch (error) {
        throw toRequestFailure(error);
      }
    }),
  );

  connection.onDocumentSymbol(({ textDocument }, token) =>
    withDefinition(workspace, textDocument.uri, token, ({ document }, definition) =>
      session.support.symbolTree
        ? documentSymbols(document, definition, session.support.symbolKinds)
        : symbolList(document, definition, session.support.symbolKinds),
    ),
  );

  connection.onWorkspaceSymbol(async ({ query }, token) => {
    await readWaitingMessages(token);
    return [...workspace.all].flatMap((entry) => {
      const definition = workspace.isDefinition(entry) ? workspace.definition(entry) : undefined;
      return definition
        ? workspaceSymbols(entry.document, definition, query, session.support.workspaceSymbolKinds)
        : [];
    });
  });

  connection.onDocumentLinks(({ textDocument }, token) =>
    withDefinition(workspace, textDocument.uri, token, ({ document }, definition) => links(document, definition)),
  );

  connection.onCodeLens(({ textDocument }, token) =>
    withDefinition(workspace, textDocument.uri, token, ({ document }, definition) =>
      referenceLenses(document, definition).map(({ range, uses }) => ({
        range,
        command: {
          title: uses.length === 1 ? say('1 reference') : say`${uses.length} references`,
          command: uses.length > 0 ? workspace.options.showReferencesCommand! : '',
          arguments: [document.uri, range.start, uses.map((use) => ({ uri: document.uri, range: use }))],
        },
      })),
    ),
  );
}

/** The result for an open definition; null for any other document. */
async function withDefinition<T>(
  workspace: Workspace,
  uri: string,
  token: CancellationToken,
  resultFor: (entry: WorkspaceDocument, definition: Definition) => T,
): Promise<T | null> {
  await readWaitingMessages(token);
  const entry = workspace.get(uri);
  const definition = entry && workspace.isDefinition(entry) ? workspace.definition(entry) : undefined;
  return entry && definition ? resultFor(entry, definition) : null;
}

function handleCustomRequests({ connection, deps: { payloads }, workspace, loaded }: Session): void {
  const onRequest = <Name extends RequestName>(
    name: Name,
    resultFor: (params: ParamsOf<Name>) => ResultOf<Name> | Promise<ResultOf<Name>>,
  ): void => {
    connection.onRequest(name, async (params: ParamsOf<Name>, token: CancellationToken) => {
      await readWaitingMessages(token);
      return resultFor(params);
    });
  };

  const read = (params: DocumentParams): ReadDocument => {
    try {
      return workspace.read(params);
    } catch (error) {
      throw error instanceof NotOpenError ? new ResponseError(ErrorCodes.InvalidParams, error.message) : error;
    }
  };

  /** The document that the trigger is written into; undefined when it is to be a new one. */
  const targetOf = ({ uri, ...params }: NewTriggerParams): OpenDocument | undefined =>
    uri === undefined ? undefined : read({ ...params, uri }).document;

  onRequest(Requests.listTriggers, (params) => {
    const { document, version, isDefinition, definition } = read(params);
    const triggers = definition ? listTriggers(document, definition, workspace.hasScript(params.uri)) : [];
    return { uri: params.uri, version, isDefinition, triggers };
  });

  onRequest(Requests.preview, (params) => {
    const { document, version, isDefinition, definition } = read(params);
    return { uri: params.uri, version, isDefinition, ...preview(document, definition, params, loaded.of(params.uri)) };
  });

  onRequest(Requests.expression, (params) =>
    withReadableFailure(() => placeExpression(read(params).definition, params, loaded.of(params.uri))),
  );

  onRequest(Requests.draftTrigger, (params) => {
    const document = targetOf(params);
    return planTrigger(document, document && definitionOf(document), params).draft;
  });

  onRequest(Requests.newTrigger, (params) => withReadableFailure(() => newTrigger(targetOf(params), params)));

  onRequest(Requests.inferSchema, async (params) => {
    const { document, version } = read(params);
    const before = document.version;
    const inferred = await withReadableFailure(() => updateSchema(document, params, payloads));
    if (document.version !== before) {
      throw new ResponseError(LSPErrorCodes.ContentModified, say('The definition was edited meanwhile: try again.'));
    }
    return { ...inferred, version };
  });

  onRequest(Requests.compare, (params) =>
    withReadableFailure(() => {
      const { document, version, definition } = read(params);
      if (!definition) throw new Error(say('This is not a connector definition, so there is nothing to compare.'));
      return { version, changes: reportChanges({ document, definition }, params.old, workspace.options) };
    }),
  );

  onRequest(Requests.checkDefinition, (params) => {
    const { document, definition } = read(params);
    const found = validate(document, definition, { profile: params.profile, rules: workspace.options.rules });
    const errors = found.filter(({ severity }) => severity === DiagnosticSeverity.Error);
    return {
      errors: errors
        .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character)
        .map(({ message, range }) => ({ message, range })),
      warnings: found.filter(({ severity }) => severity === DiagnosticSeverity.Warning).length,
    };
  });

  onRequest(Requests.exportDefinition, (params) =>
    withReadableFailure(() => ({ text: exportDefinition(read(params).document) })),
  );

  onRequest(Requests.convertOpenApi, (params) => withReadableFailure(() => convertOpenApi(read(params).document)));

  onRequest(Requests.checkPayload, (params) => payloads.check(params));
  onRequest(Requests.checkPayloads, (params) => payloads.checkAll(params));
  onRequest(Requests.examplePayload, (params) => payloads.example(params));
}

/** Fails with {@link toRequestFailure} where the action throws a message that is written for people. */
async function withReadableFailure<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof ResponseError ? error : toRequestFailure(error);
  }
}

/**
 * The response for a failure whose message is for people: clients show it, and do not log it as a fault of the server.
 */
const toRequestFailure = (error: unknown): ResponseError<void> =>
  new ResponseError(LSPErrorCodes.RequestFailed, (error as Error).message);

/**
 * Lets the messages that wait be read first, among which may be the cancellation of this very request.
 *
 * @throws {ResponseError} when it was cancelled.
 */
async function readWaitingMessages(token: CancellationToken): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (token.isCancellationRequested) throw cancelled();
}

function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
}
