import { type Member, type Node, toData } from '../documents/tree';
import type { Place } from '../model/walk';
import type { Json } from '../protocol/json';
import { mark, say } from '../texts/say';
import { type Details, type Level, type Report, type Rule, type RuleDocs, rejectedByCertification } from './rule';

/** Keywords of JSON Schema that Swagger 2.0 does not have; `swagger-structure` leaves them to this rule. */
export const unsupportedKeywords = ['oneOf', 'anyOf', 'not', 'patternProperties', 'const'] as const;

/** Microsoft's validator: SwaggerKeywordNotSupported. */
export const keywordUnsupported: Rule = {
  code: 'keyword-unsupported',
  summary: "A schema uses a keyword that connectors don't support.",
  severity: rejectedByCertification,
  once: 'counted',
  otherLevels: { warning: 'for `uniqueItems`, in the profile *certification* only' },
  places: {
    schema: (place, report) => {
      // Keys next to a `$ref` are not read.
      if (place.node.member('$ref')) return;
      for (const key of unsupportedKeywords) {
        const member = place.node.member(key);
        if (member) report({ key: member }, messages[key], repairOf(member, place.node));
      }
      checkUnique(place, report);
    },
    parameter: checkUnique,
    items: checkUnique,
    header: checkUnique,
  },
};

const messages: Record<(typeof unsupportedKeywords)[number], string> = {
  oneOf: mark(
    "`oneOf` is not supported. Power Automate doesn't read alternatives, so flow makers see none of these properties, and certification rejects them. List all the properties in one object.",
  ),
  anyOf: mark(
    "`anyOf` is not supported. Power Automate doesn't read alternatives, so flow makers see none of these properties, and certification rejects them. List all the properties in one object.",
  ),
  not: mark('`not` is not supported, and certification rejects it. Remove it.'),
  patternProperties: mark(
    '`patternProperties` is not supported, and certification rejects it. Use `additionalProperties` for properties with any name.',
  ),
  const: mark('`const` is not supported, and certification rejects it. Use an `enum` with one value.'),
};

function repairOf({ key, value }: Member, schema: Node): Details {
  if (key === 'const' && value && !schema.member('enum'))
    return { repair: { replace: schema.member(key)!, key: 'enum', value: [toData(value) as Json] } };
  return key === 'not' ? { repair: { remove: schema.member(key)! } } : {};
}

const uniqueItems: Level = { custom: 'off', certification: 'warning' };

function checkUnique({ node }: Place, report: Report): void {
  const member = node.member('uniqueItems');
  if (!member || node.member('$ref')) return;
  report(
    { key: member },
    say('Power Automate does not check `uniqueItems`, and certification does not support it. Remove it.'),
    {
      severity: uniqueItems,
      repair: { remove: member },
    },
  );
}

export const docs: RuleDocs = {
  topic: 'schema',
  why: "OpenAPI 2.0 (Swagger) doesn't have `oneOf`, `anyOf`, `not`, `patternProperties` or `const`: Power Automate ignores them, and certification rejects them. `uniqueItems` is part of OpenAPI 2.0, but connectors don't support it; some published ones have it. Each keyword is reported once per file, with the number of times that it appears.",
  fix: 'Write the schema with what OpenAPI 2.0 offers: all properties in one object, an `enum` with one value, or `additionalProperties`.',
  incorrect: [
    { within: 'schema', text: '{ "oneOf": [{ "$ref": "#/definitions/Order" }, { "$ref": "#/definitions/User" }] }' },
    {
      within: 'properties',
      level: uniqueItems,
      text: '"tags": { "type": "array", "uniqueItems": true, "items": { "type": "string" } }',
    },
  ],
  correct: [
    {
      within: 'schema',
      text: '{ "type": "object", "properties": { "order": { "$ref": "#/definitions/Order" }, "user": { "$ref": "#/definitions/User" } } }',
    },
  ],
};
