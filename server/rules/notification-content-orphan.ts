import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import { triggersOn } from '../model/triggers';
import { methods } from '../model/walk';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const notificationContentOrphan: Rule = {
  code: 'notification-content-orphan',
  summary: 'A path describes deliveries, but no operation on it takes a callback URL.',
  severity: 'warning',
  section: ({ root }, definition, report) => {
    const content = root.role === 'pathItem' ? root.node.member('x-ms-notification-content') : undefined;
    if (!content || !isOrphan(definition, root.node)) return;
    const cause =
      triggersOn(definition, root.node).length > 0
        ? say('No operation on this path takes a callback URL')
        : say('This path has no operation');
    report(
      { key: content },
      say`${cause}, so nothing registers a webhook for these deliveries. Remove this, or move it to the path of the trigger.`,
    );
  },
};

/** True when nothing on a path item registers a webhook. */
export function isOrphan(definition: Definition, pathItem: Node): boolean {
  const here = triggersOn(definition, pathItem);
  // `POST` is reported as such: the content would belong to it.
  if (here.length === 0) return !pathItem.members.some(({ key }) => isMethodInCapitals(key));
  // Another rule reports triggers without a callback.
  return here.every((fact) => !fact.trigger && fact.search.callbacks.length === 0 && !fact.search.open);
}

const isMethodInCapitals = (key: string): boolean =>
  (methods as readonly string[]).includes(key.toLowerCase()) && key !== key.toLowerCase();

export const docs: RuleDocs = {
  topic: 'notification',
  why: 'No operation on the path registers a webhook, so the deliveries that the path describes never arrive.',
  fix: 'Remove `x-ms-notification-content`, or move it to the path of the operation that creates the webhook.',
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
