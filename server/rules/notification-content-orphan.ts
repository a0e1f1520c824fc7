import { factsByPath } from '../model/triggers';
import { methods } from '../model/walk';
import type { Rule, RuleDocs } from './rule';

export const notificationContentOrphan: Rule = {
  code: 'notification-content-orphan',
  summary: 'A path describes deliveries, but no operation on it takes a callback URL.',
  severity: 'warning',
  definition: (definition, report) => {
    const facts = factsByPath(definition);
    for (const { root } of definition.sections) {
      if (root.role !== 'pathItem') continue;
      const content = root.node.member('x-ms-notification-content');
      if (!content) continue;
      const here = facts.get(root.node) ?? [];
      if (here.length === 0) {
        // `POST` is reported as such: the content would belong to it.
        if (root.node.members.some(({ key }) => isMethodInCapitals(key))) continue;
        report({ key: content }, 'This path has no operation, so nothing registers a webhook for these deliveries.');
        // Another rule reports triggers without a callback.
      } else if (here.every((fact) => !fact.trigger && fact.search.callbacks.length === 0 && !fact.search.open)) {
        report(
          { key: content },
          'No operation on this path takes a callback URL, so nothing registers a webhook for these deliveries.',
        );
      }
    }
  },
};

const isMethodInCapitals = (key: string): boolean =>
  (methods as readonly string[]).includes(key.toLowerCase()) && key !== key.toLowerCase();

export const docs: RuleDocs = {
  why: 'No operation on the path registers a webhook, so the deliveries that it describes never come.',
  fix: 'Move `x-ms-notification-content` to the path of the operation that creates the webhook.',
  incorrect: [
    {
      within: 'paths',
      text: `"/events": {
  "x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } }
}`,
    },
  ],
  correct: [{ within: 'path', text: '"x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } }' }],
};
