import type { Node } from '../documents/tree';
import type { DynamicOperation } from './operation';

const keys = new Set([
  'x-ms-dynamic-values',
  'x-ms-dynamic-list',
  'x-ms-dynamic-schema',
  'x-ms-dynamic-properties',
  'x-ms-dynamic-tree',
]);

/** The operations that the dynamic extensions of one object name. */
export function dynamicOperations(node: Node): DynamicOperation[] {
  const found: DynamicOperation[] = [];
  for (const { key, value } of node.members) {
    if (value?.kind !== 'object' || !keys.has(key)) continue;
    // A tree names one operation to open it and one to browse.
    const holders = key === 'x-ms-dynamic-tree' ? [value, value.get('open'), value.get('browse')] : [value];
    for (const holder of holders) {
      const member = holder?.kind === 'object' ? holder.member('operationId') : undefined;
      if (member?.value?.kind === 'string') found.push({ extension: key, member, id: String(member.value.value) });
    }
  }
  return found;
}
