import * as vscode from 'vscode';
import type { Json } from '../../server/protocol/json';
import type { NewTrigger, NewTriggerParams } from '../../server/protocol/newTrigger';
import { InputError } from '../common/inputError';
import { sameFile } from '../common/sameFile';
import { t } from '../common/translate';
import { toRange } from '../editor/ranges';
import { showUntitled } from '../editor/untitled';
import { type Command, type CommandContext, inBackground, optionalProperty, requireProperty } from './command';
import { askForNewTrigger, type NewTriggerAnswers } from './prompts/newTriggerSteps';
import { readTriggerText, triggerTemplate } from './prompts/triggerText';

export interface NewTriggerInput extends Omit<NewTriggerParams, 'text' | 'languageId'> {
  /** A path below the definition's base path, instead of `url`. */
  path?: string;
  notification: Json;
  callback: string;
  /** Writes the trigger; false only returns the text. Defaults to true when `uri` is given. */
  apply?: boolean;
}

export interface NewTriggerResult {
  operationId: string;
  /** The whole definition, if it was not written. */
  text?: string;
  /** Parts of the samples that were left out, with the reason. */
  notes: string[];
}

/** Writes a webhook trigger from samples, into a definition or into a new one. */
export const newTrigger: Command<NewTriggerInput, NewTriggerResult> = {
  id: 'flowWebhooks.newTrigger',

  async act({ server }, input) {
    const uri = optionalProperty(input, 'uri');
    const apply = optionalProperty(input, 'apply', 'boolean') ?? uri !== undefined;
    const target = uri === undefined ? undefined : vscode.Uri.parse(uri, true);
    if (apply && !target) requireProperty(input, 'uri');
    const into = target && (await exists(target)) ? target : undefined;
    const made = await server.newTrigger(into, paramsOf(input, target));
    const { operationId, notes, text } = made;
    if (!apply) return { operationId, text, notes };
    await write(target!, into !== undefined, made);
    return { operationId, notes };
  },

  async ask(context, given) {
    const answers = await askForNewTrigger(context.server, given.uri);
    if (!('editorFor' in answers)) return create(context, answers);
    await openEditor(context, answers.editorFor);
    return undefined;
  },
};

/** Writes the trigger, shows it, and says what to do next. */
async function create(
  context: CommandContext,
  { target, isNew, params }: NewTriggerAnswers,
): Promise<NewTriggerResult> {
  const made = await context.server.newTrigger(isNew ? undefined : target, params);
  const document = target
    ? await write(target, !isNew, made)
    : await showUntitled(params.language ?? 'json', made.text);
  await showTrigger(context, document, made);
  inBackground(report(context, document.uri.toString(), made));
  return { operationId: made.operationId, notes: made.notes };
}

/** Opens one editor for all that the trigger needs, for people who have it at hand. */
async function openEditor(context: CommandContext, uri: string | undefined): Promise<void> {
  const target = uri === undefined ? undefined : vscode.Uri.parse(uri);
  await context.openDraft({
    name: 'new-trigger',
    text: triggerTemplate(target && vscode.workspace.asRelativePath(target)),
    isJson: false,
    action: t('$(check) Write This Trigger'),
    send: async (text) => {
      await create(context, { target, isNew: target === undefined, params: readTriggerText(text) });
      return undefined;
    },
  });
}

/** Reads a script's object. Throws, naming the property, when one is missing or has the wrong type. */
function paramsOf(input: NewTriggerInput, target: vscode.Uri | undefined): NewTriggerParams {
  if (input.notification === undefined) requireProperty(input, 'notification');
  const { request, response, notification, unsubscribe, visible, tokens } = input;
  const path = target?.path ?? '';
  return {
    request,
    response,
    notification,
    callback: requireProperty(input, 'callback'),
    method: optionalProperty(input, 'method'),
    url: optionalProperty(input, 'url') ?? optionalProperty(input, 'path'),
    visible: pointers('visible', visible),
    tokens: pointers('tokens', tokens),
    summary: optionalProperty(input, 'summary'),
    operationId: optionalProperty(input, 'operationId'),
    ...(unsubscribe !== undefined && {
      unsubscribe: unsubscribe === false ? false : optionalProperty({ unsubscribe }, 'unsubscribe'),
    }),
    language: optionalProperty(input, 'language') ?? (/\.ya?ml$/i.test(path) ? 'yaml' : 'json'),
  };
}

function pointers(name: string, given: unknown): string[] | undefined {
  if (given === undefined || given === null) return undefined;
  if (Array.isArray(given) && given.every((one) => typeof one === 'string')) return given;
  throw new InputError(name, 'It must be a list of JSON pointers.');
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  if (vscode.workspace.textDocuments.some((document) => sameFile(document.uri, uri))) return true;
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Writes the edits as one undo step. An existing file is left unsaved, so that the person can review it. */
async function write(uri: vscode.Uri, isThere: boolean, { edits, text }: NewTrigger): Promise<vscode.TextDocument> {
  const edit = new vscode.WorkspaceEdit();
  if (isThere) for (const { range, newText } of edits) edit.replace(uri, toRange(range), newText);
  else edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new Error(t('The editor could not write to {0}.', vscode.workspace.asRelativePath(uri)));
  }
  return vscode.workspace.openTextDocument(uri);
}

async function showTrigger(
  { server }: CommandContext,
  document: vscode.TextDocument,
  { operationId }: NewTrigger,
): Promise<void> {
  const editor = await vscode.window.showTextDocument(document);
  const { triggers } = await server.listTriggers(document.uri);
  const range = triggers.find((trigger) => trigger.operationId === operationId)?.selectionRange;
  if (!range) return;
  const start = toRange(range).start;
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(toRange(range), vscode.TextEditorRevealType.InCenter);
}

async function report(context: CommandContext, uri: string, { operationId, notes }: NewTrigger): Promise<void> {
  const show = t('Preview');
  const register = t('Register Webhook');
  const done = t('The trigger "{0}" was added to the definition.', operationId);
  const chosen = await vscode.window.showInformationMessage([done, ...notes].join(' '), show, register);
  if (chosen === show) await context.showPreview(uri, operationId);
  if (chosen === register)
    await vscode.commands.executeCommand('flowWebhooks.register', { ask: true, uri, operationId });
}
