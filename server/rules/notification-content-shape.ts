import { withArticle } from '../model/articles';
import { type Rule, valueAt } from './rule';

/** What stands beside the schema. */
const others = { description: 'string', headers: 'object' };

export const notificationContentShape: Rule = {
  code: 'notification-content-shape',
  severity: 'error',
  places: {
    pathItem: (place, report) => {
      const member = place.node.member('x-ms-notification-content');
      if (!member) return;
      if (member.value?.kind !== 'object') {
        report(valueAt(member), '`x-ms-notification-content` is an object with a `schema`.');
        return;
      }
      const schema = member.value.member('schema');
      if (schema && schema.value?.kind !== 'object')
        report(valueAt(schema), 'The `schema` of `x-ms-notification-content` is an object.');
      for (const [key, kind] of Object.entries(others)) {
        const other = member.value.member(key);
        if (!other?.value || other.value.kind === kind) continue;
        report(valueAt(other), `The \`${key}\` of \`x-ms-notification-content\` is ${withArticle(kind)}.`, {
          severity: 'warning',
        });
      }
    },
  },
};
