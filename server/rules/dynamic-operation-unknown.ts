import type { Member, Node } from '../documents/tree';
import { testConnectionOf } from '../model/dynamic';
import { hidesOperations } from '../model/hiddenOperations';
import type { Place } from '../model/walk';
import { type Report, type Rule, valueAt } from './rule';

export const dynamicOperationUnknown: Rule = {
  code: 'dynamic-operation-unknown',
  severity: 'error',
  keys: {
    'x-ms-dynamic-values': checkAsking,
    'x-ms-dynamic-list': checkAsking,
    'x-ms-dynamic-schema': checkAsking,
    'x-ms-dynamic-properties': checkAsking,
  },
  definition: (definition, report) => {
    if (hidesOperations(definition)) return;
    const check = (name: Node, id: string): void => {
      if (definition.operationsById(id).length === 0)
        report({ node: name }, `No operation has the operationId "${id}".`);
    };
    const test = testConnectionOf(definition)?.value;
    if (test) check(test, String(test.value));
    for (const { facts } of definition.sections)
      for (const { member, id } of facts.dynamicOperations) check(member.value!, id);
  },
};

function checkAsking(member: Member, _: Place, report: Report): void {
  const { key, value } = member;
  if (value?.kind !== 'object') return;
  const id = value.member('operationId');
  // Pickers of files come from the platform.
  if (id ? id.value?.kind === 'string' : value.member('capability') || value.member('builtInOperation')) return;
  report(
    id ? valueAt(id) : { key: member },
    `\`${key}\` names no operation: \`operationId\` says which one is asked.`,
    { severity: 'warning' },
  );
}
