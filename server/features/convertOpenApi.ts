import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver-protocol';
import { stringify } from 'yaml';
import type { OpenDocument } from '../documents/document';
import { indentationOf } from '../documents/indentation';
import type { JsonObject } from '../protocol/json';
import type { ConvertedOpenApi } from '../protocol/requests';
import { notSwagger2 } from '../rules/not-swagger-2';
import { say } from '../texts/say';
import { exportDefinition } from './exportDefinition';
import { convertToOpenApi2 } from './openApi3/convert';

/**
 * An OpenAPI 3 definition as OpenAPI 2.0, in the language of its file, with what could not be carried over. Comments are
 * not kept.
 *
 * @throws with a message for people when the text does not parse
 */
export function convertOpenApi(document: OpenDocument): ConvertedOpenApi {
  const { definition, losses } = convertToOpenApi2(JSON.parse(exportDefinition(document)) as JsonObject);
  if (document.language === 'yaml') return { text: stringify(definition, { lineWidth: 0 }), losses };
  const unit = indentationOf(document.content);
  return { text: `${JSON.stringify(definition, null, unit)}\n`, losses };
}

/**
 * The quick fix of an OpenAPI 3 definition: the client's command, which also shows what could not be carried over, or an
 * edit of the file for a client without it. Empty when the text does not parse.
 */
export function convertActions(
  document: OpenDocument,
  diagnostics: Diagnostic[],
  only: string[] | undefined,
  command: string | undefined,
): CodeAction[] {
  if (only && !only.some((kind) => CodeActionKind.QuickFix === kind || kind === '')) return [];
  if (document.problems().some(({ code }) => code === 'syntax')) return [];
  const finding = diagnostics.find(({ code }) => code === notSwagger2.code);
  const common = { kind: CodeActionKind.QuickFix, isPreferred: true, ...(finding && { diagnostics: [finding] }) };
  const { uri } = document;
  if (command) {
    const title = say('Convert to OpenAPI 2.0…');
    return [{ ...common, title, command: { title, command, arguments: [{ ask: true, uri }] } }];
  }
  const { text, losses } = convertOpenApi(document);
  const range = document.range({ start: 0, end: document.content.length });
  return [{ ...common, title: titleFor(losses.length), edit: { changes: { [uri]: [{ range, newText: text }] } } }];
}

function titleFor(losses: number): string {
  if (losses === 0) return say('Convert to OpenAPI 2.0');
  return losses === 1
    ? say('Convert to OpenAPI 2.0 (1 detail cannot be carried over)')
    : say`Convert to OpenAPI 2.0 (${losses} details cannot be carried over)`;
}
