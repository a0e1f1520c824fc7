import type { Member } from '../documents/tree';
import type { Definition } from '../model/definition';
import { testConnectionOf } from '../model/dynamic';
import { hidesOperations } from '../model/hidden';
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
    checkTest(definition, report);
    for (const { facts } of definition.sections) {
      for (const { member, id } of facts.dynamicOperations) {
        if (definition.operationsById(id).length > 0) continue;
        report({ node: member.value! }, `No operation has the operationId "${id}".`);
      }
    }
  },
};

/** The operation that proves a connection. */
function checkTest(definition: Definition, report: Report): void {
  const test = testConnectionOf(definition);
  if (!test || definition.operationsById(String(test.value!.value)).length > 0) return;
  report(valueAt(test), `No operation has the operationId "${test.value!.value}".`);
}

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
