/**
 * Generic damage: any node of a definition moved, deleted, renamed, retyped, duplicated, re-indented, or nested elsewhere.
 * Nothing here knows what a node means; what each damage must give is for the oracle to say.
 */
import {
  clone,
  isObject,
  type Json,
  nodeAt,
  type Operation,
  operationsOf,
  type Path,
  type Pick,
  pathsBelow,
  putAt,
  removeAt,
  renameKey,
  webhooksOf,
} from './definition';

/** A part of a definition to choose a node from: its nodes, and how it is called. */
export interface Region {
  name: string;
  /** Every node that may be chosen; none where a definition lacks the part. */
  nodes(root: Json, pick: Pick): Path[];
}

/** A change to one node. Returns where it was made, or undefined where the node does not allow it. */
export interface Mutator {
  name: string;
  mutate(root: Json, path: Path, pick: Pick): Path[] | undefined;
  /** The new layout of the YAML text, for damage that only indentation can do. */
  layout?: (lines: string[], line: number) => string[] | undefined;
}

const below = (root: Json, path: Path): Path[] => pathsBelow(root, path).slice(1);

const belowMember = (root: Json, operation: Operation | undefined, key: string): Path[] =>
  operation ? below(root, [...operation.path, key]) : [];

export const regions: Region[] = [
  {
    name: 'paths and path items',
    nodes: (root) => {
      const hooks = webhooksOf(root);
      const unsubscribes = operationsOf(root).filter(({ method }) => method === 'delete');
      return [...hooks, ...unsubscribes].flatMap(({ item }) => [
        item,
        ...Object.keys(nodeAt(root, item)).map((key) => [...item, key]),
      ]);
    },
  },
  {
    name: 'a trigger',
    nodes: (root, pick) => {
      const hook = pick.one(webhooksOf(root));
      return hook ? Object.keys(hook.node).map((key) => [...hook.path, key]) : [];
    },
  },
  {
    name: 'parameters of a trigger',
    nodes: (root, pick) => belowMember(root, pick.one(webhooksOf(root)), 'parameters'),
  },
  {
    name: 'the body of a trigger',
    nodes: (root, pick) => {
      const hook = pick.one(webhooksOf(root));
      return hook ? below(root, hook.schema) : [];
    },
  },
  {
    name: 'notification content',
    nodes: (root, pick) => {
      const hook = pick.one(webhooksOf(root));
      return hook ? below(root, [...hook.item, 'x-ms-notification-content']) : [];
    },
  },
  {
    name: 'any operation',
    nodes: (root, pick) => {
      const operation = pick.one(operationsOf(root));
      return operation ? Object.keys(operation.node).map((key) => [...operation.path, key]) : [];
    },
  },
  {
    name: 'parameters of any operation',
    nodes: (root, pick) => belowMember(root, pick.one(operationsOf(root)), 'parameters'),
  },
  {
    name: 'responses of any operation',
    nodes: (root, pick) => belowMember(root, pick.one(operationsOf(root)), 'responses'),
  },
  { name: 'definitions', nodes: (root) => below(root, ['definitions']) },
  {
    name: 'an operation that unsubscribes',
    nodes: (root, pick) => {
      const operation = pick.one(operationsOf(root).filter(({ method }) => method === 'delete'));
      return operation ? below(root, operation.path) : [];
    },
  },
  {
    name: 'the root and what it declares',
    nodes: (root) =>
      Object.keys(root).flatMap((key) => [
        [key],
        ...(['paths', 'definitions'].includes(key) ? [] : below(root, [key]).slice(0, 40)),
      ]),
  },
];

const parentOf = (path: Path): Path => path.slice(0, -1);

/** A key that is not yet taken. */
function freeKey(parent: Record<string, Json>, wanted: string): string {
  let key = wanted;
  while (Object.hasOwn(parent, key)) key += '2';
  return key;
}

/** Objects elsewhere that a node can be moved into: not itself, nothing below it, and not where it is now. */
function otherHomes(root: Json, path: Path): Path[] {
  const inside = JSON.stringify(path).slice(0, -1);
  return pathsBelow(root, []).filter((home) => {
    const isInside = JSON.stringify(home).startsWith(inside);
    return !isInside && home.length !== path.length - 1 && isObject(nodeAt(root, home));
  });
}

function moveTo(root: Json, path: Path, home: Path): Path[] {
  const node = nodeAt(root, path);
  const target = nodeAt(root, home);
  const key = freeKey(target, String(path.at(-1)));
  target[key] = node;
  removeAt(root, path);
  return [path, [...home, key]];
}

const retyped: Record<string, Json[]> = {
  string: [7, true, {}, []],
  number: ['seven', true, {}],
  boolean: ['true', 1, {}],
  object: ['text', [], 3],
  array: ['text', {}, 3],
};

const typeOf = (value: Json): string => (Array.isArray(value) ? 'array' : typeof value);

function rename(change: (key: string) => string): Mutator['mutate'] {
  return (root, path) => {
    const parent = nodeAt(root, parentOf(path));
    const from = String(path.at(-1));
    const to = change(from);
    if (!isObject(parent) || to === from || Object.hasOwn(parent, to)) return undefined;
    renameKey(parent, from, to);
    return [path, [...parentOf(path), to]];
  };
}

