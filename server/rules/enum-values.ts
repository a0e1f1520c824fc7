import type { Node } from '../documents/tree';
import { isSame } from '../model/coerceValue';
import { titleOf } from '../model/inference/titles';
import { nearest } from '../model/vocabulary';
import { say } from '../texts/say';
import { type Report, type Rule, type RuleDocs, rejectedByCertification } from './rule';

/** Microsoft's validator: DuplicateEnumValuesInExtension, InvalidEnumValuesExtensionValue, MissingEnumValuesDisplayName. */
export const enumValues: Rule = {
  code: 'enum-values',
  summary: "`x-ms-enum-values` lists a value twice, lists one that `enum` doesn't have, or lacks a `displayName`.",
  severity: rejectedByCertification,
  keys: {
    'x-ms-enum-values': ({ value }, { node }, report) => {
      const choices = node.get('enum');
      const seen: Node[] = [];
      for (const item of value?.kind === 'array' ? value.items : []) {
        if (item.kind !== 'object') continue;
        checkName(item, report);
        const named = item.get('value');
        if (!named) continue;
        if (seen.some((other) => isSame(other, named)))
          report(
            { node: named },
            say('This value already has a display name, and can have only one. Remove it here.'),
            {
              repair: { remove: item },
            },
          );
        else if (choices?.kind === 'array' && choices.items.length > 0) checkChoice(named, choices, report);
        seen.push(named);
      }
    },
  },
};

function checkName(item: Node, report: Report): void {
  const name = item.member('displayName');
  if (name && name.value?.value !== '') return;
  const value = item.get('value');
  const title = value?.kind === 'string' ? (titleOf([String(value.value)]) ?? String(value.value)) : undefined;
  const [first] = item.members;
  report(
    name ? { key: name } : first ? { key: first } : { node: item },
    say('This value has no `displayName`, so flow makers have no name to choose. Add one.'),
    { repair: title ? { add: 'displayName', value: title, to: item } : undefined },
  );
}

function checkChoice(named: Node, choices: Node, report: Report): void {
  if (choices.items.some((choice) => isSame(choice, named))) return;
  const written = String(named.value);
  const near = nearest(
    written,
    choices.items.map((choice) => String(choice.value)),
    written.length > 3 ? 2 : 1,
  );
  const meant = choices.items.find((choice) => String(choice.value) === near);
  const question = meant
    ? say` Did you mean ${JSON.stringify(meant.value)}?`
    : say(' Add it there, or remove it here.');
  report({ node: named }, say`\`enum\` doesn't have this value, so flow makers cannot choose it.${question}`, {
    repair: meant ? { value: meant.value } : undefined,
  });
}

export const docs: RuleDocs = {
  topic: 'extension',
  why: 'The extension gives each value of `enum` a name for flow makers. Certification rejects a value that has two names, a value that is not in `enum`, and a value without a name.',
  fix: 'List each value of `enum` once, with `value` and `displayName`.',
  incorrect: [
    {
      within: 'properties',
      text: `"level": {
  "type": "string",
  "enum": ["low", "high"],
  "x-ms-enum-values": [{ "value": "low", "displayName": "Low" }, { "value": "hihg" }]
}`,
    },
  ],
  correct: [
    {
      within: 'properties',
      text: `"level": {
  "type": "string",
  "enum": ["low", "high"],
  "x-ms-enum-values": [{ "value": "low", "displayName": "Low" }, { "value": "high", "displayName": "High" }]
}`,
    },
  ],
};
