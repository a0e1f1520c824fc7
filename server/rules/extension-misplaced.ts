import { extensions } from '../model/vocabulary';
import type { Role } from '../model/walk';
import type { Rule, RuleDocs } from './rule';

/** Extensions whose misplacement has its own rule. */
const checkedElsewhere = new Set([
  'x-ms-trigger',
  'x-ms-trigger-hint',
  'x-ms-trigger-metadata',
  'x-ms-notification-content',
  'x-ms-notification-url',
  'x-ms-url-encoding',
]);

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

/** True for misplaced extensions that are harmless and common in published connectors. */
function tolerated(key: string, role: Role): boolean {
  if (key === 'x-ms-summary' && role === 'operation') return true;
  return (
    (key === 'x-ms-summary' || key === 'x-ms-visibility') && ['header', 'items', 'notificationContent'].includes(role)
  );
}

export const extensionMisplaced: Rule = {
  code: 'extension-misplaced',
  summary: 'A documented extension is in a place where it has no effect.',
  severity: 'warning',
  keys: {
    x: (member, place, report) => {
      if (!member.key.startsWith('x-ms-') || checkedElsewhere.has(member.key)) return;
      const known = extensions.get(member.key);
      // `dynamic-members` reports them where Microsoft's validator does.
      if (place.role === 'bodyParameter' && dynamicKeys.has(member.key)) return;
      if (!known?.documented || !known.places || known.places.includes(place.role) || tolerated(member.key, place.role))
        return;
      report(
        { key: member },
        `\`${member.key}\` has no effect here. Move it to ${known.places.map((role) => names[role] ?? role).join(' or ')}.`,
      );
    },
  },
};

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
