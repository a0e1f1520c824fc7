import { shapeOf, wordsFor } from '../model/swagger';
import type { Place } from '../model/walk';
import type { Report, Rule, RuleDocs } from './rule';
import { checkHost, checkRootLists } from './structure/forms';
import { isBroken, placeKey } from './structure/marks';
import { checkMember, checkMembers, checkResponses } from './structure/members';
import { checkBodies, checkParameter, checkRepeated } from './structure/parameters';
import { checkPaths } from './structure/paths';
import { checkPathReference, checkReferences } from './structure/references';
import { checkRequired, missing } from './structure/required';
import { checkScheme } from './structure/security';

/**
 * Checks a definition against Swagger 2.0. The levels follow Microsoft's validator, whose rules `structure/` names
 * (learn.microsoft.com/connectors/custom-connectors/certification-swagger-validator-rules): what import rejects, or what
 * leaves a trigger without its callback or its fields, is an error; what certification alone rejects is one in its profile.
 */
export const swaggerStructure: Rule = {
  code: 'swagger-structure',
  summary:
    "The definition doesn't match OpenAPI 2.0 (Swagger): a member is unknown, is missing or has the wrong value.",
  severity: 'error',
  otherLevels: {
    warning:
      'for what only certification rejects, such as a mistyped member that only describes something, a parameter that is listed twice, or (in the profile *certification*) a GET with a body',
    information:
      'for a `host` that is missing or is the local machine, for an invalid URL or email in a contact or license, for `oauth2` without `scopes`, and for a path that contains `basePath` or two slashes in a row',
  },
  // OpenAPI 3 and files that aren't definitions have their own rule.
  applies: ({ root }) => root.member('swagger') !== undefined,
  places: { any: check },
  section: checkBodies,
  definition: checkReferences,
};

function check(place: Place, report: Report): void {
  const { node, role } = place;
  checkContainer(place, report);
  checkPathReference(place, report);
  const shape = shapeOf(role);
  // Keys next to a `$ref` are not read.
  if (!shape || node.member('$ref')) return;
  // The other members of a parameter depend on its `in`.
  if (role === 'parameter' && !wordsFor(role, 'in')!.includes(node.text('in') ?? '')) {
    const sentIn = node.member('in');
    if (sentIn) checkMember(place, shape, sentIn, report);
    else if (!isBroken(node)) report(placeKey(place), missing('in', shape));
    return;
  }
  checkMembers(place, shape, report);
  if (isBroken(node)) return;
  checkRequired(place, shape, report);
  if (role === 'root') {
    checkHost(place, report);
    checkRootLists(place, report);
  }
  if (role === 'parameter') checkParameter(place, report);
  if (role === 'securityScheme') checkScheme(place, shape, report);
}

/** Checks the names and the items of objects that hold paths, responses or parameters. */
function checkContainer(place: Place, report: Report): void {
  const { node, role } = place;
  if (role === 'paths') checkPaths(place, report);
  else if (role === 'responses') checkResponses(node, report);
  else if (role === 'operation' || role === 'pathItem') checkRepeated(node.get('parameters'), report);
}

export const docs: RuleDocs = {
  topic: 'structure',
  why: [
    "On import, Power Automate checks a definition against OpenAPI 2.0 (Swagger). It rejects or ignores what OpenAPI 2.0 doesn't know:",
    '- `"POST"` in uppercase is not a method, so the operation doesn\'t exist.',
    "- A parameter without `type` can't be sent.",
    "- The address of a call is made from `host` and `basePath`, so a scheme in `host` results in an address that doesn't exist.",
    '- Two paths that differ only in case, or only in the names of their parameters, are the same path.',
    "- Import also rejects a path with `?`, `#` or `*`, a `$ref` on a path, a second `body`, a `body` together with `formData`, and a reference to a schema, parameter or response that isn't under `definitions`, `parameters` or `responses`.",
    'Features of OpenAPI 3 are rejected, too: `requestBody`, `content` in a response, `schema` in a parameter outside the body, `components` and `servers`. The message says what to use in OpenAPI 2.0.',
    "The severity depends on what happens. What import rejects, or what leaves a trigger without its callback URL or its fields, is an error in both profiles. What only [Microsoft's validator](https://learn.microsoft.com/connectors/custom-connectors/certification-swagger-validator-rules) rejects is a warning in the profile *custom*, and an error in *certification*.",
    'Keys that begin with `x-` are allowed anywhere; other rules check the extensions that Power Automate knows. [value-mismatch](value-mismatch.md) checks defaults, and [schema-contradiction](schema-contradiction.md) checks contradictions. For OpenAPI 3 documents, only [not-swagger-2](not-swagger-2.md) is reported.',
  ],
  fix: 'The quick fixes correct a mistyped key or value, and add a missing member if its value is clear. They convert OpenAPI 3 to OpenAPI 2.0: `requestBody` becomes a body parameter, `content` becomes a `schema`, `servers` become `host`, `basePath` and `schemes`, and the schemas in `components` become `definitions`. A query in a path becomes parameters, unless another path would then have the same address.',
  incorrect: [
    { within: 'root', text: '"host": "https://hooks.example.com/v1"' },
    {
      within: 'paths',
      text: `"/items": {
  "get": {
    "operationId": "ListItems",
    "parameters": [{ "name": "top", "in": "query" }],
    "responses": { "200": { "description": "OK" } }
  }
}`,
    },
    {
      within: 'action',
      text: `"requestBody": {
  "content": { "application/json": { "schema": { "type": "object", "properties": { "name": { "type": "string" } } } } }
}`,
    },
    {
      within: 'paths',
      level: { custom: 'warning', certification: 'error' },
      text: '"/items": { "get": { "operationId": "ListItems", "responses": { "200": {} } } }',
    },
    {
      within: 'paths',
      level: { custom: 'off', certification: 'warning' },
      text: `"/items": {
  "get": {
    "operationId": "ListItems",
    "parameters": [{ "name": "body", "in": "body", "schema": { "type": "object" } }],
    "responses": { "200": { "description": "OK" } }
  }
}`,
    },
    {
      within: 'paths',
      level: 'information',
      text: '"/items//list": { "get": { "operationId": "ListItems", "responses": { "200": { "description": "OK" } } } }',
    },
  ],
  correct: [
    {
      within: 'root',
      text: `"host": "hooks.example.com",
"basePath": "/v1"`,
    },
    {
      within: 'paths',
      text: `"/items": {
  "get": {
    "operationId": "ListItems",
    "parameters": [{ "name": "top", "in": "query", "type": "integer" }],
    "responses": { "200": { "description": "OK" } }
  }
}`,
    },
    {
      within: 'action',
      text: `"parameters": [
  {
    "name": "body",
    "in": "body",
    "required": true,
    "schema": { "type": "object", "properties": { "name": { "type": "string" } } }
  }
]`,
    },
  ],
};
