import { isObject, type Member, type Node } from '../documents/tree';
import type { Definition, Operation } from './definition';

/** An operationId that an `x-ms-dynamic-*` names, with the member that names it. */
export interface DynamicOperation {
  extension: string;
  member: Member;
  id: string;
  /** The operation that it asks, where its arguments were found to be in order whatever is edited elsewhere. */
  soundFor?: Operation;
  /** The same of what it takes from that operation's answer. */
  fitsAnswerOf?: Operation;
}

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

/** The operation that proves a connection: `x-ms-capabilities` names it. */
export function testConnectionOf({ root }: Definition): Member | undefined {
  const member = root.get('x-ms-capabilities')?.get('testConnection')?.member('operationId');
  return member?.value?.kind === 'string' ? member : undefined;
}

/** Everywhere that an operation is named. */
export function namesOf(definition: Definition, id: string): Node[] {
  const dynamic = definition.sections.flatMap(({ facts }) => facts.dynamicOperations.filter((one) => one.id === id));
  const test = testConnectionOf(definition);
  return [
    ...dynamic.map(({ member }) => member.value!),
    ...(test && String(test.value!.value) === id ? [test.value!] : []),
  ];
}

/** The schema of what an operation answers when all went well. */
export function answerOf(definition: Definition, operation: Operation): Node | undefined {
  const responses = operation.node.get('responses');
  const first = responses?.members.find(({ key }) => /^2/.test(key)) ?? responses?.member('default');
  const schema = definition.resolve(definition.resolve(first?.value)?.get('schema'));
  return isObject(schema) ? schema : undefined;
}
