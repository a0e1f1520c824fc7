import * as vscode from 'vscode';
import type { WebhookEvent } from '../domain/events';
import { definitionFiles, definitionSelector, findDefinitionFiles } from '../editor/definitionDocuments';
import type { LanguageServer } from '../editor/languageClient';
import type { LazyWebhooks } from '../editor/lazyWebhooks';
import { coalesce } from './coalesce';
import { listStored } from './stored';

/** What there is to work with, as the conditions of menus and of the empty view ask for it. */
interface Situation {
  /** A definition is open or in the workspace. */
  hasDefinition: boolean;
  /** One of these has a webhook trigger. */
  hasTrigger: boolean;
  hasWebhook: boolean;
  /** A webhook is at GitHub. */
  hasGitHub: boolean;
  /** Something was delivered to a webhook. */
  hasDeliveries: boolean;
}

type Definitions = Pick<Situation, 'hasDefinition' | 'hasTrigger'>;

/** Minimum time between two updates, in milliseconds. */
const updateMs = 250;

/** Maximum number of files of the workspace that are searched for a trigger. */
const maxFiles = 50;

/** Keeps the context keys `flowWebhooks.has…` as things are. Starts neither the server nor the receiver. */
export class ContextKeys implements vscode.Disposable {
  private readonly disposables: vscode.Disposable[];
  private readonly update = coalesce(updateMs, () => void this.set());
  private readonly last = new Map<string, boolean>();
  /** Counts the looks: one that ends after a later one began says nothing any more. */
  private look = 0;
  /** What the files of the workspace are, until one of them changes. */
  private inFiles: Promise<Definitions> | undefined;

  constructor(
    private readonly server: LanguageServer,
    private readonly webhooks: LazyWebhooks,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher(definitionFiles);
    const filesChanged = () => {
      this.inFiles = undefined;
      this.update();
    };
    this.disposables = [
      this.update,
      watcher,
      watcher.onDidCreate(filesChanged),
      watcher.onDidChange(filesChanged),
      watcher.onDidDelete(filesChanged),
      vscode.workspace.onDidChangeWorkspaceFolders(filesChanged),
      vscode.workspace.onDidOpenTextDocument(() => this.update()),
      vscode.window.tabGroups.onDidChangeTabs(() => this.update()),
      server.onTriggersChanged(() => this.update()),
      webhooks.onEvent((event) => this.onEvent(event)),
    ];
    this.update();
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private onEvent({ type }: WebhookEvent): void {
    // While deliveries stream in, only the first one makes a difference.
    if (type === 'checked' || (type === 'delivery' && this.last.get('hasDeliveries'))) return;
    this.update();
  }

  private async set(): Promise<void> {
    this.look += 1;
    const { look } = this;
    const situation = { ...(await this.definitions()), ...(await this.registered()) };
    if (look !== this.look) return;
    for (const [name, value] of Object.entries(situation)) {
      if (this.last.get(name) === value) continue;
      this.last.set(name, value);
      void vscode.commands.executeCommand('setContext', `flowWebhooks.${name}`, value);
    }
  }

  private async definitions(): Promise<Definitions> {
    const open = openDocuments().filter((document) => this.server.watches(document));
    const found = await Promise.all(open.map((document) => this.read(document)));
    if (found.some(({ hasTrigger }) => hasTrigger)) return { hasDefinition: true, hasTrigger: true };
    this.inFiles ??= readFiles();
    return combine([...found, await this.inFiles]);
  }

  private async read({ uri }: vscode.TextDocument): Promise<Definitions> {
    try {
      const { isDefinition, triggers } = await this.server.listTriggers(uri);
      return { hasDefinition: isDefinition, hasTrigger: triggers.some(({ kind }) => kind === 'webhook') };
    } catch {
      return nothing;
    }
  }

  private async registered(): Promise<Omit<Situation, keyof Definitions>> {
    const { current } = this.webhooks;
    const all = current?.list() ?? [];
    const stored = await Promise.all(all.map(({ id }) => listStored(current, id)));
    return {
      hasWebhook: all.length > 0,
      hasGitHub: all.some(({ service }) => service === 'github'),
      hasDeliveries: stored.some(({ length }) => length > 0),
    };
  }
}

/** The documents in tabs. The editor keeps others for minutes after they were closed. */
function openDocuments(): vscode.TextDocument[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const shown = new Set(tabs.map(({ input }) => (input instanceof vscode.TabInputText ? input.uri.toString() : '')));
  return vscode.workspace.textDocuments.filter(
    (document) => shown.has(document.uri.toString()) && vscode.languages.match(definitionSelector, document) > 0,
  );
}

const nothing: Definitions = { hasDefinition: false, hasTrigger: false };

const combine = (all: Definitions[]): Definitions => ({
  hasDefinition: all.some(({ hasDefinition }) => hasDefinition),
  hasTrigger: all.some(({ hasTrigger }) => hasTrigger),
});

/**
 * Reads the definitions of the workspace by their names, and looks for the keys of a webhook trigger in their texts: the
 * server, which knows, is not started for files that nobody has opened.
 */
async function readFiles(): Promise<Definitions> {
  const files = await findDefinitionFiles(maxFiles);
  for (const file of files) if (await hasTriggerKeys(file)) return { hasDefinition: true, hasTrigger: true };
  return { hasDefinition: files.length > 0, hasTrigger: false };
}

async function hasTriggerKeys(file: vscode.Uri): Promise<boolean> {
  try {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    return text.includes('x-ms-trigger') && text.includes('x-ms-notification-');
  } catch {
    return false;
  }
}
