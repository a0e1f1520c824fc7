import { type Hover, MarkupKind } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../documents/document';
import { locate } from '../documents/locate';
import { keySpan, type Node, spanOf } from '../documents/tree';
import type { Definition } from '../model/definition';
import { policyTemplates } from '../model/policyTemplates';
import { operationsKey, parameterPrefix } from '../model/properties';
import { say } from '../texts/say';
import { code, paragraphs, plain } from './hover/markdown';

/** The hover at an offset of `apiProperties.json`: about templates, their parameters and operations. */
export function hoverProperties(
  document: OpenDocument,
  definition: Definition | undefined,
  offset: number,
): Hover | null {
  const { root } = document.tree;
  const found = root && locate(root, offset);
  if (!found) return null;
  const { node, member, onKey } = found;
  const text = onKey ? parameterText(node, member!.key) : valueText(node, definition);
  if (!text) return null;
  const range = document.range(onKey ? keySpan(member!) : spanOf(node));
  return { contents: { kind: MarkupKind.Markdown, value: text }, range };
}

function parameterText(parameters: Node, key: string): string | undefined {
  const template = policyTemplates.get(parameters.parent?.text('templateId')?.toLowerCase() ?? '');
  if (!template || !key.startsWith(parameterPrefix)) return undefined;
  const name = key.slice(parameterPrefix.length);
  const parameter = Object.hasOwn(template.parameters, name) ? template.parameters[name] : undefined;
  return (
    parameter && paragraphs(say(parameter.description), parameter.required ? say('The template needs it.') : undefined)
  );
}

function valueText(node: Node, definition: Definition | undefined): string | undefined {
  if (node.kind !== 'string') return undefined;
  const { parent } = node;
  const written = String(node.value);
  if (parent?.get('templateId') === node) return summaryOf(written);
  const list = parent?.kind === 'array' ? parent : undefined;
  const isName = list?.parent?.get(operationsKey) === list || list?.parent?.get('scriptOperations') === list;
  const [operation] = (list && isName && definition?.operationsById(written)) || [];
  if (!operation) return undefined;
  const summary = operation.node.text('summary');
  return paragraphs(summary && plain(summary), code(`${operation.method.toUpperCase()} ${operation.path}`));
}

function summaryOf(template: string): string | undefined {
  const summary = policyTemplates.get(template.toLowerCase())?.summary;
  return summary && say(summary);
}
