/** Definitions as text, and where in a text the node at a path is. Offsets count UTF-16 code units, lines begin at 0. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { isMap, isPair, isScalar, isSeq, type Node, parseDocument, stringify } from 'yaml';
import type { Json, Path } from './definition';
import type { Format } from './kind';

export interface Span {
  /** The offset of the key, or of the value where there is no key. */
  start: number;
  /** The end of the key; the same as `start` where there is none. */
  keyEnd: number;
  end: number;
}

/** The usual layout of a definition: two spaces, one member per line. */
export const print = (root: Json, format: Format): string =>
  format === 'json'
    ? `${JSON.stringify(root, null, 2)}\n`
    : stringify(root, { aliasDuplicateObjects: false, lineWidth: 0 });

export function lineOf(text: string, offset: number): number {
  let line = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** The offsets at which the lines of a text begin. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Finds the spans of nodes in a text that parses; undefined for a path that leads nowhere. */
export const spansOf = (text: string, format: Format): ((path: Path) => Span | undefined) =>
  format === 'json' ? spansOfJson(text) : spansOfYaml(text);

function spansOfJson(text: string): (path: Path) => Span | undefined {
  const tree = parseTree(text);
  return (path) => {
    const node = tree && findNodeAtLocation(tree, path);
    if (!node) return undefined;
    const end = node.offset + node.length;
    const key = node.parent?.type === 'property' ? node.parent.children![0]! : undefined;
    return key
      ? { start: key.offset, keyEnd: key.offset + key.length, end }
      : { start: node.offset, keyEnd: node.offset, end };
  };
}

/** The key and the value of a member, or of an item without a key. */
function stepInto(node: Node | null, step: string | number): { key?: Node; node: Node | null } | undefined {
  if (isSeq(node)) return { node: (node.items[Number(step)] as Node | undefined) ?? null };
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step));
  return pair && { key: pair.key as Node, node: pair.value as Node | null };
}

function spansOfYaml(text: string): (path: Path) => Span | undefined {
  const document = parseDocument(text, { uniqueKeys: false });
  return (path) => {
    let found: ReturnType<typeof stepInto> = { node: document.contents as Node | null };
    for (const step of path) found = found && stepInto(found.node, step);
    const first = found?.key?.range ?? found?.node?.range;
    if (!found || !first) return undefined;
    const end = (found.node?.range ?? first)[1];
    return { start: first[0], keyEnd: found.key ? first[1] : first[0], end };
  };
}
