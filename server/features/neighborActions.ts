import { type CodeAction, CodeActionKind, type Diagnostic, type Range } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { OpenDocument } from '../documents/document';
import type { Definition } from '../model/definition';
import type { PropertiesFile } from '../model/propertiesFile';
import { scriptOf } from '../model/script';
import type { ServerOptions } from '../protocol/requests';
import { scriptFindings } from '../rules/run';
import { spanAt } from '../rules/suppression';
import { say } from '../texts/say';
import { diagnosticOf, isSilent, overlaps, quickFixes, wants } from './codeActions';
import { Editor } from './fixes/edits';
import { proposedFixes } from './fixes/general';
import { allPropertiesFindings } from './validateProperties';

/** What a client asks quick fixes for. */
export interface FixRequest {
  range: Range;
  diagnostics: Diagnostic[];
  only: string[] | undefined;
  options: ServerOptions;
}

/** Quick fixes for the findings of `apiProperties.json` that touch a range. */
export function propertiesActions(
  document: OpenDocument,
  file: PropertiesFile | undefined,
  { range, diagnostics, only, options }: FixRequest,
): CodeAction[] {
  if (!wants(only, CodeActionKind.QuickFix)) return [];
  const edit = new Editor(document);
  const span = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  return allPropertiesFindings(document, file).flatMap((finding) => {
    const marked = spanAt(finding.at);
    if (!overlaps(marked, span) || isSilent(finding, options)) return [];
    const start = document.range(marked);
    const diagnostic = diagnosticOf(finding, start, diagnostics);
    return quickFixes(edit, proposedFixes(finding, edit), diagnostic);
  });
}

/** Quick fixes for the findings of `script.csx` that touch a range: the name of the operation that was meant. */
export function scriptActions(
  document: TextDocument,
  definition: Definition | undefined,
  { range, diagnostics, only, options }: FixRequest,
): CodeAction[] {
  if (!wants(only, CodeActionKind.QuickFix)) return [];
  const touched = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  return scriptFindings(scriptOf(document, definition)).flatMap((finding) => {
    const span = spanAt(finding.at);
    const { subject } = finding;
    if (subject === undefined || !overlaps(span, touched) || isSilent(finding, options)) return [];
    const marked = { start: document.positionAt(span.start), end: document.positionAt(span.end) };
    const diagnostic = diagnosticOf(finding, marked, diagnostics);
    const newText = `"${subject}"`;
    return [
      {
        title: say`Change to ${newText}`,
        kind: CodeActionKind.QuickFix,
        edit: { changes: { [document.uri]: [{ range: marked, newText }] } },
        ...(diagnostic && { diagnostics: [diagnostic] }),
        isPreferred: true,
      },
    ];
  });
}
