import type { Definition } from '../model/definition';
import { isDeprecated } from '../model/schemas';
import { isBatch, type Split, splitOf } from '../model/triggerOutput';
import { type TriggerFacts, triggersIn } from '../model/triggers';
import { say } from '../texts/say';
import { type Report, type Rule, type RuleDocs, valueAt } from './rule';

/** Azure/LogicAppsUX, parsers/lib/common/helpers/utils.ts, `getArrayOutputMetadata`. */
export const batchNotSplit: Rule = {
  code: 'batch-not-split',
  summary: 'A polling trigger is `batch`, but Power Automate finds no list to split in its response.',
  severity: 'information',
  section: (section, definition, report) => {
    // Nobody changes the output of what is kept only for existing flows.
    for (const facts of triggersIn(definition, section))
      if (isBatch(facts) && facts.kind === 'polling' && !isDeprecated(facts.operation.node))
        check(definition, facts, report);
  },
};

function check(definition: Definition, facts: TriggerFacts, report: Report): void {
  const split = splitOf(definition, facts);
  const advice = adviceFor(split);
  if (!advice || !facts.trigger) return;
  report(valueAt(facts.trigger), say`This trigger is \`batch\`, but all items start one run together: ${advice}`, {
    repair: split.kind === 'untyped' ? { add: 'type', value: typeOf(split), to: split.schema } : undefined,
  });
}

const typeOf = ({ schema }: Split & { kind: 'untyped' }): string => (schema.member('properties') ? 'object' : 'array');

/** Why there is no split, and what would give one; undefined where there is one, or where that is not known. */
function adviceFor(split: Split): string | undefined {
  switch (split.kind) {
    case 'several':
      if (!split.list) return say('no list is the only visible property. Make the other properties internal.');
      return split.others.length === 1
        ? say`the list \`${split.list.key}\` is not the only visible property. Make \`${split.others[0]!.key}\` internal, if flow makers don't need it.`
        : say`the list \`${split.list.key}\` is not the only visible property. Make ${named(split.others.map(({ key }) => key))} internal, if flow makers don't need them.`;
    case 'untyped':
      return say`a schema has no \`type\`. Add \`"type": "${typeOf(split)}"\`.`;
    case 'none':
      return say('the response describes no list. Describe one, or use `single`.');
    default:
      return undefined;
  }
}

/** Maximum number of property names in the message. */
const maxNamed = 4;

function named(names: string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  if (quoted.length > maxNamed) return say('the others');
  return quoted.length === 1 ? quoted[0]! : say`${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}

export const docs: RuleDocs = {
  topic: 'trigger',
  why: 'With `batch`, each item of a list starts its own run. The designer finds that list only if the body itself is a list, or if every object on the way to the list has just one visible property. Otherwise, the whole response starts a single run, and flow makers get an "Apply to each". That works, so this finding is for information only: 28 of 75 published batch triggers are like that.',
  fix: 'Make every property next to the list internal. Flow makers then no longer get those properties as dynamic content. If you want one run for all items, use `single`.',
  incorrect: [
    {
      within: 'paths',
      text: `"/orders": {
  "get": {
    "operationId": "OnNewOrders",
    "summary": "When orders are placed",
    "x-ms-trigger": "batch",
    "responses": {
      "200": {
        "description": "New orders",
        "schema": {
          "type": "object",
          "properties": {
            "count": { "type": "integer" },
            "orders": { "type": "array", "items": { "type": "object" } }
          }
        }
      }
    }
  }
}`,
    },
  ],
  correct: [
    {
      within: 'paths',
      text: `"/orders": {
  "get": {
    "operationId": "OnNewOrders",
    "summary": "When orders are placed",
    "x-ms-trigger": "batch",
    "responses": {
      "200": {
        "description": "New orders",
        "schema": {
          "type": "object",
          "properties": {
            "count": { "type": "integer", "x-ms-visibility": "internal" },
            "orders": { "type": "array", "items": { "type": "object" } }
          }
        }
      }
    }
  }
}`,
    },
  ],
};
