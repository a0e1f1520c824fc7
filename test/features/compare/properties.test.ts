/** What holds for every connector: nothing breaks without a change of meaning, and each break is found wherever it is made. */
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { breakingChanges } from '../../../server/features/compare/compare';
import type { Json, JsonObject } from '../../../server/protocol/json';
import { connectors } from '../../documents/connectors';
import { isLong } from '../../support/long';
import { versionOf } from '../../support/versions';

const all = connectors().map(({ name, text }) => ({ name, text, data: JSON.parse(text) as JsonObject }));

/** The changes from the text of a connector to another one, as `code operationId path`. */
const codes = (old: string, now: string, language = 'json') =>
  breakingChanges(versionOf(old), versionOf(now, language)).map(({ code, operationId, path }) =>
    [code, operationId, path].filter(Boolean).join(' '),
  );

function mapObjects(value: Json, change: (object: JsonObject) => JsonObject): Json {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, change));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value as JsonObject).map(([key, inner]) => [key, mapObjects(inner as Json, change)]);
  return change(Object.fromEntries(entries) as JsonObject);
}

const reversed = (object: JsonObject) => Object.fromEntries(Object.entries(object).toReversed()) as JsonObject;
const redescribed = (object: JsonObject): JsonObject =>
  typeof object.description === 'string' ? { ...object, description: `${object.description} (again)` } : object;

describe.each(all.map((one) => [one.name, one] as const))('%s', (_, { text, data }) => {
  it.each([
    ['itself', () => text],
    ['other white space', () => JSON.stringify(data, null, 7)],
    ['another order of keys', () => JSON.stringify(mapObjects(data, reversed))],
    ['other descriptions', () => JSON.stringify(mapObjects(data, redescribed))],
  ])('breaks nothing by %s', (_name, change) => {
    expect(codes(text, change())).toEqual([]);
  });

  it('breaks nothing by being written in YAML', () => {
    expect(codes(text, stringify(data), 'yaml')).toEqual([]);
  });
});

type Operation = JsonObject & { parameters?: JsonObject[]; responses?: JsonObject };

/** An operation in a copy of a connector, which may be changed. */
interface Target {
  path: string;
  pathItem: JsonObject;
  method: string;
  operation: Operation;
  paths: JsonObject;
  id: string;
  resolve(schema: unknown): JsonObject | undefined;
}

const methods = ['get', 'put', 'post', 'delete', 'patch'];

function targetsIn(data: JsonObject): Target[] {
  const paths = data.paths as JsonObject;
  const resolve = (schema: unknown): JsonObject | undefined => {
    let at = schema as JsonObject | undefined;
    for (let i = 0; typeof at?.$ref === 'string' && i < 9; i++) {
      at = at.$ref
        .slice(2)
        .split('/')
        .reduce<JsonObject | undefined>((node, key) => node?.[key.replaceAll('~1', '/')] as JsonObject, data);
    }
    return at;
  };
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method): Target[] => {
      const pathItem = item as JsonObject;
      const operation = pathItem[method] as Operation | undefined;
      const isSeen = operation && String(operation['x-ms-visibility']).toLowerCase() !== 'internal';
      const id = operation?.operationId;
      return isSeen && typeof id === 'string' ? [{ path, pathItem, method, operation, paths, id, resolve }] : [];
    }),
  );
}

const firstVisible = (schema: JsonObject | undefined): string | undefined =>
  Object.entries((schema?.properties ?? {}) as JsonObject).find(([, value]) => {
    const property = value as JsonObject;
    return (
      property['x-ms-visibility'] !== 'internal' &&
      property['x-ms-notification-url'] === undefined &&
      property.$ref === undefined
    );
  })?.[0];

const bodySchema = ({ operation, resolve }: Target) =>
  resolve(operation.parameters?.map(resolve).find((one) => one?.in === 'body')?.schema);

const contentSchema = ({ pathItem, operation, resolve }: Target): JsonObject | undefined => {
  const content = operation['x-ms-trigger']
    ? (pathItem['x-ms-notification-content'] as JsonObject | undefined)
    : undefined;
  const schema = resolve(content?.schema);
  return schema?.type === 'object' && !schema['x-ms-dynamic-schema'] && schema['x-ms-visibility'] !== 'internal'
    ? schema
    : undefined;
};

const property = (schema: JsonObject, name: string) => (schema.properties as JsonObject)[name] as JsonObject;

