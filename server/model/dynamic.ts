import { isObject, type Member, type Node } from '../documents/tree';
import type { Definition } from './definition';
import { allMembers } from './members';
import type { Operation } from './operation';

/** The operation that proves a connection: `x-ms-capabilities` names it. */
export function testConnectionOf({ root }: Definition): Member | undefined {
  const member = root.get('x-ms-capabilities')?.get('testConnection')?.member('operationId');
  return member?.value?.kind === 'string' ? member : undefined;
}

/**
 * All nodes that name an operation, apart from its own `operationId`: in dynamic extensions, `x-ms-capabilities`,
 * `x-ms-openai-data` and whatever else an extension may hold.
 */
export function namesOf({ root, operations }: Definition, id: string): Node[] {
  const own = new Set(operations.map(({ node }) => node.member('operationId')));
  return allMembers(
    root,
    (member) => member.key === 'operationId' && member.value?.value === id && !own.has(member),
  ).map(({ value }) => value!);
}

/** The schema of an operation's success response. */
export function answerOf(definition: Definition, operation: Operation): Node | undefined {
  const responses = operation.node.get('responses');
  const first = responses?.members.find(({ key }) => /^2/.test(key)) ?? responses?.member('default');
  const schema = definition.resolve(definition.resolve(first?.value)?.get('schema'));
  return isObject(schema) ? schema : undefined;
}
