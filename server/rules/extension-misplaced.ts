import { extensions, mayHaveExtension, misplacedElsewhere } from '../model/vocabulary';
import type { Role } from '../model/walk';
import type { Rule, RuleDocs } from './rule';

const dynamicKeys = new Set([
  'x-ms-dynamic-values',
  'x-ms-dynamic-list',
  'x-ms-dynamic-schema',
  'x-ms-dynamic-properties',
]);

const names: Partial<Record<Role, string>> = {
  root: 'the top level',
  operation: 'an operation',
  parameter: 'a parameter',
  bodyParameter: 'a body parameter',
  schema: 'a schema',
  response: 'a response',
  pathItem: 'a path',
};

export const extensionMisplaced: Rule = {
  code: 'extension-misplaced',
  summary: 'A documented extension is in a place where it has no effect.',
  severity: 'warning',
  otherLevels: { information: 'in a tag, which nothing shows' },
  keys: {
    x: (member, place, report) => {
      if (!member.key.startsWith('x-ms-') || misplacedElsewhere.has(member.key)) return;
      const known = extensions.get(member.key);
      // `dynamic-members` reports them where Microsoft's validator does.
      if (place.role === 'bodyParameter' && dynamicKeys.has(member.key)) return;
      if (!known?.documented || !known.places || mayHaveExtension(member.key, place.role)) return;
      report(
        { key: member },
        `\`${member.key}\` has no effect here. Move it to ${listed(known.places.map((role) => names[role] ?? role))}.`,
        // Generators write the texts of tags so, and nothing shows tags.
        place.role === 'tag' ? { severity: 'information' } : undefined,
      );
    },
  },
};

/** `an operation, a parameter or a schema`. */
function listed(places: string[]): string {
  return places.length < 2 ? places.join() : `${places.slice(0, -1).join(', ')} or ${places.at(-1)}`;
}

export const docs: RuleDocs = {
  why: "The designer doesn't read the extension there, and nothing tells you so.",
  fix: 'Move the extension to one of the places that the message names.',
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
