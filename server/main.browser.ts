/**
 * The entry point of the server in a web worker: its messages are those of the worker. A browser has no files: what is next to
 * a definition counts once it is open, and bodies that are stored on a disk are not judged.
 */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { connect } from './connection';
import { createInlinePayloadChecker } from './engine/payloadInline';
import { noYamlEngine } from './engine/yamlEngine';
import { noFiles } from './files';
import { noDecompression } from './languageService';

const worker = globalThis as unknown as DedicatedWorkerGlobalScope;
const connection = createConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker));

connect(connection, {
  files: noFiles,
  payloads: createInlinePayloadChecker({
    bytes: () => {
      throw new Error('a browser cannot read its file.');
    },
    decompress: noDecompression,
  }),
  yaml: noYamlEngine,
  // After the messages that the worker has received.
  readWaitingMessages: () => new Promise((resolve) => setTimeout(resolve, 0)),
});
connection.listen();
