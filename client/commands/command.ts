import * as vscode from 'vscode';
import type { ChangeReport, OlderText } from '../../server/protocol/compare';
import type { Json } from '../../server/protocol/json';
import type { InferredSchema } from '../../server/protocol/payloads';
import { InputError, ScriptError } from '../common/inputError';
import { t } from '../common/translate';
import type { PayloadPlace, StoredDelivery } from '../domain/delivery';
import type { AnswerMemory } from '../editor/answerMemory';
import type { Demo } from '../editor/demo';
import type { Draft } from '../editor/draft';
import type { LanguageServer } from '../editor/languageClient';
import type { LazyWebhooks } from '../editor/lazyWebhooks';
import type { OAuthSignIn } from '../editor/oauthSignIn';
import type { Sent } from '../webhooks/webhooksApi';
import { isTemporary } from './prompts/errorKinds';
import { Canceled } from './prompts/steps';
import { afterTrust } from './prompts/trust';

/** Everything a command can use. Views are passed in as functions, because commands must not import views. */
export interface CommandContext {
  server: LanguageServer;
  webhooks: LazyWebhooks;
  /** Opens the output panel with the stored deliveries of one webhook, or of all. */
  showPanel(id?: string): Promise<void>;
  clearPanel(): void;
  showDelivery(delivery: StoredDelivery): Promise<void>;
  demo: Pick<Demo, 'known' | 'placed' | 'start' | 'triggerIn'>;
  /** Reads one place of a delivery's payload; undefined where it has no such place. `pointer` is a JSON pointer. */
  payloadPlace(delivery: StoredDelivery, pointer: string): Promise<PayloadPlace | undefined>;
  oauth: Pick<OAuthSignIn, 'signIn' | 'redirectUri' | 'clientId'>;
  /** The answers last given for each trigger. */
  answerMemory: Pick<AnswerMemory, 'recall' | 'remember'>;
  /**
   * Shows the edits as a comparison; resolves to true when the person applies them. `breaking` has a sentence for each change
   * that breaks flows.
   */
  confirmEdits(uri: vscode.Uri, edits: InferredSchema['edits'], title: string, breaking: string[]): Promise<boolean>;
  /** Opens a comparison with an older version, and lists what breaks flows. `refresh` compares again. */
  showComparison(view: {
    uri: vscode.Uri;
    old: OlderText;
    changes: ChangeReport[];
    refresh(): Promise<ChangeReport[]>;
  }): Promise<void>;
  /** Applies or discards the comparison of that document, or the latest open one. */
  settleChange(uri: string | undefined, isWanted: boolean): void;
  /** Opens the draft in an editor from which it can be sent. */
  openDraft(draft: Draft): Promise<void>;
  /** Sends the text of the draft editor with that URI, or of the active one. */
  sendDraft(uri: string | undefined): Promise<Sent | undefined>;
  /** One recorded payload for each GitHub event, by event name. */
  githubExamples(): Promise<Record<string, Json>>;
  extensionVersion: string;
  /** `publisher.name`. */
  extensionId: string;
  /** Opens the preview of a trigger next to the editor; without `operationId`, the trigger at the cursor. */
  showPreview(uri: string, operationId?: string): Promise<void>;
  showLog(): void;
  outputPanel: Filterable & { pause(): void; resume(): void; lineAtCursor(): OutputLine | undefined };
  webhookTree: Filterable & { showMore(id: string): void };
}

/** The webhook and delivery that a line of the output panel belongs to. */
interface OutputLine {
  registrationId?: string;
  deliveryId?: string;
  /** True when the log holds the details of a failure. */
  isFailed?: boolean;
}

/** A view that takes a filter in the syntax of `views/filter.ts`. */
export interface Filterable {
  readonly filterText: string;
  setFilter(text: string): void;
}

/**
 * A command in its two forms. Called by a script with one object, it acts and never asks. Called from the command
 * palette, a menu or a code lens, it asks for what is missing, acts, and shows the result. `Input` and `Result` are what
 * docs/scripting.md describes; `FromView` has what only views and quick fixes pass.
 */
export interface Command<Input extends object, Result, FromView extends object = object> {
  id: `flowWebhooks.${string}`;
  act(context: CommandContext, input: Input): Promise<Result>;
  ask(context: CommandContext, given: Given<Input & FromView>): Promise<Result | undefined>;
}

