import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-protocol';
import { parse } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { convertOpenApi } from '../../server/features/convertOpenApi';
import { convertToOpenApi2 } from '../../server/features/openApi3/convert';
import { definitionOf, validate } from '../../server/features/validate';
import type { Json, JsonObject } from '../../server/protocol/json';
import { connector } from '../documents/connectors';
import { type LspSession, startLspInProcess } from '../support/lsp';

/** Milliseconds; no payload is checked here. */
const limits = { one: 10_000, many: 10_000 };

const read = (name: string): string => readFileSync(join(import.meta.dirname, 'openApi3', name), 'utf8');

function findingsOf(text: string, uri = 'file:///connector/apiDefinition.swagger.json') {
  const document = new OpenDocument(uri, /\.ya?ml$/.test(uri) ? 'yaml' : 'json', 1, text);
  return validate(document, definitionOf(document), { profile: 'custom' });
}

/** The number of findings of each code, most of them warnings and hints about the connector itself. */
function codesOf(text: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of findingsOf(text)) counts[String(code)] = (counts[String(code)] ?? 0) + 1;
  return counts;
}

const roundTrips = [
  ['assently', 'Assently E-Sign'],
  ['bttnone', 'BttnOne'],
  ['github', 'githubWebhookSample.swagger.json'],
  ['leadinfo', 'Leadinfo'],
  ['pushcut', 'Pushcut'],
  ['survey123', 'Survey123'],
] as const;

