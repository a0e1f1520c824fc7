import type { OpenDocument } from '../documents/document';
import { locate } from '../documents/locate';
import { isObject, keySpan, type Member, type Node, type Span, spanOf } from '../documents/tree';
import type { Definition } from '../model/definition';
import { allMembers } from '../model/members';
import type { Operation } from '../model/operation';
import { parametersOf } from '../model/triggers';
import { escapePointer } from '../protocol/pointer';
import { say } from '../texts/say';

/**
 * A path parameter with all that shares it: the operations of its path, and those of other paths that use the same shared
 * parameter.
 */
export interface PathParameter {
  name: string;
  /** The members of `paths` whose template contains it. */
  paths: Member[];
  /** The parameters that declare it. */
  declarations: Node[];
  operations: Operation[];
}

/** A text that a rename replaces. `write` makes the new one from the name. */
export interface NamePlace {
  span: Span;
  /** The text as it is in the document: a name without its quotes, or undefined for a whole scalar. */
  raw: boolean;
  write: (name: string) => string;
}

/** The path parameter at an offset, in a template or in its declaration, with the span of its name. */
export function pathParameterAt(
  document: OpenDocument,
  definition: Definition,
  offset: number,
): { parameter: PathParameter; span: Span } | undefined {
  const found = locate(definition.root, offset);
  if (!found?.member) return undefined;
  const { member, node, onKey } = found;
  if (onKey && definition.root.get('paths') === node) {
    const span = namesIn(document, keySpan(member)).find(({ start, end }) => offset >= start && offset <= end);
    if (!span) return undefined;
    return { parameter: collect(definition, document.content.slice(span.start, span.end), member, undefined), span };
  }
  const holder = member.value?.parent;
  const isName = member.key === 'name' && member.value?.kind === 'string' && holder?.text('in') === 'path';
  if (!isName || !holder) return undefined;
  const span = onKey ? keySpan(member) : spanOf(member.value!);
  return { parameter: collect(definition, String(member.value!.value), undefined, holder), span };
}

/** The spans of the names between braces in a text of the document. */
function namesIn({ content }: OpenDocument, { start, end }: Span): Span[] {
  return Array.from(content.slice(start, end).matchAll(/\{([^{}]+)\}/g), ({ index, 1: name }) => ({
    start: start + index + 1,
    end: start + index + 1 + name!.length,
  }));
}

/** The parameter of a path or of a declaration, followed through every parameter that several operations share. */
function collect(
  definition: Definition,
  name: string,
  path: Member | undefined,
  declaration: Node | undefined,
): PathParameter {
  const paths = new Set(path ? [path] : []);
  const declarations = new Set(declaration ? [declaration] : []);
  const declaredBy = new Map(definition.operations.map((one) => [one, declarationsIn(definition, one, name)]));
  for (let before = -1; before !== paths.size + declarations.size; ) {
    before = paths.size + declarations.size;
    for (const [operation, nodes] of declaredBy) {
      if (!paths.has(operation.pathMember) && !nodes.some((node) => declarations.has(node))) continue;
      paths.add(operation.pathMember);
      for (const node of nodes) declarations.add(node);
    }
  }
  return {
    name,
    paths: [...paths],
    declarations: [...declarations],
    operations: definition.operations.filter(({ pathMember }) => paths.has(pathMember)),
  };
}

function declarationsIn(definition: Definition, operation: Operation, name: string): Node[] {
  const { parameters } = parametersOf(definition, operation);
  return parameters.filter((node) => node.text('in') === 'path' && node.text('name') === name);
}

/** Where a path parameter is named in the definition, its declarations and templates included. */
export function placesOf(document: OpenDocument, definition: Definition, parameter: PathParameter): NamePlace[] {
  const { name, paths, declarations } = parameter;
  const whole = (span: Span): NamePlace => ({ span, raw: false, write: (text) => text });
  const templates = paths.flatMap((path) => inBraces(document, keySpan(path), name));
  const names = declarations.map((node) => whole(spanOf(node.get('name')!)));
  return [
    ...templates,
    ...names,
    ...argumentsOf(definition, parameter).map((member) => whole(keySpan(member))),
    ...sourcesIn(parameter).map((node) => whole(spanOf(node))),
    ...pointersTo(definition, parameter),
  ];
}

/** The name in the braces of a text. */
function inBraces(document: OpenDocument, span: Span, name: string): NamePlace[] {
  return namesIn(document, span)
    .filter(({ start, end }) => document.content.slice(start, end) === name)
    .map((found) => ({ span: found, raw: true, write: (text) => text }));
}

/** The keys by which dynamic extensions pass the parameter to an operation that has it. */
function argumentsOf(definition: Definition, { name, operations }: PathParameter): Member[] {
  const called = new Set(operations.map(({ operationId }) => operationId));
  return definition.sections.flatMap(({ facts }) =>
    facts.dynamicOperations.flatMap(({ id, member }) => {
      const passed = member.value?.parent?.get('parameters')?.member(name);
      return passed && called.has(id) ? [passed] : [];
    }),
  );
}

/** The values by which dynamic extensions in the operations take the parameter: `parameter` and `parameterReference`. */
function sourcesIn({ name, paths }: PathParameter): Node[] {
  const isSource = ({ key, value }: Member): boolean =>
    (key === 'parameter' || key === 'parameterReference') && value?.value === name;
  return paths.flatMap(({ value }) => (isObject(value) ? allMembers(value, isSource).map((one) => one.value!) : []));
}

/** The references into the paths, which have the template in their pointer. */
function pointersTo(definition: Definition, { name, paths }: PathParameter): NamePlace[] {
  return paths.flatMap(({ key }) => {
    const pointer = `#/paths/${escapePointer(key)}`;
    const uses = definition.references.filter(({ target }) => target === pointer || target.startsWith(`${pointer}/`));
    return uses.map(({ member, target }) => ({
      span: spanOf(member.value!),
      raw: false,
      write: (text: string) => renamedPath(pointer, name, text) + target.slice(pointer.length),
    }));
  });
}

const renamedPath = (path: string, name: string, text: string): string => path.replaceAll(`{${name}}`, `{${text}}`);

/** Where the policies for the operations name the parameter: `{name}`, as in the path of `routerequesttoendpoint`. */
export function placesInPolicies({ properties }: Definition, { name, operations }: PathParameter): NamePlace[] {
  if (!properties) return [];
  const ids = new Set(operations.map(({ operationId }) => operationId));
  return properties.policies
    .filter((policy) => policy.operations.some(({ id }) => ids.has(id)))
    .flatMap(({ settings }) => [...settings.values()])
    .flatMap((node) => (node.kind === 'string' ? inBraces(properties.document, spanOf(node), name) : []));
}

/** @throws when a path parameter cannot have the name */
export function checkName(definition: Definition, { name, paths, operations }: PathParameter, wanted: string): void {
  if (/[{}/?#]/.test(wanted)) throw new Error(say('The name of a path parameter cannot have {, }, /, ? or #.'));
  for (const { key } of paths) {
    if (key.includes(`{${wanted}}`)) throw new Error(say`${key} has a parameter "${wanted}" already.`);
    const path = renamedPath(key, name, wanted);
    if (definition.root.get('paths')?.member(path)) throw new Error(say`The path ${path} exists already.`);
  }
  const isTaken = operations.some((operation) => declarationsIn(definition, operation, wanted).length > 0);
  if (isTaken) throw new Error(say`A path parameter "${wanted}" is declared already.`);
}
