import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commands } from './commands';
import { type AnyCommand, type CommandContext, inBackground, runCommand } from './commands/command';
import { reportMissed } from './commands/missed';
import { ChangeReporter } from './commands/prompts/reportChanges';
import { reportOrphans } from './commands/prompts/reportOrphans';
import { createUnsavedReporter } from './commands/prompts/reportUnsaved';
import { reportExpired } from './commands/renew';
import { setProxyAddress } from './common/proxy';

import { AnswerMemory } from './editor/answerMemory';
import { ContractObserver } from './editor/contractObserver';
import { definitionSelector } from './editor/definitionDocuments';
import { Demo } from './editor/demo';
import { learnDrives } from './editor/drives';
import { createEnvironment } from './editor/environment';
import { offerReload, useChosenLanguage } from './editor/language';
import { LanguageServer } from './editor/languageClient';
import { LazyWebhooks } from './editor/lazyWebhooks';
import { OAuthSignIn } from './editor/oauthSignIn';
import { secretStore } from './editor/secrets';
import { contractOptions, proxyAddress } from './editor/settings';
import { storagePlaces } from './editor/storageFolder';
import { restoreLanguages } from './editor/untitled';
import { TriggerLenses } from './views/codeLens';
import { ComparisonEditor } from './views/comparison';
import { ContextKeys } from './views/contextKeys';
import { deliveryActions } from './views/deliveryActions';
import { DeliveryDocuments } from './views/deliveryDocument';
import { Drafts } from './views/drafts';
import { EditPreview } from './views/editPreview';
import { DeliveryInspector } from './views/inspector';
import { OpenDefinitions } from './views/openDefinitions';
import { deliveryDetails } from './views/output/details';
import { outputLinks } from './views/output/outputLinks';
import { OutputPanel } from './views/output/outputPanel';
import { TriggerPreview } from './views/preview';
import { StatusBar } from './views/statusBar';
import type { Node } from './views/tree/nodes';
import { WebhookTree } from './views/tree/webhookTree';
import { UnreadFailures } from './views/unread';
import type { WebhookEnvironment } from './webhooks/environment';

/** Milliseconds for the end of the demo: what an editor that is closing keeps it from, the next one does. */
const demoCloseMs = 2_000;

let close: () => Promise<void> = async () => {};

/** What the entry passes on from the editor. */
export interface Running {
  /** Runs one of the commands that the manifest declares. */
  run(id: string, argument: unknown): Promise<unknown>;
  tree: WebhookTree;
  handleUri(uri: vscode.Uri): Promise<void>;
  restorePreview(panel: vscode.WebviewPanel, state: unknown): void;
}

/**
 * Called by the entry, once something needs the extension. Where it throws, nothing of it is left, and it may be called again.
 *
 * @param webhooksView shows the rows of {@link Running.tree}
 */
export function activate(context: vscode.ExtensionContext, webhooksView: vscode.TreeView<Node>): Running {
  const disposables: vscode.Disposable[] = [];
  const keep = <T extends vscode.Disposable>(one: T): T => {
    disposables.push(one);
    return one;
  };
  try {
    const running = start(context, webhooksView, keep);
    context.subscriptions.push(...disposables);
    return running;
  } catch (error) {
    vscode.Disposable.from(...disposables).dispose();
    throw error;
  }
}

