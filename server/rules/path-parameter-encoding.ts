import { isObject, type Node } from '../documents/tree';
import { isInternal } from '../model/schemas';
import { enclosing, methods, type Place } from '../model/walk';
import { say } from '../texts/say';
import { nameAt, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: PathParameterMissingEncoding, a warning (pull request 1095 of PowerPlatformConnectors). */
export const pathParameterEncoding: Rule = {
  code: 'path-parameter-encoding',
  summary: 'A path parameter has no `x-ms-url-encoding`.',
  severity: { custom: 'off', certification: 'hint' },
  places: {
    parameter: (place, report) => {
      const { node } = place;
      const name = node.text('name');
      // Another rule reports a parameter without a name.
      if (!name || node.text('in') !== 'path' || node.member('x-ms-url-encoding') || node.member('$ref')) return;
      // Power Automate calls an unsubscribe at the address that the service gave, and makes no path of it.
      const operations = operationsOf(place);
      if (operations.length > 0 && operations.every((operation) => isInternal(operation))) return;
      report(
        nameAt(node),
        say`"${name}" has no \`x-ms-url-encoding\`, for which certification gives a warning. Add \`single\`, so that values with special characters make a valid path.`,
        { repair: { add: 'x-ms-url-encoding', value: 'single', to: node } },
      );
    },
  },
};

/** The operations that a parameter belongs to: all of the path for one that is declared there. */
function operationsOf(place: Place): Node[] {
  const operation = enclosing(place, 'operation');
  if (operation) return [operation.node];
  const item = enclosing(place, 'pathItem');
  return methods.map((method) => item?.node.get(method)).filter(isObject);
}

export const docs: RuleDocs = {
  topic: 'schema',
  why: "Unless it is encoded, a value with a slash, a space or another special character results in a different path. Certification gives a warning for each path parameter that doesn't say how to encode it; many published connectors leave that out. Parameters of internal operations aren't reported, since the path of an unsubscribe call comes from the service.",
  fix: 'Add `"x-ms-url-encoding": "single"`, or `"double"` for a service that decodes paths twice.',
  incorrect: [{ within: 'parameter', text: '{ "name": "id", "in": "path", "required": true, "type": "string" }' }],
  correct: [
    {
      within: 'parameter',
      text: '{ "name": "id", "in": "path", "required": true, "type": "string", "x-ms-url-encoding": "single" }',
    },
  ],
};
