import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Definition } from '../model/definition';
import { scriptOf } from '../model/script';
import type { ServerOptions } from '../protocol/requests';
import { scriptFindings } from '../rules/run';
import { Diagnostics } from './validate';

/** The findings of `script.csx` as diagnostics. */
export function validateScript(
  document: TextDocument,
  definition: Definition | undefined,
  options: ServerOptions,
): Diagnostic[] {
  const range = ({ start, end }: { start: number; end: number }) => ({
    start: document.positionAt(start),
    end: document.positionAt(end),
  });
  const diagnostics = new Diagnostics({ uri: document.uri, range }, options);
  for (const finding of scriptFindings(scriptOf(document, definition))) diagnostics.addFinding(finding);
  return diagnostics.list;
}
