import { isObject, type Member, type Node } from '../documents/tree';
import type { Definition } from './definition';
import type { Operation } from './operation';

/** The operation that proves a connection: `x-ms-capabilities` names it. */
export function testConnectionOf({ root }: Definition): Member | undefined {
  const member = root.get('x-ms-capabilities')?.get('testConnection')?.member('operationId');
  return member?.value?.kind === 'string' ? member : undefined;
}

/** All nodes that name an operation. */
export function namesOf(definition: Definition, id: string): Node[] {
  const dynamic = definition.sections.flatMap(({ facts }) => facts.dynamicOperations.filter((one) => one.id === id));
  const test = testConnectionOf(definition);
  return [
    ...dynamic.map(({ member }) => member.value!),
    ...(test && String(test.value!.value) === id ? [test.value!] : []),
  ];
}

/** The schema of an operation's success response. */
export function answerOf(definition: Definition, operation: Operation): Node | undefined {
  const responses = operation.node.get('responses');
  const first = responses?.members.find(({ key }) => /^2/.test(key)) ?? responses?.member('default');
  const schema = definition.resolve(definition.resolve(first?.value)?.get('schema'));
  return isObject(schema) ? schema : undefined;
}
