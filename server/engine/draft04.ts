/**
 * JSON Schema draft-04's metaschema, as far as Microsoft's schema for connector definitions refers to it
 * (json-schema.org/draft-04/schema, section by section the same; descriptions are ours).
 */
import { mark } from '../texts/say';
export const draft04Uri = 'http://json-schema.org/draft-04/schema';

const positiveInteger = { type: 'integer', minimum: 0 };

export const draft04 = {
  id: `${draft04Uri}#`,
  type: 'object',
  definitions: {
    positiveInteger,
    positiveIntegerDefault0: positiveInteger,
    simpleTypes: { enum: ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'] },
    stringArray: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
  },
  properties: {
    title: { type: 'string', description: mark('The title that flow makers see; it wins over `x-ms-summary`.') },
    description: { type: 'string', description: mark('Shown to flow makers as help for the value.') },
    default: { description: mark('Sent when the flow maker fills in nothing.') },
    multipleOf: { type: 'number', minimum: 0, exclusiveMinimum: true },
    maximum: { type: 'number' },
    exclusiveMaximum: { type: 'boolean' },
    minimum: { type: 'number' },
    exclusiveMinimum: { type: 'boolean' },
    pattern: { type: 'string', format: 'regex' },
    uniqueItems: { type: 'boolean', default: false },
    enum: { type: 'array', minItems: 1, uniqueItems: true, description: mark('The only values allowed.') },
    type: {
      description: mark('The kind of value.'),
      anyOf: [
        { enum: ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'] },
        { type: 'array', items: { enum: ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'] } },
      ],
    },
  },
};
