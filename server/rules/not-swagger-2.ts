import { type Rule, valueAt } from './rule';

export const notSwagger2: Rule = {
  code: 'not-swagger-2',
  severity: 'error',
  definition: ({ root }, report) => {
    const swagger = root.member('swagger');
    if (swagger?.value?.value === '2.0') return;
    const openapi = root.member('openapi');
    if (swagger)
      report(valueAt(swagger), 'A connector is a Swagger 2.0 definition: `swagger` must be the string "2.0".');
    else if (openapi) report({ key: openapi }, 'Power Automate imports OpenAPI 2.0 (`swagger: "2.0"`), not OpenAPI 3.');
    else if (root.members[0])
      report({ key: root.members[0] }, '`swagger: "2.0"` is missing: Power Automate does not import this.');
    else report({ node: root }, '`swagger: "2.0"` is missing: Power Automate does not import this.');
  },
};
