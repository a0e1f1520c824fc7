import { type Rule, type RuleDocs, valueAt } from './rule';

/** Maximum number of characters in a summary; certification rejects more. */
const maxLength = 80;

export const triggerSummary: Rule = {
  code: 'trigger-summary',
  summary: 'A trigger has no summary, or one of more than 80 characters.',
  severity: 'warning',
  places: {
    operation: ({ node, member }, report) => {
      const trigger = node.member('x-ms-trigger');
      const summary = node.member('summary');
      if (!trigger || !member) return;
      if (!summary) {
        // A draft has no texts yet. The summary may be there under a mistyped key, or unreadable after a syntax error.
        if (
          !node.member('description') ||
          node.piece.problems.length > 0 ||
          node.members.some(({ key }) => /^(?:sum|title$)/i.test(key))
        )
          return;
        report(
          { key: member },
          'This trigger has no `summary`, so flow makers see its operationId in the list of triggers.',
        );
      } else if (summary.value?.kind === 'string') {
        const text = String(summary.value.value);
        if (text.trim() === '')
          report(
            valueAt(summary),
            'The `summary` is empty, so flow makers see the operationId in the list of triggers.',
          );
        else if (text.length > maxLength)
          report(
            valueAt(summary),
            `The \`summary\` has ${text.length} characters, but at most ${maxLength} are allowed.`,
          );
      }
    },
  },
};

export const docs: RuleDocs = {
  why: "Flow makers find a trigger by its summary; without one, they see the operationId. Microsoft allows at most 80 characters. A trigger that has no `description` either is a draft and isn't reported yet.",
  fix: 'Say in a few words when the trigger fires: “When an event occurs”.',
  incorrect: [
    {
      within: 'paths',
      text: `"/items": {
  "get": {
    "operationId": "OnNewItem",
    "description": "Fires for each new item",
    "x-ms-trigger": "batch",
    "responses": { "200": { "description": "OK" } }
  }
}`,
    },
  ],
  correct: [
    {
      within: 'paths',
      text: `"/items": {
  "get": {
    "operationId": "OnNewItem",
    "summary": "When an item is created",
    "description": "Fires for each new item",
    "x-ms-trigger": "batch",
    "responses": { "200": { "description": "OK" } }
  }
}`,
    },
  ],
};