/** Ways to break an operation: each returns the code that must be found, or undefined where it does not apply. */
const mutations: Record<string, (target: Target) => string | undefined> = {
  'delete the operation': ({ pathItem, method }) => {
    delete pathItem[method];
    return 'breaking-operation-removed';
  },
  'rename the operation': ({ operation, id }) => {
    operation.operationId = `${id}Renamed`;
    return 'breaking-operation-removed';
  },
  'hide the operation': ({ operation }) => {
    operation['x-ms-visibility'] = 'internal';
    return 'breaking-operation-hidden';
  },
  'change the path': ({ paths, path, pathItem }) => {
    paths[`/moved${path}`] = pathItem;
    delete paths[path];
    return 'breaking-path';
  },
  'change the method': ({ pathItem, method, operation }) => {
    if (pathItem.options) return undefined;
    pathItem.options = operation;
    delete pathItem[method];
    return 'breaking-method';
  },
  'change the kind': ({ operation }) => {
    if (typeof operation['x-ms-trigger'] !== 'string') return undefined;
    operation['x-ms-trigger'] = operation['x-ms-trigger'].toLowerCase() === 'batch' ? 'single' : 'batch';
    return 'breaking-trigger-kind';
  },
  'add a required parameter': ({ operation }) => {
    operation.parameters = [
      ...(operation.parameters ?? []),
      { name: 'added', in: 'query', required: true, type: 'string' },
    ];
    return 'breaking-input-added';
  },
  'delete a parameter': ({ operation }) => {
    const index = (operation.parameters ?? []).findIndex(
      (one) => one.in === 'query' && one['x-ms-visibility'] !== 'internal' && one.name !== 'connectionId',
    );
    if (index < 0) return undefined;
    operation.parameters!.splice(index, 1);
    return 'breaking-input-removed';
  },
  'move a parameter': ({ operation }) => {
    const parameter = operation.parameters?.find((one) => one.in === 'query' && one.name !== 'connectionId');
    if (!parameter) return undefined;
    parameter.in = 'header';
    return 'breaking-parameter-location';
  },
  'add a required property to the body': (target) => {
    const schema = bodySchema(target);
    if (!schema?.properties || schema['x-ms-dynamic-schema']) return undefined;
    (schema.properties as JsonObject).added = { type: 'string' };
    schema.required = [...((schema.required ?? []) as string[]), 'added'];
    return 'breaking-input-added';
  },
  'delete a property of the body': (target) => {
    const schema = bodySchema(target);
    const name = firstVisible(schema);
    if (!schema || name === undefined || schema['x-ms-dynamic-schema']) return undefined;
    delete (schema.properties as JsonObject)[name];
    return 'breaking-input-removed';
  },
  'delete the notification content': ({ pathItem, operation }) => {
    if (!operation['x-ms-trigger'] || !pathItem['x-ms-notification-content']) return undefined;
    delete pathItem['x-ms-notification-content'];
    return 'breaking-notification-content';
  },
  'delete a field of the notification': (target) => {
    const schema = contentSchema(target);
    const name = firstVisible(schema);
    if (!schema || name === undefined) return undefined;
    delete (schema.properties as JsonObject)[name];
    return 'breaking-output-removed';
  },
  'change the type of a field of the notification': (target) => {
    const schema = contentSchema(target);
    const name = firstVisible(schema);
    if (!schema || name === undefined || !property(schema, name).type) return undefined;
    property(schema, name).type = property(schema, name).type === 'string' ? 'integer' : 'string';
    return 'breaking-output-type';
  },
  'change the format of a field of the notification': (target) => {
    const schema = contentSchema(target);
    const name = firstVisible(schema);
    if (!schema || name === undefined || !property(schema, name).type) return undefined;
    property(schema, name).format = 'other';
    return 'breaking-output-format';
  },
};

/** Maximum number of operations of one connector that are changed. */
const most = isLong ? 6 : 2;

describe.each(Object.entries(mutations))('%s', (_, mutate) => {
  it('is found in every connector', () => {
    let tried = 0;
    for (const { name, text } of all) {
      const count = Math.min(targetsIn(JSON.parse(text)).length, most);
      for (let index = 0; index < count; index++) {
        const data = JSON.parse(text) as JsonObject;
        const target = targetsIn(data)[index]!;
        const { id } = target;
        const code = mutate(target);
        if (code === undefined) continue;
        tried++;
        const found = codes(text, JSON.stringify(data));
        expect(
          found.some((one) => one.startsWith(`${code} ${id}`)),
          `${name}: ${code} ${id} in ${found}`,
        ).toBe(true);
      }
    }
    expect(tried).toBeGreaterThan(5);
  });
});
