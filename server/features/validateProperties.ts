import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../documents/document';
import { type Member, type Node, type Span, spanOf, toData } from '../documents/tree';
import { type PropertiesProblem, propertiesProblems } from '../engine/propertiesSchema';
import type { PropertiesFile } from '../model/propertiesFile';
import type { Json } from '../protocol/json';
import type { ServerOptions } from '../protocol/requests';
import { propertiesStructure } from '../rules/properties-structure';
import type { At, Finding } from '../rules/rule';
import { propertiesFindings } from '../rules/run';
import { Diagnostics } from './validate';

/**
 * The findings of `apiProperties.json` as diagnostics.
 *
 * @param file what the file says; undefined where it has no `properties`
 */
export function validateProperties(
  document: OpenDocument,
  file: PropertiesFile | undefined,
  options: ServerOptions,
): Diagnostic[] {
  const diagnostics = new Diagnostics(document, options);
  diagnostics.addProblems(document);
  for (const finding of allPropertiesFindings(document, file)) diagnostics.addFinding(finding);
  return diagnostics.list;
}

/** The findings of `apiProperties.json`: those of the schema, then those of the rules. */
export function allPropertiesFindings(document: OpenDocument, file: PropertiesFile | undefined): Finding[] {
  return [...structureFindings(document), ...(file ? propertiesFindings(file) : [])];
}

function structureFindings(document: OpenDocument): Finding[] {
  const { root } = document.tree;
  const isFaulty = document.problems().some(({ code }) => code === 'syntax');
  // Behind a fault, a key may be missing only because it could not be read.
  if (isFaulty) return [];
  return propertiesProblems(toData(root) as Json).map((problem) => findingOf(problem, root));
}

function findingOf(problem: PropertiesProblem, root: Node | undefined): Finding {
  const { message, meant, isFatal, isUnknownKey } = problem;
  const { code } = propertiesStructure;
  const unknownLevel = meant === undefined ? 'information' : propertiesStructure.severity;
  const severity = isFatal ? 'error' : isUnknownKey ? unknownLevel : propertiesStructure.severity;
  const at = placeOf(problem, root);
  return {
    code,
    rule: code,
    severity,
    at,
    message,
    related: [],
    ...(meant !== undefined && { repair: { key: meant } }),
  };
}

/** The key that a problem is about, or the value; of an object or list, the key or the bracket that begins it. */
function placeOf({ path, key }: PropertiesProblem, root: Node | undefined): At {
  let node = root;
  let holder: Member | undefined;
  for (const step of path) {
    holder = node?.member(step);
    node = holder ? holder.value : node?.items[Number(step)];
  }
  const member = key === undefined ? undefined : node?.member(key);
  if (member) return { key: member };
  if (node && node.kind !== 'object' && node.kind !== 'array') return { node };
  if (holder) return { key: holder };
  return { span: node ? bracketOf(spanOf(node)) : { start: 0, end: 0 } };
}

const bracketOf = ({ start }: Span): Span => ({ start, end: start + 1 });