/** The input that is already known before asking. Code lenses pass `uri` and `operationId`, editor menus only `uri`. */
export type Given<Input> = Partial<Input> & { uri?: string; operationId?: string };

// biome-ignore lint/suspicious/noExplicitAny: the list holds commands of every input.
export type AnyCommand = Command<any, unknown, any>;

/** Runs a command as the editor called it. */
export function runCommand(context: CommandContext, command: AnyCommand, argument: unknown): Promise<unknown> {
  const given = knownInput(argument);
  return given ? askThenShow(context, command, given) : actOnly(context, command, argument);
}

/** Returns the known input if the command should ask, or undefined if a script called it. */
function knownInput(argument: unknown): Given<object> | undefined {
  if (argument === undefined || argument === null) return {};
  if (argument instanceof vscode.Uri) return { uri: argument.toString() };
  if (typeof argument === 'object' && 'ask' in argument && argument.ask === true) {
    const { ask: _, ...given } = argument;
    return given;
  }
  return undefined;
}

async function actOnly(context: CommandContext, command: AnyCommand, argument: unknown): Promise<unknown> {
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) {
    throw new Error(`${command.id} takes one object, or no argument to be asked.`);
  }
  if (!vscode.workspace.isTrusted) throw new Error(untrusted());
  try {
    return await command.act(context, argument);
  } catch (error) {
    throw error instanceof Error ? new ScriptError(error) : error;
  }
}

async function askThenShow(context: CommandContext, command: AnyCommand, given: Given<object>): Promise<unknown> {
  if (!vscode.workspace.isTrusted) {
    await afterTrust(() => askThenShow(context, command, given));
    return undefined;
  }
  try {
    return await command.ask(context, given);
  } catch (error) {
    inBackground(showFailure(error, () => askThenShow(context, command, given)));
    return undefined;
  }
}

/** Lets work continue after the command has returned, such as a message with buttons. A failure is shown. */
export function inBackground(act: Promise<unknown>): void {
  act.catch((error) => showFailure(error));
}

/** A failure with the step that helps: a command, under the title of its button. */
export class HelpfulError extends Error {
  constructor(
    message: string,
    readonly help: { title: string; command: `flowWebhooks.${string}`; arguments?: unknown[] },
  ) {
    super(message);
  }
}

/** True when the person gave up: nothing is shown. */
export const isCanceled = (error: unknown): boolean =>
  error instanceof Canceled || error instanceof vscode.CancellationError;

/** Shows a failure with a button for what helps: its own step, or the command once more. The message may stay open. */
async function showFailure(error: unknown, again?: () => Promise<unknown>): Promise<void> {
  if (isCanceled(error)) return;
  if (error instanceof HelpfulError) {
    const { title, command, arguments: given = [] } = error.help;
    const chosen = await vscode.window.showErrorMessage(error.message, title);
    if (chosen === title) await vscode.commands.executeCommand(command, ...given);
    return;
  }
  const tryAgain = again && isTemporary(error) ? [t('Try Again')] : [];
  if ((await vscode.window.showErrorMessage(messageOf(error), ...tryAgain)) !== undefined) await again?.();
}

const untrusted = () =>
  t('Trust this workspace first: webhooks are only registered and received in trusted workspaces.');

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Returns a property of a script's object. Throws, naming the property, when it is missing or has the wrong type. */
export function requireProperty<Input extends object, Name extends keyof Input & string>(
  input: Input,
  name: Name,
  type: 'string' | 'object' = 'string',
): NonNullable<Input[Name]> {
  const value = input[name];
  if (value === undefined || value === null || value === '') {
    throw new InputError(name, 'Supply this property.');
  }
  if (typeof value !== type || Array.isArray(value)) throw new InputError(name, wrongType(type));
  return value;
}

export function optionalProperty<Input extends object, Name extends keyof Input & string>(
  input: Input,
  name: Name,
  type: 'string' | 'object' | 'boolean' = 'string',
): Input[Name] | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== type || Array.isArray(value)) throw new InputError(name, wrongType(type));
  return value;
}

function wrongType(type: 'string' | 'object' | 'boolean'): string {
  switch (type) {
    case 'string':
      return 'It must be a string.';
    case 'boolean':
      return 'It must be true or false.';
    case 'object':
      return 'It must be an object.';
  }
}
