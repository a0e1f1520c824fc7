import { inCertification, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: OperationShouldHaveSuccessfulResponse. Triggers have a rule of their own. */
export const operationNoSuccessResponse: Rule = {
  code: 'operation-no-success-response',
  summary: 'An action documents no success response.',
  severity: { custom: 'information', certification: 'warning' },
  places: {
    operation: ({ node, member }, report) => {
      const responses = node.member('responses');
      if (!member || node.member('x-ms-trigger') || responses?.value?.kind !== 'object') return;
      const statuses = responses.value.members.map(({ key }) => key).filter((key) => !key.startsWith('x-'));
      // Another rule reports that there are none.
      if (statuses.length === 0 || statuses.some((status) => /^2/.test(status))) return;
      if (statuses.includes('default'))
        // The designer reads it (Azure/LogicAppsUX, outputprocessor.ts, `_getResponse`).
        report(
          { key: responses },
          'Certification requires a success response such as `200` next to `default`, or instead.',
          {
            severity: inCertification('warning'),
          },
        );
      else
        report(
          { key: responses },
          'This action documents no success response, so flow makers get no dynamic content from it. Add a `200`.',
        );
    },
  },
};

export const docs: RuleDocs = {
  why: "Microsoft's validator asks for at least one response with a 2xx status (OperationShouldHaveSuccessfulResponse). The designer reads `default` where no 200 or 201 is documented; without it, flow makers get no dynamic content.",
  fix: 'The quick fix renames a `default` that has a schema to `200`, and otherwise adds a `200`.',
  incorrect: [
    { within: 'action', text: '"responses": { "404": { "description": "Not found" } }' },
    {
      within: 'action',
      level: inCertification('warning'),
      note: 'In certification, also where only `default` is documented:',
      text: '"responses": { "default": { "description": "The item" } }',
    },
  ],
  correct: [{ within: 'action', text: '"responses": { "200": { "description": "The item" } }' }],
};
