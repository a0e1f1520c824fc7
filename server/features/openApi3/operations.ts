import type { Json, JsonObject } from '../../protocol/json';
import { say } from '../../texts/say';
import { type Components, movedReference } from './components';
import {
  arrayOr,
  extensionsOf,
  isExtension,
  isObject,
  mapMembers,
  memberOf,
  objectOf,
  objectOr,
  type Source,
} from './losses';
import { type ConvertedBody, chosenType, convertBody, convertParameter, loseOthers, valueMembers } from './parameters';
import { convertSchema } from './schemas';
import { knownSecurity } from './security';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

const contentKey = 'x-ms-notification-content';
const callbackKey = 'x-ms-notification-url';

/** Returns a path item with its operations. */
export function convertPathItem(item: Json, components: Components, source: Source): Json {
  if (!isObject(item)) return item;
  const converted = objectOf(
    Object.entries(item).flatMap(([key, value]) => pathMember(key, value, components, source.at(key))),
  );
  const trigger = methods.find(
    (method) => isObject(item[method]) && memberOf(item[method], 'x-ms-trigger') !== undefined,
  );
  if (trigger && memberOf(item, contentKey) === undefined) {
    const callback = callbackOf(objectOr(item[trigger]), components, source.at(trigger, 'callbacks'));
    if (callback) {
      markCallback(objectOr(converted[trigger]), callback.property);
      return objectOf([[contentKey, callback.content], ...Object.entries(converted)]);
    }
  }
  return converted;
}

function pathMember(key: string, value: Json, components: Components, source: Source): (readonly [string, Json])[] {
  if (methods.includes(key)) return [[key, convertOperation(value, components, source)]];
  if (key === contentKey) return [[key, convertNotification(value, source)]];
  if (key === 'parameters') return [[key, convertParameters(value, components, source)]];
  if (isExtension(key)) return [[key, value]];
  if (key === '$ref')
    source.lose(say('A path item that is a reference is not imported by Power Automate: copy it here.'));
  else if (key !== 'summary' && key !== 'description')
    source.lose(say`\`${key}\` of a path does not exist in OpenAPI 2.0.`);
  return [];
}

/** Returns notification content whose schema may be written as in a response of OpenAPI 3. */
function convertNotification(content: Json, source: Source): Json {
  if (!isObject(content)) return content;
  const schema = schemaIn(content, source);
  return objectOf([
    ...Object.entries(content).filter(([key]) => key !== 'schema' && key !== 'content'),
    ['schema', schema],
  ]);
}

const convertParameters = (parameters: Json, components: Components, source: Source): Json =>
  arrayOr(parameters).flatMap((parameter, i) => convertParameter(parameter, components, source.at(i)) ?? []);

function convertOperation(operation: Json, components: Components, source: Source): Json {
  if (!isObject(operation)) return operation;
  const body = convertBody(memberOf(operation, 'requestBody'), components, source.at('requestBody'));
  const responses = objectOr(memberOf(operation, 'responses'));
  for (const key of ['servers', 'callbacks']) {
    const isUsed = key === 'callbacks' && memberOf(operation, 'x-ms-trigger') !== undefined;
    if (memberOf(operation, key) !== undefined && !isUsed)
      source.at(key).lose(say`\`${key}\` of an operation does not exist in OpenAPI 2.0.`);
  }
  const kept = ['tags', 'summary', 'description', 'externalDocs', 'operationId', 'deprecated'];
  return objectOf([
    ...Object.entries(operation).filter(([key]) => kept.includes(key) || isExtension(key)),
    ...mediaTypes('consumes', body.consumes),
    ...mediaTypes('produces', producedTypes(responses, components)),
    ['parameters', parametersOf(operation, body, components, source)],
    ['security', knownSecurity(memberOf(operation, 'security'), components.securityDefinitions)],
    [
      'responses',
      memberOf(operation, 'responses') === undefined
        ? undefined
        : convertResponses(responses, components, source.at('responses')),
    ],
  ]);
}

const mediaTypes = (key: string, types: string[]): (readonly [string, Json])[] =>
  types.length > 0 ? [[key, types]] : [];

function parametersOf(operation: JsonObject, body: ConvertedBody, components: Components, source: Source): Json {
  const own = convertParameters(memberOf(operation, 'parameters') ?? [], components, source.at('parameters'));
  return [...arrayOr(own), ...body.parameters];
}

function producedTypes(responses: JsonObject, components: Components): string[] {
  const types = Object.values(responses).flatMap((response) =>
    Object.keys(objectOr(memberOf(components.resolve(response) ?? {}, 'content'))),
  );
  return [...new Set(types)];
}

