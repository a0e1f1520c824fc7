/** Which documents are worth a look of the server. */
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
 * from being started for every JSON file: a document without the name of a definition must contain `swagger`, or the key
 * of a webhook trigger.
 */
export const mayBeDefinition = (document: vscode.TextDocument): boolean =>
  vscode.languages.match(definitionSelector, document) > 0 &&
  (/apiDefinition[^/]*$|\.swagger\./i.test(document.uri.path) ||
    /swagger|x-ms-(trigger|notification-)/.test(document.getText()));

/** True for the names of the files that belong to a definition: they have findings of their own. */
export const isNextToDefinition = (document: vscode.TextDocument): boolean =>
  vscode.languages.match(serverSelector, document) > 0 &&
  /\/(?:apiProperties\.json|script\.csx)$/i.test(document.uri.path);
