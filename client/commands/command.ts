import * as vscode from 'vscode';
import type { Json } from '../../server/protocol/json';
import type { InferredSchema } from '../../server/protocol/payloads';
import type { StoredDelivery } from '../domain/delivery';
import type { AnswerMemory } from '../editor/answerMemory';
import type { Draft } from '../editor/draft';
import type { LanguageServer } from '../editor/languageClient';
import type { LazyWebhooks } from '../editor/lazyWebhooks';
import type { OAuthSignIn } from '../editor/oauthSignIn';
import type { Sent } from '../webhooks/webhooksApi';
import { Cancelled } from './prompts/prompts';

/** What commands work with. The views come as functions: commands and views do not know each other. */
export interface CommandContext {
  server: LanguageServer;
  webhooks: LazyWebhooks;
  /** Opens the output panel, with what is stored for one webhook, or for all. */
  showPanel(id?: string): Promise<void>;
  clearPanel(): void;
  showDelivery(delivery: StoredDelivery): Promise<void>;
  oauth: Pick<OAuthSignIn, 'signIn' | 'redirectUri' | 'clientId'>;
  /** What was last sent for each trigger. */
  answers: Pick<AnswerMemory, 'recall' | 'remember'>;
  /** Shows what edits would change, and resolves with whether the person wants them. */
  confirmEdits(uri: vscode.Uri, edits: InferredSchema['edits'], title: string): Promise<boolean>;
  /** Says so to the one with that URI, or to the latest one that waits. */
  answerChange(uri: string | undefined, isWanted: boolean): void;
  /** Opens an editor from which it can be sent. */
  openDraft(draft: Draft): Promise<void>;
  /** Sends what stands in the editor with that URI, or in the active one. */
  sendDraft(uri: string | undefined): Promise<Sent>;
  /** A recorded payload of each of GitHub's events, by its name. */
  githubExamples(): Promise<Record<string, Json>>;
  /** Of this extension. */
  version: string;
  /** Opens what makers see of a trigger, beside the editor; the one at the cursor where none is named. */
  showPreview(uri: string, operationId?: string): Promise<void>;
  showLog(): void;
  output: Filterable & { pause(): void; resume(): void; atCursor(): LineOfOutput | undefined };
  tree: Filterable & { showMore(id: string): void };
}

/** What the line of the output panel that holds the cursor is about. */
export interface LineOfOutput {
  registrationId?: string;
  deliveryId?: string;
  /** More about it is in the log. */
  isFailed?: boolean;
}

/** A view that can be told what to show, in the words of views/filter.ts. */
export interface Filterable {
  readonly filterText: string;
  setFilter(text: string): void;
}

/**
 * A command in its two forms. From a script, with one object, it acts and nothing is ever asked. From the palette, a
 * menu or a code lens it asks for whatever its object lacks, acts, and shows what came of it.
 */
export interface Command<Input extends object, Result> {
  id: `flowWebhooks.${string}`;
  act(services: CommandContext, input: Input): Promise<Result>;
  ask(services: CommandContext, given: Given<Input>): Promise<Result | undefined>;
}

/** A code lens says `ask: true` and where it stands; a menu of the editor, only which document. */
export type Given<Input> = Partial<Input> & { uri?: string; operationId?: string };

// biome-ignore lint/suspicious/noExplicitAny: the list holds commands of every input.
export type AnyCommand = Command<any, unknown>;

export function registerCommand(services: CommandContext, command: AnyCommand): vscode.Disposable {
  return vscode.commands.registerCommand(command.id, (argument: unknown) => {
    const given = askingFor(argument);
    return given ? askThenShow(services, command, given) : actOnly(services, command, argument);
  });
}

/** What is known already where the command is to ask; undefined where a script has given everything. */
function askingFor(argument: unknown): Given<object> | undefined {
  if (argument === undefined || argument === null) return {};
  if (argument instanceof vscode.Uri) return { uri: argument.toString() };
  if (typeof argument === 'object' && 'ask' in argument && argument.ask === true) {
    const { ask: _, ...given } = argument;
    return given;
  }
  return undefined;
}

async function actOnly(services: CommandContext, command: AnyCommand, argument: unknown): Promise<unknown> {
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) {
    throw new Error(vscode.l10n.t('{0} takes one object, or no argument to be asked.', command.id));
  }
  if (!vscode.workspace.isTrusted) throw new Error(untrusted());
  return command.act(services, argument);
}

async function askThenShow(services: CommandContext, command: AnyCommand, given: Given<object>): Promise<unknown> {
  if (!vscode.workspace.isTrusted) {
    const manage = vscode.l10n.t('Manage Workspace Trust');
    const chosen = await vscode.window.showWarningMessage(untrusted(), manage);
    if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return undefined;
  }
  try {
    return await command.ask(services, given);
  } catch (error) {
    showFailure(error);
    return undefined;
  }
}

/** What goes on once a command is over, such as a message with buttons: nobody waits for it, and a failure is shown. */
export function inBackground(act: Promise<unknown>): void {
  act.catch(showFailure);
}

function showFailure(error: unknown): void {
  // Not awaited: somebody may never close the message.
  if (!(error instanceof Cancelled)) void vscode.window.showErrorMessage(messageOf(error));
}

const untrusted = () =>
  vscode.l10n.t('Trust this workspace first: webhooks are only registered and received in trusted workspaces.');

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The property of a script's object, or a rejection that names it. */
export function need<Input extends object, Name extends keyof Input & string>(
  input: Input,
  name: Name,
  type: 'string' | 'object' = 'string',
): NonNullable<Input[Name]> {
  const value = input[name];
  if (value === undefined || value === null || value === '') {
    throw new Error(vscode.l10n.t('Supply "{0}".', name));
  }
  if (typeof value !== type || Array.isArray(value)) throw new Error(wrongType(name, type));
  return value;
}

export function optional<Input extends object, Name extends keyof Input & string>(
  input: Input,
  name: Name,
  type: 'string' | 'object' | 'boolean' = 'string',
): Input[Name] | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== type || Array.isArray(value)) throw new Error(wrongType(name, type));
  return value;
}

function wrongType(name: string, type: 'string' | 'object' | 'boolean'): string {
  switch (type) {
    case 'string':
      return vscode.l10n.t('"{0}" has to be a string.', name);
    case 'boolean':
      return vscode.l10n.t('"{0}" has to be true or false.', name);
    case 'object':
      return vscode.l10n.t('"{0}" has to be an object.', name);
  }
}
