import { type CancellationToken, type Connection, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { DiagnosticsPublisher } from './diagnostics';
import type { DeliveryObservations } from './features/contract/observations';
import type { Files } from './files';
import type { ClientSupport, LoadedSchemas, PayloadChecker, YamlEngine } from './languageService';
import type { Texts } from './texts/say';
import type { Workspace } from './workspace';

/** What the host gives: files, threads and timers. Each entry point has its own. */
export interface ServerDependencies {
  files: Files;
  /** Checks payloads, on Node in a worker; its time limits are its own. */
  payloads: PayloadChecker;
  yaml: YamlEngine;
  /** The texts in a language, by its BCP 47 tag; undefined where they are English. */
  texts?(language: string): Texts | undefined;
  /** Resolves after the messages that wait were read. */
  readWaitingMessages(): Promise<void>;
}

/** The state that the handlers of one connection share. */
export interface Session {
  connection: Connection;
  deps: ServerDependencies;
  workspace: Workspace;
  diagnostics: DiagnosticsPublisher;
  observations: DeliveryObservations;
  loaded: LoadedSchemas;
  /** What the client has declared. */
  support: ClientSupport;
}

/**
 * Lets the messages that wait be read first, among which may be the cancellation of this very request.
 *
 * @throws {ResponseError} when it was canceled.
 */
export async function readWaitingMessages({ deps }: Session, token: CancellationToken): Promise<void> {
  await deps.readWaitingMessages();
  if (token.isCancellationRequested) throw canceled();
}

export function canceled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'Canceled.');
}

/**
 * The response for a failure whose message is for people: clients show it, and do not log it as a fault of the server.
 */
export const toRequestFailure = (error: unknown): ResponseError<void> =>
  new ResponseError(LSPErrorCodes.RequestFailed, (error as Error).message);
