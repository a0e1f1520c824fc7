// Schemas that only the service knows: how the operation that gives them is described, and what is shown of them.
import { describe, expect, it } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver-protocol';
import { OpenDocument } from '../../server/documents/document';
import { hover } from '../../server/features/hover';
import { LoadedSchemas } from '../../server/features/loadedSchemas';
import { preview } from '../../server/features/preview';
import { definitionOf } from '../../server/features/validate';
import type { Json, JsonObject } from '../../server/protocol/json';
import type { DynamicSchema, TriggerDescription } from '../../server/protocol/triggers';
import { connector, connectors } from '../documents/connectors';
import { readTriggers } from '../support/requests';

const uri = 'file:///made-up/apiDefinition.swagger.json';

const made = (schema: Json, more: { definitions?: Json; body?: Json; trigger?: string } = {}): string =>
  JSON.stringify({
    swagger: '2.0',
    info: { title: 'Made up', version: '1' },
    host: 'api.example.com',
    paths: {
      '/hooks': {
        'x-ms-notification-content': { schema },
        post: {
          operationId: 'WhenIt',
          'x-ms-trigger': more.trigger ?? 'single',
          parameters: [
            { name: 'board', in: 'query', type: 'string' },
            {
              name: 'body',
              in: 'body',
              schema: more.body ?? { type: 'object', properties: { kind: { type: 'string' } } },
            },
          ],
          responses: {},
        },
      },
      '/schema/{board}': {
        get: {
          operationId: 'GetSchema',
          summary: 'Get the schema',
          parameters: [{ name: 'board', in: 'path', required: true, type: 'string' }],
          responses: {},
        },
      },
    },
    definitions: more.definitions ?? {},
  });

const dynamic = (more: { [name: string]: Json } = {}): { [name: string]: Json } => ({
  type: 'object',
  'x-ms-dynamic-schema': { operationId: 'GetSchema', parameters: { board: { parameter: 'board' } }, ...more },
});

const triggerOf = (text: string): TriggerDescription => readTriggers(uri, text).triggers[0]!;
const schemasOf = (text: string): DynamicSchema[] => triggerOf(text).notification!.dynamicSchemas ?? [];

