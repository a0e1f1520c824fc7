/** Kinds of faults that published connectors have, inserted into a text where the tests choose. */
import type { Node } from 'jsonc-parser';

export interface Fault {
  name: string;
  /** The text with the fault somewhere inside the node (an object), and where it is; undefined where it does not fit. */
  inject: (text: string, node: Node) => { text: string; offset: number } | undefined;
}

function insert(text: string, offset: number, what: string): { text: string; offset: number } {
  return { text: text.slice(0, offset) + what + text.slice(offset), offset };
}

function remove(text: string, offset: number, length = 1): { text: string; offset: number } {
  return { text: text.slice(0, offset) + text.slice(offset + length), offset };
}

/** The objects in a node, outermost first, that have at least two members. */
function objectsIn(node: Node): Node[] {
  const below = (node.children ?? []).flatMap(objectsIn);
  return node.type === 'object' && (node.children?.length ?? 0) > 1 ? [node, ...below] : below;
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

/** A fault in the innermost of the first few objects, so that both depths and shapes vary. */
function inside(edit: (text: string, object: Node) => ReturnType<Fault['inject']>): Fault['inject'] {
  return (text, node) => {
    const object = objectsIn(node).slice(0, 4).at(-1);
    return object && edit(text, object);
  };
}

function stringsIn(node: Node): Node[] {
  if (node.type === 'property') return stringsIn(node.children![1]!);
  return node.type === 'string' && node.length > 4 ? [node] : (node.children ?? []).flatMap(stringsIn);
}

export const faults: Fault[] = [
  { name: 'trailing comma', inject: inside((text, object) => insert(text, endOf(object.children!.at(-1)!), ',')) },
  {
    name: 'missing comma',
    inject: inside((text, object) => {
      const after = endOf(object.children![0]!);
      const comma = text.indexOf(',', after);
      return text.slice(after, comma).trim() === '' ? remove(text, comma) : undefined;
    }),
  },
  { name: 'missing closing brace', inject: inside((text, object) => remove(text, endOf(object) - 1)) },
  {
    name: 'missing closing bracket',
    inject: (text, node) => {
      const array = arraysIn(node)[0];
      return array && remove(text, endOf(array) - 1);
    },
  },
  { name: 'closing brace too many', inject: inside((text, object) => insert(text, endOf(object), '}')) },
  { name: 'closing bracket too many', inject: inside((text, object) => insert(text, endOf(object), ']')) },
  {
    name: 'raw tab in a string',
    inject: (text, node) => {
      const string = stringsIn(node)[0];
      return string && insert(text, string.offset + 2, '\t');
    },
  },
  {
    name: 'U+2003 between tokens',
    inject: inside((text, object) => insert(text, object.children![0]!.offset, '\u2003')),
  },
  {
    name: 'string without end',
    inject: (text, node) => {
      const string = stringsIn(node)[0];
      return string && remove(text, endOf(string) - 1);
    },
  },
  {
    name: 'key without opening quote',
    inject: inside((text, object) => remove(text, object.children![1]!.offset)),
  },
  { name: 'missing colon', inject: inside((text, object) => remove(text, object.children![1]!.colonOffset!)) },
  { name: 'missing value', inject: inside((text, object) => missingValue(text, object.children![1]!)) },
];

function missingValue(text: string, property: Node): ReturnType<Fault['inject']> {
  const value = property.children?.[1];
  return value && value.type === 'string' ? remove(text, value.offset, value.length) : undefined;
}

function arraysIn(node: Node): Node[] {
  const below = (node.children ?? []).flatMap(arraysIn);
  return node.type === 'array' && (node.children?.length ?? 0) > 0 ? [node, ...below] : below;
}
