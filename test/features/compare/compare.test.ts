/** Each kind of change that breaks flows: its code, its level, and its place in both versions. */
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { OpenDocument } from '../../../server/documents/document';
import { breakingChanges } from '../../../server/features/compare/compare';
import { compareVersions } from '../../../server/features/compare/compareVersions';
import { definitionOf, validate } from '../../../server/features/validate';
import { listRules } from '../../../server/listRules';
import { propertiesOf } from '../../../server/model/properties';
import { spanAt } from '../../../server/rules/suppression';
import { declaredLevels } from '../../rules/levels';
import { versionOf } from '../../support/versions';

/* biome-ignore lint/suspicious/noExplicitAny: rows change the definition at any depth. */
type Data = any;

function connector(): Data {
  return {
    swagger: '2.0',
    info: { title: 'Tickets', version: '1' },
    host: 'tickets.example.com',
    paths: {
      '/hooks/{site}': {
        'x-ms-notification-content': {
          headers: { 'X-Event': { type: 'string' } },
          schema: { $ref: '#/definitions/Ticket' },
        },
        post: {
          operationId: 'OnTicket',
          'x-ms-trigger': 'single',
          parameters: [
            { name: 'site', in: 'path', required: true, type: 'string' },
            { name: 'limit', in: 'query', type: 'integer', format: 'int32' },
            { name: 'kind', in: 'query', type: 'string', enum: ['new', 'old'] },
            { name: 'note', in: 'query', type: 'string' },
            { name: 'list', in: 'query', type: 'string', 'x-ms-dynamic-values': { operationId: 'GetLists' } },
            {
              name: 'body',
              in: 'body',
              required: true,
              schema: {
                type: 'object',
                required: ['config'],
                properties: {
                  config: {
                    type: 'object',
                    required: ['url'],
                    properties: {
                      url: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' },
                      secret: { type: 'string' },
                    },
                  },
                  events: { type: 'array', items: { type: 'string' } },
                  format: { type: 'string', default: 'json', 'x-ms-visibility': 'internal' },
                  unused: { type: 'string', 'x-ms-visibility': 'internal' },
                },
              },
            },
          ],
          responses: { 201: { description: 'Created' } },
        },
        delete: {
          operationId: 'DeleteHook',
          'x-ms-visibility': 'internal',
          responses: { 204: { description: 'Gone' } },
        },
      },
      '/rows': {
        get: {
          operationId: 'OnRow',
          'x-ms-trigger': 'batch',
          responses: { 200: { description: 'OK', schema: { type: 'array', items: { $ref: '#/definitions/Row' } } } },
        },
      },
      '/tickets': {
        get: {
          operationId: 'ListTickets',
          parameters: [{ name: 'page', in: 'query', type: 'integer' }],
          responses: {
            200: { description: 'OK', schema: { type: 'object', properties: { total: { type: 'integer' } } } },
          },
        },
      },
      '/lists': {
        get: { operationId: 'GetLists', 'x-ms-visibility': 'internal', responses: { 200: { description: 'OK' } } },
      },
      '/schema': {
        get: { operationId: 'GetSchema', 'x-ms-visibility': 'internal', responses: { 200: { description: 'OK' } } },
      },
    },
    definitions: {
      Ticket: {
        type: 'object',
        properties: {
          id: { type: 'integer', format: 'int32' },
          state: { type: 'string', enum: ['open', 'closed'] },
          hidden: { type: 'string', 'x-ms-visibility': 'internal' },
          parts: { type: 'array', items: { $ref: '#/definitions/Part' } },
          extra: { type: 'object', 'x-ms-dynamic-schema': { operationId: 'GetSchema' } },
        },
      },
      Part: { type: 'object', properties: { name: { type: 'string' }, of: { $ref: '#/definitions/Ticket' } } },
      Row: { type: 'object', properties: { id: { type: 'string' } } },
    },
    securityDefinitions: { key: { type: 'apiKey', name: 'key', in: 'header' } },
  };
}

