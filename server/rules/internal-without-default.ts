import type { Member, Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import { isInternal } from '../model/schemas';
import { distinctCallbacks } from '../model/triggers';
import { enclosing } from '../model/walk';
import { say } from '../texts/say';
import { type Report, type Rule, type RuleDocs, valueAt } from './rule';

/** Microsoft Learn, openapi-extensions: a parameter that is internal and required must have a default. */
export const internalWithoutDefault: Rule = {
  code: 'internal-without-default',
  summary: 'A required internal parameter or property has no default.',
  severity: 'warning',
  places: {
    parameter: (place, report) => {
      const { node } = place;
      const visibility = node.member('x-ms-visibility');
      if (!visibility || !isInternal(node) || node.get('required')?.value !== true || node.member('default')) return;
      // Another rule moves a callback into the body.
      if (node.member('x-ms-notification-url')) return;
      // Power Automate fills in `connectionId`, and internal operations are called with values of others.
      const operation = enclosing(place, 'operation');
      if (node.text('name') === 'connectionId' || (operation && isInternal(operation.node))) return;
      report(valueAt(visibility), messageFor(node.text('name')));
    },
  },
  definition: checkBodies,
};

const messageFor = (name: string | undefined): string =>
  say`"${name}" is required but internal, so flow makers cannot fill it in. Give it a \`default\`, or make it visible.`;

/** Checks the properties next to a callback, and next to each object around it. */
function checkBodies(definition: Definition, report: Report): void {
  const seen = new Set<Node>();
  for (const { chain } of distinctCallbacks(definition)) {
    const onTheWay = new Set(chain.map(({ member }) => member));
    for (const { holder } of chain) {
      if (seen.has(holder)) continue;
      seen.add(holder);
      for (const property of requiredProperties(holder)) if (!onTheWay.has(property)) checkProperty(property, report);
    }
  }
}

function requiredProperties(schema: Node): Member[] {
  const required = schema.get('required');
  const properties = schema.get('properties');
  if (required?.kind !== 'array' || !properties) return [];
  return required.items.flatMap((item) => properties.member(String(item.value)) ?? []);
}

function checkProperty({ key, value: schema }: Member, report: Report): void {
  const visibility = schema?.kind === 'object' && isInternal(schema) ? schema.member('x-ms-visibility') : undefined;
  // The properties of an object have defaults of their own.
  if (!schema || !visibility || hasOne(schema, 'default', 'properties', '$ref', 'x-ms-notification-url')) return;
  report(valueAt(visibility), messageFor(key));
}

function hasOne(schema: Node, ...keys: string[]): boolean {
  return keys.some((key) => schema.member(key));
}

export const docs: RuleDocs = {
  topic: 'extension',
  why: "Flow makers can't fill it in, and nothing else does. Microsoft requires a default for everything that is both internal and required. Internal operations aren't checked, since they are called with values from other operations. Neither are objects, since their properties have their own defaults.",
  fix: 'Add a `default` with the value to send, or make the parameter or property visible.',
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
