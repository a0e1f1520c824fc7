import { type Rule, valueAt } from './rule';

export const operationId: Rule = {
  code: 'operation-id',
  severity: 'error',
  places: {
    operation: ({ node, member }, report) => {
      const id = node.member('operationId');
      const name = node.text('operationId');
      if (!member) return;
      if (id && name) {
        if (!/^[\w.-]+$/.test(name))
          report(
            valueAt(id),
            `An operationId has letters, digits, \`_\`, \`-\` and \`.\` only: "${name}" is refused.`,
            {
              severity: 'warning',
            },
          );
        return;
      }
      if (id) report(valueAt(id), '`operationId` must be a name: Power Automate knows an operation by it.');
      else report({ key: member }, 'This operation has no `operationId`: Power Automate knows an operation by it.');
    },
  },
  definition: (definition, report) => {
    for (const same of definition.sameIds())
      for (const operation of same) {
        const id = operation.node.member('operationId');
        if (!id) continue;
        const related = same
          .filter((other) => other !== operation)
          .map((other) => ({ at: valueAt(other.node.member('operationId')!), message: 'Also used here.' }));
        report(
          valueAt(id),
          `The operationId "${operation.operationId}" is used ${same.length} times: it must be unique.`,
          { related },
        );
      }
  },
};
