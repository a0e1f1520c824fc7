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
import type { DocumentParams } from '../../server/protocol/document';
import type { NewTrigger, NewTriggerParams, TriggerDraft } from '../../server/protocol/newTrigger';
import type {
  CheckPayloadsParams,
  ExamplePayload,
  ExamplePayloadParams,
  InferredSchema,
  InferSchemaParams,
  ObservedDelivery,
  PayloadReport,
  UnsubscribeReport,
} from '../../server/protocol/payloads';
import type { Preview, PreviewParams } from '../../server/protocol/preview';
import {
  type ExportedDefinition,
  Notifications,
  Requests,
  type ServerOptions,
  type TriggersChangedParams,
} from '../../server/protocol/requests';
import type { TriggerList } from '../../server/protocol/triggers';
import { onServerOptionsChanged, serverOptions } from './settings';

const languages = ['json', 'jsonc', 'yaml'];
/** Where documents are edited; not the read-only sides of a comparison (`git`) or the settings editor. */
const schemes = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-test-web'];

export const definitionSelector = languages.flatMap((language) => schemes.map((scheme) => ({ language, scheme })));

/**
 * True when a document may be a definition. Only the server knows; this check avoids starting it for every JSON file:
 * the file name must match, or the text must contain `swagger`.
 */
const mayBeDefinition = (document: vscode.TextDocument) =>
  vscode.languages.match(definitionSelector, document) > 0 &&
  (/apiDefinition[^/]*$|\.swagger\./i.test(document.uri.path) || document.getText().includes('swagger'));

/** The language server with typed requests. It starts when the first document needs it. */
export class LanguageServer implements vscode.Disposable {
  private readonly client: LanguageClient;
  private readonly errorHandler: ErrorHandler;
  private starting: Promise<void> | undefined;
  /** True when settings changed while the server was not running, so that they must be sent once it is. */
  private hasNewOptions = false;
  private readonly disposables: vscode.Disposable[] = [];
  /** Reports that a starting server needs: the last of each kind for each trigger. */
  private readonly reports = new Map<string, () => void>();
  private readonly triggersChanged = new vscode.EventEmitter<vscode.Uri>();

  /** Fires with the URI when the server has read a definition again. */
  readonly onTriggersChanged = this.triggersChanged.event;

