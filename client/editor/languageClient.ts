import * as vscode from 'vscode';
import {
  type CloseHandlerResult,
  DidChangeConfigurationNotification,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions as Launch,
  type Location,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import type { ComparisonReport, OlderText } from '../../server/protocol/compare';
import type { DocumentParams } from '../../server/protocol/document';
import type { ExpressionParams, PlaceExpression } from '../../server/protocol/expression';
import type { NewTrigger, NewTriggerParams, TriggerDraft } from '../../server/protocol/newTrigger';
import type {
  CheckPayloadsParams,
  ExamplePayload,
  ExamplePayloadParams,
  InferredSchema,
  InferSchemaParams,
  ObservedDelivery,
  PayloadReport,
  SchemaReport,
  UnsubscribeReport,
} from '../../server/protocol/payloads';
import type { Preview, PreviewParams } from '../../server/protocol/preview';
import {
  type CheckedDefinition,
  type ConvertedOpenApi,
  type NotificationMap,
  Notifications,
  type ParamsOf,
  type Profile,
  type RequestName,
  Requests,
  type ResultOf,
  type ServerOptions,
  type TriggersChangedParams,
} from '../../server/protocol/requests';
import type { BodyDescription, DescribeBodyParams, TriggerList } from '../../server/protocol/triggers';
import { sameFile } from '../common/sameFile';
import { t } from '../common/translate';
import {
  definitionSelector,
  isNextToDefinition,
  mayBeDefinition,
  mayHaveBecomeDefinition,
  serverSelector,
} from './definitionDocuments';
import { keepingCompiledCode, serverFlags } from './serverFlags';
import { chosenLanguage, onServerOptionsChanged, serverOptions } from './settings';

/** The language server, started when the first document needs it, with a method for each of its requests. */
export class LanguageServer implements vscode.Disposable {
  private readonly client: LanguageClient;
  private readonly errorHandler: ErrorHandler;
  private starting: Promise<void> | undefined;
  /** The settings were changed while no server was running, or while one was starting. */
  private hasNewOptions = false;
  private readonly disposables: vscode.Disposable[] = [];
  /** Sends to a server that starts the last report of each kind for each trigger. */
  private readonly reports = new Map<string, () => void>();
  private readonly triggersChanged = new vscode.EventEmitter<vscode.Uri>();

  /** The server has read a definition again. */
  readonly onTriggersChanged = this.triggersChanged.event;

  /** @param compiledCode the folder for what was compiled of the server */
  constructor(serverModule: string, compiledCode: string, log: vscode.LogOutputChannel) {
    const args = [keepingCompiledCode(compiledCode)];
    const launch: Launch = {
      run: { module: serverModule, transport: TransportKind.ipc, args, options: { execArgv: serverFlags } },
      debug: {
        module: serverModule,
        transport: TransportKind.ipc,
        options: { execArgv: [...serverFlags, '--nolazy', '--inspect=6009'] },
      },
    };
    // VS Code itself reports these two for `.json`.
    const hostOwns = ['syntax', 'duplicate-key'];
    // Called at each start, which may be much later: the settings may have changed by then.
    const initializationOptions = (): ServerOptions => {
      this.hasNewOptions = false;
      return {
        hostOwns,
        announceTriggers: true,
        showReferencesCommand: 'editor.action.showReferences',
        convertCommand: 'flowWebhooks.convertOpenApi',
        language: chosenLanguage(),
        ...serverOptions(),
      };
    };
    const options: LanguageClientOptions = {
      documentSelector: serverSelector,
      initializationOptions,
      outputChannel: log,
      middleware: {
        provideCodeLenses: async (document, token, next) =>
          (await next(document, token))?.map((lens) => this.withReferences(lens)),
      },
      errorHandler: { error: (...about) => this.errorHandler.error(...about), closed: () => this.closed() },
    };
    // The client reads flowWebhooks.trace.server by its id.
    this.client = new LanguageClient('flowWebhooks', 'Flow Webhooks', launch, options);
    this.errorHandler = this.client.createDefaultErrorHandler();
    this.disposables.push(
      this.triggersChanged,
      this.client.onNotification(Notifications.triggersChanged, ({ uri }: TriggersChangedParams) =>
        this.triggersChanged.fire(vscode.Uri.parse(uri)),
      ),
      onServerOptionsChanged(() => this.sendOptions()),
      this.client.onDidChangeState(({ newState }) => {
        if (newState !== State.Running) return;
        if (this.hasNewOptions) this.sendOptions();
        for (const send of this.reports.values()) send();
      }),
    );
    this.startWhenNeeded();
  }

  /** True when {@link listTriggers} may be called without starting the server for a document that is not a definition. */
  watches(document: vscode.TextDocument): boolean {
    return this.starting !== undefined || mayBeDefinition(document);
  }

  /**
   * The triggers of a definition. One that is not open in the editor is read and sent along instead of being opened:
   * opening would add its findings to the list of problems.
   */
  listTriggers(uri: vscode.Uri): Promise<TriggerList> {
    return this.request(Requests.listTriggers, () => documentParams(uri));
  }

  inferSchema(uri: vscode.Uri, params: Omit<InferSchemaParams, keyof DocumentParams>): Promise<InferredSchema> {
    return this.request(Requests.inferSchema, async () => ({ ...(await documentParams(uri)), ...params }));
  }

  /** What breaks flows since an older version. */
  compare(uri: vscode.Uri, old: OlderText): Promise<ComparisonReport> {
    return this.request(Requests.compare, async () => ({ ...(await documentParams(uri)), old }));
  }

  /** The errors of a definition in a profile, and the number of its warnings. */
  checkDefinition(uri: vscode.Uri, profile: Profile): Promise<CheckedDefinition> {
    return this.request(Requests.checkDefinition, async () => ({ ...(await documentParams(uri)), profile }));
  }

  /** The JSON that Power Automate imports. */
  async exportDefinition(uri: vscode.Uri): Promise<string> {
    return (await this.request(Requests.exportDefinition, () => documentParams(uri))).text;
  }

  /** The OpenAPI 3 definition as OpenAPI 2.0, with what could not be carried over. */
  convertOpenApi(uri: vscode.Uri): Promise<ConvertedOpenApi> {
    return this.request(Requests.convertOpenApi, () => documentParams(uri));
  }

  /**
   * Has the server compare a delivery with the definition. Does not start the server: one that starts later, or again,
   * gets the last delivery of each trigger.
   */
  reportDelivery(delivery: ObservedDelivery): void {
    this.report(Notifications.deliveryObserved, delivery);
  }

  /** As {@link reportDelivery}, for a check of the unsubscribe operation. */
  reportUnsubscribeCheck(report: UnsubscribeReport): void {
    this.report(Notifications.unsubscribeChecked, report);
  }

  /** As {@link reportDelivery}, for a notification schema that the service gave. */
  reportSchema(report: SchemaReport): void {
    this.report(Notifications.schemaLoaded, report);
  }

  private report<
    Name extends 'flowWebhooks/deliveryObserved' | 'flowWebhooks/unsubscribeChecked' | 'flowWebhooks/schemaLoaded',
  >(name: Name, params: NotificationMap[Name]): void {
    const send = () => {
      if (this.client.isRunning()) void this.client.sendNotification(name, params);
    };
    this.reports.set(`${name} ${params.uri} ${params.operationId}`, send);
    send();
  }

  checkPayloads(params: CheckPayloadsParams): Promise<PayloadReport[]> {
    return this.request(Requests.checkPayloads, () => params);
  }

  /** The fields of a body whose schema the service has completed. */
  describeBody(params: DescribeBodyParams): Promise<BodyDescription> {
    return this.request(Requests.describeBody, () => params);
  }

  examplePayload(params: ExamplePayloadParams): Promise<ExamplePayload> {
    return this.request(Requests.examplePayload, () => params);
  }

  /** The card of a trigger: the one around a position, otherwise the one that is named, otherwise the first. */
  preview(uri: vscode.Uri, where: Pick<PreviewParams, 'position' | 'trigger'>): Promise<Preview> {
    return this.request(Requests.preview, async () => ({ ...(await documentParams(uri)), ...where }));
  }

  /** Returns the draft of a new trigger with its problems. Without `into`, the trigger is for a new definition. */
  draftTrigger(into: vscode.Uri | undefined, params: NewTriggerParams): Promise<TriggerDraft> {
    return this.request(Requests.draftTrigger, async () => ({ ...params, ...(into && (await documentParams(into))) }));
  }

  /** The expression with which a flow reads a place of a delivery. */
  expression(uri: vscode.Uri, place: Omit<ExpressionParams, keyof DocumentParams>): Promise<PlaceExpression> {
    return this.request(Requests.expression, async () => ({ ...(await documentParams(uri)), ...place }));
  }

  /** The edits that write a trigger; applies none. Rejects, naming the property, when something is missing or wrong. */
  newTrigger(into: vscode.Uri | undefined, params: NewTriggerParams): Promise<NewTrigger> {
    return this.request(Requests.newTrigger, async () => ({ ...params, ...(into && (await documentParams(into))) }));
  }

  /** @param paramsWhenStarted is called once the server runs: until then a document may be opened or closed. */
  private async request<Name extends RequestName>(
    name: Name,
    paramsWhenStarted: () => ParamsOf<Name> | Promise<ParamsOf<Name>>,
  ): Promise<ResultOf<Name>> {
    await this.started();
    return this.client.sendRequest<ResultOf<Name>>(name, await paramsWhenStarted());
  }

  async dispose(): Promise<void> {
    for (const disposable of this.disposables) disposable.dispose();
    await this.starting?.catch(() => {});
    if (this.client.needsStop()) await this.client.stop();
  }

  private started(): Promise<void> {
    this.starting ??= this.client.start().catch((error) => {
      throw new Error(
        t(
          'The language server can\'t start: {0}. Reload the window to try again, and look in "Flow Webhooks Log" for details.',
          error instanceof Error ? error.message : String(error),
        ),
      );
    });
    return this.starting;
  }

  private startWhenNeeded(): void {
    const startIf = (isNeeded: () => boolean) => {
      if (this.starting || !isNeeded()) return;
      this.started().catch((error: Error) => void vscode.window.showErrorMessage(error.message));
    };
    const consider = (document: vscode.TextDocument) =>
      startIf(() => mayBeDefinition(document) || isNextToDefinition(document));
    for (const document of vscode.workspace.textDocuments) consider(document);
    this.disposables.push(
      vscode.workspace.onDidOpenTextDocument(consider),
      vscode.workspace.onDidChangeTextDocument((change) => startIf(() => mayHaveBecomeDefinition(change))),
    );
  }

  /** Converts the arguments of a lens: the editor's command takes its own types, not the protocol's. */
  private withReferences(lens: vscode.CodeLens): vscode.CodeLens {
    const [uri, position, locations] = lens.command?.arguments ?? [];
    if (!lens.command || !uri) return lens;
    const { protocol2CodeConverter: convert } = this.client;
    lens.command.arguments = [
      convert.asUri(uri),
      convert.asPosition(position),
      locations.map((one: Location) => convert.asLocation(one)),
    ];
    return lens;
  }

  private sendOptions(): void {
    this.hasNewOptions = !this.client.isRunning();
    if (this.hasNewOptions) return;
    const settings = { flowWebhooks: serverOptions() };
    void this.client.sendNotification(DidChangeConfigurationNotification.type, { settings });
  }

  private async closed(): Promise<CloseHandlerResult> {
    const result = await this.errorHandler.closed();
    // Without a message the client restarts the server; with one it has given up.
    if (!result.message) return result;
    return {
      ...result,
      message: t(
        'The language server stopped five times within three minutes and was not started again. Reload the window to try again, and look in "Flow Webhooks Log" for details.',
      ),
    };
  }
}

async function documentParams(uri: vscode.Uri): Promise<DocumentParams> {
  const open = vscode.workspace.textDocuments.find((document) => sameFile(document.uri, uri));
  if (open && vscode.languages.match(definitionSelector, open)) return { uri: open.uri.toString() };
  const text = open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return { uri: uri.toString(), text, languageId: languageOf(uri.path) };
}

export function languageOf(path: string): string {
  if (/\.ya?ml$/i.test(path)) return 'yaml';
  return /\.jsonc$/i.test(path) ? 'jsonc' : 'json';
}
