/** What import rejects, and what leaves a trigger without its callback or its fields: the findings, and what the fixes leave. */
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../server/protocol/json';
import type { Profile } from '../../server/protocol/requests';
import { objectAt, type Path } from '../rules/webhooks';
import { applied, caseText, findingsOf, type Language, open, pathsOf, read, repairsOf, write } from './repairs';

const languages: Language[] = ['json', 'yaml'];
const levels = ['', 'error', 'warning', 'information', 'hint'];

interface Case {
  /** The findings as `level code path`, in both profiles. */
  custom: string[];
  /** Of the codes in question, where certification reports something else. */
  certification?: string[];
  /** The codes of the findings that the first fix of each leaves. */
  left?: string[];
  /** The place that the fix is about, and what is there then. */
  fixed?: [Path, Json];
}

const post: Path = ['paths', '/hooks', 'post'];
const callbackBody = {
  name: 'body',
  in: 'body',
  required: true,
  schema: {
    type: 'object',
    required: ['url'],
    properties: { url: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' } },
  },
};

const cases: Record<string, Case> = {
  'fatal-request-body': {
    custom: [
      'error notification-url-missing paths/~/post/x-ms-trigger',
      'error swagger-structure paths/~/post/requestBody',
    ],
    left: [],
    fixed: [[...post, 'parameters'], [callbackBody]],
  },
  'fatal-parameters-object': {
    custom: ['error swagger-structure paths/~/post/parameters'],
    left: [],
    fixed: [[...post, 'parameters'], [callbackBody]],
  },
  'fatal-method-capitals': { custom: ['error swagger-structure paths/~/POST'], left: [] },
  'callback-in-array': {
    custom: [
      'error notification-url-unreachable paths/~/post/parameters/1/schema/properties/hooks/items/properties/url/x-ms-notification-url',
    ],
  },
  'fix-callback-beside-ref': {
    custom: [
      'error notification-url-unreachable paths/~/post/parameters/0/schema/properties/url/x-ms-notification-url',
    ],
    left: [],
    fixed: [
      ['definitions', 'Address'],
      { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' },
    ],
  },
  'paths-by-capitals': { custom: ['error swagger-structure paths/~'] },
  'path-parameter-optional': {
    custom: ['error swagger-structure paths/~/post/parameters/0/name'],
    left: [],
  },
  'silent-body-without-type': {
    custom: [
      'error notification-url-unreachable paths/~/post/parameters/0/schema/properties/url/x-ms-notification-url',
    ],
    left: [],
    fixed: [[...post, 'parameters'], [callbackBody]],
  },
  'silent-parameters-on-path-only': {
    custom: ['error operation-parameters-missing paths/~/post'],
    left: [],
    fixed: [[...post, 'parameters'], []],
  },
  'weak-components-reference': {
    custom: ['error unresolved-reference paths/~/x-ms-notification-content/schema/$ref'],
    left: [],
    fixed: [['paths', '/hooks', 'x-ms-notification-content', 'schema'], { $ref: '#/definitions/Order' }],
  },
  'silent-oauth-scopes': {
    custom: ['information swagger-structure securityDefinitions/oauth'],
    certification: ['warning swagger-structure securityDefinitions/oauth'],
    left: [],
  },
  // Without their queries the two paths would be one.
  'false-advice-query-in-path': {
    custom: ['error swagger-structure paths/~', 'error swagger-structure paths/~'],
  },
  'false-http-only': { custom: [] },
  'false-operation-id-slash': {
    custom: ['hint operation-id paths/~/post/operationId'],
    left: [],
  },
  'cert-get-with-body': { custom: [], certification: ['warning swagger-structure paths/~/get/parameters/0/in'] },
};

/** The codes of this part: other rules may have more to say in certification. */
const ours = /^(?:swagger-structure|notification-|operation-|unresolved-reference|path-parameters|trigger-missing)/;

function foundIn(language: Language, data: Json, profile: Profile): string[] {
  const document = open(language, write(language, data));
  const paths = pathsOf(document);
  return findingsOf(document, profile)
    .filter(({ code }) => ours.test(String(code)))
    .filter(({ code }) => !/^(?:operation-(?:summary|description|family))/.test(String(code)))
    .map(({ code, severity, range }) => {
      const place = (paths.get(document.offsetAt(range.start)) ?? []).map((key, i) =>
        i === 1 && String(key).startsWith('/') ? '~' : key,
      );
      return `${levels[severity!]} ${code} ${place.join('/')}`;
    })
    .sort();
}

/** The data after the first fix of each finding, one after the other. */
function repairedAll(language: Language, data: Json): Json {
  let document = open(language, write(language, data));
  for (let round = 0; round < 10; round++) {
    const actions = findingsOf(document).flatMap((finding) => repairsOf(document, finding).slice(0, 1));
    if (!actions[0]) break;
    document = open(language, applied(document, actions[0]));
  }
  return read(language, document.content);
}

describe.each(languages)('in %s', (language) => {
  test.each(Object.entries(cases))('%s', (name, { custom, certification = custom, left, fixed }) => {
    const data = JSON.parse(caseText(name)) as Json;
    expect(foundIn(language, data, 'custom')).toEqual(custom);
    expect(foundIn(language, data, 'certification')).toEqual(certification);
    if (left === undefined) return;
    const right = repairedAll(language, data);
    expect(foundIn(language, right, 'custom')).toEqual(left);
    if (fixed) expect(valueAt(right, fixed[0])).toEqual(fixed[1]);
  });
});

function valueAt(data: Json, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((at, key) => (at as JsonObject | undefined)?.[key as string], data);
}

/** A definition with a webhook trigger in good order, which `change` damages. */
function damaged(change: (data: JsonObject) => void): JsonObject {
  const data = JSON.parse(caseText('silent-parameters-on-path-only')) as JsonObject;
  const item = objectAt(data, ['paths', '/hooks']);
  objectAt(data, post).parameters = item.parameters!;
  delete item.parameters;
  change(data);
  return data;
}

const operationOf = (data: JsonObject): JsonObject => objectAt(data, post);
const body = (data: JsonObject): JsonObject => objectAt(data, [...post, 'parameters', 0]);
const created = (data: JsonObject): JsonObject => objectAt(data, [...post, 'responses', '201']);
const order = { type: 'object', properties: { id: { type: 'string' } } };
const json = (schema: Json): JsonObject => ({ 'application/json': { schema } });

/** Damages that import rejects or that leave the trigger dead, each with the code of its error. */
const errors: [string, string, (data: JsonObject) => void][] = [
  ['content in a response', 'swagger-structure', (data) => Object.assign(created(data), { content: json(order) })],
  [
    'schema in a query parameter',
    'swagger-structure',
    (data) => addParameter(data, { name: 'q', in: 'query', schema: { type: 'integer', default: 1 } }),
  ],
  [
    'schema in a header of a response',
    'swagger-structure',
    (data) => Object.assign(created(data), { headers: { Location: { schema: { type: 'string' } } } }),
  ],
  [
    'servers next to host',
    'swagger-structure',
    (data) => Object.assign(data, { servers: [{ url: 'https://a.example' }] }),
  ],
  [
    'servers in place of host',
    'swagger-structure',
    (data) => {
      delete data.host;
      delete data.schemes;
      data.servers = [{ url: 'https://a.example/v2' }];
    },
  ],
  ['openapi next to swagger', 'swagger-structure', (data) => Object.assign(data, { openapi: '3.0.1' })],
  [
    'schemas in components',
    'swagger-structure',
    (data) => {
      data.components = { schemas: { Order: order } };
      objectAt(data, ['paths', '/hooks', 'x-ms-notification-content']).schema = { $ref: '#/components/schemas/Order' };
    },
  ],
  ['callbacks', 'swagger-structure', (data) => Object.assign(operationOf(data), { callbacks: {} })],
  ['two bodies', 'swagger-structure', (data) => addParameter(data, { ...callbackLess(), name: 'more' })],
  [
    'a body and form data',
    'swagger-structure',
    (data) => addParameter(data, { name: 'f', in: 'formData', type: 'string' }),
  ],
  ['responses as a list', 'swagger-structure', (data) => Object.assign(operationOf(data), { responses: [] })],
  [
    'a response as text',
    'swagger-structure',
    (data) => Object.assign(objectAt(data, ['paths', '/hooks/{id}', 'delete']), { responses: { 200: 'Deleted' } }),
  ],
  ['paths as a list', 'swagger-structure', (data) => Object.assign(data, { paths: [] })],
  ['no paths', 'swagger-structure', (data) => delete data.paths],
  ['a path without a slash', 'swagger-structure', (data) => renamePath(data, 'hooks')],
  ['a path that is a URL', 'swagger-structure', (data) => renamePath(data, 'https://api.example.com/hooks')],
  ['a query in a path', 'swagger-structure', (data) => renamePath(data, '/hooks?kind=push')],
  ['a fragment in a path', 'swagger-structure', (data) => renamePath(data, '/hooks#push')],
  ['a wildcard in a path', 'swagger-structure', (data) => renamePath(data, '/hooks/*')],
  ['an unpaired brace in a path', 'swagger-structure', (data) => renamePath(data, '/hooks/{id')],
  ['a scheme in host', 'swagger-structure', (data) => Object.assign(data, { host: 'https://api.example.com' })],
  ['a path in host', 'swagger-structure', (data) => Object.assign(data, { host: 'api.example.com/v1' })],
  ['basePath without a slash', 'swagger-structure', (data) => Object.assign(data, { basePath: 'v1' })],
  ['schemes that are empty', 'swagger-structure', (data) => Object.assign(data, { schemes: [] })],
  ['schemes of sockets', 'swagger-structure', (data) => Object.assign(data, { schemes: ['wss'] })],
  ['a tag twice', 'swagger-structure', (data) => Object.assign(data, { tags: [{ name: 'a' }, { name: 'a' }] })],
  [
    'a parameter in a cookie',
    'swagger-structure',
    (data) => addParameter(data, { name: 'c', in: 'cookie', type: 'string' }),
  ],
  [
    'a parameter that refers to a schema',
    'swagger-structure',
    (data) => {
      data.definitions = { Order: order };
      addParameter(data, { $ref: '#/definitions/Order' });
    },
  ],
  [
    'paths that differ in the names of variables',
    'swagger-structure',
    (data) => {
      const paths = objectAt(data, ['paths']);
      const copy = structuredClone(paths['/hooks/{id}']) as JsonObject;
      Object.assign(objectAt(copy, ['delete']), {
        operationId: 'Other',
        parameters: [{ name: 'hook', in: 'path', required: true, type: 'string' }],
      });
      paths['/hooks/{hook}'] = copy;
    },
  ],
  [
    'parameters that are mistyped',
    'swagger-structure',
    (data) => renameKey(operationOf(data), 'parameters', 'paramters'),
  ],
  ['a mistyped trigger', 'unknown-extension', (data) => renameKey(operationOf(data), 'x-ms-trigger', 'x-ms-triger')],
  [
    'a callback in allOf',
    'notification-url-unreachable',
    (data) => wrapBody(data, (schema) => ({ type: 'object', allOf: [schema] })),
  ],
  ['a read-only callback', 'notification-url-unreachable', (data) => Object.assign(urlOf(data), { readOnly: true })],
  [
    'a callback in a dynamic object',
    'notification-url-unreachable',
    (data) =>
      wrapBody(data, (schema) => ({
        type: 'object',
        required: ['config'],
        properties: {
          config: { ...(schema as JsonObject), 'x-ms-dynamic-schema': { operationId: 'Del', 'value-path': 'schema' } },
        },
      })),
  ],
  [
    'a callback in an object without a type',
    'notification-url-unreachable',
    (data) =>
      wrapBody(data, (schema) => {
        const { type: _, ...untyped } = schema as JsonObject;
        return { type: 'object', required: ['config'], properties: { config: untyped } };
      }),
  ],
];

function callbackLess(): JsonObject {
  return { name: 'body', in: 'body', schema: { type: 'object', properties: { note: { type: 'string' } } } };
}

function addParameter(data: JsonObject, parameter: JsonObject): void {
  (operationOf(data).parameters as Json[]).push(parameter);
}

function renameKey(object: JsonObject, from: string, to: string): void {
  const entries = Object.entries(object);
  for (const [key] of entries) delete object[key];
  for (const [key, value] of entries) object[key === from ? to : key] = value;
}

const renamePath = (data: JsonObject, to: string): void => renameKey(objectAt(data, ['paths']), '/hooks', to);

function wrapBody(data: JsonObject, wrap: (schema: Json) => Json): void {
  body(data).schema = wrap(body(data).schema!);
}

const urlOf = (data: JsonObject): JsonObject =>
  objectAt(data, [...post, 'parameters', 0, 'schema', 'properties', 'url']);

/** Damages without a mechanical fix. */
const unfixable = [
  'callbacks',
  'a body and form data',
  'responses as a list',
  'paths as a list',
  'a wildcard in a path',
  'an unpaired brace in a path',
  'a parameter in a cookie',
  'a parameter that refers to a schema',
  'paths that differ in the names of variables',
  'schemes of sockets',
  'a callback in allOf',
  'a callback in a dynamic object',
];

describe.each(languages)('in %s, an error in both profiles', (language) => {
  test('is not in the good definition', () => {
    expect(
      findingsOf(
        open(
          language,
          write(
            language,
            damaged(() => undefined),
          ),
        ),
      ),
    ).toEqual([]);
  });

  test.each(errors)('%s', (name, code, change) => {
    const data = damaged(change);
    const document = open(language, write(language, data));
    for (const profile of ['custom', 'certification'] satisfies Profile[]) {
      const found = findingsOf(document, profile).filter((one) => one.code === code && one.severity === 1);
      expect(found, profile).not.toEqual([]);
    }
    const before = findingsOf(document);
    const actions = before.filter((one) => one.code === code).flatMap((one) => repairsOf(document, one));
    expect(actions.length > 0, 'a fix is offered').toBe(!unfixable.includes(name));
    for (const action of actions) {
      const after = findingsOf(open(language, applied(document, action)));
      expect(after.length, action.title).toBeLessThan(before.length);
      expect(after.filter(({ code }) => code === 'syntax')).toEqual([]);
      for (const one of after) expect(before.map(({ message }) => message)).toContain(one.message);
    }
  });
});

/** What certification alone rejects: a warning for a custom connector, except where it says `off`. */
const certified: [string, 'warning' | 'off', (data: JsonObject) => void][] = [
  ['a parameter twice', 'warning', (data) => addTwice(data, { name: 'q', in: 'query', type: 'string' })],
  ['a body without a schema', 'warning', (data) => postTo(data, { name: 'body', in: 'body' })],
  ['a type of the body', 'warning', (data) => postTo(data, { ...callbackLess(), type: 'object' })],
  ['a default of the body', 'warning', (data) => postTo(data, { ...callbackLess(), default: 'x' })],
  ['a file in the query', 'warning', (data) => addParameter(data, { name: 'f', in: 'query', type: 'file' })],
  [
    'an empty header',
    'warning',
    (data) => addParameter(data, { name: 'X-A', in: 'header', type: 'string', allowEmptyValue: true }),
  ],
  ['a name of form data', 'warning', (data) => postTo(data, { name: 'größe', in: 'formData', type: 'string' })],
  ['a response without a description', 'warning', (data) => delete created(data).description],
  [
    'a GET with form data',
    'off',
    (data) => {
      objectAt(data, ['paths'])['/items'] = {
        get: {
          operationId: 'ListItems',
          parameters: [{ name: 'a', in: 'formData', type: 'string' }],
          responses: { 200: { description: 'OK' } },
        },
      };
    },
  ],
];

function addTwice(data: JsonObject, parameter: JsonObject): void {
  addParameter(data, parameter);
  addParameter(data, structuredClone(parameter));
}

/** Adds an operation with one parameter. */
function postTo(data: JsonObject, parameter: JsonObject): void {
  objectAt(data, ['paths'])['/items'] = {
    post: { operationId: 'AddItem', parameters: [parameter], responses: { 200: { description: 'OK' } } },
  };
}

test.each(certified)('only certification rejects %s', (_, level, change) => {
  for (const language of languages) {
    const document = open(language, write(language, damaged(change)));
    const of = (profile: Profile) =>
      findingsOf(document, profile)
        .filter(({ code }) => code === 'swagger-structure')
        .map(({ severity }) => levels[severity!]);
    expect(of('custom')).toEqual(level === 'off' ? [] : [level]);
    expect(of('certification')).toEqual([level === 'off' ? 'warning' : 'error']);
  }
});

describe.each(languages)('in %s, a fix', (language) => {
  const fixedBy = (data: Json, code: string): JsonObject => {
    const document = open(language, write(language, data));
    const [finding] = findingsOf(document).filter((one) => one.code === code);
    const [action] = repairsOf(document, finding!);
    expect(action).toBeDefined();
    return read(language, applied(document, action!)) as JsonObject;
  };

  test('makes an address of servers', () => {
    const right = fixedBy(
      damaged((data) => {
        delete data.host;
        delete data.schemes;
        data.servers = [{ url: 'https://{region}.a.example/v2'.replace('{region}', 'eu') }];
      }),
      'swagger-structure',
    );
    expect(right).toMatchObject({ host: 'eu.a.example', basePath: '/v2', schemes: ['https'] });
    expect(right).not.toHaveProperty('servers');
  });

  test('moves the schemas of components, with their references', () => {
    const right = fixedBy(
      damaged((data) => {
        data.components = {
          schemas: { Order: order, Orders: { type: 'array', items: { $ref: '#/components/schemas/Order' } } },
        };
        objectAt(data, ['paths', '/hooks', 'x-ms-notification-content']).schema = {
          $ref: '#/components/schemas/Orders',
        };
      }),
      'swagger-structure',
    );
    expect(right).not.toHaveProperty('components');
    expect(right.definitions).toEqual({
      Order: order,
      Orders: { type: 'array', items: { $ref: '#/definitions/Order' } },
    });
    expect(objectAt(right, ['paths', '/hooks', 'x-ms-notification-content', 'schema'])).toEqual({
      $ref: '#/definitions/Orders',
    });
  });

  test('makes form data of a form', () => {
    const right = fixedBy(
      damaged((data) => {
        const operation = operationOf(data);
        delete operation.parameters;
        delete objectAt(data, ['paths', '/hooks'])['x-ms-notification-content'];
        delete operation['x-ms-trigger'];
        const schema = {
          type: 'object',
          required: ['a'],
          properties: { a: { type: 'string' }, b: { type: 'integer' } },
        };
        operation.requestBody = { content: { 'application/x-www-form-urlencoded': { schema } } };
      }),
      'swagger-structure',
    );
    expect(operationOf(right)).toMatchObject({
      consumes: ['application/x-www-form-urlencoded'],
      parameters: [
        { name: 'a', in: 'formData', required: true, type: 'string' },
        { name: 'b', in: 'formData', type: 'integer' },
      ],
    });
  });

  test('writes a shared schema out where the callback is next to its reference', () => {
    const right = fixedBy(
      damaged((data) => {
        data.definitions = { Address: { type: 'string', description: 'An address.' } };
        const properties = objectAt(data, [...post, 'parameters', 0, 'schema', 'properties']);
        const { type: _, ...marks } = properties.url as JsonObject;
        properties.url = { $ref: '#/definitions/Address', ...marks };
        properties.copy = { $ref: '#/definitions/Address' };
      }),
      'notification-url-unreachable',
    );
    expect(urlOf(right)).toEqual({
      type: 'string',
      description: 'An address.',
      'x-ms-notification-url': true,
      'x-ms-visibility': 'internal',
    });
    expect(objectAt(right, ['definitions', 'Address'])).not.toHaveProperty('x-ms-notification-url');
  });

  test('makes internal parameters of the query in a path', () => {
    const right = fixedBy(
      damaged((data) => renamePath(data, '/hooks?kind=push')),
      'swagger-structure',
    );
    expect(objectAt(right, post).parameters).toEqual([
      callbackBody,
      { name: 'kind', in: 'query', type: 'string', required: true, default: 'push', 'x-ms-visibility': 'internal' },
    ]);
  });

  test('adds an unsubscribe operation at a path with its slash', () => {
    const data = damaged((data) => {
      renamePath(data, 'hooks');
      delete objectAt(data, ['paths'])['/hooks/{id}'];
    });
    const document = open(language, write(language, data));
    const finding = findingsOf(document).find(({ code }) => code === 'unsubscribe-missing');
    const [action] = repairsOf(document, finding!);
    const right = read(language, applied(document, action!)) as JsonObject;
    expect(Object.keys(objectAt(right, ['paths']))).toEqual(['hooks', '/hooks/{webhookId}']);
  });

  test('of a trigger whose body is on its path goes to the operation that takes the body', () => {
    const data = damaged((data) => {
      const item = objectAt(data, ['paths', '/hooks']);
      const operation = operationOf(data);
      delete operation['x-ms-trigger'];
      item.parameters = operation.parameters!;
      operation.parameters = [];
      item.delete = {
        operationId: 'DeleteSubscription',
        summary: 'When an order is no longer wanted',
        'x-ms-visibility': 'internal',
        parameters: [],
        responses: { 204: { description: 'Deleted' } },
      };
    });
    const document = open(language, write(language, data));
    const found = findingsOf(document).filter(({ code }) => code === 'trigger-missing');
    expect(found.map(({ range }) => pathsOf(document).get(document.offsetAt(range.start)))).toEqual([post]);
  });
});

test('an internal object around the callback is a hint that names Logic Apps', () => {
  const data = damaged((data) =>
    wrapBody(data, (schema) => ({
      type: 'object',
      required: ['config'],
      properties: { config: { ...(schema as JsonObject), 'x-ms-visibility': 'internal' } },
    })),
  );
  for (const language of languages) {
    const [finding, ...others] = findingsOf(open(language, write(language, data)));
    expect(others).toEqual([]);
    expect([finding!.code, finding!.severity]).toEqual(['notification-url-unreachable', 4]);
    expect(finding!.message).toContain('Logic Apps');
  }
});
