import { mark, say } from '../texts/say';
import { type Rule, type RuleDocs, valueAt } from './rule';

export const notSwagger2: Rule = {
  code: 'not-swagger-2',
  summary: 'The file is not an OpenAPI 2.0 (Swagger) definition.',
  severity: 'error',
  definition: ({ root }, report) => {
    const swagger = root.member('swagger');
    if (swagger?.value?.value === '2.0') return;
    if (swagger)
      report(valueAt(swagger), say('`swagger` must be the string "2.0": Power Automate imports no other version.'));
    else if (root.member('openapi'))
      report(
        { key: root.member('openapi')! },
        say(
          'Power Automate imports only OpenAPI 2.0, which this definition is but for its version: write `"swagger": "2.0"`.',
        ),
      );
    else if (root.members[0])
      report({ key: root.members[0] }, say('Power Automate cannot import this file. Add `swagger: "2.0"`.'));
    else report({ node: root }, say('Power Automate cannot import this file. Add `swagger: "2.0"`.'));
  },
};

/** The only finding of an OpenAPI 3 definition: every other rule reads 2.0. */
export const openApi3Message = mark(
  'This is an OpenAPI 3 definition, and Power Automate imports only OpenAPI 2.0. Convert it: the quick fix does so, and lists what OpenAPI 2.0 cannot express.',
);

export const docs: RuleDocs = {
  topic: 'structure',
  silencedBy: 'settings',
  why: 'Power Automate imports only OpenAPI 2.0 (Swagger). The version is a string, so it needs quotes in YAML.',
  fix: [
    "Convert an OpenAPI 3 definition with the quick fix, or with the command *Convert OpenAPI 3 Definition to OpenAPI 2.0…*. The conversion keeps every `x-` key, turns request bodies, responses, components, servers and security schemes into their OpenAPI 2.0 counterparts, and lists what OpenAPI 2.0 can't express.",
    'For any other file, write `"swagger": "2.0"`.',
  ],
  incorrect: [
    { within: 'file', text: '{ "openapi": "3.0.1", "info": { "title": "Hooks", "version": "1.0" }, "paths": {} }' },
  ],
  correct: [
    { within: 'file', text: '{ "swagger": "2.0", "info": { "title": "Hooks", "version": "1.0" }, "paths": {} }' },
  ],
};
