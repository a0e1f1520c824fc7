/** A plain LSP client: `node dist/server.js --stdio` over vscode-jsonrpc, nothing of vscode-languageclient. */
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
  /** Polls to a deadline for a push that passes. */
  waitForPush(passes: (push: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams>;
  /** Answers the exit code. */
  stop(): Promise<number | null>;
}

export async function startLsp(
  options: { pull?: boolean; initializationOptions?: unknown; capabilities?: object } = {},
): Promise<LspSession> {
  const server = fileURLToPath(new URL('../../dist/server.js', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
  const pushed: PublishDiagnosticsParams[] = [];
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    pushed.push(params);
  });
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
    waitForPush: async (passes) => {
      const deadline = Date.now() + 10_000;
      for (;;) {
        const found = pushed.find(passes);
        if (found) return found;
        if (Date.now() > deadline) throw new Error(`No such push among ${JSON.stringify(pushed).slice(0, 2000)}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    stop: async () => {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const code = await exited;
      connection.dispose();
      return code;
    },
  };
}
