import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentFormattingRequest,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { capabilitiesFor, formattedDocuments } from './capabilities';
import { handleCustomRequests } from './customRequests';
import { DiagnosticsPublisher } from './diagnostics';
import { DeliveryObservations } from './features/contract/observations';
import { handleLanguageRequests } from './languageRequests';
import { LoadedSchemas, noSupport, supportOf } from './languageService';
import { propertiesName } from './model/properties';
import { iconName } from './model/propertiesFile';
import { definitionNames, inAnyCase } from './protocol/fileNames';
import type { ObservedDelivery, SchemaReport, UnsubscribeReport } from './protocol/payloads';
import { Notifications, type ServerOptions } from './protocol/requests';
import { readWaitingMessages, type ServerDependencies, type Session } from './session';
import { setTexts } from './texts/say';
import { Workspace } from './workspace';

/** Serves a client over a connection: each handler fetches the file, calls a function of the language service and returns. */
export function connect(connection: Connection, deps: ServerDependencies): void {
  const observations = new DeliveryObservations(deps.payloads, (uri) => recheck(session, uri), deps.files.rules);
  const loaded = new LoadedSchemas(deps.files.rules);
  const workspace = new Workspace(deps.files, {
    findings: (uri, definition) => observations.findings(uri, definition),
    loaded: (uri) => loaded.of(uri),
  });
  const diagnostics = new DiagnosticsPublisher(connection, workspace);
  const session: Session = { connection, deps, workspace, diagnostics, observations, loaded, support: noSupport };
  handleLifecycle(session);
  handleDocuments(session);
  handleObservations(session);
  handleLanguageRequests(session);
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
    if (session.support.registersFormatting)
      void connection.client.register(DocumentFormattingRequest.type, { documentSelector: formattedDocuments });
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

function handleDocuments(session: Session): void {
  const { connection, workspace, diagnostics } = session;
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
      await readWaitingMessages(session, token);
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
