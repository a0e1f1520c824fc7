import { isObject, type Member } from '../documents/tree';
import { isSame } from '../model/coerceValue';
import { type Extension, extensions, mayHaveExtension, misplacedElsewhere } from '../model/vocabulary';
import { type MethodName, methods, type Place, type Role } from '../model/walk';
import { anyOf, mark, say } from '../texts/say';
import type { Details, Rule, RuleDocs } from './rule';

const dynamicKeys = new Set([
  'x-ms-dynamic-values',
  'x-ms-dynamic-list',
  'x-ms-dynamic-schema',
  'x-ms-dynamic-properties',
]);

const names: Partial<Record<Role, string>> = {
  root: mark('the top level'),
  operation: mark('an operation'),
  parameter: mark('a parameter'),
  bodyParameter: mark('a body parameter'),
  schema: mark('a schema'),
  response: mark('a response'),
  pathItem: mark('a path'),
};

export const extensionMisplaced: Rule = {
  code: 'extension-misplaced',
  summary: 'A documented extension is somewhere where it has no effect.',
  severity: 'warning',
  otherLevels: {
    information: 'in a tag or a security definition, and on a path whose operations have the same extension',
  },
  keys: {
    x: (member, place, report) => {
      if (!member.key.startsWith('x-ms-') || misplacedElsewhere.has(member.key)) return;
      const known = extensions.get(member.key);
      // `dynamic-members` reports them where Microsoft's validator does.
      if (place.role === 'bodyParameter' && dynamicKeys.has(member.key)) return;
      if (!known?.documented || !known.places || mayHaveExtension(member.key, place.role)) return;
      const { sentence, details } = adviceFor(member, place, known);
      report({ key: member }, say`\`${member.key}\` has no effect here. ${sentence}`, details);
    },
  },
};

/** What to do with a misplaced extension; a move only where the value can have effect in the other place. */
function adviceFor(member: Member, place: Place, known: Extension): { sentence: string; details?: Details } {
  const details: Details = { severity: 'information' };
  // Generators write the texts of tags so, and nothing shows tags.
  if (place.role === 'tag') return { sentence: say('Remove it.'), details };
  if (place.role === 'securityScheme')
    return {
      sentence:
        member.key === 'x-ms-summary'
          ? say('Remove it: the label of a connection is `uiDefinition.displayName` in `apiProperties.json`.')
          : say('Remove it.'),
      details,
    };
  if (place.role === 'pathItem' && isRepeatedBelow(member, place))
    return { sentence: say('Remove it: the operations of this path have the same extension.'), details };
  const schema = place.node.get('schema');
  if (isObject(schema) && schema.member(member.key))
    return { sentence: say('Remove it: the `schema` already has it.') };
  if (known.type === 'object' && member.value && !isObject(member.value)) return { sentence: say('Remove it.') };
  const places = known.places ?? [];
  return { sentence: say`Move it to ${anyOf(places.map((role) => say(names[role] ?? role)))}.` };
}

/** True when every operation of a path item has the same extension with the same value. */
function isRepeatedBelow({ key, value }: Member, { node }: Place): boolean {
  const operations = node.members.filter((one) => methods.includes(one.key as MethodName));
  return (
    value !== undefined &&
    operations.length > 0 &&
    operations.every((operation) => {
      const own = operation.value?.get(key);
      return own !== undefined && isSame(own, value);
    })
  );
}

export const docs: RuleDocs = {
  topic: 'extension',
  why: 'The designer silently ignores the extension there.',
  fix: 'Move the extension to one of the places that the message lists, or remove it. The quick fix removes it.',
  incorrect: [
    {
      within: 'paths',
      text: `"/items": {
  "x-ms-visibility": "internal",
  "get": { "operationId": "ListItems", "responses": { "200": { "description": "OK" } } }
}`,
    },
    { within: 'root', level: 'information', text: '"tags": [{ "name": "orders", "x-ms-summary": "Orders" }]' },
  ],
  correct: [
    {
      within: 'paths',
      text: `"/items": {
  "get": {
    "operationId": "ListItems",
    "x-ms-visibility": "internal",
    "responses": { "200": { "description": "OK" } }
  }
}`,
    },
  ],
};
