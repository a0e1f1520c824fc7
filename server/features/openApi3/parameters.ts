import type { Json, JsonObject } from '../../protocol/json';
import { say } from '../../texts/say';
import { type Components, movedReference } from './components';
import { arrayOr, extensionsOf, isExtension, isObject, memberOf, objectOf, objectOr, type Source } from './losses';
import { convertSchema } from './schemas';

/** The keywords of a schema that a parameter of 2.0 other than the body has itself. */
const parameterKeywords = new Set([
  'type',
  'format',
  'enum',
  'default',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'multipleOf',
]);

const formTypes = ['multipart/form-data', 'application/x-www-form-urlencoded'];

/** Returns a parameter of 2.0; undefined for one that 2.0 does not have. */
export function convertParameter(parameter: Json, components: Components, source: Source): Json | undefined {
  if (!isObject(parameter)) return parameter;
  const reference = memberOf(parameter, '$ref');
  if (typeof reference === 'string') {
    // A cookie cannot be referred to: 2.0 does not have it.
    const target = components.resolve(parameter);
    return target && memberOf(target, 'in') === 'cookie' ? undefined : { $ref: movedReference(reference) };
  }
  const place = memberOf(parameter, 'in');
  // Some definitions are half 2.0 already.
  if (place === 'body' || place === 'formData' || memberOf(parameter, 'type') !== undefined) return parameter;
  if (place === 'cookie') {
    source.lose(say('OpenAPI 2.0 has no parameters in cookies. If the service requires it, send a `Cookie` header.'));
    return undefined;
  }
  const schema = schemaOfParameter(parameter, source);
  return objectOf([
    ['name', memberOf(parameter, 'name')],
    ['in', place],
    ['description', memberOf(parameter, 'description')],
    ['required', place === 'path' ? true : memberOf(parameter, 'required')],
    ['allowEmptyValue', memberOf(parameter, 'allowEmptyValue')],
    ...valueMembers(schema, components, source.at('schema')),
    ['collectionFormat', collectionFormat(parameter, components.resolve(schema), source)],
    ...extensionsOf(parameter),
  ]);
}

function schemaOfParameter(parameter: JsonObject, source: Source): JsonObject {
  const schema = memberOf(parameter, 'schema');
  if (isObject(schema)) return schema;
  if (memberOf(parameter, 'content') !== undefined) {
    source
      .at('content')
      .lose(say('A parameter with a media type does not exist in OpenAPI 2.0: its value is text now.'));
  }
  return { type: 'string' };
}

/** Returns the type and the restrictions of a value that is not a body. */
export function valueMembers(
  schema: JsonObject,
  components: Components,
  source: Source,
): (readonly [string, Json | undefined])[] {
  const resolved = components.resolve(schema);
  if (!resolved) {
    source.lose(say('The schema of this value was not found: its type is string now.'));
    return [['type', 'string']];
  }
  const converted = objectOr(convertSchema(resolved, source));
  const { type } = converted;
  const items =
    type === 'array' ? objectOf(valueMembers(objectOr(resolved.items), components, source.at('items'))) : undefined;
  if (type === 'object') source.lose(say('Only a body can be an object in OpenAPI 2.0: the value is text now.'));
  const kept = Object.entries(converted).filter(
    ([key]) => key !== 'type' && (parameterKeywords.has(key) || isExtension(key)),
  );
  return [['type', type === 'object' || type === undefined ? 'string' : type], ['items', items], ...kept];
}

const collectionFormats: Record<string, string | undefined> = { spaceDelimited: 'ssv', pipeDelimited: 'pipes' };

/** Returns how the items of an array are joined, where 2.0 would otherwise assume commas. */
function collectionFormat(parameter: JsonObject, schema: JsonObject | undefined, source: Source): string | undefined {
  const style = memberOf(parameter, 'style');
  if (style === 'deepObject' || style === 'matrix' || style === 'label') {
    source.at('style').lose(say`The style ${style} does not exist in OpenAPI 2.0.`);
  }
  if (!schema || memberOf(schema, 'type') !== 'array') return undefined;
  const named = typeof style === 'string' ? collectionFormats[style] : undefined;
  if (named) return named;
  const place = memberOf(parameter, 'in');
  // The default of a query parameter in OpenAPI 3: the name once for each item.
  return place === 'query' && memberOf(parameter, 'explode') !== false ? 'multi' : undefined;
}

