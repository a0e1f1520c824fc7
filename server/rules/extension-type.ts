import type { Node } from '../documents/tree';
import { withArticle } from '../model/articles';
import { converted } from '../model/coerceValue';
import { pollingMetadata } from '../model/triggers';
import { extensions } from '../model/vocabulary';
import type { Json } from '../protocol/json';
import { type Repair, type Rule, valueAt } from './rule';

/** A wrong type here breaks the trigger; elsewhere published connectors get away with it. */
const vital = new Set(['x-ms-trigger', 'x-ms-trigger-hint', 'x-ms-trigger-metadata', 'x-ms-visibility']);
/** Their values have codes of their own. */
const ownRules = new Set(['x-ms-notification-url', 'x-ms-notification-content']);

/** Published connectors have them elsewhere too, and get away with it. */
const ownPlaces = new Set(['x-ms-summary', 'x-ms-visibility']);

/** One rule, and a code for each key: `x-ms-trigger-hint` gives `trigger-hint-type`. */
export const extensionType: Rule = {
  code: 'extension-type',
  severity: 'warning',
  keys: {
    x: (member, place, report) => {
      if (!member.key.startsWith('x-ms-') || ownRules.has(member.key)) return;
      const known = extensions.get(member.key);
      if (!known?.documented || !known.type || !member.value || member.value.kind === known.type) return;
      // What stands in the wrong place has no effect, whatever its type.
      if (known.places && !known.places.includes(place.role) && !ownPlaces.has(member.key)) return;
      const { kind } = member.value;
      report(
        valueAt(member),
        `\`${member.key}\` is ${withArticle(known.type)}, not ${kind === 'null' ? 'the value null' : withArticle(kind)}.`,
        {
          code: `${member.key.slice('x-ms-'.length)}-type`,
          severity: vital.has(member.key) ? 'error' : 'warning',
          repair: repairOf(member.key, member.value, known.type),
        },
      );
    },
  },
};

/** What only one value can be meant by. */
const obvious: Record<string, Json> = {
  'x-ms-trigger': 'single',
  'x-ms-trigger-metadata': pollingMetadata,
};

function repairOf(key: string, value: Node, type: string): Repair | undefined {
  // No other word is one of its values.
  const meant = key === 'x-ms-visibility' ? undefined : (obvious[key] ?? converted(value, type));
  return meant === undefined ? undefined : { value: meant };
}