describe('the operation that gives a schema', () => {
  it('is described with its arguments and the path to the schema', () => {
    const [schema] = schemasOf(made(dynamic({ 'value-path': 'data/schema' })));
    expect(schema).toMatchObject({
      at: [],
      valuePath: ['data', 'schema'],
      arguments: [{ path: ['board'], from: ['board'] }],
      operation: { operationId: 'GetSchema', title: 'Get the schema', method: 'get', path: '/schema/{board}' },
    });
  });

  it.each<[string, Json, (string | number)[][], Json?]>([
    ['of the whole', dynamic(), [[]]],
    ['of a part', { properties: { a: dynamic(), b: {} } }, [['properties', 'a']]],
    ['of the items', { type: 'array', items: dynamic() }, [['items']]],
    ['of one that is combined', { allOf: [{}, dynamic()] }, [['allOf', 1]]],
    ['behind references', { properties: { a: { $ref: '#/definitions/A' } } }, [['definitions', 'A']], { A: dynamic() }],
    ['beside a reference', { $ref: '#/definitions/A', ...dynamic() }, [[]], { A: {} }],
    [
      'of two parts',
      { properties: { a: dynamic(), b: dynamic() } },
      [
        ['properties', 'a'],
        ['properties', 'b'],
      ],
    ],
    [
      'in a circle',
      { $ref: '#/definitions/A' },
      [['definitions', 'A', 'properties', 'b']],
      { A: { properties: { a: { $ref: '#/definitions/A' }, b: dynamic() } } },
    ],
    ['without success, as the name of a property', { properties: { 'x-ms-dynamic-schema': { type: 'object' } } }, []],
  ])('%s is found where it belongs', (_, schema, places, definitions) => {
    const { notification } = triggerOf(made(schema, { definitions }));
    expect((notification!.dynamicSchemas ?? []).map(({ at }) => at)).toEqual(places);
    for (const place of places) {
      const found = place.reduce<Json | undefined>(
        (at, key) => (at as JsonObject | undefined)?.[key],
        notification!.schema,
      );
      expect(found).toBeDefined();
    }
  });

  it('is that of the newer form where there are two', () => {
    const both = { ...dynamic(), 'x-ms-dynamic-properties': { operationId: 'GetSchema', itemValuePath: 'newer' } };
    expect(schemasOf(made(both))[0]!.valuePath).toEqual(['newer']);
    const missing = { ...dynamic({ 'value-path': 'older' }), 'x-ms-dynamic-properties': { operationId: 'Nowhere' } };
    expect(schemasOf(made(missing))[0]!.valuePath).toEqual(['older']);
  });

  it('is missing where the definition has none of that name', () => {
    expect(schemasOf(made({ 'x-ms-dynamic-schema': { operationId: 'Nowhere' } }))[0]).toMatchObject({
      problem: 'no operation Nowhere',
    });
    expect(schemasOf(made({ 'x-ms-dynamic-schema': 'GetSchema' }))[0]).toMatchObject({ problem: 'no operationId' });
  });

  it('is described for a body, too', () => {
    const body = { type: 'object', properties: { fields: dynamic() } };
    expect(triggerOf(made({}, { body })).body!.dynamicSchemas).toMatchObject([{ at: ['properties', 'fields'] }]);
  });

  it('is bounded where definitions refer to each other', () => {
    const names = Array.from({ length: 200 }, (_, index) => `D${index}`);
    const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/definitions/${name}` }]));
    const definitions = Object.fromEntries(
      names.map((name) => [name, { properties: { ...properties, x: dynamic() } }]),
    );
    const found = schemasOf(made({ $ref: '#/definitions/D0' }, { definitions }));
    expect(found).toHaveLength(11);
    // Without an operation, so that the others are not taken for all.
    expect(found.at(-1)).toEqual({ at: [], arguments: [], valuePath: [], problem: 'more than 10 parts' });
  });

  it('is known for every published notification that has one, with all that it requires', () => {
    const dynamicOnes = connectors().flatMap(({ name, uri, text }) =>
      readTriggers(uri, text).triggers.flatMap((trigger) =>
        (trigger.notification?.dynamicSchemas ?? []).map((schema) => ({ name, trigger, schema })),
      ),
    );
    expect(dynamicOnes.length).toBeGreaterThan(15);
    for (const { name, trigger, schema } of dynamicOnes) {
      const { operation, arguments: given } = schema;
      expect(operation, `${name} ${trigger.operationId}`).toBeDefined();
      const known = [...trigger.parameters.map((one) => one.name), trigger.body?.name];
      for (const { from } of given) if (from) expect(known, name).toContain(from[0]);
      const needed = operation!.parameters.filter((one) => one.required && one.default === undefined);
      for (const one of needed)
        expect(
          given.map(({ path }) => path[0]),
          name,
        ).toContain(one.name);
    }
  });

  it.each<[string, string, Partial<DynamicSchema>]>([
    [
      'Connect2All',
      'whole bodies',
      {
        arguments: expect.arrayContaining([{ path: ['body', 'tableId'], from: ['body', 'TableId'] }]),
        at: [],
      },
    ],
    [
      'WorkSpan',
      'names of bodies',
      {
        arguments: expect.arrayContaining([{ path: ['event'], from: ['subscribe_body', 'event'] }]),
        at: ['definitions', 'event_payload'],
      },
    ],
  ])('of %s takes its arguments from %s', (name, _, expected) => {
    const { uri, text } = connector(name);
    const triggers = readTriggers(uri, text).triggers.filter(({ notification }) => notification?.dynamicSchemas);
    expect(triggers[0]!.notification!.dynamicSchemas).toMatchObject([expected]);
  });
});

describe('the tokens of a schema that the service gave', () => {
  const given: JsonObject = {
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'integer', title: 'Id' },
      lines: { type: 'array', title: 'Lines', items: { $ref: '#/definitions/Line' } },
    },
    definitions: { Line: { type: 'object', properties: { sku: { type: 'string', title: 'Article' } } } },
  };

  const shown = (text: string, schema: JsonObject | null = given) => {
    const document = new OpenDocument(uri, 'json', 1, text);
    const definition = definitionOf(document);
    const loaded = new LoadedSchemas({ platform: 'linux' });
    loaded.note({ uri, operationId: 'WhenIt', schema: given });
    loaded.note({ uri, operationId: 'WhenIt', schema });
    const at = (place: string) => {
      const found = hover(document, definition, text.indexOf(place) + 1, loaded.of(uri));
      return (found?.contents as MarkupContent | undefined)?.value;
    };
    return { document, at, card: preview(document, definition, {}, loaded.of(uri)).card! };
  };

  it('are in the preview, which says where they come from', () => {
    const text = made(dynamic());
    const { card, document } = shown(text);
    expect(card.tokens.map(({ title, expression }) => `${title}: ${expression}`)).toEqual([
      "Id: triggerBody()['id']",
      'Body: triggerBody()',
      "Lines Article: item()?['sku']",
      'Lines Item: item()',
      "Lines: triggerBody()?['lines']",
    ]);
    expect(card.dynamicTokens).toEqual({ operation: 'Get the schema', loaded: true });
    for (const { range } of card.tokens) expect(document.offsetAt(range.start)).toBeGreaterThan(0);
  });

  it('join those of the definition where a part is dynamic', () => {
    const text = made({ type: 'object', properties: { event: { type: 'string' }, data: dynamic() } });
    const complete = {
      type: 'object',
      properties: { event: { type: 'string' }, data: given },
      definitions: given.definitions!,
    };
    const { card, document } = shown(text, complete as JsonObject);
    expect(card.tokens.map(({ expression }) => expression)).toContain("triggerBody()?['data']?['id']");
    const id = card.tokens.find(({ expression }) => expression.endsWith("['id']"))!;
    expect(text.slice(document.offsetAt(id.range.start))).toMatch(/^"data"/);
  });

  it('are in the hovers, which say where they come from', () => {
    const { at } = shown(made(dynamic()));
    expect(at('"x-ms-notification-content"')).toMatch(
      /by what the service gave[\s\S]*- Id: integer `triggerBody\(\)\??\['id'\]`/,
    );
    expect(at('"x-ms-trigger"')).toContain(
      'makers get Id, Lines Article, by what the service gave for a registered webhook.',
    );
  });

  it('decide which list a batch is split by', () => {
    const batch = made(dynamic(), { trigger: 'batch' });
    expect(shown(batch, { type: 'array', items: given.definitions as JsonObject }).card.splitOn).toBe('Body');
  });

  it('are not shown where the definition describes the notification itself, nor after the webhook is gone', () => {
    const own = shown(made({ type: 'object', properties: { own: { type: 'string' } } }));
    expect(own.card.tokens.map(({ title }) => title)).toEqual(['Body', 'own']);
    expect(own.card.dynamicTokens).toBeUndefined();
    const gone = shown(made(dynamic()), null);
    expect(gone.card.tokens.map(({ title }) => title)).toEqual(['Body']);
    expect(gone.card.dynamicTokens).toEqual({ operation: 'Get the schema' });
    expect(gone.at('"x-ms-notification-content"')).toContain('what the service describes at run time');
  });
});
