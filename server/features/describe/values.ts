import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { requiredNames } from '../../model/schemas';
import type { Json } from '../../protocol/json';
import type { DynamicValues, TitledValue, ValueDescription, ValueLimits } from '../../protocol/triggers';
import { json } from './json';

/** What the service knows about a value, from the first of these objects that says so. */
export type ReadDynamic = (holders: Node[]) => DynamicValues | undefined;

/**
 * What a parameter or a property says about its value.
 * @param written the object as it stands; `node` the one that its `$ref` leads to, or the same
 */
export function describeValue(
  definition: Definition,
  written: Node,
  node: Node,
  readDynamic: ReadDynamic,
): Omit<ValueDescription, 'title' | 'required' | 'visibility'> {
  const found = definition.resolve(node.get('items'));
  const items = isObject(found) ? found : undefined;
  return {
    description: written.text('description') || node.text('description') || undefined,
    format: node.text('format'),
    enum: choices(node),
    enumTitles: titles(node),
    default: json(node.get('default')),
    itemsType: items?.text('type'),
    itemsEnum: items && choices(items),
    itemsEnumTitles: items && titles(items),
    template: items?.text('type') === 'object' || items?.get('properties') ? templateOf(definition, node) : undefined,
    limits: limitsOf(node),
    dynamic: readDynamic(items ? [written, node, items] : [written, node]),
  };
}

function choices(node: Node): Json[] | undefined {
  const values = json(node.get('enum'));
  return Array.isArray(values) && values.length > 0 ? values : undefined;
}

/** As the designer does, which reads them only beside an `enum`, and then offers them alone. */
function titles(node: Node): TitledValue[] | undefined {
  const named = choices(node) && node.get('x-ms-enum-values')?.items.filter(isObject);
  const titled = named?.flatMap((item): TitledValue[] => {
    const value = json(item.get('value'));
    if (value === undefined) return [];
    return [{ value, title: item.text('displayName') || (typeof value === 'string' ? value : JSON.stringify(value)) }];
  });
  return titled?.length ? titled : undefined;
}

const limitNames = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'] as const;

function limitsOf(node: Node): ValueLimits | undefined {
  const entries = limitNames.flatMap((name) => {
    const value = node.get(name)?.value;
    return typeof value === 'number' ? [[name, value] as const] : [];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

const maxDepth = 5;

/** An example by its shape alone: what is required of an object, or all of it where nothing is. */
function templateOf(definition: Definition, written: Node | undefined, depth = 0): Json {
  const node = definition.resolve(written);
  if (!isObject(node) || depth > maxDepth) return null;
  const own = json(node.get('default'));
  if (own !== undefined) return own;
  const first = choices(node)?.[0];
  if (first !== undefined) return first;
  switch (node.text('type') ?? (node.get('properties') ? 'object' : 'string')) {
    case 'object':
      return objectTemplate(definition, node, depth);
    case 'array':
      return depth === 0 ? [templateOf(definition, node.get('items'), depth + 1)] : [];
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return 0;
    default:
      return '';
  }
}

function objectTemplate(definition: Definition, node: Node, depth: number): Json {
  const members = node.get('properties')?.members ?? [];
  const required = requiredNames(definition, node);
  const shown = required.size > 0 ? members.filter(({ key }) => required.has(key)) : members;
  return Object.fromEntries(shown.map(({ key, value }) => [key, templateOf(definition, value, depth + 1)]));
}
