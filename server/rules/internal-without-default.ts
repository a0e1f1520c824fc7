import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import { isInternal } from '../model/schemas';
import { distinctCallbacks } from '../model/triggers';
import { enclosing } from '../model/walk';
import { type Report, type Rule, type RuleDocs, valueAt } from './rule';

/** Microsoft Learn, openapi-extensions: what is internal and required must have a default. */
export const internalWithoutDefault: Rule = {
  code: 'internal-without-default',
  summary: 'A required internal parameter or property has no default.',
  severity: 'warning',
  places: {
    parameter: (place, report) => {
      const { node } = place;
      const visibility = node.member('x-ms-visibility');
      if (!visibility || !isInternal(node) || node.get('required')?.value !== true || node.member('default')) return;
      // The platform fills in this one itself, and an operation that is internal is called by others.
      const operation = enclosing(place, 'operation');
      if (node.text('name') === 'connectionId' || (operation && isInternal(operation.node))) return;
      report(valueAt(visibility), `"${node.text('name')}" ${sentence}`);
    },
  },
  definition: checkBodies,
};

const sentence = 'is required but internal, so flow makers cannot fill it in. Give it a `default`, or make it visible.';

/** What stands beside a callback, or beside an object around it. */
function checkBodies(definition: Definition, report: Report): void {
  const seen = new Set<Node>();
  for (const { chain } of distinctCallbacks(definition)) {
    const onTheWay = new Set(chain.map(({ member }) => member));
    for (const { holder } of chain) {
      const required = holder.get('required');
      const properties = holder.get('properties');
      if (seen.has(holder) || required?.kind !== 'array' || !properties) continue;
      seen.add(holder);
      for (const item of required.items) {
        const property = properties.member(String(item.value));
        const schema = property?.value;
        if (!property || onTheWay.has(property) || schema?.kind !== 'object') continue;
        const visibility = schema.member('x-ms-visibility');
        // Objects have defaults within.
        if (!visibility || !isInternal(schema) || schema.member('default') || schema.member('properties')) continue;
        if (schema.member('$ref') || schema.member('x-ms-notification-url')) continue;
        report(valueAt(visibility), `"${property.key}" ${sentence}`);
      }
    }
  }
}

export const docs: RuleDocs = {
  why: "Flow makers cannot fill it in, and nothing else does. Microsoft requires a default for everything that is both internal and required. Internal operations are called with values of other operations and aren't checked; neither are objects, whose properties have defaults of their own.",
  fix: 'Add the `default` to send, or make the parameter visible.',
  incorrect: [
    {
      within: 'parameter',
      text: '{ "name": "version", "in": "query", "type": "string", "required": true, "x-ms-visibility": "internal" }',
    },
  ],
  correct: [
    {
      within: 'parameter',
      text: '{ "name": "version", "in": "query", "type": "string", "required": true, "x-ms-visibility": "internal", "default": "2" }',
    },
  ],
};
