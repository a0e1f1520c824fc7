import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const operationParametersMissing: Rule = {
  code: 'operation-parameters-missing',
  summary: 'An operation has no `parameters`, although its path has some.',
  severity: 'error',
  places: {
    operation: ({ node, member, parent }, report) => {
      const shared = parent?.node.member('parameters');
      if (!member || !shared?.value?.items.length || node.member('parameters')) return;
      report(
        { key: member },
        say(
          'The designer fails to read an operation without `parameters` when its path has some. Add `parameters`, which may be empty.',
        ),
        {
          related: [{ at: { key: shared }, message: say('The parameters of the path.') }],
          repair: { add: 'parameters', value: [], to: node },
        },
      );
    },
  },
};

export const docs: RuleDocs = {
  topic: 'operation',
  source: { code: 'Azure/LogicAppsUX, `swagger/parser.ts`' },
  why: "OpenAPI 2.0 (Swagger) allows this, but the designer combines the parameters of the path with those of the operation, and fails if the operation doesn't have its own list. The operation is then not shown. No published connector has such an operation.",
  fix: 'The quick fix adds an empty list.',
  incorrect: [
    {
      within: 'paths',
      text: `"/items/{id}": {
  "parameters": [{ "name": "id", "in": "path", "required": true, "type": "string" }],
  "get": { "operationId": "GetItem", "responses": { "200": { "description": "OK" } } }
}`,
    },
  ],
  correct: [
    {
      within: 'paths',
      text: `"/items/{id}": {
  "parameters": [{ "name": "id", "in": "path", "required": true, "type": "string" }],
  "get": { "operationId": "GetItem", "parameters": [], "responses": { "200": { "description": "OK" } } }
}`,
    },
  ],
};
