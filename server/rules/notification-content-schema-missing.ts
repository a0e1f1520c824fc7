import type { Rule } from './rule';

export const notificationContentSchemaMissing: Rule = {
  code: 'notification-content-schema-missing',
  severity: 'warning',
  places: {
    notificationContent: (place, report) => {
      const schema = place.node.member('schema');
      if (!schema && place.member) {
        report({ key: place.member }, 'There is no `schema`: makers get no dynamic content from this trigger.');
      } else if (schema?.value?.kind === 'object' && schema.value.members.length === 0) {
        report({ key: schema }, 'The `schema` is empty: makers get no dynamic content from this trigger.');
      }
    },
  },
};
