import { say } from '../texts/say';
import { inCertification, type Rule, type RuleDocs, valueAt } from './rule';

export const operationId: Rule = {
  code: 'operation-id',
  summary:
    'An operation has no `operationId`, shares one with another operation, or has one with characters other than letters, digits and `_`.',
  severity: 'error',
  otherLevels: {
    hint: 'for characters other than letters, digits and `_` (for `-` and `.`, in the profile *certification* only)',
  },
  places: {
    operation: ({ node, member }, report) => {
      const id = node.member('operationId');
      const name = node.text('operationId');
      if (!member) return;
      if (id && name) {
        // Microsoft's validator: OperationIdSanitized.
        if (!/^\w+$/.test(name))
          report(
            valueAt(id),
            say`Microsoft replaces "${name}" by a name of letters, digits and \`_\`. Use only these, unless flows already refer to it.`,
            { severity: /^[\w.-]+$/.test(name) ? inCertification('hint') : 'hint' },
          );
        return;
      }
      if (id) report(valueAt(id), say('`operationId` must be a name, by which flows refer to this operation.'));
      else report({ key: member }, say('This operation has no `operationId`, by which flows refer to it. Add one.'));
    },
  },
  definition: (definition, report) => {
    for (const same of definition.sameIds())
      for (const operation of same) {
        const id = operation.node.member('operationId');
        if (!id) continue;
        const related = same
          .filter((other) => other !== operation)
          .map((other) => ({ at: valueAt(other.node.member('operationId')!), message: say('Also used here.') }));
        report(
          valueAt(id),
          say`The operationId "${operation.operationId}" is used ${same.length} times, but must be unique. Rename this one.`,
          { related },
        );
      }
  },
};

export const docs: RuleDocs = {
  topic: 'operation',
  source: { validator: ['OperationIdSanitized'] },
  why: 'Flows refer to a trigger or an action by its `operationId`, so it must be unique. If an `operationId` has characters other than letters, digits and `_`, Microsoft replaces it with a sanitized one, and its validator gives a warning.',
  fix: 'The quick fix adds an `operationId` made from the method and the path, renames the second operation, or removes the characters everywhere the operation is named. After a rename, flows that already use the operation no longer find it.',
  incorrect: [
    {
      within: 'paths',
      text: '"/items": { "get": { "summary": "List items", "responses": { "200": { "description": "OK" } } } }',
    },
    {
      within: 'paths',
      level: 'hint',
      text: '"/items": { "get": { "operationId": "List items", "responses": { "200": { "description": "OK" } } } }',
    },
  ],
  correct: [
    {
      within: 'paths',
      text: '"/items": { "get": { "operationId": "ListItems", "responses": { "200": { "description": "OK" } } } }',
    },
  ],
};
