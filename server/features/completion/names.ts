import { CompletionItemKind } from 'vscode-languageserver-protocol';
import { isObject } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { pathParameter } from '../../model/pathParameter';
import { requiredNames } from '../../model/schemas';
import type { Role } from '../../model/walk';
import { escapePointer } from '../../protocol/pointer';
import { say } from '../../texts/say';
import type { Candidate } from './candidate';
import type { Context } from './context';
import type { CursorSlot, Path } from './cursorSlot';
import { dynamicNames } from './dynamic';
import { nodeAt } from './node';
import { Blank, type Template } from './template';

/** The section that a reference in an object of this role points to. */
const referenceSections: Partial<Record<Role, string>> = {
  schema: 'definitions',
  parameter: 'parameters',
  bodyParameter: 'parameters',
  response: 'responses',
};

/**
 * The names that the definition itself declares: references, operations, properties, path parameters, security schemes.
 */
export function namesFor(spot: CursorSlot, context: Context, definition: Definition | undefined): Candidate[] {
  if (!definition) return [];
  const dynamic = dynamicNames(spot, context, definition);
  if (dynamic.length > 0) return dynamic;
  if (spot.slot === 'value') return valueNames(spot, context, definition);
  return spot.slot === 'item' ? itemNames(spot, context, definition) : keyNames(spot, context, definition);
}

function valueNames(spot: CursorSlot, context: Context, definition: Definition): Candidate[] {
  if (spot.key === 'operationId' && namesOperation(context)) return operationIds(definition);
  if (context.kind !== 'object') return [];
  switch (spot.key) {
    case '$ref':
      return references(context.role, definition);
    case 'name':
      return context.role === 'parameter' ? pathNames(spot, definition) : [];
    case 'default':
      return enumValues(definition, spot.path);
    case 'required': {
      if (context.role !== 'schema') return [];
      return requiredItems(definition, spot.path, new Set()).map((item) => ({ ...item, value: [item.value!] }));
    }
    default:
      return [];
  }
}

function itemNames(spot: CursorSlot, context: Context, definition: Definition): Candidate[] {
  if (context.kind === 'list' && context.role === 'parameter') return parameterItems(spot, definition);
  const [list, ...below] = context.tail;
  if (context.kind !== 'other' || below.length > 0) return [];
  if (list === 'security') {
    return securityNames(definition).map(({ members, ...name }) => ({ ...name, value: Object.fromEntries(members!) }));
  }
  if (list !== 'required' || context.role !== 'schema') return [];
  return requiredItems(definition, spot.path.slice(0, -1), new Set(spot.items));
}

function keyNames(spot: CursorSlot, context: Context, definition: Definition): Candidate[] {
  const isSecurityItem = context.kind === 'other' && context.tail[0] === 'security' && context.tail.length === 2;
  if (isSecurityItem) return securityNames(definition);
  return context.kind === 'object' ? referenceKey(spot, context.role, definition) : [];
}

function references(role: Role, definition: Definition): Candidate[] {
  const section = referenceSections[role];
  const holder = section === undefined ? undefined : definition.root.get(section);
  return (holder?.members ?? []).map(({ key, value }) => ({
    label: `#/${section}/${escapePointer(key)}`,
    kind: CompletionItemKind.Reference,
    value: `#/${section}/${escapePointer(key)}`,
    group: 0,
    detail: value?.text('type') ?? value?.text('in'),
    documentation: value?.text('title') || value?.text('description'),
  }));
}

/** Maximum number of names that a snippet offers to choose from. */
const maxChoices = 40;

function referenceKey(spot: CursorSlot, role: Role, definition: Definition): Candidate[] {
  const section = referenceSections[role];
  if (section === undefined || spot.siblings.size > 0) return [];
  const names = (definition.root.get(section)?.members ?? []).map((member) => escapePointer(member.key));
  const listed = names.length > 0 && names.length <= maxChoices && !names.some((name) => /[,‹›]/.test(name));
  const value = listed ? `‹1|${names.map((name) => `#/${section}/${name}`).join(',')}›` : `#/${section}/‹1›`;
  return [
    {
      label: '$ref',
      kind: CompletionItemKind.Reference,
      members: [['$ref', value]],
      group: 1,
      documentation: say`Takes it from \`#/${section}\`. Keys beside \`$ref\` do not count.`,
    },
  ];
}

