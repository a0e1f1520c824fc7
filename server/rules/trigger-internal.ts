import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { Operation } from '../model/operation';
import { isInternal } from '../model/schemas';
import { triggerFacts } from '../model/triggers';
import { type Rule, type RuleDocs, valueAt } from './rule';

/** Four triggers of two certified connectors are internal and work in existing flows. */
export const triggerInternal: Rule = {
  code: 'trigger-internal',
  summary: 'A trigger is internal.',
  severity: 'information',
  definition: (definition, report) => {
    for (const { operation, trigger } of triggerFacts(definition)) {
      const visibility = operation.node.member('x-ms-visibility');
      if (!trigger || !visibility || !isInternal(operation.node) || isReplaced(definition, operation)) continue;
      report(
        valueAt(visibility),
        'Flow makers cannot find an internal trigger. Make it visible, unless it is kept only for existing flows.',
      );
    }
  },
};

/** True for an operation that is deprecated, or of whose family there is a newer revision. */
function isReplaced(definition: Definition, { node }: Operation): boolean {
  if (node.get('deprecated')?.value === true) return true;
  const family = familyOf(node);
  if (family === undefined) return false;
  return triggerFacts(definition).some(
    ({ operation }) => familyOf(operation.node) === family && revisionOf(operation.node) > revisionOf(node),
  );
}

const familyOf = (node: Node): string | undefined => node.get('x-ms-api-annotation')?.text('family');

/** The revision of an operation; one without is the first. */
const revisionOf = (node: Node): number => Number(node.get('x-ms-api-annotation')?.get('revision')?.value ?? 1);

export const docs: RuleDocs = {
  why: 'Flow makers cannot find an internal trigger. Published connectors hide one when a newer version takes its place: such a trigger is `deprecated`, or has a newer revision in its family (`x-ms-api-annotation`), and is not reported.',
  fix: 'Make the trigger visible, or mark it as `deprecated` if it is kept only for existing flows.',
  incorrect: [{ within: 'webhook', text: '"x-ms-visibility": "internal"' }],
  correct: [
    { within: 'webhook', text: '"x-ms-visibility": "important"' },
    {
      within: 'webhook',
      text: `"x-ms-visibility": "internal",
"deprecated": true`,
    },
  ],
};