const hook = (data: Data): Data => data.paths['/hooks/{site}'];
const post = (data: Data): Data => hook(data).post;
const parameter = (data: Data, name: string): Data => post(data).parameters.find((one: Data) => one.name === name);
const body = (data: Data): Data => parameter(data, 'body').schema;
const ticket = (data: Data): Data => data.definitions.Ticket.properties;
const list = (data: Data): Data => data.paths['/tickets'].get;

/** `level code operationId path @ text in the new version < text in the old version`. */
type Expected = string;

const rows: [name: string, change: (data: Data) => void, ...expected: Expected[]][] = [
  // Operations.
  [
    'a trigger is renamed',
    (data) => (post(data).operationId = 'WhenTicket'),
    'error breaking-operation-removed OnTicket @ "WhenTicket" < "OnTicket"',
  ],
  [
    'a trigger is deleted, its path stays',
    (data) => delete hook(data).post,
    'error breaking-operation-removed OnTicket @ "/hooks/{site}" < "OnTicket"',
  ],
  [
    'a path is deleted',
    (data) => delete data.paths['/rows'],
    'error breaking-operation-removed OnRow @ "paths" < "OnRow"',
  ],
  [
    'an action is deleted',
    (data) => delete data.paths['/tickets'],
    'rest breaking-operation-removed ListTickets @ "paths" < "ListTickets"',
  ],
  [
    'the unsubscribe operation is deleted',
    (data) => delete hook(data).delete,
    'rest breaking-operation-removed DeleteHook @ "/hooks/{site}" < "DeleteHook"',
  ],
  [
    'an internal action is deleted',
    (data) => delete data.paths['/schema'],
    'information breaking-operation-removed GetSchema @ "paths" < "GetSchema"',
  ],
  [
    'a trigger becomes internal',
    (data) => (post(data)['x-ms-visibility'] = 'internal'),
    'error breaking-operation-hidden OnTicket @ "internal" < "post"',
  ],
  [
    'the path differs',
    (data) => {
      data.paths['/v2/rows'] = data.paths['/rows'];
      delete data.paths['/rows'];
    },
    'error breaking-path OnRow @ "/v2/rows" < "/rows"',
  ],
  [
    'the method differs',
    (data) => {
      data.paths['/tickets'].post = list(data);
      delete data.paths['/tickets'].get;
    },
    'rest breaking-method ListTickets @ "post" < "get"',
  ],
  // Kinds.
  [
    'batch becomes single',
    (data) => (data.paths['/rows'].get['x-ms-trigger'] = 'single'),
    'error breaking-trigger-kind OnRow @ "single" < "x-ms-trigger"',
  ],
  [
    'a trigger becomes an action',
    (data) => delete data.paths['/rows'].get['x-ms-trigger'],
    'error breaking-trigger-kind OnRow @ "get" < "x-ms-trigger"',
  ],
  [
    'an action becomes a trigger',
    (data) => (list(data)['x-ms-trigger'] = 'single'),
    'error breaking-trigger-kind ListTickets @ "x-ms-trigger" < "get"',
  ],
  [
    'a webhook becomes a polling trigger',
    (data) => {
      delete hook(data)['x-ms-notification-content'];
      delete body(data).properties.config.properties.url;
    },
    'error breaking-trigger-kind OnTicket @ "x-ms-trigger" < "x-ms-trigger"',
  ],
  [
    'the notification content moves into the operation',
    (data) => {
      post(data)['x-ms-notification-content'] = hook(data)['x-ms-notification-content'];
      delete hook(data)['x-ms-notification-content'];
    },
    'error breaking-notification-content OnTicket @ "x-ms-notification-content" < "x-ms-notification-content"',
  ],
  [
    'the callback moves',
    (data) => {
      const { config } = body(data).properties;
      config.properties.callback = config.properties.url;
      delete config.properties.url;
    },
    'error breaking-callback OnTicket body/config/url @ "callback" < "url"',
  ],
  // Inputs.
  [
    'a parameter moves to the header',
    (data) => (parameter(data, 'note').in = 'header'),
    'error breaking-parameter-location OnTicket query/note @ "header" < "query"',
  ],
  [
    'a parameter is deleted',
    (data) => post(data).parameters.splice(3, 1),
    'error breaking-input-removed OnTicket query/note @ "parameters" < "note"',
  ],
  [
    'a required parameter is added',
    (data) => post(data).parameters.push({ name: 'X-Site', in: 'header', required: true, type: 'string' }),
    'error breaking-input-added OnTicket header/X-Site @ "X-Site" < "post"',
  ],
  [
    'a required, hidden property with a default is added deep inside',
    (data) => {
      const { config } = body(data).properties;
      config.properties.model = { type: 'string', default: 'a', 'x-ms-visibility': 'internal' };
      config.required.push('model');
    },
    'error breaking-input-added OnTicket body/config/model @ "model" < "post"',
  ],
  [
    'a property becomes required',
    (data) => body(data).properties.config.required.push('secret'),
    'error breaking-input-required OnTicket body/config/secret @ "secret" < "secret"',
  ],
  [
    'a hidden property with a default becomes required',
    (data) => body(data).required.push('format'),
    'information breaking-input-required OnTicket body/format @ "format" < "format"',
  ],
  [
    'a parameter becomes required',
    (data) => (list(data).parameters[0].required = true),
    'rest breaking-input-required ListTickets query/page @ true < "page"',
  ],
  [
    'a list in the body is deleted',
    (data) => delete body(data).properties.events,
    'error breaking-input-removed OnTicket body/events @ "properties" < "events"',
    'error breaking-input-removed OnTicket body/events/[] @ "properties" < "items"',
  ],
  [
    'a hidden value with a default is deleted',
    (data) => delete body(data).properties.format,
    'error breaking-input-removed OnTicket body/format @ "properties" < "format"',
  ],
  [
    'the body parameter is renamed',
    (data) => (parameter(data, 'body').name = 'hook'),
    'error breaking-input-removed OnTicket body @ "hook" < "body"',
  ],
  [
    'the type of an input differs',
    (data) => Object.assign(parameter(data, 'note'), { type: 'boolean' }),
    'error breaking-input-type OnTicket query/note @ "boolean" < "string"',
  ],
  [
    'the type of the items of an input differs',
    (data) => (body(data).properties.events.items.type = 'object'),
    'error breaking-input-type OnTicket body/events/[] @ "object" < "string"',
  ],
  [
    'the format of an input differs',
    (data) => (parameter(data, 'limit').format = 'int64'),
    'error breaking-input-format OnTicket query/limit @ "int64" < "int32"',
  ],
  [
    'an input gets a list of values',
    (data) => (parameter(data, 'note').enum = ['a']),
    'error breaking-input-enum OnTicket query/note @ "enum" < "note"',
  ],
  [
    'an input loses a value',
    (data) => parameter(data, 'kind').enum.pop(),
    'error breaking-input-enum OnTicket query/kind @ "enum" < "enum"',
  ],
  [
    'choices come from another operation',
    (data) => (parameter(data, 'list')['x-ms-dynamic-values'].operationId = 'GetSchema'),
    'rest breaking-dynamic-operation OnTicket query/list @ "GetSchema" < "operationId"',
  ],
  // Outputs.
  [
    'a field is deleted',
    (data) => delete ticket(data).state,
    'error breaking-output-removed OnTicket state @ "properties" < "state"',
  ],
  [
    'a list is deleted with what is in it',
    (data) => delete ticket(data).parts,
    'error breaking-output-removed OnTicket parts @ "properties" < "parts"',
    'error breaking-output-removed OnTicket parts/[] @ "properties" < "items"',
    'error breaking-output-removed OnTicket parts/[]/name @ "properties" < "name"',
    'error breaking-output-removed OnTicket parts/[]/of @ "properties" < "of"',
  ],
  [
    'a field of a response is deleted',
    (data) => delete list(data).responses[200].schema.properties.total,
    'rest breaking-output-removed ListTickets total @ "properties" < "total"',
  ],
  [
    'a field of a polling trigger is deleted',
    (data) => delete data.definitions.Row.properties.id,
    'error breaking-output-removed OnRow []/id @ "properties" < "id"',
  ],
  [
    'the schema of a response is deleted',
    (data) => delete list(data).responses[200].schema,
    'rest breaking-output-removed ListTickets total @ "200" < "total"',
  ],
  [
    'a header is deleted',
    (data) => delete hook(data)['x-ms-notification-content'].headers,
    'error breaking-output-removed OnTicket headers/X-Event @ "x-ms-notification-content" < "X-Event"',
  ],
  [
    'a field becomes internal',
    (data) => (data.definitions.Part.properties.name['x-ms-visibility'] = 'internal'),
    'information breaking-output-removed OnTicket parts/[]/name @ "internal" < "name"',
  ],
  [
    'the type of a field differs',
    (data) => (data.definitions.Part.properties.name.type = 'number'),
    'error breaking-output-type OnTicket parts/[]/name @ "number" < "string"',
  ],
  [
    'the body becomes a list',
    (data) => (list(data).responses[200].schema = { type: 'array', items: {} }),
    'rest breaking-output-type ListTickets @ "array" < "object"',
    'rest breaking-output-removed ListTickets total @ "schema" < "total"',
  ],
  [
    'the format of a field differs',
    (data) => (data.definitions.Part.properties.name.format = 'date'),
    'error breaking-output-format OnTicket parts/[]/name @ "date" < "name"',
  ],
  [
    'the list of values of a field is deleted',
    (data) => delete ticket(data).state.enum,
    'error breaking-output-enum OnTicket state @ "state" < "enum"',
  ],
  [
    'fields come from another operation',
    (data) => (ticket(data).extra['x-ms-dynamic-schema'].operationId = 'GetLists'),
    'error breaking-dynamic-operation OnTicket extra @ "GetLists" < "operationId"',
  ],
  [
    'the authentication differs',
    (data) => (data.securityDefinitions.key = { type: 'basic' }),
    'error breaking-authentication @ "securityDefinitions" < "securityDefinitions"',
  ],
];

