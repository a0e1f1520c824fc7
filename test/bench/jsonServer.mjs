/** The peer: VS Code's JSON language service with Microsoft's public connector schema, as a minimal server. */
import { readFileSync } from 'node:fs';
import json from 'vscode-json-languageservice';
import { createConnection, ProposedFeatures, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver/node.js';

const { getLanguageService, TextDocument } = json;
const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
const documents = new TextDocuments(TextDocument);
const schema = readFileSync(process.argv[2], 'utf8');
const service = getLanguageService({ schemaRequestService: async () => schema });
service.configure({ validate: true, schemas: [{ uri: 'schema://connector', fileMatch: ['*'] }] });

connection.onInitialize(() => ({
  capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental, completionProvider: {}, hoverProvider: true },
}));
documents.onDidChangeContent(async ({ document }) => {
  const { uri, version } = document;
  const diagnostics = await service.doValidation(document, service.parseJSONDocument(document));
  connection.sendDiagnostics({ uri, version, diagnostics });
});
connection.onCompletion(({ textDocument, position }) => {
  const document = documents.get(textDocument.uri);
  return service.doComplete(document, position, service.parseJSONDocument(document));
});
connection.onHover(({ textDocument, position }) => {
  const document = documents.get(textDocument.uri);
  return service.doHover(document, position, service.parseJSONDocument(document));
});
documents.listen(connection);
connection.listen();
