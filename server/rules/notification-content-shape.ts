import { withArticle } from '../model/articles';
import { say } from '../texts/say';
import { type Rule, type RuleDocs, valueAt } from './rule';

/** The members next to the schema, with their types. */
const others = { description: 'string', headers: 'object' };

export const notificationContentShape: Rule = {
  code: 'notification-content-shape',
  summary: '`x-ms-notification-content` or one of its members has the wrong type.',
  severity: 'error',
  otherLevels: { warning: 'for `description` and `headers`' },
  places: {
    pathItem: (place, report) => {
      const member = place.node.member('x-ms-notification-content');
      if (!member) return;
      if (member.value?.kind !== 'object') {
        report(valueAt(member), say('`x-ms-notification-content` must be an object with a `schema`.'));
        return;
      }
      const schema = member.value.member('schema');
      if (schema && schema.value?.kind !== 'object')
        report(valueAt(schema), say('The `schema` of `x-ms-notification-content` must be an object.'));
      for (const [key, kind] of Object.entries(others)) {
        const other = member.value.member(key);
        if (!other?.value || other.value.kind === kind) continue;
        report(valueAt(other), say`The \`${key}\` of \`x-ms-notification-content\` must be ${withArticle(kind)}.`, {
          severity: 'warning',
        });
      }
    },
  },
};

export const docs: RuleDocs = {
  topic: 'notification',
  why: 'Power Automate expects an object with a `schema` and, optionally, a `description` and `headers`.',
  fix: 'Write an object with a `schema`.',
  incorrect: [
    { within: 'path', text: '"x-ms-notification-content": "#/definitions/Push"' },
    {
      within: 'path',
      level: 'warning',
      text: '"x-ms-notification-content": { "description": 5, "schema": { "$ref": "#/definitions/Push" } }',
    },
  ],
  correct: [{ within: 'path', text: '"x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } }' }],
};
