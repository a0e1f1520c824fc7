/** Which documents and files are worth a look of the server. The entry of the extension loads this: it imports the editor alone. */
import * as vscode from 'vscode';

const languages = ['json', 'jsonc', 'yaml'];
/** Where documents are edited; not the read-only sides of a comparison (`git`) or the settings editor. */
const schemes = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-test-web'];

export const definitionSelector = languages.flatMap((language) => schemes.map((scheme) => ({ language, scheme })));

/** What the server gets: definitions, with the `apiProperties.json` (JSON like them) and `script.csx` next to them. */
export const serverSelector = [
  ...definitionSelector,
  ...schemes.map((scheme) => ({ scheme, pattern: '**/{script,Script}.csx' })),
];

/**
 * True when it is worth asking the server about a document. The server decides what a definition is; this only keeps it
 * from being started for every JSON file: a document without the name of a definition must have the key `swagger`, or that
 * of a webhook trigger.
 */
export const mayBeDefinition = (document: vscode.TextDocument): boolean =>
  vscode.languages.match(definitionSelector, document) > 0 &&
  (/apiDefinition[^/]*$|\.swagger\./i.test(document.uri.path) || hasKeys(document.getText()));

/** True when a change may have made a definition of a document: looks at the lines that it touched. */
export function mayHaveBecomeDefinition({ document, contentChanges }: vscode.TextDocumentChangeEvent): boolean {
  const [change, ...others] = contentChanges;
  if (!change) return false;
  // Where there are several, each one has moved the lines of those after it.
  if (others.length > 0) return mayBeDefinition(document);
  const { line } = change.range.start;
  const end = new vscode.Position(line + change.text.split('\n').length, 0);
  return (
    vscode.languages.match(definitionSelector, document) > 0 &&
    hasKeys(document.getText(new vscode.Range(new vscode.Position(line, 0), end)))
  );
}

const hasKeys = (text: string): boolean => /\bswagger["']? ?:/.test(text) || /x-ms-(trigger|notification-)/.test(text);

/** True for the names of the files that belong to a definition: they have findings of their own. */
export const isNextToDefinition = (document: vscode.TextDocument): boolean =>
  vscode.languages.match(serverSelector, document) > 0 &&
  /\/(?:apiProperties\.json|script\.csx)$/i.test(document.uri.path);

/** The names that make a file a definition, whatever it contains. */
export const definitionFiles = '**/{apiDefinition*,*.swagger.*}';
const definitionEnding = /\.(json|jsonc|ya?ml)$/i;

/** Returns definitions of the workspace by their names. @param max maximum number of files with such names that are looked at */
export async function findDefinitionFiles(max: number): Promise<vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(definitionFiles, '**/node_modules/**', max);
  return found.filter(({ path }) => definitionEnding.test(path));
}
