import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { Operation } from '../model/operation';
import { isDeprecated, isInternal } from '../model/schemas';
import { triggerFacts } from '../model/triggers';
import { say } from '../texts/say';
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
      if (isSuperseded(definition, operation)) continue;
      report(
        valueAt(visibility),
        say('Flow makers cannot find an internal trigger. Make it visible, unless it is kept only for existing flows.'),
      );
    }
  },
};

/** True for a trigger whose summary differs from that of a visible one in a version or a mark of age only. */
function isSuperseded(definition: Definition, operation: Operation): boolean {
  const alike = definition.once(visibleSummaries).get(plainSummary(operation));
  const own = operation.node.text('summary');
  return alike?.some((summary) => summary !== own) === true;
}

/** The first two different summaries of the triggers that flow makers see, by what they are without such marks. */
function visibleSummaries(definition: Definition): Map<string, string[]> {
  const summaries = new Map<string, string[]>();
  for (const { operation, trigger } of triggerFacts(definition)) {
    const summary = operation.node.text('summary');
    const plain = plainSummary(operation);
    if (!trigger || !summary || plain === '' || isInternal(operation.node)) continue;
    const alike = summaries.get(plain);
    if (!alike) summaries.set(plain, [summary]);
    else if (alike.length < 2 && !alike.includes(summary)) alike.push(summary);
  }
  return summaries;
}

/** Maximum number of characters of a summary that are compared; certification allows fewer. */
const maxSummary = 200;

/** Such as `DEPRECATED:` or `[Deprecated]`. */
const before = /^\W*(?:deprecated|obsolete|legacy)\b\W*/;

/** Such as `(V3)`, `- v2` and `(preview)`, with another one in parentheses before it: `(Connect) (V3)`. */
const after = /(?:\s*\([^()]*\))?[\s([-]+(?:(?:v|version )\d{1,3}(?:\.\d{1,3})?|deprecated|legacy|preview)\W*$/;

const plainSummary = ({ node }: Operation): string =>
  (node.text('summary') ?? '').slice(0, maxSummary).trim().toLowerCase().replace(before, '').replace(after, '').trim();

/** True for an operation that is deprecated, or of whose family there is a newer revision. */
function isReplaced(definition: Definition, { node }: Operation): boolean {
  if (isDeprecated(node)) return true;
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
  topic: 'trigger',
  why: "Flow makers can't find an internal trigger. Published connectors hide a trigger when a newer version takes its place. These aren't reported: a trigger that is `deprecated`, one that has a newer revision in its family (`x-ms-api-annotation`), and one whose summary is the same as that of a visible trigger, apart from a version.",
  fix: 'Make the trigger visible, or mark it as `deprecated` if you keep it only for existing flows.',
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
