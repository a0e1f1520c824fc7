/** A plain LSP client over vscode-jsonrpc, nothing of vscode-languageclient; by default of `node dist/server.js --stdio`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Diagnostic, InitializeResult, PublishDiagnosticsParams } from 'vscode-languageserver-protocol';

export interface LspSession {
  connection: MessageConnection;
  initialized: InitializeResult;
  /** All that was pushed, in order. */
  pushed: PublishDiagnosticsParams[];
  open(uri: string, languageId: string, text: string, version?: number): void;
  change(uri: string, version: number, changes: { range?: Diagnostic['range']; text: string }[]): void;
  process: ChildProcess;
  /** The first push that passes, of those that came and those to come before a deadline. */
  waitForPush(passes: (push: PublishDiagnosticsParams) => boolean, from?: number): Promise<PublishDiagnosticsParams>;
  /** Answers the exit code. */
  stop(): Promise<number | null>;
}

export async function startLsp(
  options: {
    pull?: boolean;
    initializationOptions?: unknown;
    capabilities?: object;
    /** Another server's script and arguments. */
    server?: string[];
    /** Answers to `workspace/configuration`, by section. */
    configuration?: Record<string, unknown>;
    /** Milliseconds that a wait may take. */
    patience?: number;
  } = {},
): Promise<LspSession> {
  const ours = [fileURLToPath(new URL('../../dist/server.js', import.meta.url)), '--stdio'];
  const child: ChildProcess = spawn(process.execPath, options.server ?? ours, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
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
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { ...(options.pull && { diagnostic: {} }) }, ...options.capabilities },
    initializationOptions: options.initializationOptions,
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
    process: child,
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
      await connection.sendNotification('exit');
      const code = await exited;
      connection.dispose();
      return code;
    },
  };
}