/** @param keep disposes of something with the window */
function start(
  context: vscode.ExtensionContext,
  webhooksView: vscode.TreeView<Node>,
  keep: <T extends vscode.Disposable>(one: T) => T,
): Running {
  useChosenLanguage(context.extensionPath);
  setProxyAddress(proxyAddress);
  const log = keep(vscode.window.createOutputChannel('Flow Webhooks Log', { log: true }));
  const compiledCode = join(storagePlaces(context.globalStorageUri.fsPath).folder, 'compiled');
  const server = new LanguageServer(context.asAbsolutePath(join('dist', 'server.js')), compiledCode, log);
  const githubExamples = () => readJson(context.asAbsolutePath(join('schemas', 'githubExamples.json')));
  const demo = new Demo(githubExamples, context.globalState);
  const environment = createEnvironment(context, server, secretStore(context.secrets), log, demo);
  const webhooks = new LazyWebhooks(async () => {
    // The bundle evaluates express and Octokit here, not at activation.
    const { createWebhooks } = await import('./webhooks/webhooks');
    const created = await createWebhooks(environment);
    await learnDrives(created.list().map(({ uri }) => uri));
    return created;
  });

  const unread = keep(new UnreadFailures(webhooks));
  const panel = keep(new OutputPanel(webhooks, unread));
  const lenses = keep(new TriggerLenses(server, webhooks));
  const documents = keep(new DeliveryDocuments());
  const preview = keep(new EditPreview());
  const comparison = keep(new ComparisonEditor());
  const drafts = keep(new Drafts());
  const actions = deliveryActions(commandsOf(context.extension), (delivery) => documents.show(delivery));
  const inspector = keep(new DeliveryInspector(context.extensionUri, webhooks, actions, unread));
  const tree = keep(new WebhookTree(webhooks, unread, webhooksView));
  const makersView = keep(new TriggerPreview(context.extensionUri, server, context.workspaceState));
  const changes = new ChangeReporter(server, webhooks);
  const oauth = new OAuthSignIn(context.extension.id, context.globalState, context.secrets);
  const commandContext: CommandContext = {
    server,
    webhooks,
    showPanel: (id) => panel.show(id),
    clearPanel: () => panel.clear(),
    confirmEdits: (uri, edits, title, breaking) => preview.confirm(uri, edits, title, breaking),
    showComparison: (view) => comparison.show(view),
    settleChange: (uri, isWanted) => preview.answer(uri, isWanted),
    openDraft: (draft) => drafts.open(draft),
    sendDraft: async (uri) => drafts.send(uri),
    githubExamples,
    demo,
    extensionVersion: context.extension.packageJSON.version,
    extensionId: context.extension.id,
    showDelivery: (delivery) => inspector.show(delivery),
    payloadPlace: (delivery, pointer) => inspector.place(delivery, pointer),
    answerMemory: new AnswerMemory(context.globalState),
    oauth,
    showLog: () => log.show(),
    outputPanel: panel,
    webhookTree: tree,
    showPreview: (uri, operationId) => makersView.show(uri, operationId),
  };

  const reportUnsaved = createUnsavedReporter((id) => panel.show(id));
  keep(outputLinks(panel, deliveryDetails(webhooks)));
  keep(new ContractObserver(server, webhooks, (message) => log.info(message), contractOptions));
  keep(new StatusBar(webhooks, unread));
  keep(new ContextKeys(server, webhooks));
  keep(new OpenDefinitions(server));
  keep(restoreLanguages());
  keep(offerReload());
  keep(
    webhooks.onEvent((event) => {
      if (event.type !== 'missed' || !webhooks.current) return;
      inBackground(reportMissed(webhooks.current, event.registration, event.missed));
    }),
  );
  keep(
    webhooks.onEvent((event) => {
      if (event.type === 'expired') inBackground(reportExpired(event.registration));
    }),
  );
  keep(webhooks.onEvent((event) => inBackground(reportUnsaved(event))));
  keep(
    webhooks.onEvent(({ type }) => {
      if (type === 'creating') showStorageCommands();
    }),
  );
  keep(vscode.workspace.onDidSaveTextDocument(({ uri }) => inBackground(changes.saved(uri.toString()))));
  keep(vscode.languages.registerCodeLensProvider(definitionSelector, lenses));

  whenTrusted(keep, () => void resume(environment, webhooks, demo, log));
  close = async () => {
    await Promise.race([demo.close(webhooks.current), delay(demoCloseMs)]);
    await webhooks.dispose();
    await server.dispose();
  };
  const byId = new Map<string, AnyCommand>(commands.map((command) => [command.id, command]));
  return {
    run: async (id, argument) => runCommand(commandContext, byId.get(id)!, argument),
    tree,
    handleUri: (uri) => oauth.handleUri(uri),
    restorePreview: (panel, state) => makersView.restore(panel, state),
  };
}

export async function deactivate(): Promise<void> {
  await close();
}

const commandsOf = ({ packageJSON }: vscode.Extension<unknown>): string[] =>
  packageJSON.contributes.commands.map(({ command }: { command: string }) => command);

function whenTrusted(keep: (one: vscode.Disposable) => void, act: () => void): void {
  if (vscode.workspace.isTrusted) act();
  else keep(vscode.workspace.onDidGrantWorkspaceTrust(act));
}

/** Starts the receiver if an earlier session left webhooks: their services keep delivering. Without a ledger there are none. */
async function resume(
  { storageFolder, earlierStorageFolder = storageFolder }: WebhookEnvironment,
  webhooks: LazyWebhooks,
  demo: Demo,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const folders = [storageFolder, earlierStorageFolder];
  if (!folders.some((folder) => existsSync(join(folder, 'registrations.jsonl')))) return;
  showStorageCommands();
  try {
    const loaded = await webhooks.get();
    await demo.forgetAbandoned(loaded);
    await reportOrphans(loaded);
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
  }
}

/** The commands for what is stored appear once something is. */
const showStorageCommands = () => void vscode.commands.executeCommand('setContext', 'flow-webhooks.hasStorage', true);

const readJson = async (file: string) => JSON.parse(await readFile(file, 'utf8'));
