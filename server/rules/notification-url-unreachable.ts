import type { Member } from '../documents/tree';
import { type Hidden, isContainer } from '../model/schemas';
import { distinctCallbacks } from '../model/triggers';
import { mark, say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

/** Why no callback URL is sent, with what to do. */
const reasons: Record<Hidden, string> = {
  array: mark('it is inside an array or a map. Move it to a property of the body or of an object in it'),
  combined: mark(
    'it is in a part of `allOf`, `oneOf` or `anyOf`. Move it to `properties` of the body or of an object in it',
  ),
  'read-only': mark('it is read-only, so requests leave it out. Remove `readOnly`'),
  'beside-reference': mark('keys next to a `$ref` are discarded. Write the property here instead of the reference'),
  dynamic: mark('it is in an object whose schema comes from the service. Move it out of that object'),
  untyped: mark('it is in an object without `type: object`, which is read as one value. Add the type'),
  body: mark('it marks the whole body. Move it to a property of the body'),
  internal: mark(
    "The Logic Apps designer doesn't look into an internal object, so no callback URL is sent from there. To work everywhere, make only the callback internal",
  ),
};

export const notificationUrlUnreachable: Rule = {
  code: 'notification-url-unreachable',
  summary: "The callback property is somewhere that the designer doesn't read, so the callback URL is never sent.",
  severity: 'error',
  otherLevels: {
    hint: "if an object around the callback is internal, because only the Logic Apps designer doesn't find it there",
  },
  definition: (definition, report) => {
    const reported = new Set<Member>();
    for (const { member, node, hidden } of distinctCallbacks(definition)) {
      // `notification-url-type` reports the mark on an object around the URL.
      if (!hidden || reported.has(member) || isContainer(node)) continue;
      reported.add(member);
      const readOnly = hidden === 'read-only' ? node.member('readOnly') : undefined;
      const reason = say(reasons[hidden]);
      report(
        { key: readOnly ?? member },
        hidden === 'internal' ? `${reason}.` : say`The designer doesn't find this callback: ${reason}.`,
        { subject: hidden, ...(hidden === 'internal' && { severity: 'hint' }) },
      );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'callback',
  source: { code: 'Azure/LogicAppsUX, `swagger/parameterprocessor.ts`' },
  why: [
    "The designer reads only plain objects, from the schema of the body down. It doesn't look into arrays, `allOf`, `oneOf`, `anyOf`, read-only properties, or objects with `x-ms-dynamic-schema`. It treats an object without `type: object` as a single field. It also ignores keys next to a `$ref`, and `x-ms-notification-url` on the schema of the body itself. The request then has no callback URL, and the service never calls the flow.",
    "A callback in an object that is internal as a whole is only a hint: certified connectors have that, and only the open-source Logic Apps designer doesn't find it.",
  ],
  fix: 'Describe the body with plain objects, each with `type: object`, down to the callback property. The quick fix adds a missing type, removes `readOnly`, and writes `x-ms-notification-url` in the schema that a reference points to. If other places share that schema, it replaces the reference with the property.',
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
      level: 'hint',
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
