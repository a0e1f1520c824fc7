import type { Node } from '../documents/tree';
import { withArticle } from '../model/articles';
import { converted } from '../model/coerceValue';
import { pollingMetadata } from '../model/triggers';
import { extensions } from '../model/vocabulary';
import type { Json } from '../protocol/json';
import { mark, say } from '../texts/say';
import { type Repair, type Rule, type RuleDocs, type Severity, valueAt } from './rule';

/** A wrong type breaks the trigger; published connectors work with wrong types of other extensions. */
const vital = new Set(['x-ms-trigger', 'x-ms-trigger-hint', 'x-ms-trigger-metadata', 'x-ms-visibility']);
/** Extensions whose values have rules of their own. */
const checkedElsewhere = new Set(['x-ms-notification-url', 'x-ms-notification-content']);

/** Extensions whose type is checked in every place: published connectors have them in undocumented ones, where they work. */
const checkedEverywhere = new Set(['x-ms-summary', 'x-ms-visibility']);

/** `trigger-hint-type` for `x-ms-trigger-hint`. */
const variantOf = (key: string): string => `${key.slice('x-ms-'.length)}-type`;

const severityOf = (key: string): Severity => (vital.has(key) ? 'error' : 'warning');

/** One rule, with a code for each extension. */
export const extensionType: Rule = {
  code: 'extension-type',
  summary: 'The value of an extension has the wrong type.',
  severity: 'warning',
  otherLevels: { error: 'for `trigger-type`, `trigger-hint-type`, `trigger-metadata-type` and `visibility-type`' },
  variants: Object.fromEntries(
    [...extensions]
      .filter(([key, { type }]) => type && !checkedElsewhere.has(key))
      .map(([key]) => [variantOf(key), severityOf(key)]),
  ),
  keys: {
    x: (member, place, report) => {
      if (!member.key.startsWith('x-ms-') || checkedElsewhere.has(member.key)) return;
      const known = extensions.get(member.key);
      if (!known?.type || !member.value || member.value.kind === known.type) return;
      // An extension in the wrong place has no effect, whatever its type.
      if (known.places && !known.places.includes(place.role) && !checkedEverywhere.has(member.key)) return;
      const { kind } = member.value;
      const what = say(shapes[member.key] ?? withArticle(known.type));
      const advice = known.documented ? '' : say(' It has no documented effect in Power Automate. Remove it.');
      report(
        valueAt(member),
        say`\`${member.key}\` must be ${what}, not ${kind === 'null' ? 'null' : withArticle(kind)}.${advice}`,
        {
          code: variantOf(member.key),
          severity: severityOf(member.key),
          repair: repairOf(member.key, member.value, known.type),
        },
      );
    },
  },
};

/** The shapes of objects by Microsoft's schema (apiDefinition.swagger.schema.json of PowerPlatformConnectors). */
const shapes: Record<string, string> = {
  'x-ms-trigger-value': mark('an object with `value-collection` and `value-path`'),
};

/** The values of extensions that have only one sensible value. */
const obvious: Record<string, Json> = {
  'x-ms-trigger': 'single',
  'x-ms-trigger-metadata': pollingMetadata,
};

function repairOf(key: string, value: Node, type: string): Repair | undefined {
  // Where only a few words are allowed, a converted value is none of them.
  const meant = obvious[key] ?? (extensions.get(key)?.values ? undefined : converted(value, type));
  return meant === undefined ? undefined : { value: meant };
}

export const docs: RuleDocs = {
  topic: 'extension',
  why: 'Import rejects the definition, or the extension has no effect. Each extension has its own code: its name without `x-ms-`, followed by `-type`, such as `trigger-hint-type` or `summary-type`.',
  fix: 'Change the value to the type that the message names. The quick fix converts the value if its meaning is clear.',
  incorrect: [
    { within: 'webhook', level: 'error', text: '"x-ms-trigger-hint": 5' },
    { within: 'properties', text: '"id": { "type": "string", "x-ms-summary": true }' },
    { within: 'properties', text: '"state": { "type": "integer", "x-ms-trigger-value": true }' },
  ],
  correct: [{ within: 'webhook', text: '"x-ms-trigger-hint": "To see it work, push a commit."' }],
};
