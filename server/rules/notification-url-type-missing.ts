import { isContainer } from '../model/schemas';
import { say } from '../texts/say';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const notificationUrlTypeMissing: Rule = {
  code: 'notification-url-type-missing',
  summary: 'The callback property has no `type`.',
  severity: rejectedByCertification,
  keys: {
    'x-ms-notification-url': (member, { node, role }, report) => {
      if (role !== 'schema' || node.member('type') || node.member('$ref') || isContainer(node)) return;
      report(
        { key: member },
        say("This property has no `type`, so the designer doesn't know what to send. Add `type: string`."),
      );
    },
  },
};

export const docs: RuleDocs = {
  topic: 'callback',
  why: "Without a type, the designer doesn't know what kind of value to send.",
  fix: 'The quick fix adds `type: string`.',
  incorrect: [
    { within: 'bodyProperties', text: '"url": { "x-ms-notification-url": true, "x-ms-visibility": "internal" }' },
  ],
  correct: [
    {
      within: 'bodyProperties',
      text: '"url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" }',
    },
  ],
};
