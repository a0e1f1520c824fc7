/** A plain LSP client over vscode-jsonrpc, without vscode-languageclient: of a server process, or of a server in this process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type {
  ClientCapabilities,
  Diagnostic,
  InitializeResult,
  PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol';
import { connect } from '../../server/connection';
import { createPayloadChecker, type Limits } from '../../server/engine/payloadThread';
import { createYamlEngine } from '../../server/engine/yamlLoader';
import { nodeFiles } from '../../server/nodeFiles';

export interface LspSession {
  connection: MessageConnection;
  initialized: InitializeResult;
  /** All pushed diagnostics, in order. */
  pushed: PublishDiagnosticsParams[];
  open(uri: string, languageId: string, text: string, version?: number): void;
  change(uri: string, version: number, changes: { range?: Diagnostic['range']; text: string }[]): void;
  /** The first push that passes, of those already received from an index on and those to come before a deadline. */
  waitForPush(passes: (push: PublishDiagnosticsParams) => boolean, from?: number): Promise<PublishDiagnosticsParams>;
  /** Shuts the server down and resolves with its exit code; null for one in this process. */
  stop(): Promise<number | null>;
}

interface SessionOptions {
  pull?: boolean;
  initializationOptions?: unknown;
  /** The language of the client. */
  locale?: string;
  capabilities?: object;
  /** Responses to `workspace/configuration`, by section. */
  configuration?: Record<string, unknown>;
  /** Maximum time of a wait, in milliseconds. */
  patience?: number;
}

/** Starts a server process: `node dist/server.js --stdio` unless another script and its arguments are given. */
export async function startLsp(
  options: SessionOptions & { server?: string[] } = {},
): Promise<LspSession & { process: ChildProcess }> {
  const ours = [fileURLToPath(new URL('../../dist/server.js', import.meta.url)), '--stdio'];
  const child: ChildProcess = spawn(process.execPath, options.server ?? ours, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
  const end = async (): Promise<number | null> => {
    await connection.sendNotification('exit');
    return exited;
  };
  return { ...(await openSession(connection, process.pid, options, end)), process: child };
}

/** Starts the server in this process, with time limits of its payload checks, in milliseconds. */
export async function startLspInProcess(limits: Limits, options: SessionOptions = {}): Promise<LspSession> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  // Readers and writers instead of the streams themselves: at their end the library would exit this process.
  const server = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  const worker = fileURLToPath(new URL('../../dist/payloadWorker.js', import.meta.url));
  connect(server, {
    files: nodeFiles,
    payloads: createPayloadChecker(worker, limits),
    yaml: createYamlEngine(),
    readWaitingMessages: () => new Promise((resolve) => setImmediate(resolve)),
  });
  server.listen();
  const connection = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  return openSession(connection, null, options, async () => {
    server.dispose();
    return null;
  });
}

/** What the editors of today declare about documents. */
const modern = {
  completion: {
    completionItem: {
      snippetSupport: true,
      documentationFormat: ['markdown', 'plaintext'],
      insertTextModeSupport: { valueSet: [1, 2] },
    },
  },
  hover: { contentFormat: ['markdown', 'plaintext'] },
  documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, versionSupport: true },
  codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } }, isPreferredSupport: true },
  rename: { prepareSupport: true },
} satisfies ClientCapabilities['textDocument'];

async function openSession(
  connection: MessageConnection,
  processId: number | null,
  options: SessionOptions,
  end: () => Promise<number | null>,
): Promise<LspSession> {
  const pushed: PublishDiagnosticsParams[] = [];
  const waiters = new Set<() => void>();
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    pushed.push(params);
    for (const waiter of [...waiters]) waiter();
  });
  connection.onRequest('workspace/configuration', ({ items }: { items: { section: string }[] }) =>
    items.map(({ section }) => options.configuration?.[section] ?? null),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const initialized: InitializeResult = await connection.sendRequest('initialize', {
    processId,
    rootUri: null,
    capabilities: {
      textDocument: { ...modern, ...(options.pull && { diagnostic: {} }) },
      ...options.capabilities,
    },
    initializationOptions: options.initializationOptions,
    ...(options.locale && { locale: options.locale }),
  });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    initialized,
    pushed,
    open: (uri, languageId, text, version = 1) =>
      void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version, text } }),
    change: (uri, version, contentChanges) =>
      void connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges }),
    waitForPush: (passes, from = 0) =>
      new Promise((resolve, reject) => {
        let seen = from;
        const look = (): void => {
          while (seen < pushed.length) {
            const push = pushed[seen++]!;
            if (!passes(push)) continue;
            clearTimeout(deadline);
            waiters.delete(look);
            resolve(push);
            return;
          }
        };
        const deadline = setTimeout(() => {
          waiters.delete(look);
          reject(new Error(`No such push among ${JSON.stringify(pushed).slice(0, 2000)}`));
        }, options.patience ?? 10_000);
        waiters.add(look);
        look();
      }),
    stop: async () => {
      await connection.sendRequest('shutdown');
      const code = await end();
      connection.dispose();
      return code;
    },
  };
}