/** True where an `operationId` is the name of another operation. */
function namesOperation(context: Context): boolean {
  const first = context.tail[0];
  return context.kind === 'other' && typeof first === 'string' && first.startsWith('x-ms-');
}

function operationIds(definition: Definition): Candidate[] {
  return definition.operations.flatMap(({ operationId, method, path, node }) =>
    operationId === undefined
      ? []
      : {
          label: operationId,
          kind: CompletionItemKind.Function,
          value: operationId,
          group: 0 as const,
          detail: `${method.toUpperCase()} ${path}`,
          documentation: node.text('summary') ?? node.text('description'),
        },
  );
}

function requiredItems(definition: Definition, schema: Path, present: Set<string>): Candidate[] {
  const node = nodeAt(definition.root, schema);
  if (!isObject(node)) return [];
  const taken = requiredNames(definition, node);
  return (node.get('properties')?.members ?? []).flatMap(({ key, value }) =>
    present.has(key) || (present.size === 0 && taken.has(key))
      ? []
      : {
          label: key,
          kind: CompletionItemKind.Field,
          value: key,
          group: 0 as const,
          detail: value?.text('type'),
          documentation: value?.text('description'),
        },
  );
}

/** The values of the `enum` in the same object. */
function enumValues(definition: Definition, path: Path): Candidate[] {
  return (nodeAt(definition.root, path)?.get('enum')?.items ?? []).flatMap(({ value }) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? { label: String(value), kind: CompletionItemKind.EnumMember, value, group: 0 as const }
      : [],
  );
}

/** The names in the path's template that no parameter declares. */
function undeclared(spot: CursorSlot, definition: Definition): string[] {
  if (spot.path[0] !== 'paths') return [];
  const path = String(spot.path[1]);
  const item = definition.root.get('paths')?.get(path);
  const own = typeof spot.path[2] === 'string' && spot.path[2] !== 'parameters' ? item?.get(spot.path[2]) : undefined;
  const declared = new Set<string | undefined>();
  for (const list of [item?.get('parameters'), own?.get('parameters')]) {
    for (const entry of list?.items ?? []) {
      const parameter = definition.resolve(entry);
      if (parameter?.text('in') === 'path') declared.add(parameter.text('name'));
    }
  }
  // The parameter that is being typed does not count as declared.
  if (spot.slot === 'value') declared.delete(spot.siblings.get('name') ?? '');
  const names = [...path.split('?')[0]!.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
  return names.filter((name) => !declared.has(name));
}

function pathNames(spot: CursorSlot, definition: Definition): Candidate[] {
  const place = spot.siblings.get('in');
  if (place !== undefined && place !== 'path') return [];
  return undeclared(spot, definition).map((name) => ({
    label: name,
    kind: CompletionItemKind.Variable,
    value: name,
    group: 0,
    documentation: say`A parameter of the path \`${spot.path[1]}\`.`,
  }));
}

function parameterItems(spot: CursorSlot, definition: Definition): Candidate[] {
  const item = (label: string, value: Template, documentation: string, group: 0 | 2): Candidate => ({
    label,
    kind: CompletionItemKind.Snippet,
    value,
    group,
    documentation,
  });
  const shared = references('parameter', definition).map((reference) => ({
    ...reference,
    value: { $ref: reference.value! },
    group: 2 as const,
  }));
  return [
    ...undeclared(spot, definition).map((name) =>
      item(
        say`path parameter ${name}`,
        pathParameter(name) as { [key: string]: Template },
        say('Named in the path, but not declared yet.'),
        0,
      ),
    ),
    item(
      say('query parameter'),
      { name: '‹1:name›', in: 'query', type: '‹2|string,integer,number,boolean,array›' },
      say('Goes behind the `?` of the URL.'),
      2,
    ),
    item(
      say('header parameter'),
      { name: '‹1:name›', in: 'header', type: 'string' },
      say('A header of the request. `Authorization` and `Content-Type` come from the platform.'),
      2,
    ),
    item(
      say('body parameter'),
      { name: 'body', in: 'body', required: true, schema: { type: 'object', properties: new Blank('object') } },
      say('The body of the request.'),
      2,
    ),
    ...shared,
  ];
}

function securityNames(definition: Definition): Candidate[] {
  return (definition.root.get('securityDefinitions')?.members ?? []).map(({ key, value }) => ({
    label: key,
    kind: CompletionItemKind.Reference,
    members: [[key, []]],
    group: 0,
    detail: value?.text('type'),
  }));
}
