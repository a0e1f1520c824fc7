import { isInternal } from '../model/schemas';
import { say } from '../texts/say';
import { inCertification, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: OperationShouldHaveSuccessfulResponse. Triggers have a rule of their own. */
export const operationNoSuccessResponse: Rule = {
  code: 'operation-no-success-response',
  summary: "An action doesn't document a success response.",
  severity: { custom: 'information', certification: 'warning' },
  section: ({ facts }, definition, report) => {
    for (const { node } of facts.operations) {
      const responses = node.member('responses');
      if (node.member('x-ms-trigger') || responses?.value?.kind !== 'object') continue;
      const statuses = responses.value.members.map(({ key }) => key).filter((key) => !key.startsWith('x-'));
      // Another rule reports that there are none.
      if (statuses.length === 0 || statuses.some((status) => status.startsWith('2'))) continue;
      if (!statuses.includes('default'))
        report(
          { key: responses },
          isInternal(node)
            ? say(
                'This operation documents no success response. Add the one that the service gives, such as `200` or `204`.',
              )
            : say(
                'This action documents no success response, so flow makers get no dynamic content from it. Add a `200`.',
              ),
        );
      // The designer reads `default` alone (Azure/LogicAppsUX, outputprocessor.ts, `_getResponse`): a new 200 would hide its schema.
      else if (definition.resolve(responses.value.get('default'))?.member('schema'))
        report(
          { key: responses },
          isInternal(node)
            ? say('For certification, an operation should have a success response. Rename `default` to `200`.')
            : say(
                'For certification, an action should have a success response. Rename `default` to `200`: next to a new `200`, its schema would no longer be read.',
              ),
          { severity: inCertification('warning') },
        );
      else
        report(
          { key: responses },
          say('For certification, an action should have a success response. Add a `200`, or rename `default` to it.'),
          { severity: inCertification('warning') },
        );
    }
  },
};

export const docs: RuleDocs = {
  topic: 'operation',
  source: { validator: ['OperationShouldHaveSuccessfulResponse'] },
  why: "Microsoft's validator asks for at least one response with a 2xx status. If no 200 or 201 is documented, the designer reads `default`; if that is missing too, flow makers get no dynamic content.",
  fix: 'The quick fix renames a `default` that has a schema to `200`, and otherwise adds a `200`.',
  incorrect: [
    { within: 'action', text: '"responses": { "404": { "description": "Not found" } }' },
    {
      within: 'action',
      level: inCertification('warning'),
      note: 'In certification, also if only `default` is documented:',
      text: '"responses": { "default": { "description": "The item" } }',
    },
  ],
  correct: [{ within: 'action', text: '"responses": { "200": { "description": "The item" } }' }],
};