  constructor(serverModule: string, log: vscode.LogOutputChannel) {
    const launch: Launch = {
      run: { module: serverModule, transport: TransportKind.ipc },
      debug: {
        module: serverModule,
        transport: TransportKind.ipc,
        options: { execArgv: ['--nolazy', '--inspect=6009'] },
      },
    };
    // VS Code itself reports these two for `.json`.
    const hostOwns = ['syntax', 'duplicate-key'];
    // Evaluated at each start, because the settings may have changed since.
    const initializationOptions = (): ServerOptions => {
      this.hasNewOptions = false;
      return {
        hostOwns,
        announceTriggers: true,
        showReferencesCommand: 'editor.action.showReferences',
        ...serverOptions(),
      };
    };
    const options: LanguageClientOptions = {
      documentSelector: definitionSelector,
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

  /** True when asking the server about the document does not start it in vain. */
  watches(document: vscode.TextDocument): boolean {
    return this.starting !== undefined || mayBeDefinition(document);
  }

  /**
   * Returns the triggers of a definition. The text of a closed file is sent along, because opening it would add its
   * findings to the Problems panel.
   */
  async listTriggers(uri: vscode.Uri): Promise<TriggerList> {
    await this.started();
    return this.client.sendRequest<TriggerList>(Requests.listTriggers, await documentParams(uri));
  }

  async inferSchema(uri: vscode.Uri, params: Omit<InferSchemaParams, keyof DocumentParams>): Promise<InferredSchema> {
    await this.started();
    return this.client.sendRequest<InferredSchema>(Requests.inferSchema, { ...(await documentParams(uri)), ...params });
  }

  /** Returns the definition as the JSON that Power Automate imports. */
  async exportDefinition(uri: vscode.Uri): Promise<string> {
    await this.started();
    return (await this.client.sendRequest<ExportedDefinition>(Requests.exportDefinition, await documentParams(uri)))
      .text;
  }

  /** Reports a delivery to compare with the definition. Does not start the server: sent once it runs, and after a restart. */
  reportDelivery(delivery: ObservedDelivery): void {
    this.report(Notifications.deliveryObserved, delivery);
  }

  reportUnsubscribeCheck(report: UnsubscribeReport): void {
    this.report(Notifications.unsubscribeChecked, report);
  }

  private report(method: string, params: ObservedDelivery | UnsubscribeReport): void {
    const send = () => {
      if (this.client.isRunning()) void this.client.sendNotification(method, params);
    };
    this.reports.set(`${method} ${params.uri} ${params.operationId}`, send);
    send();
  }

  async checkPayloads(params: CheckPayloadsParams): Promise<PayloadReport[]> {
    await this.started();
    return this.client.sendRequest<PayloadReport[]>(Requests.checkPayloads, params);
  }

  async examplePayload(params: ExamplePayloadParams): Promise<ExamplePayload> {
    await this.started();
    return this.client.sendRequest<ExamplePayload>(Requests.examplePayload, params);
  }

  /** Returns a trigger as flow makers see it: the one at the position, otherwise the named one, otherwise the first. */
  async preview(uri: vscode.Uri, where: Pick<PreviewParams, 'position' | 'trigger'>): Promise<Preview> {
    await this.started();
    const params: PreviewParams = { ...(await documentParams(uri)), ...where };
    return this.client.sendRequest<Preview>(Requests.preview, params);
  }

  /** Returns the draft of a new trigger with its problems. Without `into`, it is for a new definition. */
  async draftTrigger(into: vscode.Uri | undefined, params: NewTriggerParams): Promise<TriggerDraft> {
    await this.started();
    const target = into && (await documentParams(into));
    return this.client.sendRequest<TriggerDraft>(Requests.draftTrigger, { ...params, ...target });
  }

  /** Returns the edits for a new trigger. Rejects, naming the property, when something is missing or invalid. */
  async newTrigger(into: vscode.Uri | undefined, params: NewTriggerParams): Promise<NewTrigger> {
    await this.started();
    const target = into && (await documentParams(into));
    return this.client.sendRequest<NewTrigger>(Requests.newTrigger, { ...params, ...target });
  }

  async dispose(): Promise<void> {
    for (const disposable of this.disposables) disposable.dispose();
    await this.starting?.catch(() => {});
    if (this.client.needsStop()) await this.client.stop();
  }

  private started(): Promise<void> {
    this.starting ??= this.client.start().catch((error) => {
      throw new Error(
        vscode.l10n.t(
          'The Flow Webhooks language server does not start: {0}. Reload the window to try once more; its output is in "Flow Webhooks Log".',
          error instanceof Error ? error.message : String(error),
        ),
      );
    });
    return this.starting;
  }

  private startWhenNeeded(): void {
    const consider = (document: vscode.TextDocument) => {
      if (this.starting || !mayBeDefinition(document)) return;
      this.started().catch((error: Error) => void vscode.window.showErrorMessage(error.message));
    };
    for (const document of vscode.workspace.textDocuments) consider(document);
    this.disposables.push(
      vscode.workspace.onDidOpenTextDocument(consider),
      vscode.workspace.onDidChangeTextDocument((change) => consider(change.document)),
    );
  }

  /** Converts lens arguments: the editor's command takes VS Code types, not those of the protocol. */
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
      message: vscode.l10n.t(
        'The Flow Webhooks language server stopped five times within three minutes and was not started again. Reload the window to try once more; its output is in "Flow Webhooks Log".',
      ),
    };
  }
}

async function documentParams(uri: vscode.Uri): Promise<DocumentParams> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open && vscode.languages.match(definitionSelector, open)) return { uri: uri.toString() };
  const text = open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return { uri: uri.toString(), text, languageId: languageOf(uri.path) };
}

function languageOf(path: string): string {
  if (/\.ya?ml$/i.test(path)) return 'yaml';
  return /\.jsonc$/i.test(path) ? 'jsonc' : 'json';
}