describe('converting an OpenAPI 3 definition', () => {
  test.each(roundTrips)('gives %s back as it was before another tool converted it to OpenAPI 3', (name, original) => {
    const { definition, losses } = convertToOpenApi2(JSON.parse(read(`${name}.json`)) as JsonObject);
    const before = connector(original).text;
    const [expected, found] = [codesOf(before), codesOf(JSON.stringify(definition))];
    // The other tool drops keys next to a `$ref`, and documents a response where there is none.
    for (const code of ['reference-siblings', 'responses-missing']) {
      delete expected[code];
      delete found[code];
    }
    expect(found).toEqual(expected);
    expect(losses).toEqual([]);
    const { paths, host } = JSON.parse(before) as { paths: object; host: string };
    expect(Object.keys(definition.paths as object)).toEqual(Object.keys(paths));
    expect(definition.host).toBe(host);
  });

  test('makes a trigger that Power Automate accepts', () => {
    const document = new OpenDocument('file:///openapi.json', 'json', 1, read('parcel-desk.openapi.json'));
    const { text, losses } = convertOpenApi(document);
    expect(losses).toEqual([]);
    expect(findingsOf(text).filter(({ severity }) => severity === 1)).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({
      swagger: '2.0',
      host: 'api.parcel.example',
      schemes: ['https'],
      paths: {
        '/hooks': {
          'x-ms-notification-content': { schema: { type: 'object' } },
          post: { parameters: [{ in: 'body', required: true, schema: { type: 'object' } }] },
        },
        '/hooks/{id}': { delete: { parameters: [{ in: 'path', name: 'id', required: true, type: 'string' }] } },
      },
    });
  });

  test('keeps YAML as YAML', () => {
    const document = new OpenDocument('file:///parcel-desk.yaml', 'yaml', 1, read('parcel-desk.yaml'));
    const { text, losses } = convertOpenApi(document);
    expect(parse(text)).toMatchObject({ swagger: '2.0', paths: { '/hooks': { post: { operationId: 'OnParcel' } } } });
    expect(losses).toEqual([{ pointer: '/servers', message: 'The definition names no server: write its `host`.' }]);
  });

  test('turns the callback of a trigger into its notification content and marks the callback URL', () => {
    const { definition, losses } = convertToOpenApi2({
      openapi: '3.1.0',
      info: { title: 'Orders', version: '1' },
      servers: [{ url: 'https://api.orders.example/v1/' }],
      paths: {
        '/hooks': {
          post: {
            operationId: 'OnOrder',
            summary: 'When an order is paid',
            'x-ms-trigger': 'single',
            requestBody: {
              required: true,
              content: {
                'application/json': { schema: { properties: { target: { type: 'string', format: 'uri' } } } },
              },
            },
            responses: { 201: { description: 'Created' } },
            callbacks: {
              paid: {
                '{$request.body#/target}': {
                  post: {
                    requestBody: {
                      description: 'A paid order',
                      content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
                    },
                  },
                },
              },
            },
          },
        },
      },
      components: { schemas: { Order: { type: ['object', 'null'], properties: { id: { const: 7 } } } } },
    });
    expect(losses).toEqual([]);
    expect(definition).toMatchObject({ host: 'api.orders.example', basePath: '/v1' });
    expect(definition.definitions).toEqual({
      Order: { type: 'object', properties: { id: { enum: [7] } }, 'x-nullable': true },
    });
    const item = (definition.paths as Record<string, JsonObject>)['/hooks']!;
    expect(item['x-ms-notification-content']).toEqual({
      description: 'A paid order',
      schema: { $ref: '#/definitions/Order' },
    });
    expect(item.post).toMatchObject({
      consumes: ['application/json'],
      parameters: [
        {
          schema: {
            type: 'object',
            properties: { target: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' } },
          },
        },
      ],
    });
  });

  const parameters: [string, JsonObject, JsonObject][] = [
    [
      'a repeated query parameter',
      { in: 'query', schema: { type: 'array', items: { type: 'integer' } } },
      { type: 'array', items: { type: 'integer' }, collectionFormat: 'multi' },
    ],
    [
      'a list in one query parameter',
      { in: 'query', explode: false, schema: { type: 'array', items: { type: 'string' } } },
      { type: 'array', items: { type: 'string' } },
    ],
    [
      'a list with pipes',
      { in: 'query', style: 'pipeDelimited', schema: { type: 'array', items: {} } },
      { type: 'array', items: { type: 'string' }, collectionFormat: 'pipes' },
    ],
    [
      'a list in a path',
      { in: 'path', schema: { type: 'array', items: { type: 'string' } } },
      { required: true, type: 'array', items: { type: 'string' } },
    ],
    [
      'a schema by reference',
      { in: 'header', schema: { $ref: '#/components/schemas/Kind' } },
      { type: 'string', enum: ['a', 'b'], 'x-ms-summary': 'Kind' },
    ],
    [
      'bounds and extensions',
      { in: 'query', 'x-ms-visibility': 'advanced', schema: { type: 'integer', exclusiveMinimum: 0, default: 5 } },
      { type: 'integer', minimum: 0, exclusiveMinimum: true, default: 5, 'x-ms-visibility': 'advanced' },
    ],
  ];
  test.each(parameters)('writes %s as 2.0 does', (_, parameter, expected) => {
    const { converted, losses } = convertOne({ ...parameter, name: 'p' });
    const { name: __, in: ___, ...members } = converted[0] as JsonObject;
    expect(members).toEqual(expected);
    expect(losses).toEqual([]);
  });

  const lost: [string, JsonObject, string][] = [
    ['a cookie', { in: 'cookie', schema: { type: 'string' } }, '/paths/~1a/get/parameters/0'],
    [
      'an object in the query',
      { in: 'query', style: 'deepObject', schema: { type: 'object' } },
      '/paths/~1a/get/parameters/0/style',
    ],
    [
      'a parameter with a media type',
      { in: 'query', content: { 'application/json': {} } },
      '/paths/~1a/get/parameters/0/content',
    ],
    [
      'a choice of schemas',
      { in: 'query', schema: { oneOf: [{ type: 'string' }, { type: 'integer' }] } },
      '/paths/~1a/get/parameters/0/schema/oneOf',
    ],
    [
      'several types',
      { in: 'query', schema: { type: ['string', 'integer'] } },
      '/paths/~1a/get/parameters/0/schema/type',
    ],
    [
      'a schema that is not there',
      { in: 'query', schema: { $ref: '#/components/schemas/Nothing' } },
      '/paths/~1a/get/parameters/0/schema',
    ],
  ];
  test.each(lost)('reports %s instead of dropping it in silence', (_, parameter, pointer) => {
    expect(convertOne({ ...parameter, name: 'p' }).losses.map((loss) => loss.pointer)).toContain(pointer);
  });

  function convertOne(parameter: JsonObject): { converted: Json[]; losses: { pointer: string; message: string }[] } {
    const { definition, losses } = convertToOpenApi2({
      openapi: '3.0.3',
      info: { title: 'T', version: '1' },
      servers: [{ url: 'https://a.example' }],
      paths: {
        '/a': { get: { operationId: 'A', parameters: [parameter], responses: { 200: { description: 'OK' } } } },
      },
      components: { schemas: { Kind: { type: 'string', enum: ['a', 'b'], 'x-ms-summary': 'Kind' } } },
    });
    const paths = definition.paths as Record<string, { get: { parameters: Json[] } }>;
    return { converted: paths['/a']!.get.parameters, losses };
  }

  test('turns each security scheme into what 2.0 has, and drops requirements of those it lacks', () => {
    const { definition, losses } = convertToOpenApi2({
      openapi: '3.0.3',
      info: { title: 'T', version: '1' },
      servers: [{ url: 'https://{region}.a.example/api', variables: { region: { default: 'eu' } } }],
      security: [{ basic: [] }, { connect: [] }],
      paths: {},
      components: {
        securitySchemes: {
          basic: { type: 'http', scheme: 'Basic' },
          bearer: { type: 'http', scheme: 'bearer' },
          key: { type: 'apiKey', in: 'header', name: 'X-Key' },
          oauth: {
            type: 'oauth2',
            flows: {
              clientCredentials: { tokenUrl: 'https://a.example/token', scopes: { read: 'Read' } },
              authorizationCode: {
                authorizationUrl: 'https://a.example/authorize',
                tokenUrl: 'https://a.example/token',
                scopes: { read: 'Read' },
              },
            },
          },
          connect: { type: 'openIdConnect', openIdConnectUrl: 'https://a.example/.well-known' },
        },
      },
    });
    expect(definition.securityDefinitions).toEqual({
      basic: { type: 'basic' },
      bearer: { type: 'apiKey', in: 'header', name: 'Authorization' },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      oauth: {
        type: 'oauth2',
        flow: 'accessCode',
        authorizationUrl: 'https://a.example/authorize',
        tokenUrl: 'https://a.example/token',
        scopes: { read: 'Read' },
      },
    });
    expect(definition.security).toEqual([{ basic: [] }]);
    expect(definition).toMatchObject({ host: 'eu.a.example', basePath: '/api' });
    expect(losses.map(({ pointer }) => pointer).sort()).toEqual([
      '/components/securitySchemes/bearer',
      '/components/securitySchemes/connect',
      '/components/securitySchemes/oauth/flows/clientCredentials',
      '/servers/0/url',
    ]);
  });

  test('survives circles, wrong kinds of values and names of the language itself', () => {
    const text = JSON.stringify({
      openapi: '3.0.3',
      servers: 'https://a.example',
      paths: {
        '/a': {
          post: { requestBody: { $ref: '#/components/requestBodies/A' }, parameters: {}, responses: [] },
          get: 7,
        },
        '/b': null,
        '/c': {
          post: { requestBody: { content: { 'multipart/form-data': { schema: 7 } } }, responses: { 200: null } },
        },
      },
      components: {
        requestBodies: { A: { $ref: '#/components/requestBodies/B' }, B: { $ref: '#/components/requestBodies/A' } },
        schemas: { A: { $ref: '#/components/schemas/A' }, constructor: { type: 'object' }, B: [] },
        securitySchemes: { a: null, b: [] },
      },
    }).replace('"constructor"', '"__proto__"');
    const { definition } = convertToOpenApi2(JSON.parse(text) as JsonObject);
    expect(definition.swagger).toBe('2.0');
    expect(Object.keys(definition.definitions as object)).toEqual(['A', '__proto__', 'B']);
  });
});

describe('an OpenAPI 3 file', () => {
  let session: LspSession | undefined;
  afterEach(() => session?.stop());

  const files: [string, string, string][] = [
    ['file:///connector/openapi.json', 'json', read('parcel-desk.openapi.json')],
    ['file:///connector/parcel-desk.yaml', 'yaml', read('parcel-desk.yaml')],
    ['file:///connector/apiDefinition.swagger.json', 'json', read('parcel-desk.openapi.json')],
    ['untitled:Untitled-1', 'json', read('parcel-desk.openapi.json')],
  ];
  test.each(files)('gets one finding and a fix in %s', async (uri, language, text) => {
    session = await startLspInProcess(limits);
    session.open(uri, language, text);
    const { diagnostics } = await session.waitForPush((push) => push.uri === uri);
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['not-swagger-2', 1]]);
    expect(diagnostics[0]!.message).toContain('OpenAPI 3');
    const [fix] = await session.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: diagnostics[0]!.range,
      context: { diagnostics, only: ['quickfix'] },
    });
    const edits = fix!.edit!.changes![uri]!;
    expect(edits).toHaveLength(1);
    const name = language === 'yaml' ? 'file:///a/apiDefinition.yaml' : undefined;
    expect(findingsOf(edits[0]!.newText, name).filter(({ code }) => code === 'not-swagger-2')).toEqual([]);
  });

  test('offers the command of a client that has one', async () => {
    session = await startLspInProcess(limits, {
      initializationOptions: { convertCommand: 'convert.it' },
    });
    const [[uri, language, text]] = files as [[string, string, string]];
    session.open(uri, language, text);
    const { diagnostics } = await session.waitForPush((push) => push.uri === uri);
    const [fix] = await session.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: diagnostics[0]!.range,
      context: { diagnostics },
    });
    expect(fix!.edit).toBeUndefined();
    expect(fix!.command).toMatchObject({ command: 'convert.it', arguments: [{ ask: true, uri }] });
  });

  test('is left alone without the keys of a webhook trigger', async () => {
    session = await startLspInProcess(limits);
    const plain = '{"openapi": "3.0.1", "info": {"title": "T", "version": "1"}, "paths": {}, "x-ms-other": 1}';
    session.open('file:///connector/openapi.json', 'json', plain);
    const { diagnostics } = await session.waitForPush(() => true);
    expect(diagnostics).toEqual([]);
  });
});