const languages = { json: (data: Data) => JSON.stringify(data, null, 2), yaml: (data: Data) => stringify(data) };

function found(before: Data, after: Data, language: keyof typeof languages = 'json'): Expected[] {
  const old = versionOf(languages[language](before), language);
  const now = versionOf(languages[language](after), language);
  const marked = ({ document }: typeof old, at: Parameters<typeof spanAt>[0]): string => {
    const { start, end } = spanAt(at);
    return document.content.slice(start, end).replaceAll('"', '');
  };
  return breakingChanges(old, now).map(({ severity, code, operationId, path, at, related }) => {
    const level = typeof severity === 'string' ? severity : 'rest';
    const places = `@ ${marked(now, at)} < ${marked(old, related[0]!.at)}`;
    return [level, code, operationId, path, places].filter(Boolean).join(' ');
  });
}

const withoutQuotes = (expected: Expected[]): Expected[] => expected.map((one) => one.replaceAll('"', ''));

describe.each(['json', 'yaml'] as const)('in %s', (language) => {
  it.each(rows.map(([name, change, ...expected]) => [name, change, expected] as const))('%s', (_, change, expected) => {
    const after = connector();
    change(after);
    expect(found(connector(), after, language)).toEqual(withoutQuotes([...expected]));
  });
});

