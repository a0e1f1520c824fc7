import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { Operation } from '../../model/operation';
import type { Json } from '../../protocol/json';
import type { DynamicTree, DynamicValues } from '../../protocol/triggers';
import { answerFinder, type FindAnswer, parts, readCall } from './dynamicCalls';
import type { ReadDynamic } from './values';

/**
 * Reads `x-ms-dynamic-values`, `x-ms-dynamic-list` and `x-ms-dynamic-tree` on the parameters of one operation. If a
 * parameter has several, the newest wins: the newer ones state unambiguously which value an argument takes, and a tree
 * also shows where a value is in its hierarchy.
 */
export function dynamicReader(definition: Definition, operation: Operation): ReadDynamic {
  const find = answerFinder(definition, operation);
  return (holders) => {
    for (const key of ['x-ms-dynamic-tree', 'x-ms-dynamic-list', 'x-ms-dynamic-values'] as const) {
      for (const holder of holders) {
        const value = holder.get(key);
        const read = key === 'x-ms-dynamic-tree' ? readTree : readOne;
        if (isObject(value)) return read(definition, value, find);
      }
    }
    return undefined;
  };
}

function readOne(definition: Definition, node: Node, find: FindAnswer): DynamicValues {
  const text = (...names: string[]) => names.map((name) => node.text(name)).find(Boolean);
  const titlePath = text('itemTitlePath', 'value-title');
  return {
    ...readCall(definition, node, find),
    itemsPath: parts(text('itemsPath', 'value-collection')),
    valuePath: parts(text('itemValuePath', 'value-path')),
    ...(titlePath !== undefined && { titlePath: parts(titlePath) }),
  };
}

function readTree(definition: Definition, node: Node, find: FindAnswer): DynamicValues | undefined {
  const [open, browse, settings] = ['open', 'browse', 'settings'].map((name) => node.get(name));
  if (!isObject(open)) return undefined;
  const allows = (name: string) => !isObject(settings) || settings.get(name)?.value !== false;
  const tree: DynamicTree | undefined = isObject(browse)
    ? {
        browse: readOne(definition, browse, find),
        parents: parentsOf(open.text('itemIsParent') ?? browse.text('itemIsParent') ?? open.get('itemIsParent')?.value),
        canSelectParents: allows('canSelectParentNodes'),
        canSelectLeaves: allows('canSelectLeafNodes'),
      }
    : undefined;
  return { ...readOne(definition, open, find), ...(tree && { tree }) };
}

/** `true`, or a comparison such as `(is_folder eq true)`; published connectors have both. */
function parentsOf(expression: unknown): DynamicTree['parents'] {
  const text = String(expression ?? 'false').trim();
  const found = /^\(?\s*([\w.\-/]+)\s+(eq|ne)\s+(?:'([^']*)'|(true|false|null|-?\d+(?:\.\d+)?))\s*\)?$/i.exec(text);
  if (!found) return !/^false$/i.test(text);
  const [, path = '', operator, quoted, literal] = found;
  const is: Json = quoted ?? JSON.parse((literal ?? 'null').toLowerCase());
  return { path: path.split(/[./]/), is, not: operator!.toLowerCase() === 'ne' };
}
