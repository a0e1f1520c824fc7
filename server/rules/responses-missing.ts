import { say } from '../texts/say';
import { type Rule, type RuleDocs, rejectedByCertification } from './rule';

export const responsesMissing: Rule = {
  code: 'responses-missing',
  summary: 'An operation has no `responses`.',
  severity: rejectedByCertification,
  places: {
    operation: (place, report) => {
      if (place.member && !place.node.member('responses')) {
        report({ key: place.member }, say('This operation has no `responses`, so certification rejects it.'));
      }
    },
  },
};

export const docs: RuleDocs = {
  topic: 'structure',
  why: 'The operation works, but OpenAPI requires `responses`, and certification rejects a connector without them.',
  fix: 'The quick fix adds the usual response: 201 with `Location` for a webhook trigger, 200 with a schema to fill in for a polling trigger.',
  incorrect: [{ within: 'paths', text: '"/items": { "get": { "operationId": "ListItems" } }' }],
  correct: [
    {
      within: 'paths',
      text: '"/items": { "get": { "operationId": "ListItems", "responses": { "200": { "description": "OK" } } } }',
    },
  ],
};
