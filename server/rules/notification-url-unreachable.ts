import type { Member } from '../documents/tree';
import { type Hidden, isContainer } from '../model/schemas';
import { distinctCallbacks } from '../model/triggers';
import type { Rule, RuleDocs } from './rule';

const reasons: Record<Hidden, string> = {
  array: 'inside an array or a map',
  combined: 'in a part of `allOf`, `oneOf` or `anyOf`',
  'read-only': 'in a read-only property, which requests leave out',
  'beside-reference': 'next to a `$ref`, where keys are discarded',
  internal: 'in an object that is internal. Make only the callback internal',
  untyped: 'in an object without `type: object`',
  body: 'the whole body instead of one of its properties',
};

export const notificationUrlUnreachable: Rule = {
  code: 'notification-url-unreachable',
  summary: "The callback property is in a place that the designer doesn't read.",
  severity: 'warning',
  otherLevels: { information: 'where an object around the callback is internal, which Microsoft’s validator accepts' },
  definition: (definition, report) => {
    const reported = new Set<Member>();
    for (const { member, node, hidden } of distinctCallbacks(definition)) {
      // `notification-url-type` reports the mark on an object around the URL.
      if (!hidden || reported.has(member) || isContainer(node)) continue;
      reported.add(member);
      const readOnly = hidden === 'read-only' ? node.member('readOnly') : undefined;
      report(
        { key: readOnly ?? member },
        `The designer doesn't find this callback: ${hidden === 'body' ? 'it marks' : 'it is'} ${reasons[hidden]}.`,
        {
          // Microsoft's validator accepts a callback in an internal object.
          ...(hidden === 'internal' && { severity: 'information' }),
        },
      );
    }
  },
};

export const docs: RuleDocs = {
  why: "The designer reads only plain objects. It doesn't look into arrays, `allOf`, `oneOf` and `anyOf`, read-only properties, objects without `type: object`, and objects that are internal as a whole. It also ignores keys next to a `$ref`, and a mark on the schema of the body itself.",
  fix: 'Describe the body with plain objects, each with `type: object`, down to the callback property.',
  incorrect: [
    {
      within: 'body',
      text: `"required": ["targets"],
"properties": {
  "targets": {
    "type": "array",
    "items": {
      "type": "object",
      "required": ["url"],
      "properties": { "url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" } }
    }
  }
}`,
    },
    {
      within: 'body',
      level: 'information',
      text: `"required": ["config"],
"properties": {
  "config": {
    "type": "object",
    "x-ms-visibility": "internal",
    "required": ["url"],
    "properties": { "url": { "type": "string", "x-ms-notification-url": true } }
  }
}`,
    },
  ],
  correct: [
    {
      within: 'body',
      text: `"required": ["target"],
"properties": {
  "target": {
    "type": "object",
    "required": ["url"],
    "properties": { "url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" } }
  }
}`,
    },
  ],
};
