import * as vscode from 'vscode';
import { definitionNames, inAnyCase } from '../../../server/protocol/fileNames';
import type { TriggerDescription } from '../../../server/protocol/triggers';
import { keyOfFile } from '../../common/sameFile';
import { t } from '../../common/translate';
import type { LanguageServer } from '../../editor/languageClient';
import { HelpfulError } from '../command';
import { type Choice, pickOne } from './pick';
import type { Step } from './steps';

const definitionFiles = `**/{${definitionNames.map(inAnyCase).join(',')}}`;
const definitionName = /\.(json|jsonc|ya?ml)$/i;

/** Maximum number of files searched for triggers. */
const maxFiles = 100;

export async function webhookTriggers(server: LanguageServer, uri: string): Promise<TriggerDescription[]> {
  const { triggers } = await server.listTriggers(vscode.Uri.parse(uri, true));
  return triggers.filter(({ kind }) => kind === 'webhook');
}

/** URIs of definitions with webhook triggers: only the one in the active editor, otherwise all open or in the workspace. */
export async function findDefinitions(server: LanguageServer): Promise<string[]> {
  const active = vscode.window.activeTextEditor?.document;
  if (active && server.watches(active) && (await hasWebhooks(server, active.uri))) return [active.uri.toString()];
  return findDefinitionsWhere((uri) => hasWebhooks(server, uri), server);
}

/** URIs of all definitions that are open or in the workspace, with triggers or without. */
export function allDefinitions(server: LanguageServer): Promise<string[]> {
  return findDefinitionsWhere((uri) => isDefinition(server, uri), server);
}

export async function isDefinition(server: LanguageServer, uri: vscode.Uri): Promise<boolean> {
  try {
    return (await server.listTriggers(uri)).isDefinition;
  } catch {
    return false;
  }
}

async function findDefinitionsWhere(
  fits: (uri: vscode.Uri) => Promise<boolean>,
  server: LanguageServer,
): Promise<string[]> {
  const open = vscode.workspace.textDocuments.filter((document) => server.watches(document)).map(({ uri }) => uri);
  const found = await vscode.workspace.findFiles(definitionFiles, '**/node_modules/**', maxFiles);
  const files = found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  // A definition that is open counts by the name that it has in its editor.
  const candidates = new Map(
    [...files.filter(({ path }) => definitionName.test(path)), ...open].map((uri) => [keyOfFile(uri), uri]),
  );
  const uris = [...candidates.values()];
  const having = await Promise.all(uris.map(fits));
  return uris.filter((_, index) => having[index]).map(String);
}

/** False also when the file cannot be read or the server fails. */
async function hasWebhooks(server: LanguageServer, uri: vscode.Uri): Promise<boolean> {
  try {
    return (await webhookTriggers(server, uri.toString())).length > 0;
  } catch {
    return false;
  }
}

/** The failure of a command that needs a definition with a webhook trigger where there is none. */
export const noDefinition = (): HelpfulError =>
  new HelpfulError(
    t('No definition with a webhook trigger was found. Open one (such as apiDefinition.swagger.json) and try again.'),
    { title: t('Open an Example'), command: 'flowWebhooks.openSample' },
  );

export const shortName = (uri: string) => vscode.workspace.asRelativePath(vscode.Uri.parse(uri));

export function definitionStep(uris: string[]): Step {
  const choices = uris.map((uri): Choice<string> => ({ value: uri, label: shortName(uri) }));
  return { key: 'definition', ask: (frame) => pickOne(frame, t('Which definition?'), choices) };
}

export function triggerStep(triggers: TriggerDescription[]): Step {
  const choices = triggers.map(
    (trigger): Choice<string> => ({
      value: trigger.operationId,
      label: trigger.title,
      description: `${trigger.method.toUpperCase()} ${trigger.path}`,
      detail: trigger.description,
    }),
  );
  return { key: 'trigger', ask: (frame) => pickOne(frame, t('Which trigger?'), choices) };
}
