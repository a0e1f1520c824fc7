import type { Json, JsonObject } from '../../protocol/json';
import { say } from '../../texts/say';
import { movedReference } from './components';
import { arrayOr, isExtension, isObject, mapMembers, memberOf, objectOf, type Source } from './losses';

/** Keywords of JSON Schema that OpenAPI 2.0 does not have. */
const unknownIn2 = new Set([
  'oneOf',
  'anyOf',
  'not',
  'if',
  'then',
  'else',
  'patternProperties',
  'propertyNames',
  'dependentSchemas',
  'dependentRequired',
  'prefixItems',
  'contains',
  'minContains',
  'maxContains',
  'unevaluatedItems',
  'unevaluatedProperties',
  '$dynamicRef',
  'contentSchema',
]);

/** Keywords that only annotate: nothing that a connector uses is lost with them. */
const annotations = new Set([
  '$schema',
  '$id',
  '$comment',
  '$anchor',
  '$dynamicAnchor',
  'deprecated',
  'contentEncoding',
  'contentMediaType',
  'examples',
  'const',
  'nullable',
]);

/** Returns a schema of OpenAPI 3.0 or 3.1 as one of 2.0. */
export function convertSchema(schema: Json, source: Source): Json {
  // 3.1: `true` allows every value.
  if (typeof schema === 'boolean') {
    if (!schema) source.lose(say('A schema that allows no value has no equivalent.'));
    return {};
  }
  if (!isObject(schema)) return schema;
  const reference = memberOf(schema, '$ref');
  if (typeof reference === 'string') return convertReference(schema, reference, source);
  const only = onlyAlternative(schema);
  if (only) return convertSchema(only, source);

  const type = typeOf(schema, source);
  const converted = objectOf([
    ...(type.name === undefined ? [] : [['type', type.name] as const]),
    ...Object.entries(schema).flatMap(([key, value]) => convertKeyword(key, value, schema, source)),
  ]);
  if (isNullable(schema)) converted['x-nullable'] = true;
  return converted;
}

function convertReference(schema: JsonObject, reference: string, source: Source): Json {
  if (!reference.startsWith('#'))
    source
      .at('$ref')
      .lose(say('The reference leads to another file. Power Automate imports one file: copy the schema here.'));
  // 3.1 allows keywords next to a reference; 2.0 ignores them, except that makers' titles are better kept than lost.
  return mapMembers(schema, (value, key) => (key === '$ref' ? movedReference(reference) : value));
}

/** Returns `oneOf` or `anyOf` with a single schema in addition to `null` as that schema: 3.1's way to say nullable. */
function onlyAlternative(schema: JsonObject): JsonObject | undefined {
  const key = ['oneOf', 'anyOf'].find((name) => Array.isArray(memberOf(schema, name)));
  if (!key) return undefined;
  const alternatives = arrayOr(schema[key]);
  const others = alternatives.filter((one) => !(isObject(one) && memberOf(one, 'type') === 'null'));
  const [only] = others;
  if (others.length !== 1 || !isObject(only)) return undefined;
  const rest = Object.entries(schema).filter(([name]) => name !== key);
  const nullable = alternatives.length > 1 ? [['nullable', true] as const] : [];
  return objectOf([...Object.entries(only), ...rest, ...nullable]);
}

/** Returns the one type that 2.0 allows. An object whose type is only implied gets it: the designer requires one. */
function typeOf(schema: JsonObject, source: Source): { name?: Json } {
  const type = memberOf(schema, 'type');
  if (type === undefined) return memberOf(schema, 'properties') === undefined ? {} : { name: 'object' };
  if (!Array.isArray(type)) return { name: type };
  const names = type.filter((name) => name !== 'null');
  if (names.length > 1) {
    source
      .at('type')
      .lose(say`Only one type is possible: ${String(names[0])} was kept, ${names.slice(1).join(', ')} were not.`);
  }
  return names.length === 0 ? {} : { name: names[0]! };
}

function isNullable(schema: JsonObject): boolean {
  const type = memberOf(schema, 'type');
  return memberOf(schema, 'nullable') === true || (Array.isArray(type) && type.includes('null'));
}

type Members = (readonly [string, Json])[];

/** Returns the members that a keyword becomes. */
function convertKeyword(key: string, value: Json, schema: JsonObject, source: Source): Members {
  const here = source.at(key);
  if (key === 'type') return [];
  if (isExtension(key)) return [[key, value]];
  if (unknownIn2.has(key)) {
    here.lose(say`\`${key}\` does not exist in OpenAPI 2.0: the schema no longer says this.`);
    return [];
  }
  const convert = schemaKeywords[key];
  if (convert) return convert(value, schema, here);
  return annotations.has(key) ? annotationOf(key, value, schema) : [[key, value]];
}

const schemasByName = (value: Json, source: Source): Json =>
  isObject(value) ? mapMembers(value, (schema, name) => convertSchema(schema, source.at(name))) : value;

/** What becomes of the keywords that hold schemas, or that 2.0 writes in another way. */
const schemaKeywords: Record<string, ((value: Json, schema: JsonObject, source: Source) => Members) | undefined> = {
  properties: (value, _, source) => [['properties', schemasByName(value, source)]],
  items: (value, _, source) => [['items', convertSchema(value, source)]],
  allOf: (value, _, source) => [['allOf', arrayOr(value).map((part, i) => convertSchema(part, source.at(i)))]],
  additionalProperties: (value, _, source) => [
    ['additionalProperties', typeof value === 'boolean' ? value : convertSchema(value, source)],
  ],
  $defs: (_value, _, source) => {
    source.lose(
      say('Schemas within a schema are not possible. Move them to `components/schemas`, then convert again.'),
    );
    return [];
  },
  exclusiveMinimum: (value) => bound('minimum', 'exclusiveMinimum', value),
  exclusiveMaximum: (value) => bound('maximum', 'exclusiveMaximum', value),
  discriminator: (value, _, source) => {
    if (!isObject(value)) return [['discriminator', value]];
    if (memberOf(value, 'mapping') !== undefined)
      source.at('mapping').lose(say('The mapping of a discriminator does not exist in OpenAPI 2.0.'));
    const name = memberOf(value, 'propertyName');
    return typeof name === 'string' ? [['discriminator', name]] : [];
  },
  writeOnly: (value, _, source) => {
    if (value === true)
      source.lose(say('`writeOnly` does not exist in OpenAPI 2.0: the property appears in responses, too.'));
    return [];
  },
};

/** 3.1 gives the bound itself, 2.0 a flag next to the bound. */
const bound = (limit: string, flag: string, value: Json): Members =>
  typeof value === 'number'
    ? [
        [limit, value],
        [flag, true],
      ]
    : [[flag, value]];

function annotationOf(key: string, value: Json, schema: JsonObject): Members {
  if (key === 'const' && memberOf(schema, 'enum') === undefined) return [['enum', [value]]];
  const example = key === 'examples' && memberOf(schema, 'example') === undefined ? arrayOr(value)[0] : undefined;
  return example === undefined ? [] : [['example', example]];
}
