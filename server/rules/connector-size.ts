import { isObject, type Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { Operation } from '../model/operation';
import { parametersOf } from '../model/triggers';
import { digits, say } from '../texts/say';
import { inCertification, type Report, type Rule, type RuleDocs } from './rule';

/** Maximum number of bytes in a definition (certification-submission, step 3d). */
const maxBytes = 1_048_576;
/** The limits of the service (Microsoft's FAQ for custom connectors). */
const maxOperations = 256;
const maxSchemasInBody = 512;
const maxSchemasInOperation = 16_384;

/**
 * Microsoft's validator: TotalOperationsCountExceedsMaxAllowed, BodySchemaCountExceedsMaxAllowed,
 * OperationSchemaCountExceedsMaxAllowed.
 */
export const connectorSize: Rule = {
  code: 'connector-size',
  summary: 'The definition is larger than 1 MB, or has too many operations or schemas.',
  severity: { custom: 'information', certification: 'warning' },
  otherLevels: { error: 'for too many operations or schemas, in the profile *certification*' },
  section: ({ facts }, definition, report) => {
    for (const operation of facts.operations) checkSchemas(definition, operation, report);
  },
  definition: (definition, report) => {
    const { bytes, operations, root } = definition;
    const paths = root.member('paths');
    const head = paths ?? root.members[0];
    if (bytes > maxBytes && head)
      report(
        { key: head },
        say`This file has ${digits(bytes)} bytes. Microsoft recommends at most ${digits(maxBytes)} (1 MB); split the connector, or leave out what flow makers don't need.`,
      );
    if (operations.length > maxOperations && paths)
      report(
        { key: paths },
        say`The connector has ${operations.length} operations, but certification allows at most ${maxOperations}. Split it, or leave some out.`,
        { severity: inCertification('error') },
      );
  },
};

function checkSchemas(definition: Definition, operation: Operation, report: Report): void {
  const { body, total } = countSchemas(definition, operation);
  const check = (count: number, where: string, limit: number): void =>
    report(
      { key: operation.member },
      say`${where} describes ${digits(count)} objects, properties and items, but certification allows at most ${digits(limit)}. Remove those that flow makers don't need.`,
      { severity: inCertification('error') },
    );
  if (body > maxSchemasInBody) check(body, say('The largest body of this operation'), maxSchemasInBody);
  if (total > maxSchemasInOperation) check(total, say('This operation'), maxSchemasInOperation);
}

interface SchemaCounts {
  /** The number of schemas in the largest body, of the request or of a response. */
  body: number;
  total: number;
}

function countSchemas(definition: Definition, operation: Operation): SchemaCounts {
  const known = new Map<Node, number>();
  const responses = operation.node.get('responses')?.members ?? [];
  const content = operation.pathItem.get('x-ms-notification-content');
  const schemas = [
    ...parametersOf(definition, operation).parameters.map((parameter) => parameter.get('schema')),
    ...responses.map(({ value }) => definition.resolve(value)?.get('schema')),
    content?.get('schema'),
  ];
  const counts = schemas.map((schema) => countIn(definition, schema, known));
  return { body: Math.max(0, ...counts), total: counts.reduce((sum, count) => sum + count, 0) };
}

/** Maximum number of schemas within each other that are counted: the call stack is limited. */
const maxDepth = 500;

/**
 * The number of schemas in one, references followed: a definition counts at each place that refers to it, except within
 * itself. `known` holds the number of each, so that the work is linear.
 */
function countIn(definition: Definition, written: Node | undefined, known: Map<Node, number>, depth = 0): number {
  const schema = definition.resolve(written);
  if (!isObject(schema) || depth > maxDepth) return 0;
  const before = known.get(schema);
  if (before !== undefined) return before;
  known.set(schema, 0);
  let count = 1;
  const add = (part: Node | undefined): void => {
    if (part) count += countIn(definition, part, known, depth + 1);
  };
  for (const { key, value } of schema.members) {
    if (key === 'properties') for (const member of value?.members ?? []) add(member.value);
    else if (key === 'items' || key === 'allOf') {
      if (value?.kind === 'array') value.items.forEach(add);
      else add(value);
    } else if (key === 'additionalProperties') add(value);
  }
  known.set(schema, count);
  return count;
}

export const docs: RuleDocs = {
  topic: 'certification',
  source: {
    validator: [
      'TotalOperationsCountExceedsMaxAllowed',
      'BodySchemaCountExceedsMaxAllowed',
      'OperationSchemaCountExceedsMaxAllowed',
    ],
  },
  why: 'Microsoft asks for definitions of at most 1 MB, because larger ones slow down the connector. Its validator allows up to 256 operations, 512 schemas in one body, and 16,384 schemas in one operation. Every object, property and list item counts as a schema.',
  fix: "Remove operations and properties that flow makers don't need, or split the connector. HubSpot, for example, has three connectors.",
  incorrect: [
    { within: 'bytes', level: 'error', text: 'more than 256 operations' },
    { within: 'bytes', text: 'more than 1,048,576 bytes' },
  ],
  correct: [{ within: 'bytes', text: 'at most 256 operations, and at most 1,048,576 bytes' }],
};