describe('what breaks nothing', () => {
  const harmless: [name: string, change: (data: Data) => void][] = [
    ['nothing', () => {}],
    ['a new operation', (data) => (data.paths['/new'] = { get: { operationId: 'New', responses: {} } })],
    ['a new optional input', (data) => post(data).parameters.push({ name: 'q', in: 'query', type: 'string' })],
    [
      'a new optional object that requires something',
      (data) =>
        (body(data).properties.more = { type: 'object', required: ['a'], properties: { a: { type: 'string' } } }),
    ],
    ['a new field', (data) => (ticket(data).more = { type: 'string' })],
    ['a new value of an input', (data) => parameter(data, 'kind').enum.push('any')],
    ['a new value of a field', (data) => ticket(data).state.enum.push('lost')],
    ['an input without a list', (data) => delete parameter(data, 'kind').enum],
    ['an optional input', (data) => delete body(data).required],
    ['an internal field that is gone', (data) => delete ticket(data).hidden],
    ['a hidden input without a default that is gone', (data) => delete body(data).properties.unused],
    [
      'another title, description, summary and visibility',
      (data) =>
        Object.assign(ticket(data).state, {
          title: 'A',
          description: 'B',
          'x-ms-summary': 'C',
          'x-ms-visibility': 'advanced',
        }),
    ],
    [
      'a deprecated operation with its successor',
      (data) => {
        post(data).deprecated = true;
        post(data)['x-ms-api-annotation'] = { family: 'OnTicket', revision: 1 };
        data.paths['/v2/hooks'] = {
          post: { ...post(data), deprecated: false, operationId: 'OnTicket_V2', parameters: [] },
        };
      },
    ],
    [
      'a referenced schema that is now inline',
      (data) => (data.paths['/rows'].get.responses[200].schema.items = data.definitions.Row),
    ],
    [
      'a schema split by allOf',
      (data) => (data.definitions.Row = { allOf: [data.definitions.Row, { type: 'object' }] }),
    ],
    [
      'a new name of an operation that only gives choices',
      (data) => {
        data.paths['/lists'].get.operationId = 'ListLists';
        parameter(data, 'list')['x-ms-dynamic-values'].operationId = 'ListLists';
      },
    ],
    [
      'another header case',
      (data) => (hook(data)['x-ms-notification-content'].headers = { 'x-event': { type: 'string' } }),
    ],
    ['a second way to sign in', (data) => (data.securityDefinitions.basic = { type: 'basic' })],
    ['an object whose type was left out', (data) => delete data.definitions.Row.type],
  ];

  it.each(harmless)('%s', (_, change) => {
    const after = connector();
    change(after);
    const errors = found(connector(), after).filter((one) => !one.startsWith('information'));
    expect(errors).toEqual([]);
  });
});

