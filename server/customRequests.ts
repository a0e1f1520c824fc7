import {
  type CancellationToken,
  DiagnosticSeverity,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import type { OpenDocument } from './documents/document';
import {
  bodyOf,
  cards,
  compare,
  convertOpenApi,
  diagnostics,
  draftTrigger,
  exportDefinition,
  expression,
  newTrigger,
  triggers,
  updateSchema,
} from './languageService';
import type { DocumentParams } from './protocol/document';
import type { NewTriggerParams } from './protocol/newTrigger';
import { type ParamsOf, type RequestName, Requests, type ResultOf } from './protocol/requests';
import { readWaitingMessages, type Session, toRequestFailure } from './session';
import { say } from './texts/say';
import { NotOpenError, type ReadDocument } from './workspace';

/** Handles the requests of `server/protocol`. */
export function handleCustomRequests(session: Session): void {
  const { connection, deps, workspace } = session;
  const { payloads } = deps;
  const onRequest = <Name extends RequestName>(
    name: Name,
    resultFor: (params: ParamsOf<Name>) => ResultOf<Name> | Promise<ResultOf<Name>>,
  ): void => {
    connection.onRequest(name, async (params: ParamsOf<Name>, token: CancellationToken) => {
      await readWaitingMessages(session, token);
      return resultFor(params);
    });
  };

  const read = (params: DocumentParams): ReadDocument => {
    try {
      return workspace.read(params);
    } catch (error) {
      throw error instanceof NotOpenError ? new ResponseError(ErrorCodes.InvalidParams, error.message) : error;
    }
  };

  /** The document that the trigger is written into; undefined when it is to be a new one. */
  const targetOf = ({ uri, ...params }: NewTriggerParams): OpenDocument | undefined =>
    uri === undefined ? undefined : read({ ...params, uri }).file.document;

  onRequest(Requests.listTriggers, (params) => {
    const { version, isDefinition, file } = read(params);
    return { uri: params.uri, version, isDefinition, triggers: triggers(file) };
  });

  onRequest(Requests.describeBody, (params) => withReadableFailure(() => bodyOf(params)));

  onRequest(Requests.preview, (params) => {
    const { version, isDefinition, file } = read(params);
    return { uri: params.uri, version, isDefinition, ...cards(file, params) };
  });

  onRequest(Requests.expression, (params) => withReadableFailure(() => expression(read(params).file, params)));

  onRequest(Requests.draftTrigger, (params) => draftTrigger(targetOf(params), params));
  onRequest(Requests.newTrigger, (params) => withReadableFailure(() => newTrigger(targetOf(params), params)));

  onRequest(Requests.inferSchema, async (params) => {
    const { file, version } = read(params);
    const before = file.document.version;
    const inferred = await withReadableFailure(() => updateSchema(file, params, payloads));
    if (file.document.version !== before) {
      throw new ResponseError(LSPErrorCodes.ContentModified, say('The definition was edited meanwhile: try again.'));
    }
    return { ...inferred, version };
  });

  onRequest(Requests.compare, (params) =>
    withReadableFailure(() => {
      const { version, file } = read(params);
      return { version, changes: compare(file, params.old, workspace.options) };
    }),
  );

  onRequest(Requests.checkDefinition, (params) => {
    const found = diagnostics(read(params).file, { profile: params.profile, rules: workspace.options.rules });
    const errors = found.filter(({ severity }) => severity === DiagnosticSeverity.Error);
    return {
      errors: errors
        .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character)
        .map(({ message, range }) => ({ message, range })),
      warnings: found.filter(({ severity }) => severity === DiagnosticSeverity.Warning).length,
    };
  });

  onRequest(Requests.exportDefinition, (params) =>
    withReadableFailure(() => ({ text: exportDefinition(read(params).file) })),
  );
  onRequest(Requests.convertOpenApi, (params) => withReadableFailure(() => convertOpenApi(read(params).file)));

  onRequest(Requests.checkPayload, (params) => payloads.check(params));
  onRequest(Requests.checkPayloads, (params) => payloads.checkAll(params));
  onRequest(Requests.examplePayload, (params) => payloads.example(params));
}

/** Fails with {@link toRequestFailure} where the action throws a message that is written for people. */
async function withReadableFailure<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof ResponseError ? error : toRequestFailure(error);
  }
}
