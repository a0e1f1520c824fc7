import { CompletionItemKind } from 'vscode-languageserver-protocol';
import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { answerOf } from '../../model/dynamic';
import type { Operation } from '../../model/operation';
import { parametersOf } from '../../model/triggers';
import { say } from '../../texts/say';
import type { Candidate } from './candidate';
import type { Context } from './context';
import type { CursorSlot, Path } from './cursorSlot';
import { nodeAt } from './node';
import type { Template } from './template';

/** The forms whose arguments use `parameter`; the newer ones use `parameterReference`. */
const older = new Set<unknown>(['x-ms-dynamic-values', 'x-ms-dynamic-schema']);

/**
 * The completions inside `x-ms-dynamic-*` from the operation that it names: its parameters, and paths in its response.
 */
export function dynamicNames(spot: CursorSlot, context: Context, definition: Definition): Candidate[] {
  const [extension, section, argument] = context.tail;
  if (context.kind !== 'other' || typeof extension !== 'string' || !extension.startsWith('x-ms-dynamic-')) return [];
  if (context.tail.length === 1 && spot.slot === 'value') return answerPaths(spot, definition);
  if (section !== 'parameters') return [];
  if (argument === undefined) return spot.slot === 'key' ? argumentNames(spot, extension, definition) : [];
  const refers = spot.key === 'parameter' || spot.key === 'parameterReference';
  return context.tail.length === 3 && spot.slot === 'value' && refers ? ownNames(spot, definition) : [];
}

/** The parameters of the called operation, by name. */
function argumentNames(spot: CursorSlot, extension: string, definition: Definition): Candidate[] {
  const id = nodeAt(definition.root, spot.path.slice(0, -1))?.text('operationId');
  const operation = id === undefined ? undefined : definition.operationsById(id)[0];
  if (!operation) return [];
  const own = ownNames(spot, definition).map(({ label }) => label);
  const reference = older.has(extension) ? 'parameter' : 'parameterReference';
  return parameterNodes(definition, operation).map(({ name, node }) => {
    // Most often both operations use the same name for the same thing.
    const value: Template = { [reference]: own.includes(name) ? name : `‹1:${name}›` };
    return {
      label: name,
      kind: CompletionItemKind.Variable,
      members: [[name, value]],
      group: 0,
      detail: say`${node.text('in')} of ${id}`,
      documentation: node.text('description'),
    };
  });
}

/** The parameters of the operation around. */
function ownNames(spot: CursorSlot, definition: Definition): Candidate[] {
  const operation = operationAround(spot.path, definition);
  if (!operation) return [];
  return parameterNodes(definition, operation).map(({ name, node }) => ({
    label: name,
    kind: CompletionItemKind.Variable,
    value: name,
    group: 0,
    detail: node.text('in'),
    documentation: node.text('description'),
  }));
}

function operationAround(path: Path, definition: Definition): Operation | undefined {
  if (path[0] !== 'paths') return undefined;
  const item = definition.operations.filter((operation) => operation.path === path[1]);
  return item.find((operation) => operation.method === path[2]) ?? item[0];
}

function parameterNodes(definition: Definition, operation: Operation): { name: string; node: Node }[] {
  return parametersOf(definition, operation).parameters.flatMap((node) => {
    const name = node.text('name');
    return name === undefined || node.text('in') === 'body' ? [] : { name, node };
  });
}

/** The keys with a path in an item of the response's list, with the key that names the list. */
const listKeys: Record<string, string> = {
  'value-path': 'value-collection',
  'value-title': 'value-collection',
  itemValuePath: 'itemsPath',
  itemTitlePath: 'itemsPath',
};

function answerPaths(spot: CursorSlot, definition: Definition): Candidate[] {
  const key = spot.key!;
  const isList = key === 'value-collection' || key === 'itemsPath';
  const listKey = listKeys[key];
  if (!isList && listKey === undefined) return [];
  const operation = definition.operationsById(spot.siblings.get('operationId') ?? '')[0];
  const answer = operation && answerOf(definition, operation);
  if (!answer) return [];
  if (isList) return placesIn(definition, answer, (node) => node.text('type') === 'array');
  const list = (spot.siblings.get(listKey!) ?? '').split('/').filter(Boolean);
  let at: Node | undefined = answer;
  for (const name of list) at = definition.resolve(at?.get('properties')?.get(name));
  const item = at?.get('items');
  return placesIn(definition, item ? definition.resolve(item) : at, () => true);
}

/** Maximum depth of the offered paths. */
const maxDepth = 3;

function placesIn(
  definition: Definition,
  schema: Node | undefined,
  wanted: (node: Node) => boolean,
  before: string[] = [],
): Candidate[] {
  const properties = schema?.get('properties');
  if (!isObject(properties) || before.length >= maxDepth) return [];
  return properties.members.flatMap(({ key, value }) => {
    const node = definition.resolve(value);
    if (!isObject(node)) return [];
    const path = [...before, key];
    const label = path.join('/');
    const own: Candidate[] = wanted(node)
      ? [{ label, kind: CompletionItemKind.Field, value: label, group: 0, detail: node.text('type') ?? 'object' }]
      : [];
    return [...own, ...placesIn(definition, node, wanted, path)];
  });
}
