/**
 * The server process, as `start.node.ts` runs it: over the standard streams with `--stdio`, or over IPC.
 */
import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { connect } from './connection';
import { createPayloadChecker } from './engine/payloadThread';
import { createYamlEngine } from './engine/yamlLoader';
import { loadTexts } from './loadTexts';
import { nodeFiles } from './nodeFiles';

const connection = createConnection(ProposedFeatures.all);
connect(connection, {
  files: nodeFiles,
  payloads: createPayloadChecker(join(__dirname, 'payloadWorker.js')),
  yaml: createYamlEngine(),
  texts: loadTexts,
  // After what the transport has read.
  readWaitingMessages: () => new Promise((resolve) => setImmediate(resolve)),
});
connection.listen();
