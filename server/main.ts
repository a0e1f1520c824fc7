/**
 * The entry point of the server process: `node dist/server.js --stdio`, or over IPC as vscode-languageclient starts it.
 */
import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { connect } from './connection';
import { createPayloadChecker } from './engine/payload';
import { createCompletionEngine } from './engine/yamlEngine';
import { nodeFiles } from './files';
import { loadTexts } from './loadTexts';

const connection = createConnection(ProposedFeatures.all);
connect(connection, {
  files: nodeFiles,
  payloads: createPayloadChecker(join(__dirname, 'payloadWorker.js')),
  completions: createCompletionEngine(),
  texts: loadTexts,
});
connection.listen();