describe('apiProperties.json', () => {
  const withProperties = (type: string) => {
    const text = JSON.stringify({ properties: { connectionParameters: { key: { type } } } });
    const properties = propertiesOf(new OpenDocument('file:///connector/apiProperties.json', 'json', 1, text));
    return versionOf(JSON.stringify(connector()), 'json', properties);
  };

  it('decides about authentication where both versions have it', () => {
    const codes = breakingChanges(withProperties('securestring'), withProperties('oauthSetting'));
    expect(codes.map(({ code, message }) => [code, message])).toEqual([
      ['breaking-authentication', expect.stringContaining('from secret to oauth2')],
    ]);
    expect(breakingChanges(withProperties('securestring'), withProperties('securestring'))).toEqual([]);
  });
});

describe('every change', () => {
  const changes = rows.flatMap(([, change]) => {
    const after = connector();
    change(after);
    const now = versionOf(JSON.stringify(after, null, 2));
    return breakingChanges(versionOf(JSON.stringify(connector(), null, 2)), now);
  });

  it('has a rule that declares its level', () => {
    const rules = listRules();
    for (const { code, severity } of changes) {
      const rule = rules.find((one) => one.code === code)!;
      for (const profile of ['custom', 'certification'] as const) {
        const level = typeof severity === 'string' ? severity : severity[profile];
        expect(declaredLevels(rule, code, profile), code).toContain(level);
      }
    }
  });

  it('has a message of whole sentences that names the operation', () => {
    for (const { message, operationId } of changes) {
      expect(message).toMatch(/^(`|"|[A-Z]).*[.?]$/);
      expect(message).not.toMatch(/undefined|\[object|NaN/);
      if (operationId !== undefined) expect(message).toContain(`"${operationId}"`);
    }
  });

  it('is found for every declared code that a definition can give', () => {
    const declared = listRules()
      .map(({ code }) => code)
      .filter((code) => code.startsWith('breaking-'));
    expect([...new Set(changes.map(({ code }) => code)), 'breaking-not-compared'].sort()).toEqual(declared);
  });

  it('can be silenced in its place', () => {
    const after = connector();
    delete list(after).responses[200].schema.properties.total;
    list(after)['x-flow-webhooks-ignore'] = ['breaking-output-removed'];
    const now = versionOf(JSON.stringify(after));
    const observed = compareVersions(versionOf(JSON.stringify(connector())), now, 'old');
    expect(observed).toHaveLength(1);
    const codes = validate(now.document, now.definition, {}, observed).map(({ code }) => String(code));
    expect(codes.filter((code) => code.startsWith('breaking-'))).toEqual([]);
  });
});

describe('what cannot be read', () => {
  const whole = versionOf(JSON.stringify(connector()));
  const open = (text: string) => {
    const document = new OpenDocument('file:///old.json', 'json', 1, text);
    return { document, definition: definitionOf(document)! };
  };

  it('is not compared: a new version with a syntax error, which is reported anyway', () => {
    expect(compareVersions(whole, open('{"swagger": "2.0", "paths": {'), 'old')).toEqual([]);
  });

  it.each(['{"swagger": "2.0", "paths": {', '[]', ''])('is a warning: an older version that is %j', (text) => {
    expect(
      compareVersions(open(text), whole, 'HEAD').map(({ code, severity, message }) => [code, severity, message]),
    ).toEqual([
      ['breaking-not-compared', 'warning', expect.stringMatching(/^The older version \(HEAD\) cannot be read.*\.$/)],
    ]);
  });
});

describe('large and circular definitions', () => {
  /** Definitions that each refer to all others: their combinations are without end. */
  const tangled = (count: number, type: string): Data => {
    const names = Array.from({ length: count }, (_, i) => `D${i}`);
    const properties = () => Object.fromEntries(names.map((name) => [name, { $ref: `#/definitions/${name}` }]));
    const data = connector();
    for (const name of names)
      data.definitions[name] = { type: 'object', properties: { ...properties(), leaf: { type } } };
    Object.assign(ticket(data), properties());
    return data;
  };

  it('are compared as far as a bound allows, which is said', () => {
    const old = versionOf(JSON.stringify(tangled(30, 'string')));
    const now = versionOf(JSON.stringify(tangled(30, 'integer')));
    const changes = breakingChanges(old, now);
    expect(changes.length).toBeLessThanOrEqual(2001);
    expect(changes.at(-1)).toMatchObject({ code: 'breaking-not-compared', severity: 'information' });
  });

  it('are compared to the end where nothing differs', () => {
    const text = JSON.stringify(tangled(8, 'string'));
    expect(breakingChanges(versionOf(text), versionOf(text)).map(({ message }) => message)).toEqual([]);
  });
});

describe('schemas that refer to each other', () => {
  const row = (definitions: Data): Data => {
    const data = connector();
    Object.assign(data.definitions, definitions);
    Object.assign(data.definitions.Row.properties, { a: { $ref: '#/definitions/A' }, b: { $ref: '#/definitions/B' } });
    return data;
  };
  const object = (properties: Data): Data => ({ type: 'object', properties });
  const reference = (name: string): Data => ({ $ref: `#/definitions/${name}` });

  it('are compared at each place: no difference inside a circle counts for another URL', () => {
    const definitions = (leaf: string): Data => ({
      A: object({ b: reference('B'), row: reference('Row') }),
      B: object({ a: reference('A'), row: reference('Row'), c: reference('C') }),
      C: object({ a: reference('A'), leaf: { type: leaf } }),
    });
    const paths = found(row(definitions('string')), row(definitions('integer'))).map((one) => one.split(' ')[3]);
    expect(paths).toEqual(['[]/a/b/c/leaf', '[]/b/c/leaf']);
  });
});
