import type { Member, Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import { testConnectionOf } from '../model/dynamic';
import type { Place } from '../model/walk';
import { say } from '../texts/say';
import { type Report, type Rule, type RuleDocs, valueAt } from './rule';
import { whereAllIsRead } from './whereAllIsRead';

export const dynamicOperationUnknown: Rule = {
  code: 'dynamic-operation-unknown',
  summary:
    "An `x-ms-dynamic-*` extension, or `testConnection` in `x-ms-capabilities`, names an operation that doesn't exist.",
  severity: 'error',
  otherLevels: { warning: 'for an extension without `operationId`' },
  keys: {
    'x-ms-dynamic-values': checkAsking,
    'x-ms-dynamic-list': checkAsking,
    'x-ms-dynamic-schema': checkAsking,
    'x-ms-dynamic-properties': checkAsking,
  },
  section: ({ facts }, definition, report) => {
    for (const { member, id } of facts.dynamicOperations) checkName(definition, member.value!, id, report);
  },
  definition: (definition, report) => {
    const test = testConnectionOf(definition)?.value;
    if (test) checkName(definition, test, String(test.value), report);
  },
};

function checkName(definition: Definition, name: Node, id: string, report: Report): void {
  if (definition.operationNamed(id)) return;
  whereAllIsRead(report)(
    { node: name },
    say`No operation has the operationId "${id}", so flow makers see an error instead of a list.`,
  );
}

function checkAsking(member: Member, _: Place, report: Report): void {
  const { key, value } = member;
  if (value?.kind !== 'object') return;
  const id = value.member('operationId');
  // Pickers of files come from the platform.
  if (id ? id.value?.kind === 'string' : value.member('capability') || value.member('builtInOperation')) return;
  report(
    id ? valueAt(id) : { key: member },
    say`\`${key}\` doesn't say which operation to call. Add \`operationId\`.`,
    {
      severity: 'warning',
    },
  );
}

export const docs: RuleDocs = {
  topic: 'extension',
  why: "The list of values or the schema can't be loaded, and flow makers see an error in the designer.",
  fix: 'Correct the name; the quick fix offers the most similar `operationId`. If the extension has no `operationId`, add one.',
  incorrect: [
    {
      within: 'parameterMembers',
      text: '"x-ms-dynamic-values": { "operationId": "GetListz", "value-collection": "lists", "value-path": "id" }',
    },
    {
      within: 'parameterMembers',
      level: 'warning',
      text: '"x-ms-dynamic-values": { "value-collection": "lists", "value-path": "id" }',
    },
  ],
  correct: [
    {
      within: 'parameterMembers',
      text: '"x-ms-dynamic-values": { "operationId": "GetLists", "value-collection": "lists", "value-path": "id" }',
    },
  ],
};
