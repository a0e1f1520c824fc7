import type { Member } from '../documents/tree';
import { distinctCallbacks } from '../model/triggers';
import { allOf, say } from '../texts/say';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const notificationUrlNotRequired: Rule = {
  code: 'notification-url-not-required',
  summary: 'The callback property, or an object around it, is not in `required`.',
  severity: rejectedByCertification,
  definition: (definition, report) => {
    const reported = new Set<Member>();
    for (const callback of distinctCallbacks(definition)) {
      const broken = callback.chain.filter((step) => !step.required);
      const deepest = broken.at(-1);
      if (!deepest || reported.has(deepest.member)) continue;
      reported.add(deepest.member);
      report(
        { key: deepest.member },
        say`${allOf(broken.map((step) => `"${step.name}"`))} must be listed in \`required\`, so that the callback URL is always sent.`,
        {
          related: broken.map((step) => ({
            at: { key: step.member },
            message: say`Add "${step.name}" to \`required\` of the schema around it.`,
          })),
        },
      );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'callback',
  why: "The callback URL must always be sent. Certification checks `required` at every level, from the schema of the body down to the callback property. The `required` of the body parameter itself doesn't count.",
  fix: 'The quick fix adds all missing names.',
  incorrect: [
    {
      within: 'body',
      text: `"properties": {
  "config": {
    "type": "object",
    "properties": { "url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" } }
  }
}`,
    },
  ],
  correct: [
    {
      within: 'body',
      text: `"required": ["config"],
"properties": {
  "config": {
    "type": "object",
    "required": ["url"],
    "properties": { "url": { "type": "string", "x-ms-notification-url": true, "x-ms-visibility": "internal" } }
  }
}`,
    },
  ],
};