function convertResponses(responses: JsonObject, components: Components, source: Source): Json {
  return objectOf(
    Object.entries(responses).flatMap(([status, response]): (readonly [string, Json])[] => {
      const here = source.at(status);
      if (isExtension(status)) return [[status, response]];
      const converted = convertResponse(response, components, here);
      if (!/^\dxx$/i.test(status)) return [[status, converted]];
      const first = `${status[0]}00`;
      if (memberOf(responses, first) !== undefined) return [];
      here.lose(say`OpenAPI 2.0 has no ranges of status codes: ${status} is ${first} now.`);
      return [[first, converted]];
    }),
  );
}

export function convertResponse(response: Json, components: Components, source: Source): Json {
  if (!isObject(response)) return response;
  const reference = memberOf(response, '$ref');
  if (typeof reference === 'string') return { $ref: movedReference(reference) };
  if (memberOf(response, 'links') !== undefined) source.at('links').lose(say('Links do not exist in OpenAPI 2.0.'));
  const headers = memberOf(response, 'headers');
  return objectOf([
    ['description', memberOf(response, 'description') ?? ''],
    ['schema', schemaIn(response, source)],
    [
      'headers',
      isObject(headers)
        ? mapMembers(headers, (header, name) => convertHeader(header, components, source.at('headers', name)))
        : undefined,
    ],
    ...extensionsOf(response),
  ]);
}

/** Returns the schema of the media type that decides; undefined where there is none. */
function schemaIn(holder: JsonObject, source: Source): Json | undefined {
  const own = memberOf(holder, 'schema');
  if (own !== undefined) return convertSchema(own, source.at('schema'));
  const content = objectOr(memberOf(holder, 'content'));
  const types = Object.keys(content);
  const type = chosenType(types);
  if (type === undefined) return undefined;
  const same = types.filter((other) => JSON.stringify(content[other]) === JSON.stringify(content[type]));
  loseOthers(types, same, source.at('content'));
  const schema = memberOf(objectOr(content[type]), 'schema');
  return schema === undefined ? undefined : convertSchema(schema, source.at('content', type, 'schema'));
}

function convertHeader(header: Json, components: Components, source: Source): Json {
  const resolved = components.resolve(header) ?? {};
  return objectOf([
    ['description', memberOf(resolved, 'description')],
    ...valueMembers(objectOr(memberOf(resolved, 'schema') ?? { type: 'string' }), components, source.at('schema')),
    ...extensionsOf(resolved),
  ]);
}

/** What a callback of OpenAPI 3 says about a webhook trigger. */
interface Callback {
  content: Json;
  /** Keys from the request body to the property that takes the callback URL; undefined where it is not in the body. */
  property: string[] | undefined;
}

/** Returns the first callback of a trigger as notification content; undefined when it has none. */
function callbackOf(operation: JsonObject, components: Components, source: Source): Callback | undefined {
  for (const [name, callback] of Object.entries(objectOr(memberOf(operation, 'callbacks')))) {
    const [expression, item] = Object.entries(components.resolve(callback) ?? {})[0] ?? [];
    const body = components.resolve(memberOf(objectOr(memberOf(objectOr(item), 'post')), 'requestBody'));
    if (expression === undefined || !body) continue;
    const here = source.at(name, expression, 'post', 'requestBody');
    const pointer = /^\{\$request\.body#\/([^}]+)\}/.exec(expression)?.[1];
    const description = memberOf(body, 'description');
    return {
      content: objectOf([
        ['description', description],
        ['schema', schemaIn(body, here)],
      ]),
      property: pointer?.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')),
    };
  }
  return undefined;
}

/** Marks the property of the body that takes the callback URL, unless the definition marks one itself. */
function markCallback(operation: JsonObject, property: string[] | undefined): void {
  const body = arrayOr(memberOf(operation, 'parameters')).find(
    (one) => isObject(one) && memberOf(one, 'in') === 'body',
  );
  let schema = isObject(body) ? memberOf(body, 'schema') : undefined;
  if (!property || JSON.stringify(schema ?? null).includes(`"${callbackKey}"`)) return;
  for (const key of property) {
    const properties: Json | undefined = isObject(schema) ? memberOf(schema, 'properties') : undefined;
    schema = isObject(properties) ? memberOf(properties, key) : undefined;
  }
  if (isObject(schema) && memberOf(schema, '$ref') === undefined)
    Object.assign(schema, { [callbackKey]: true, 'x-ms-visibility': 'internal' });
}
