import { type Node, toData } from '../../documents/tree';
import type { Json } from '../../protocol/json';

export function json(node: Node | undefined): Json | undefined {
  return node && (toData(node) as Json);
}

export function strings(node: Node | undefined): string[] {
  return (node?.items ?? []).flatMap((item) => (item.kind === 'string' ? [String(item.value)] : []));
}
