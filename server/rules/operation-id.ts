import type { Rule } from './rule';

export const operationId: Rule = {
  code: 'operation-id',
  severity: 'error',
  definition: (definition, report) => {
    for (const operation of definition.operations) {
      const id = operation.node.member('operationId');
      if (!operation.operationId) {
        if (id) report({ member: id }, '`operationId` must be a name: Power Automate knows an operation by it.');
        else
          report(
            { key: operation.member },
            'This operation has no `operationId`: Power Automate knows an operation by it.',
          );
        continue;
      }
      const same = definition.operationsById(operation.operationId);
      if (same.length < 2 || !id) continue;
      const related = same
        .filter((other) => other !== operation)
        .map((other) => ({ at: { member: other.node.member('operationId')! }, message: 'Also used here.' }));
      report(
        { member: id },
        `The operationId "${operation.operationId}" is used ${same.length} times: it must be unique.`,
        { related },
      );
    }
  },
};
