import type { DocumentLink, Location, Range, TextEdit } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../documents/document';
import { locate } from '../documents/locate';
import { keySpan, type Member, memberSpan, type Node, type Span, spanOf } from '../documents/tree';
import type { Definition } from '../model/definition';
import { namesOf } from '../model/dynamic';
import { allMembers } from '../model/members';
import type { Operation } from '../model/operation';
import type { ConnectorProperties } from '../model/properties';
import { escapePointer } from '../protocol/pointer';
import { say } from '../texts/say';
import {
  checkName,
  type NamePlace,
  type PathParameter,
  pathParameterAt,
  placesInPolicies,
  placesOf,
} from './pathParameters';

/** The subject of a place in the text: a shared object (`#/definitions/Name`), an operation by its id, or a path parameter. */
type Subject =
  | { kind: 'shared'; pointer: string; name: string; declaration: Member }
  | { kind: 'operation'; id: string; operation: Operation }
  | { kind: 'pathParameter'; parameter: PathParameter; span: Span };

const sharedSections = ['definitions', 'parameters', 'responses'];

function subjectAt(document: OpenDocument, definition: Definition, offset: number): Subject | undefined {
  const parameter = pathParameterAt(document, definition, offset);
  if (parameter) return { kind: 'pathParameter', ...parameter };
  const found = locate(definition.root, offset);
  if (!found?.member) return undefined;
  const { member, onKey } = found;
  if (!onKey && member.value?.kind === 'string') {
    const text = String(member.value.value);
    if (member.key === '$ref') return shared(definition, text);
    if (member.key === 'operationId') return operation(definition, text);
  }
  if (onKey && member.key === 'operationId' && member.value?.kind === 'string') {
    return operation(definition, String(member.value.value));
  }
  const section = onKey && sharedSections.find((name) => definition.root.get(name) === found.node);
  return section ? shared(definition, `#/${section}/${escapePointer(member.key)}`) : undefined;
}

function shared(definition: Definition, pointer: string): Subject | undefined {
  const section = sharedSections.find((name) => pointer.startsWith(`#/${name}/`));
  const target = definition.target(pointer);
  const declaration = section && definition.root.get(section)?.members.find((member) => member.value === target);
  return target && declaration ? { kind: 'shared', pointer, name: declaration.key, declaration } : undefined;
}

function operation(definition: Definition, id: string): Subject | undefined {
  const found = definition.operationsById(id)[0];
  return found && { kind: 'operation', id, operation: found };
}

/** The target of a `$ref` or an operationId. */
export function definitionAt(document: OpenDocument, definition: Definition, offset: number): Location | null {
  const subject = subjectAt(document, definition, offset);
  const span = subject ? targetOf(subject) : elsewhere(definition, offset);
  if (!span) return null;
  return { uri: document.uri, range: document.range(span) };
}

/** The span that a subject is declared at. */
function targetOf(subject: Subject): Span | undefined {
  if (subject.kind === 'shared') return keySpan(subject.declaration);
  if (subject.kind === 'operation') return keySpan(subject.operation.member);
  const [declaration] = subject.parameter.declarations;
  return declaration && spanOf(declaration.get('name')!);
}

/** The span that a `$ref` into the inside of an object leads to: a key, or an item of a list as a whole. */
function elsewhere(definition: Definition, offset: number): Span | undefined {
  const found = locate(definition.root, offset);
  if (!found?.member || found.onKey || found.member.key !== '$ref' || found.member.value?.kind !== 'string')
    return undefined;
  const target = definition.target(String(found.member.value.value));
  if (!target?.parent) return undefined;
  const holder = target.parent.members.find(({ value }) => value === target);
  return holder ? keySpan(holder) : spanOf(target);
}

/** The places where a shared object or an operation is used. */
export function referencesAt(
  document: OpenDocument,
  definition: Definition,
  offset: number,
  includeDeclaration: boolean,
): Location[] {
  const subject = subjectAt(document, definition, offset);
  if (!subject) return [];
  const declared = includeDeclaration ? declarationOf(subject) : undefined;
  const uses =
    subject.kind === 'pathParameter'
      ? placesOf(document, definition, subject.parameter).map(({ span }) => span)
      : usesOf(definition, subject).map(spanOf);
  return [...(declared ? [declared] : []), ...uses].map((span) => ({ uri: document.uri, range: document.range(span) }));
}

/** The declaration that is not among the uses. */
function declarationOf(subject: Subject): Span | undefined {
  if (subject.kind === 'pathParameter') return undefined;
  if (subject.kind === 'shared') return keySpan(subject.declaration);
  const id = subject.operation.node.member('operationId');
  return id && memberSpan(id);
}

function usesOf(definition: Definition, subject: Exclude<Subject, { kind: 'pathParameter' }>): Node[] {
  if (subject.kind === 'shared') {
    const target = subject.declaration.value;
    return referencesIn(definition, (pointer) => definition.target(pointer) === target);
  }
  return namesOf(definition, subject.id);
}

/** The values of all `$ref`s whose pointer passes, also of those below keys that have no meaning here. */
function referencesIn({ root }: Definition, passes: (pointer: string) => boolean): Node[] {
  const isReference = ({ key, value }: Member): boolean =>
    key === '$ref' && value?.kind === 'string' && passes(String(value.value));
  return allMembers(root, isReference).map(({ value }) => value!);
}