/** The parameters and media types of 2.0 that a request body becomes. */
export interface ConvertedBody {
  parameters: Json[];
  consumes: string[];
}

/** Returns the body parameter, or the fields of a form. */
export function convertBody(body: Json | undefined, components: Components, source: Source): ConvertedBody {
  const resolved = components.resolve(body);
  if (!resolved) {
    if (body !== undefined) source.lose(say('The request body was not found. Write a parameter with `in: body`.'));
    return { parameters: [], consumes: [] };
  }
  const content = objectOr(memberOf(resolved, 'content'));
  const types = Object.keys(content);
  const chosen = chosenType(types);
  const form = types.filter((type) => formTypes.includes(bareType(type)));
  if (chosen !== undefined && form.includes(chosen) && isFlat(objectOr(content[chosen]), components)) {
    loseOthers(types, form, source.at('content'));
    return {
      parameters: formFields(objectOr(content[chosen]), components, source.at('content', chosen)),
      consumes: form,
    };
  }
  const media = chosen === undefined ? {} : objectOr(content[chosen]);
  const same = types.filter((type) => JSON.stringify(content[type]) === JSON.stringify(content[chosen!]));
  loseOthers(types, same, source.at('content'));
  const schema = memberOf(media, 'schema');
  const parameter = objectOf([
    ['name', 'body'],
    ['in', 'body'],
    ['description', memberOf(resolved, 'description')],
    ['required', memberOf(resolved, 'required')],
    ['schema', schema === undefined ? {} : convertSchema(schema, source.at('content', chosen ?? '', 'schema'))],
    ...extensionsOf(resolved),
  ]);
  return { parameters: [parameter], consumes: same };
}

/** Returns the media type that decides: JSON first, then forms, then the first one. */
export function chosenType(types: string[]): string | undefined {
  const json =
    types.find((type) => bareType(type) === 'application/json') ?? types.find((type) => /[/+]json\b/i.test(type));
  return json ?? types.find((type) => formTypes.includes(bareType(type))) ?? types[0];
}

const bareType = (type: string): string => type.split(';')[0]!.trim().toLowerCase();

/** Reports the media types whose content differs from the chosen one: 2.0 has one schema for all. */
export function loseOthers(types: string[], kept: string[], source: Source): void {
  for (const type of types) {
    if (!kept.includes(type))
      source.at(type).lose(say`OpenAPI 2.0 has one schema for all media types: ${type} was left out.`);
  }
}

/** False for a form with objects in it: formData has none, so that form stays one body. */
function isFlat(media: JsonObject, components: Components): boolean {
  const schema = components.resolve(memberOf(media, 'schema'));
  const properties = Object.values(objectOr(schema && memberOf(schema, 'properties')));
  return properties.every((property) => {
    const resolved = components.resolve(property) ?? {};
    return memberOf(resolved, 'type') !== 'object' && memberOf(resolved, 'properties') === undefined;
  });
}

function formFields(media: JsonObject, components: Components, source: Source): Json[] {
  const schema = components.resolve(memberOf(media, 'schema'));
  const properties = objectOr(schema && memberOf(schema, 'properties'));
  const required = arrayOr(schema && memberOf(schema, 'required'));
  const here = source.at('schema', 'properties');
  return Object.entries(properties).map(([name, property]) => {
    const value = objectOr(property);
    const resolved = components.resolve(value) ?? {};
    const isFile = memberOf(resolved, 'format') === 'binary' || memberOf(resolved, 'contentMediaType') !== undefined;
    return objectOf([
      ['name', name],
      ['in', 'formData'],
      ['description', memberOf(resolved, 'description')],
      ['required', required.includes(name) ? true : undefined],
      ...(isFile
        ? [['type', 'file'] as const, ...extensionsOf(resolved)]
        : valueMembers(value, components, here.at(name))),
    ]);
  });
}
