import type { CompletionItem } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  getLanguageService,
  type LanguageService,
} from 'yaml-language-server/out/server/src/languageservice/yamlLanguageService.js';
import { SettingsState } from 'yaml-language-server/out/server/src/yamlSettings.js';
import { connectorSchema } from './connectorSchema';
import { draft04, draft04Uri } from './draft04';

const schemaUri = 'flow-webhooks:/schema.json';
let service: LanguageService | undefined;
let versions = 0;

/**
 * The completion items of yaml-language-server at an offset, by Microsoft's schema. Ranges are in the given text. A
 * separate module because it is large: the server loads it when a YAML document first asks.
 */
export async function completeYaml(text: string, offset: number): Promise<CompletionItem[]> {
  service ??= createService();
  // The engine caches a document by URI and version: each text needs its own version.
  versions++;
  const document = TextDocument.create('flow-webhooks:/text.yaml', 'yaml', versions, text);
  const list = await service.doComplete(document, document.positionAt(offset), false);
  return list.items;
}

function createService(): LanguageService {
  const created = getLanguageService({
    // A definition must not make the server fetch anything.
    schemaRequestService: (uri) =>
      uri.replace(/#$/, '') === draft04Uri
        ? Promise.resolve(JSON.stringify(draft04))
        : Promise.reject(new Error('Only the schemas that come with the extension are used.')),
    workspaceContext: { resolveRelativePath: (path) => path },
    yamlSettings: new SettingsState(),
    clientCapabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
  });
  created.configure({
    completion: true,
    validate: false,
    hover: false,
    format: false,
    disableDefaultProperties: true,
    schemas: [{ uri: schemaUri, fileMatch: ['*'], schema: connectorSchema }],
  });
  return created;
}