/** The name that a rename would change, with its span; null when nothing can be renamed. */
export function renameRange(
  document: OpenDocument,
  definition: Definition,
  offset: number,
): { placeholder: string; span: Span } | null {
  const subject = subjectAt(document, definition, offset);
  if (subject?.kind === 'pathParameter') return { placeholder: subject.parameter.name, span: subject.span };
  const found = locate(definition.root, offset);
  if (!subject || !found?.member) return null;
  const span =
    found.onKey && subject.kind === 'shared' ? keySpan(found.member) : found.member.value && spanOf(found.member.value);
  return span ? { placeholder: subject.kind === 'shared' ? subject.name : subject.id, span } : null;
}

/** Renames a shared object, an operation or a path parameter with all its uses. @throws when the name is taken or empty */
export function rename(document: OpenDocument, definition: Definition, offset: number, name: string): TextEdit[] {
  const subject = subjectAt(document, definition, offset);
  if (!subject) return [];
  if (name.trim() === '') throw new Error(say('A name is needed.'));
  if (subject.kind === 'pathParameter') {
    checkName(definition, subject.parameter, name);
    return placesOf(document, definition, subject.parameter).map((place) => editOf(document, place, name));
  }
  const edits: TextEdit[] = [];
  const write = (span: Span, text: string): void => {
    edits.push({ range: document.range(span), newText: quotedLike(document.content[span.start], text) });
  };
  if (subject.kind === 'shared') {
    const section = subject.pointer.split('/')[1]!;
    if (definition.root.get(section)?.member(name)) throw new Error(say`"${name}" exists already in ${section}.`);
    write(keySpan(subject.declaration), name);
    const pointer = `#/${section}/${escapePointer(name)}`;
    for (const use of usesOf(definition, subject)) write(spanOf(use), pointer);
    for (const { node, rest } of usesInside(definition, subject.declaration, section))
      write(spanOf(node), pointer + rest);
  } else {
    if (definition.operationsById(name).length > 0) throw new Error(say`The operationId "${name}" exists already.`);
    const id = subject.operation.node.get('operationId');
    if (id) write(spanOf(id), name);
    for (const use of usesOf(definition, subject)) write(spanOf(use), name);
  }
  return edits;
}

function editOf(document: OpenDocument, { span, raw, write }: NamePlace, name: string): TextEdit {
  const text = write(name);
  return { range: document.range(span), newText: raw ? text : quotedLike(document.content[span.start], text) };
}

function quotedLike(quote: string | undefined, text: string): string {
  if (quote === "'") return `'${text.replaceAll("'", "''")}'`;
  return quote !== '"' && /^[\w.-]+$/.test(text) ? text : JSON.stringify(text);
}

/** The references to something inside a shared object, with the rest of their pointer. */
function usesInside(definition: Definition, declaration: Member, section: string): { node: Node; rest: string }[] {
  const isInside = (pointer: string): boolean => {
    const parts = pointer.split('/');
    if (parts.length < 4 || parts[0] !== '#' || parts[1] !== section) return false;
    return definition.target(parts.slice(0, 3).join('/')) === declaration.value;
  };
  return referencesIn(definition, isInside).map((node) => ({
    node,
    rest: `/${String(node.value).split('/').slice(3).join('/')}`,
  }));
}

/** The edits of a rename in `apiProperties.json`: in the policies for the operation and in `scriptOperations`. */
export function renameInProperties(
  source: OpenDocument,
  definition: Definition,
  offset: number,
  name: string,
): { uri: string; edits: TextEdit[] } | undefined {
  const subject = subjectAt(source, definition, offset);
  const { properties } = definition;
  if (!properties) return undefined;
  const { document } = properties;
  const places =
    subject?.kind === 'pathParameter'
      ? placesInPolicies(definition, subject.parameter)
      : subject?.kind === 'operation'
        ? operationInProperties(properties, subject.id)
        : [];
  const edits = places.map((place) => editOf(document, place, name));
  return edits.length > 0 ? { uri: document.uri, edits } : undefined;
}

/** Where `apiProperties.json` names an operation. */
function operationInProperties({ policies, scriptOperations }: ConnectorProperties, id: string): NamePlace[] {
  return [...policies.flatMap(({ operations }) => operations), ...scriptOperations]
    .filter((one) => one.id === id)
    .map(({ node }) => ({ span: spanOf(node), raw: false, write: (text) => text }));
}

/** A link for each `$ref` with a target in the document. */
export function links(document: OpenDocument, definition: Definition): DocumentLink[] {
  return definition.references.flatMap(({ member, target }) => {
    const node = definition.target(target);
    if (!node || !member.value) return [];
    const { line, character } = document.positionAt(spanOf(node).start);
    return [{ range: document.range(spanOf(member.value)), target: `${document.uri}#L${line + 1},${character + 1}` }];
  });
}

/** The shared definitions, parameters and responses, with the places where they are used. */
export function referenceLenses(document: OpenDocument, definition: Definition): { range: Range; uses: Range[] }[] {
  const uses = new Map<Node, Range[]>();
  for (const { member, target } of definition.references) {
    const node = definition.target(target);
    if (!node || !member.value) continue;
    const range = document.range(spanOf(member.value));
    const known = uses.get(node);
    if (known) known.push(range);
    else uses.set(node, [range]);
  }
  return sharedSections.flatMap((section) => {
    const members = definition.root.get(section)?.members ?? [];
    return members.map((member) => ({
      range: document.range(keySpan(member)),
      uses: (member.value && uses.get(member.value)) ?? [],
    }));
  });
}