/** Reverses the members of an object or, where it has none, leaves it. */
function reverseMembers(root: Json, path: Path): Path[] | undefined {
  const at = isObject(nodeAt(root, path)) ? path : parentOf(path);
  const node = nodeAt(root, at);
  if (!isObject(node) || Object.keys(node).length < 2) return undefined;
  const members = Object.entries(node).reverse();
  for (const [key] of members) delete node[key];
  Object.assign(node, Object.fromEntries(members));
  return [at];
}

export const mutators: Mutator[] = [
  {
    name: 'delete',
    mutate: (root, path) => {
      removeAt(root, path);
      return [path];
    },
  },
  { name: 'rename with a letter more', mutate: rename((key) => `${key}s`) },
  { name: 'rename with two letters swapped', mutate: rename((key) => key.replace(/(\w)(\w)(?=\w*$)/, '$2$1')) },
  { name: 'rename in capitals', mutate: rename((key) => key.toUpperCase()) },
  {
    name: 'retype',
    mutate: (root, path, pick) => {
      const choices = retyped[typeOf(nodeAt(root, path))];
      if (!choices) return undefined;
      putAt(root, path, clone(pick.one(choices)));
      return [path];
    },
  },
  {
    name: 'duplicate',
    mutate: (root, path) => {
      const parent = nodeAt(root, parentOf(path));
      const copy = clone(nodeAt(root, path));
      if (Array.isArray(parent)) {
        parent.push(copy);
        return [path, [...parentOf(path), parent.length - 1]];
      }
      const key = freeKey(parent, `${path.at(-1)}Copy`);
      parent[key] = copy;
      return [path, [...parentOf(path), key]];
    },
  },
  {
    name: 'move to the object around',
    mutate: (root, path) => {
      const home = parentOf(parentOf(path));
      if (path.length < 2 || !isObject(nodeAt(root, home))) return undefined;
      return moveTo(root, path, home);
    },
  },
  {
    name: 'move into a sibling',
    mutate: (root, path, pick) => {
      const parent = nodeAt(root, parentOf(path));
      if (!isObject(parent)) return undefined;
      const siblings = Object.keys(parent).filter((key) => key !== path.at(-1) && isObject(parent[key]));
      const sibling = pick.one(siblings);
      return sibling === undefined ? undefined : moveTo(root, path, [...parentOf(path), sibling]);
    },
  },
  {
    name: 'move anywhere',
    mutate: (root, path, pick) => {
      if (Array.isArray(nodeAt(root, parentOf(path)))) return undefined;
      const home = pick.one(otherHomes(root, path));
      return home && moveTo(root, path, home);
    },
  },
  {
    name: 'wrap in an array',
    mutate: (root, path) => {
      putAt(root, path, [nodeAt(root, path)]);
      return [path];
    },
  },
  {
    name: 'wrap in an object',
    mutate: (root, path) => {
      putAt(root, path, { value: nodeAt(root, path) });
      return [path];
    },
  },
  {
    name: 'replace by a member',
    mutate: (root, path, pick) => {
      const node = nodeAt(root, path);
      const keys = typeof node === 'object' && node !== null ? Object.keys(node) : [];
      const key = pick.one(keys);
      if (key === undefined) return undefined;
      putAt(root, path, node[key]);
      return [path];
    },
  },
  {
    name: 'empty',
    mutate: (root, path) => {
      const node = nodeAt(root, path);
      const empty = Array.isArray(node) ? [] : isObject(node) ? {} : typeof node === 'string' ? '' : undefined;
      if (empty === undefined || JSON.stringify(empty) === JSON.stringify(node)) return undefined;
      putAt(root, path, empty);
      return [path];
    },
  },
  {
    name: 'make null',
    mutate: (root, path) => {
      putAt(root, path, null);
      return [path];
    },
  },
  {
    name: 'swap with a sibling',
    mutate: (root, path, pick) => {
      const parent = nodeAt(root, parentOf(path));
      if (typeof parent !== 'object') return undefined;
      const step = path.at(-1)!;
      const other = pick.one(Object.keys(parent).filter((key) => key !== String(step)));
      if (other === undefined) return undefined;
      [parent[step], parent[other]] = [parent[other], parent[step]];
      return [path, [...parentOf(path), Array.isArray(parent) ? Number(other) : other]];
    },
  },
  { name: 'reverse the members', mutate: reverseMembers },
  {
    name: 're-indent to the left',
    mutate: (_root, path) => [path],
    layout: (lines, line) => shiftBlock(lines, line, -2),
  },
  {
    name: 're-indent to the right',
    mutate: (_root, path) => [path],
    layout: (lines, line) => shiftBlock(lines, line, 2),
  },
];

const indentOf = (line: string): number => line.search(/\S|$/);

/** Shifts a line of YAML and all that is indented below it. Undefined where it cannot go further left. */
function shiftBlock(lines: string[], first: number, by: number): string[] | undefined {
  const indent = indentOf(lines[first] ?? '');
  if (indent + by < 0) return undefined;
  let end = first + 1;
  while (end < lines.length && (!lines[end]!.trim() || indentOf(lines[end]!) > indent)) end += 1;
  return lines.map((line, index) => {
    if (index < first || index >= end) return line;
    return by > 0 ? ' '.repeat(by) + line : line.slice(-by);
  });
}
