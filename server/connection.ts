import {
  type CancellationToken,
  CodeActionKind,
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  PositionEncodingKind,
  ResponseError,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { OpenDocument } from './documents/document';
import type { PayloadChecker } from './engine/payload';
import { codeActions, fixAllKind } from './features/codeActions';
import { type CompletionEngine, complete } from './features/complete';
import { Observations } from './features/contract/observations';
import { updateSchema } from './features/contract/updateSchema';
import { exportDefinition } from './features/exportDefinition';
import { hover } from './features/hover';
import { listTriggers } from './features/listTriggers';
import {
  definitionAt,
  links,
  referenceLenses,
  referencesAt,
  rename,
  renameInProperties,
  renameRange,
} from './features/navigate';
import { planTrigger } from './features/newTrigger/plan';
import { newTrigger } from './features/newTrigger/write';
import { preview } from './features/preview';
import { foldingRanges, selectionRanges } from './features/ranges';
import { documentSymbols, workspaceSymbols } from './features/symbols';
import { definitionOf, validate } from './features/validate';
import { type Files, propertiesBeside } from './files';
import type { Definition } from './model/definition';
import { isDefinition } from './model/isDefinition';
import { type ConnectorProperties, propertiesName, propertiesOf } from './model/properties';
import type { DocumentParams } from './protocol/document';
import type { NewTrigger, NewTriggerParams, TriggerDraft } from './protocol/newTrigger';
import type {
  CheckPayloadParams,
  CheckPayloadsParams,
  ExamplePayload,
  ExamplePayloadParams,
  InferredSchema,
  InferSchemaParams,
  ObservedDelivery,
  PayloadReport,
  UnsubscribeReport,
} from './protocol/payloads';
import type { Preview, PreviewParams } from './protocol/preview';
import {
  type ExportedDefinition,
  Notifications,
  Requests,
  type ServerOptions,
  type TriggersChangedParams,
} from './protocol/requests';
import type { ListTriggersParams, TriggerList } from './protocol/triggers';

/** What the handlers need from outside; faked in tests. */
export interface ServerDependencies {
  files: Files;
  payloads: PayloadChecker;
  completions: CompletionEngine;
}

interface Entry {
  document: OpenDocument;
  besideProperties: boolean | undefined;
  /** Of `apiProperties.json` beside it, read when first needed and anew when that file changes; null where none. */
  properties: ConnectorProperties | null | undefined;
  /** The model of the version it was made for. */
  model: { version: number; definition: Definition | undefined } | undefined;
  /** A push is under way for the version at its time. */
  scheduled: boolean;
}

interface Read {
  document: OpenDocument;
  /** Null where the document came as text. */
  version: number | null;
  isDefinition: boolean;
  definition: Definition | undefined;
}

/** Answers a client over a connection: each handler fetches the document, calls a pure function and returns. */
export function connect(connection: Connection, deps: ServerDependencies): void {
  const entries = new Map<string, Entry>();
  const observations = new Observations(deps.payloads, (uri) => observedAnew(uri));
  let options: ServerOptions = {};
  let pulls = false;
  let canRefresh = false;
  let canRegisterConfiguration = false;
  let canWatch = false;

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    options = { ...(params.initializationOptions as ServerOptions | undefined) };
    const { textDocument, workspace } = params.capabilities;
    pulls = textDocument?.diagnostic !== undefined;
    canRefresh = workspace?.diagnostics?.refreshSupport === true;
    canWatch = workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    canRegisterConfiguration = workspace?.didChangeConfiguration?.dynamicRegistration === true;
    return {
      serverInfo: { name: 'flow-webhooks' },
      capabilities: {
        positionEncoding: PositionEncodingKind.UTF16,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        completionProvider: { triggerCharacters: ['"', ':', '/', '-', ' '] },
        hoverProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        renameProvider: { prepareProvider: true },
        documentSymbolProvider: true,
        workspaceSymbolProvider: true,
        documentLinkProvider: {},
        foldingRangeProvider: true,
        selectionRangeProvider: true,
        // What a lens does when it is clicked only a client knows: this one says so at start.
        ...(options.showReferencesCommand && { codeLensProvider: {} }),
        codeActionProvider: {
          codeActionKinds: [
            CodeActionKind.QuickFix,
            CodeActionKind.RefactorExtract,
            CodeActionKind.RefactorInline,
            CodeActionKind.RefactorRewrite,
            fixAllKind,
          ],
        },
        ...(pulls && {
          diagnosticProvider: {
            identifier: 'flow-webhooks',
            interFileDependencies: true,
            workspaceDiagnostics: false,
          },
        }),
      },
    };
  });

  connection.onInitialized(() => {
    if (canRegisterConfiguration) void connection.client.register(DidChangeConfigurationNotification.type);
    if (canWatch) {
      void connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: `**/${propertiesName}` }],
      });
    }
  });

  connection.onShutdown(() => deps.payloads.close());

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    const entry: Entry = {
      document: new OpenDocument(uri, languageId, version, text),
      besideProperties: undefined,
      properties: undefined,
      model: undefined,
      scheduled: false,
    };
    entries.set(uri, entry);
    changed(entry);
    propertiesChanged(uri);
  });

  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const entry = entries.get(uri);
    if (!entry) return;
    entry.document.update(contentChanges, version);
    entry.model = undefined;
    changed(entry);
    propertiesChanged(uri);
  });

  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    if (!entries.delete(uri)) return;
    if (!pulls) void connection.sendDiagnostics({ uri, diagnostics: [] });
    propertiesChanged(uri);
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) propertiesChanged(uri);
  });

  /** Definitions beside that file are checked anew. */
  function propertiesChanged(uri: string): void {
    if (!uri.endsWith(`/${propertiesName}`)) return;
    let refresh = false;
    for (const entry of entries.values()) {
      if (uriOfProperties(entry.document.uri) !== uri || entry.document.uri === uri) continue;
      entry.properties = undefined;
      entry.besideProperties = undefined;
      entry.model = undefined;
      changed(entry);
      refresh = true;
    }
    if (refresh && pulls && canRefresh) connection.languages.diagnostics.refresh();
  }

  /** As the editor has it, where it is open there. */
  function propertiesFor(uri: string): ConnectorProperties | undefined {
    const beside = uriOfProperties(uri);
    if (beside === undefined) return undefined;
    const open = entries.get(beside);
    return open ? propertiesOf(open.document) : propertiesBeside(uri, deps.files);
  }

  connection.onDidChangeConfiguration(({ settings }: { settings?: { flowWebhooks?: ServerOptions } }) => {
    const given = settings?.flowWebhooks;
    if (given) options = { ...options, profile: given.profile ?? options.profile, rules: given.rules ?? options.rules };
    checkAgain(entries.values());
  });

  connection.onNotification(Notifications.deliveryObserved, async (delivery: ObservedDelivery) => {
    try {
      await observations.note(delivery);
    } catch (error) {
      connection.console.log(`A delivery was not compared: ${(error as Error).message}`);
      return;
    }
    observedAnew(delivery.uri);
  });

  connection.onNotification(Notifications.unsubscribeChecked, (report: UnsubscribeReport) => {
    observations.noteCheck(report);
    observedAnew(report.uri);
  });

  function observedAnew(uri: string): void {
    const entry = entries.get(uri);
    if (entry) checkAgain([entry]);
  }

  /** Something else than the text has changed. */
  function checkAgain(concerned: Iterable<Entry>): void {
    if (pulls) {
      if (canRefresh) connection.languages.diagnostics.refresh();
    } else for (const entry of concerned) changed(entry);
  }

  /** After other messages that wait, so that of many edits in a row only the last is checked. */
  function changed(entry: Entry): void {
    if (entry.scheduled) return;
    entry.scheduled = true;
    setTimeout(() => {
      entry.scheduled = false;
      const { document } = entry;
      if (entries.get(document.uri) !== entry) return;
      if (!pulls) {
        const { uri, version } = document;
        void connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsOf(entry) });
      }
      if (options.announceTriggers && counts(entry)) {
        void connection.sendNotification(Notifications.triggersChanged, {
          uri: document.uri,
        } satisfies TriggersChangedParams);
      }
    }, 0);
  }

  function diagnosticsOf(entry: Entry): Diagnostic[] {
    if (!counts(entry)) return [];
    const definition = modelOf(entry);
    return validate(entry.document, definition, options, observations.findings(entry.document.uri, definition));
  }

  function counts(entry: Entry): boolean {
    const { document } = entry;
    return isDefinition(
      document.uri,
      document.tree.root,
      () => document.content,
      () => (entry.besideProperties ??= deps.files.beside(document.uri, propertiesName)),
    );
  }

  function modelOf(entry: Entry): Definition | undefined {
    const { version } = entry.document;
    if (entry.model?.version !== version) {
      if (entry.properties === undefined) entry.properties = propertiesFor(entry.document.uri) ?? null;
      entry.model = { version, definition: definitionOf(entry.document, entry.properties ?? undefined) };
    }
    return entry.model.definition;
  }

  if (connection.languages) {
    connection.languages.diagnostics.on(async ({ textDocument }, token) => {
      await breathe(token);
      const entry = entries.get(textDocument.uri);
      return { kind: DocumentDiagnosticReportKind.Full, items: entry ? diagnosticsOf(entry) : [] };
    });
  }

  connection.onCompletion(async ({ textDocument, position }, token) => {
    await breathe(token);
    const entry = entries.get(textDocument.uri);
    if (!entry || !counts(entry)) return null;
    const { document } = entry;
    const { version } = document;
    const items = await complete(document, modelOf(entry), document.offsetAt(position), deps.completions);
    if (token.isCancellationRequested || document.version !== version) throw cancelled();
    return { isIncomplete: false, items };
  });

  connection.onHover(async ({ textDocument, position }, token) => {
    await breathe(token);
    const entry = entries.get(textDocument.uri);
    if (!entry || !counts(entry)) return null;
    return hover(entry.document, modelOf(entry), entry.document.offsetAt(position));
  });

  /** The answer for an open definition; null for any other document. */
  async function about<T>(
    uri: string,
    token: CancellationToken,
    answer: (entry: Entry, definition: Definition) => T,
  ): Promise<T | null> {
    await breathe(token);
    const entry = entries.get(uri);
    const definition = entry && counts(entry) ? modelOf(entry) : undefined;
    return entry && definition ? answer(entry, definition) : null;
  }

  connection.onDefinition(({ textDocument, position }, token) =>
    about(textDocument.uri, token, ({ document }, definition) =>
      definitionAt(document, definition, document.offsetAt(position)),
    ),
  );

  connection.onReferences(({ textDocument, position, context }, token) =>
    about(textDocument.uri, token, ({ document }, definition) =>
      referencesAt(document, definition, document.offsetAt(position), context.includeDeclaration),
    ),
  );

  connection.onPrepareRename(({ textDocument, position }, token) =>
    about(textDocument.uri, token, ({ document }, definition) => {
      const found = renameRange(definition, document.offsetAt(position));
      return found && { range: document.range(found.span), placeholder: found.placeholder };
    }),
  );

  connection.onRenameRequest(({ textDocument, position, newName }, token) =>
    about(textDocument.uri, token, ({ document }, definition) => {
      try {
        const offset = document.offsetAt(position);
        const beside = renameInProperties(definition, offset, newName);
        return {
          changes: {
            [document.uri]: rename(document, definition, offset, newName),
            ...(beside && { [beside.uri]: beside.edits }),
          },
        };
      } catch (error) {
        throw new ResponseError(LSPErrorCodes.RequestFailed, (error as Error).message);
      }
    }),
  );

  connection.onDocumentSymbol(({ textDocument }, token) =>
    about(textDocument.uri, token, ({ document }, definition) => documentSymbols(document, definition)),
  );

  connection.onWorkspaceSymbol(async ({ query }, token) => {
    await breathe(token);
    return [...entries.values()].flatMap((entry) => {
      const definition = counts(entry) ? modelOf(entry) : undefined;
      return definition ? workspaceSymbols(entry.document, definition, query) : [];
    });
  });

  connection.onDocumentLinks(({ textDocument }, token) =>
    about(textDocument.uri, token, ({ document }, definition) => links(document, definition)),
  );

  connection.onFoldingRanges(({ textDocument }, token) =>
    about(textDocument.uri, token, ({ document }, definition) => foldingRanges(document, definition.root)),
  );

  connection.onSelectionRanges(({ textDocument, positions }, token) =>
    about(textDocument.uri, token, ({ document }, definition) => selectionRanges(document, definition.root, positions)),
  );

  connection.onCodeLens(({ textDocument }, token) =>
    about(textDocument.uri, token, ({ document }, definition) =>
      referenceLenses(document, definition).map(({ range, uses }) => ({
        range,
        command: {
          title: uses.length === 1 ? '1 reference' : `${uses.length} references`,
          command: uses.length > 0 ? options.showReferencesCommand! : '',
          arguments: [document.uri, range.start, uses.map((use) => ({ uri: document.uri, range: use }))],
        },
      })),
    ),
  );

  connection.onCodeAction(({ textDocument, range, context }, token) =>
    about(textDocument.uri, token, ({ document }, definition) =>
      codeActions(
        document,
        definition,
        range,
        context.diagnostics,
        context.only,
        observations.findings(document.uri, definition),
        options.rules,
      ),
    ),
  );

  /** A document that is open here, or one whose text comes with the request. */
  function read(params: DocumentParams): Read {
    const entry = params.text === undefined ? entries.get(params.uri) : undefined;
    if (entry) {
      const isDefinition = counts(entry);
      const { document } = entry;
      return {
        document,
        version: document.version,
        isDefinition,
        definition: isDefinition ? modelOf(entry) : undefined,
      };
    }
    if (params.text === undefined) {
      throw new ResponseError(ErrorCodes.InvalidParams, `${params.uri} is not open: send its text.`);
    }
    const document = new OpenDocument(params.uri, params.languageId ?? 'json', 0, params.text);
    const beside = (): boolean => deps.files.beside(params.uri, propertiesName);
    const counted = isDefinition(params.uri, document.tree.root, () => document.content, beside);
    return {
      document,
      version: null,
      isDefinition: counted,
      definition: counted ? definitionOf(document, propertiesFor(params.uri)) : undefined,
    };
  }

  connection.onRequest(Requests.listTriggers, async (params: ListTriggersParams, token): Promise<TriggerList> => {
    await breathe(token);
    const { document, version, isDefinition, definition } = read(params);
    const triggers = definition ? listTriggers(document, definition) : [];
    return { uri: params.uri, version, isDefinition, triggers };
  });

  connection.onRequest(Requests.preview, async (params: PreviewParams, token): Promise<Preview> => {
    await breathe(token);
    const { document, version, isDefinition, definition } = read(params);
    return { uri: params.uri, version, isDefinition, ...preview(document, definition, params) };
  });

  /** The document to write into; undefined where it is to be a new one. */
  const into = ({ uri, ...params }: NewTriggerParams): OpenDocument | undefined =>
    uri === undefined ? undefined : read({ ...params, uri }).document;

  connection.onRequest(Requests.draftTrigger, async (params: NewTriggerParams, token): Promise<TriggerDraft> => {
    await breathe(token);
    const document = into(params);
    return planTrigger(document, document && definitionOf(document), params).draft;
  });

  connection.onRequest(Requests.newTrigger, async (params: NewTriggerParams, token): Promise<NewTrigger> => {
    await breathe(token);
    return forPeople(() => newTrigger(into(params), params));
  });

  connection.onRequest(Requests.inferSchema, async (params: InferSchemaParams, token): Promise<InferredSchema> => {
    await breathe(token);
    const { document, version } = read(params);
    const before = document.version;
    const inferred = await forPeople(() => updateSchema(document, params, deps.payloads));
    if (document.version !== before) {
      throw new ResponseError(LSPErrorCodes.ContentModified, 'The definition was edited meanwhile: try again.');
    }
    return { ...inferred, version };
  });

  connection.onRequest(
    Requests.exportDefinition,
    async (params: DocumentParams, token): Promise<ExportedDefinition> => {
      await breathe(token);
      return forPeople(() => ({ text: exportDefinition(read(params).document) }));
    },
  );

  connection.onRequest(Requests.checkPayload, (params: CheckPayloadParams): Promise<PayloadReport> => {
    return deps.payloads.check(params);
  });

  connection.onRequest(Requests.checkPayloads, (params: CheckPayloadsParams): Promise<PayloadReport[]> => {
    return deps.payloads.checkAll(params);
  });

  connection.onRequest(Requests.examplePayload, (params: ExamplePayloadParams): Promise<ExamplePayload> => {
    return deps.payloads.example(params);
  });
}

/** Of `apiProperties.json` beside a document; undefined where that is in no folder, as `untitled:` ones are. */
const uriOfProperties = (uri: string): string | undefined =>
  URL.canParse(propertiesName, uri) ? new URL(propertiesName, uri).href : undefined;

/** Messages of these failures are for people, not for a log of faults. */
async function forPeople<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof ResponseError
      ? error
      : new ResponseError(LSPErrorCodes.RequestFailed, (error as Error).message);
  }
}

/** Lets messages that wait be read first: among them may be the cancellation of this very request. */
async function breathe(token: CancellationToken): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (token.isCancellationRequested) throw cancelled();
}

function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
}
