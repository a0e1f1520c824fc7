import type { CompletionItem } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { yamlDocumentsCache } from 'yaml-language-server/out/server/src/languageservice/parser/yaml-documents.js';
import { YamlCompletion } from 'yaml-language-server/out/server/src/languageservice/services/yamlCompletion.js';
import { YAMLFormatter } from 'yaml-language-server/out/server/src/languageservice/services/yamlFormatter.js';
import type { JsonSchema } from './connectorSchema';

/** The number of texts so far. The engine keeps what it has read by name and version: each text is a version of one name. */
let texts = 0;

const documentOf = (text: string): TextDocument =>
  TextDocument.create('flow-webhooks:/text.yaml', 'yaml', ++texts, text);

/**
 * The completion items of yaml-language-server at an offset. Ranges are in the given text. A separate module because it is
 * large: the server loads it when a YAML document first asks. It holds the parts of that server that are used here, and not its
 * finding of schemas.
 *
 * @param schema what the text must match, its references resolved: the schema for the place, not that of a whole definition
 */
export async function completeYaml(text: string, offset: number, schema: JsonSchema): Promise<CompletionItem[]> {
  const found = { schema, errors: [] };
  const schemas = { getSchemaForResource: async () => found, getAllSchemas: () => [] };
  const client = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };
  const completion = new YamlCompletion(schemas as never, client, yamlDocumentsCache);
  completion.configure({ completion: true, disableDefaultProperties: true });
  const document = documentOf(text);
  const list = await completion.doComplete(document, document.positionAt(offset), false);
  return list.items;
}

/** The text as yaml-language-server formats it; undefined where it cannot be read. @param tabSize in blanks */
export async function formatYaml(text: string, tabSize: number): Promise<string | undefined> {
  const formatter = new YAMLFormatter();
  formatter.configure({ format: true });
  const document = documentOf(text);
  const edits = await formatter.format(document, { tabSize, insertSpaces: true });
  return edits.length > 0 ? TextDocument.applyEdits(document, edits) : undefined;
}
