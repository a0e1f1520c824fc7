import { type Rule, valueAt } from './rule';

/** Characters; more are refused when a connector is certified. */
const longest = 80;

export const triggerSummary: Rule = {
  code: 'trigger-summary',
  severity: 'warning',
  places: {
    operation: ({ node, member }, report) => {
      const trigger = node.member('x-ms-trigger');
      const summary = node.member('summary');
      if (!trigger || !member) return;
      if (!summary) {
        // A draft says nothing at all; under another name, or where the text has a fault, it may be there all the same.
        if (
          !node.member('description') ||
          node.piece.problems.length > 0 ||
          node.members.some(({ key }) => /^(?:sum|title$)/i.test(key))
        )
          return;
        report({ key: member }, 'This trigger has no `summary`: makers see its operationId in the list of triggers.');
      } else if (summary.value?.kind === 'string') {
        const text = String(summary.value.value);
        if (text.trim() === '')
          report(valueAt(summary), 'The `summary` is empty: makers see the operationId in the list of triggers.');
        else if (text.length > longest)
          report(valueAt(summary), `The \`summary\` has ${text.length} characters: at most ${longest} are taken.`);
      }
    },
  },
};
