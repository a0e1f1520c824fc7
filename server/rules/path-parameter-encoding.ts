import { nameAt, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: PathParameterMissingEncoding, a warning (pull request 1095 of PowerPlatformConnectors). */
export const pathParameterEncoding: Rule = {
  code: 'path-parameter-encoding',
  summary: 'A path parameter has no `x-ms-url-encoding`.',
  severity: { custom: 'off', certification: 'hint' },
  places: {
    parameter: ({ node }, report) => {
      if (node.text('in') !== 'path' || node.member('x-ms-url-encoding') || node.member('$ref')) return;
      report(
        nameAt(node),
        `"${node.text('name')}" has no \`x-ms-url-encoding\`, for which certification gives a warning. Add \`single\`, so that values with special characters make a valid path.`,
        { repair: { add: 'x-ms-url-encoding', value: 'single', to: node } },
      );
    },
  },
};

export const docs: RuleDocs = {
  why: "A value with a slash, a space or another special character makes another path unless it is encoded. Certification gives a warning for each path parameter that doesn't say how; many published connectors leave it out. It does so for internal operations, too, even for an unsubscribe, whose address comes from the service.",
  fix: 'Add `"x-ms-url-encoding": "single"`, or `"double"` for a service that decodes paths twice.',
  incorrect: [{ within: 'parameter', text: '{ "name": "id", "in": "path", "required": true, "type": "string" }' }],
  correct: [
    {
      within: 'parameter',
      text: '{ "name": "id", "in": "path", "required": true, "type": "string", "x-ms-url-encoding": "single" }',
    },
  ],
};
