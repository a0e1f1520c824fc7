import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../common/translate';
import type { DemoServices } from '../demo/demo';
import { type Command, type CommandContext, inBackground } from './command';
import { demoTitle, guide } from './prompts/demoGuide';
import { type Choice, pickOne } from './prompts/pick';
import { Canceled } from './prompts/steps';

interface DemoResult {
  /** The definitions: the tutorial's, which is open, and that of the ordinary service. */
  uris: string[];
  /** The API of the demo's GitHub. */
  baseUrl: string;
  /** The token of GitHub, and the API key of the ordinary service. */
  token: string;
}

/** The folder of the definitions below the one that the person chooses. */
const folderName = 'flow-webhooks-demo';

/** Starts the demo services and opens the tutorial's definition; for a person, also leads through register to delete. */
export const demo: Command<object, DemoResult> = {
  id: 'flowWebhooks.demo',

  act: (context) => open(context, temporaryFolder),

  async ask(context) {
    const result = await open(context, chooseFolder);
    inBackground(guide(context, context.demo.known[0]!));
    return result;
  },
};

/** Opens the definition where the demo has it already, otherwise in a new folder that `choose` returns. */
async function open(context: CommandContext, choose: () => Promise<vscode.Uri>): Promise<DemoResult> {
  const isPlaced = context.demo.known.length > 0 && (await allExist(context.demo.known.map(({ uri }) => uri)));
  const folder = isPlaced ? undefined : await choose();
  const services = await context.demo.start();
  if (folder) context.demo.placed(services, await write(folder, services));
  const uris = context.demo.known.map(({ uri }) => uri);
  await showTrigger(context, vscode.Uri.parse(uris[0]!, true), context.demo.known[0]!.operationId);
  return { uris, baseUrl: services.github.url, token: services.token };
}

async function allExist(uris: string[]): Promise<boolean> {
  const found = await Promise.all(uris.map((uri) => exists(vscode.Uri.parse(uri, true))));
  return found.every(Boolean);
}

const exists = (uri: vscode.Uri): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );

async function write(folder: vscode.Uri, { definitions }: DemoServices): Promise<[string, string]> {
  await vscode.workspace.fs.createDirectory(folder);
  const [tutorial, orders] = definitions.map(({ name, text }) => ({ uri: vscode.Uri.joinPath(folder, name), text }));
  for (const { uri, text } of [tutorial!, orders!])
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return [tutorial!.uri.toString(), orders!.uri.toString()];
}

/** Shows the trigger at the top, so that what it declares is in view below it. */
async function showTrigger({ server }: CommandContext, uri: vscode.Uri, operationId: string): Promise<void> {
  const editor = await vscode.window.showTextDocument(uri);
  const { triggers } = await server.listTriggers(uri);
  const found = triggers.find((one) => one.operationId === operationId);
  if (!found) return;
  const { line } = found.selectionRange.start;
  editor.selection = new vscode.Selection(line, 0, line, 0);
  // Some lines above it, where the lenses are and the path is named.
  editor.revealRange(new vscode.Range(Math.max(0, line - 8), 0, line, 0), vscode.TextEditorRevealType.AtTop);
}

const temporaryFolder = async (): Promise<vscode.Uri> =>
  vscode.Uri.file(await mkdtemp(join(tmpdir(), `${folderName}-`)));

async function chooseFolder(): Promise<vscode.Uri> {
  const temporary: Choice<() => Promise<vscode.Uri>> = {
    value: temporaryFolder,
    label: t('$(clock) A temporary folder'),
    description: t('nothing is added to your work'),
  };
  const other: Choice<() => Promise<vscode.Uri>> = {
    value: browse,
    label: t('$(folder-opened) Another folder…'),
  };
  const open = (vscode.workspace.workspaceFolders ?? []).map(
    ({ name, uri }): Choice<() => Promise<vscode.Uri>> => ({
      value: () => newFolder(uri),
      label: `$(root-folder) ${name}`,
      description: t('in a new folder {0}', folderName),
    }),
  );
  const question = t('Where should the demo put its two definitions?');
  return (await pickOne({ title: demoTitle() }, question, [temporary, ...open, other]))();
}

async function browse(): Promise<vscode.Uri> {
  const chosen = await vscode.window.showOpenDialog({
    title: demoTitle(),
    openLabel: t('Put the Demo Here'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  if (!chosen?.[0]) throw new Canceled();
  return newFolder(chosen[0]);
}

/** Returns the first of `flow-webhooks-demo`, `flow-webhooks-demo-2`, … that does not exist: an earlier demo may be edited. */
async function newFolder(parent: vscode.Uri): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? folderName : `${folderName}-${number}`;
    const folder = vscode.Uri.joinPath(parent, name);
    if (!(await exists(folder))) return folder;
  }
}
