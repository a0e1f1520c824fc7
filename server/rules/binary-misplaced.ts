import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import { visitInputs } from '../model/inputs';
import type { Operation } from '../model/operation';
import { parametersOf } from '../model/triggers';
import { say } from '../texts/say';
import { nameAt, type Report, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: InvalidStringBinaryProperty, StringBinaryNotSupportedForFormUrlEncoded. */
export const binaryMisplaced: Rule = {
  code: 'binary-misplaced',
  summary: "A request has binary content in an object, or in a form that can't carry it.",
  severity: { custom: 'off', certification: 'warning' },
  section: ({ facts }, definition, report) => {
    const reported = new Set<Node>();
    for (const operation of facts.operations) {
      for (const schema of nestedBinaries(definition, operation))
        if (!reported.has(schema)) {
          reported.add(schema);
          reportNested(schema, report);
        }
      checkForm(definition, operation, reported, report);
    }
  },
};

function nestedBinaries(definition: Definition, operation: Operation): Node[] {
  const found: Node[] = [];
  visitInputs(definition, operation, ({ schema }) => {
    for (const one of [schema, definition.resolve(schema.get('items'))]) if (one && isBinary(one)) found.push(one);
  });
  return found;
}

const isBinary = (node: Node): boolean => node.text('type') === 'string' && node.text('format') === 'binary';

function reportNested(schema: Node, report: Report): void {
  const format = schema.member('format')!;
  report(
    { node: format.value! },
    say(
      'Only a whole body or a `formData` parameter can be binary, not part of an object. Use `byte` (Base64), or send the file as `formData`.',
    ),
  );
}

/** Checks the parameters of a form that is sent as text alone. */
function checkForm(definition: Definition, operation: Operation, reported: Set<Node>, report: Report): void {
  const consumes = operation.node.get('consumes') ?? definition.root.get('consumes');
  const isText =
    consumes?.kind === 'array' &&
    consumes.items.length > 0 &&
    consumes.items.every(({ value }) => value === 'application/x-www-form-urlencoded');
  if (!isText) return;
  for (const parameter of parametersOf(definition, operation).parameters) {
    if (parameter.text('in') !== 'formData' || !isBinary(parameter) || reported.has(parameter)) continue;
    reported.add(parameter);
    report(
      nameAt(parameter),
      say`"${parameter.text('name')}" is binary, which \`application/x-www-form-urlencoded\` can't carry. Have the operation consume \`multipart/form-data\`.`,
    );
  }
}

export const docs: RuleDocs = {
  topic: 'schema',
  why: "JSON and text forms can't carry raw bytes. A `string` with the format `binary` must therefore be the whole body, or a `formData` parameter of an operation that consumes `multipart/form-data`. Certification gives a warning, but some published connectors have such content.",
  fix: 'Use the format `byte` for a file that is sent as Base64, or a `formData` parameter for one that is uploaded.',
  incorrect: [
    {
      within: 'action',
      text: `"parameters": [
  {
    "name": "item",
    "in": "body",
    "schema": { "type": "object", "properties": { "file": { "type": "string", "format": "binary" } } }
  }
]`,
    },
  ],
  correct: [
    {
      within: 'action',
      text: `"parameters": [
  {
    "name": "item",
    "in": "body",
    "schema": { "type": "object", "properties": { "file": { "type": "string", "format": "byte" } } }
  }
]`,
    },
  ],
};
