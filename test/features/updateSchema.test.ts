import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { toData } from '../../server/documents/tree';
import { checkAgainst } from '../../server/engine/payloadSchema';
import { mergeEvidence, moveSchema, schemaIn } from '../../server/features/contract/merge';
import { definitionOf, validate } from '../../server/features/validate';
import { evidenceOf } from '../../server/model/inference/evidence';
import type { Json, JsonObject } from '../../server/protocol/json';
import type { SchemaPlace } from '../../server/protocol/payloads';
import { events } from '../inference/examples';
import { sampleOf } from '../support/long';

type Language = 'json' | 'yaml';

const trigger = 'WhenHooked';

function open(language: Language, text: string): OpenDocument {
  return new OpenDocument(`file:///a.swagger.${language}`, language, 1, text);
}

/** A definition whose trigger has this notification content, and these definitions. */
function definitionWith(content: Json | undefined, definitions: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return {
    swagger: '2.0',
    info: { title: 'T', version: '1' },
    paths: {
      '/hooks': {
        ...(content !== undefined && { 'x-ms-notification-content': content }),
        post: {
          operationId: trigger,
          'x-ms-trigger': 'single',
          parameters: [
            {
              name: 'body',
              in: 'body',
              schema: { type: 'object', properties: { url: { type: 'string', 'x-ms-notification-url': true } } },
            },
          ],
          responses: { '201': { description: 'Created' } },
        },
      },
      ...more,
    },
    definitions: { Other: { type: 'string' }, ...definitions },
  };
}

const write = (language: Language, data: JsonObject): string =>
  language === 'json' ? `${JSON.stringify(data, null, 2)}\n` : stringify(data);

function merged(document: OpenDocument, samples: Json[], place?: SchemaPlace): string {
  const draft = mergeEvidence(document, trigger, evidenceOf(samples));
  if (place) moveSchema(draft, trigger, place);
  const edits = draft.edits();
  const text = TextDocument.applyEdits(TextDocument.create('a:', 'x', 1, document.content), edits);
  // The edits tell all that was changed.
  expect(text).toBe(draft.document.content);
  expect(open(document.language as Language, text).problems()).toEqual([]);
  return text;
}

describe.each(['json', 'yaml'] as const)('in %s', (language) => {
  const merge = (data: JsonObject, samples: Json[], place?: SchemaPlace): string =>
    merged(open(language, write(language, data)), samples, place);
  const schemaOfText = (text: string): JsonObject => schemaIn(open(language, text), trigger)!;

  // In YAML the same is done, only more slowly.
  const some = sampleOf(events, language === 'json' ? 3 : 18);
  test.each(some.map((event) => [event.name, event] as const))(
    'the examples of %s: accepted, the same when merged again, and decorations stay',
    (_, { examples }) => {
      const text = merge(definitionWith(undefined), examples);
      expect(merged(open(language, text), examples)).toBe(text);

      const one = merge(definitionWith({ description: 'D', schema: decorated(examples[0]!) }), examples);
      for (const example of examples) expect(checkAgainst(schemaOfText(one), example).conforms).toBe(true);
      expect(schemaOfText(one)).toMatchObject({ title: 'Everything', 'x-ms-mine': { kept: [1] } });
      expect(JSON.stringify(schemaOfText(one)).match(/A title of mine/g)).toHaveLength(
        Object.keys(examples[0]!).length,
      );
      expect(merged(open(language, one), examples)).toBe(one);
    },
  );

  /** The schema of one example, with people's own titles and extensions on the properties at its top. */
  function decorated(example: Json): JsonObject {
    const schema = schemaOfText(merge(definitionWith(undefined), [example]));
    const properties = Object.entries(schema.properties as Record<string, JsonObject>).map(([key, property]) => [
      key,
      { ...property, title: `A title of mine: ${key}`, 'x-ms-visibility': 'advanced' },
    ]);
    return { ...schema, title: 'Everything', 'x-ms-mine': { kept: [1] }, properties: Object.fromEntries(properties) };
  }

  const described = (properties: JsonObject, more: JsonObject = {}): JsonObject =>
    definitionWith({ schema: { type: 'object', ...more, properties } });

  test.each<[string, JsonObject, Json[], JsonObject]>([
    [
      'null makes it nullable',
      described({ a: { type: 'string', title: 'Mine' } }),
      [{ a: null }, { a: 'x' }],
      { type: 'object', properties: { a: { type: 'string', title: 'Mine', 'x-nullable': true } } },
    ],
    [
      'fractions make an integer a number',
      described({ a: { type: 'integer', format: 'int32', title: 'Mine' } }),
      [{ a: 1.5 }],
      { type: 'object', properties: { a: { type: 'number', title: 'Mine' } } },
    ],
    [
      'a wider type stays',
      described({ a: { type: 'number', 'x-nullable': true } }),
      [{ a: 1 }],
      { type: 'object', properties: { a: { type: 'number', 'x-nullable': true } } },
    ],
    [
      'kinds that conflict leave no type',
      described({ a: { type: 'string', description: 'Mine' } }),
      [{ a: 1 }, { a: 'x' }],
      { type: 'object', properties: { a: { description: 'Mine' } } },
    ],
    [
      'an array where a string was said',
      described({ a: { type: 'string', title: 'Mine', 'x-ms-summary': 'Mine too' } }),
      [{ a: [{ b: 1 }] }],
      {
        type: 'object',
        properties: {
          a: {
            type: 'array',
            title: 'Mine',
            'x-ms-summary': 'Mine too',
            items: { type: 'object', required: ['b'], properties: { b: { type: 'integer', title: 'B' } } },
          },
        },
      },
    ],
    [
      'a summary is not hidden by a title of ours',
      described({ a: { type: 'string', 'x-ms-summary': 'Mine' } }),
      [{ a: [1] }],
      { type: 'object', properties: { a: { type: 'array', items: { type: 'integer' }, 'x-ms-summary': 'Mine' } } },
    ],
    [
      'what is absent in some is not required',
      described({ a: { type: 'string' }, b: { type: 'string' }, c: { type: 'string' } }, { required: ['a', 'b', 'c'] }),
      [{ a: 'x' }, { a: 'y', c: 'z' }],
      {
        type: 'object',
        required: ['a'],
        properties: { a: { type: 'string' }, b: { type: 'string' }, c: { type: 'string' } },
      },
    ],
    [
      'nothing is required any more',
      described({ a: { type: 'string' } }, { required: ['a'] }),
      [{}],
      { type: 'object', properties: { a: { type: 'string' } } },
    ],
    [
      'new members join a list of required ones',
      described({ a: { type: 'string' } }, { required: ['a'] }),
      [{ a: 'x', html_url: 'https://example.com/' }],
      {
        type: 'object',
        required: ['a', 'html_url'],
        properties: { a: { type: 'string' }, html_url: { type: 'string', format: 'uri', title: 'HTML URL' } },
      },
    ],
    [
      'where nothing is listed as required, nothing becomes so',
      described({ a: { type: 'string' } }),
      [{ a: 'x', b: 1 }],
      { type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer', title: 'B' } } },
    ],
    [
      'a further choice joins an enum',
      described({ a: { type: 'string', enum: ['x', 'y'] } }),
      [{ a: 'z' }],
      { type: 'object', properties: { a: { type: 'string', enum: ['x', 'y', 'z'] } } },
    ],
    [
      'what had only been null gets its type',
      described({ a: { 'x-nullable': true, title: 'Mine' } }),
      [{ a: { b: true } }, { a: null }],
      {
        type: 'object',
        properties: {
          a: {
            'x-nullable': true,
            title: 'Mine',
            type: 'object',
            required: ['b'],
            properties: { b: { type: 'boolean', title: 'A b' } },
          },
        },
      },
    ],
    [
      'an object that described nothing',
      described({ a: { type: 'object' } }),
      [{ a: { b: 1 } }],
      {
        type: 'object',
        properties: {
          a: { type: 'object', required: ['b'], properties: { b: { type: 'integer', title: 'A b' } } },
        },
      },
    ],
    [
      'an array of anything',
      described({ a: { type: 'array', items: {} } }),
      [{ a: ['x'] }],
      { type: 'object', properties: { a: { type: 'array', items: { type: 'string' } } } },
    ],
    [
      'no properties yet',
      definitionWith({ schema: { type: 'object', properties: {} } }),
      [{ a: 1 }],
      { type: 'object', properties: { a: { type: 'integer', title: 'A' } } },
    ],
  ])('%s', (_, data, samples, expected) => {
    const text = merge(data, samples);
    expect(schemaOfText(text)).toEqual(expected);
    for (const sample of samples) expect(checkAgainst(schemaOfText(text), sample).conforms).toBe(true);
    expect(merged(open(language, text), samples)).toBe(text);
  });

  const refs = {
    schema: { type: 'object', properties: { a: { $ref: '#/definitions/A' }, b: { $ref: '#/definitions/A' } } },
  };
  const A = { type: 'object', properties: { n: { type: 'integer', title: 'Mine' } } };
  const samples = [{ a: { n: 'x' }, b: { n: null } }];

  test('changes a definition in place that nothing else uses', () => {
    const text = merge(definitionWith(refs, { A }), samples);
    const schema = schemaOfText(text);
    expect(schema.properties).toEqual(refs.schema.properties);
    expect(schema.definitions).toEqual({
      A: { type: 'object', properties: { n: { type: 'string', title: 'Mine', 'x-nullable': true } } },
    });
  });

  test('keeps a definition that is used elsewhere and gives the schema one copy', () => {
    const elsewhere = {
      '/others': {
        get: {
          operationId: 'List',
          responses: { '200': { description: 'OK', schema: { $ref: '#/definitions/A' } } },
        },
      },
    };
    const text = merge(definitionWith(refs, { A }, elsewhere), samples);
    const kept = definitionOf(open(language, text))!.target('#/definitions/A');
    expect(toData(kept)).toEqual(A);
    const schema = schemaOfText(text);
    expect(schema.properties).toEqual({
      a: { $ref: '#/definitions/ANotification' },
      b: { $ref: '#/definitions/ANotification' },
    });
    expect(schemaIn(open(language, text), trigger)!.definitions).toEqual({
      ANotification: { type: 'object', properties: { n: { type: 'string', title: 'Mine', 'x-nullable': true } } },
    });
    expect(merged(open(language, text), samples)).toBe(text);
  });

  test('a schema that refers to itself', () => {
    const Tree = { type: 'object', properties: { n: { type: 'integer' }, child: { $ref: '#/definitions/Tree' } } };
    const text = merge(
      definitionWith(
        { schema: { $ref: '#/definitions/Tree' } },
        { Tree, User: { type: 'object', properties: { tree: { $ref: '#/definitions/Tree' } } } },
      ),
      [{ n: 1, child: { n: 2, child: { n: 2.5 } } }],
    );
    expect(schemaOfText(text)).toEqual({
      $ref: '#/definitions/TreeNotification',
      definitions: {
        TreeNotification: {
          type: 'object',
          properties: { n: { type: 'number' }, child: { $ref: '#/definitions/TreeNotification' } },
        },
      },
    });
  });

  test('is written as a definition, and inline again', () => {
    const text = merge(definitionWith(undefined), [{ a: 1 }], 'definition');
    expect(schemaOfText(text)).toMatchObject({ $ref: '#/definitions/WhenHookedNotification' });
    const back = merged(open(language, text), [{ a: 1 }], 'inline');
    expect(schemaOfText(back)).toMatchObject({ type: 'object', required: ['a'] });
    expect(back).not.toContain('WhenHookedNotification');
  });

  test('leaves no finding behind', () => {
    const text = merge(definitionWith(undefined), events.find(({ name }) => name === 'push')!.examples);
    const document = open(language, text);
    const codes = validate(document, definitionOf(document), {}).map(({ code }) => code);
    expect(codes.filter((code) => !/^(unsubscribe|location|notification-url)/.test(String(code)))).toEqual([]);
  });
});

test('keeps the order, wording and lines of the tutorial', () => {
  const sample = readFileSync(new URL('../connectors/githubWebhookSample.swagger.json', import.meta.url), 'utf8');
  const document = new OpenDocument('file:///a.swagger.json', 'json', 1, sample);
  const push = events.find(({ name }) => name === 'push')!.examples;
  const draft = mergeEvidence(document, 'webhook-trigger', evidenceOf(push));
  const after = draft.document.content.split('\n');
  let at = 0;
  for (const line of sample.split('\n')) {
    // A comma may have come behind it.
    const found = after.findIndex((one, index) => index >= at && (one === line || one === `${line},`));
    expect(found, line).toBeGreaterThanOrEqual(at);
    at = found + 1;
  }
  expect(after.length).toBeGreaterThan(sample.split('\n').length + 100);
});

test('keeps comments and quotes', () => {
  const text = [
    'swagger: "2.0"',
    'paths:',
    '    /hooks:',
    '        x-ms-notification-content: # what comes',
    '            schema:',
    '                type: object',
    "                required: ['id', 'gone'] # both",
    '                # the properties',
    '                properties:',
    "                    'id': { type: string } # numbers?",
    '                    gone:',
    '                        type: string # sometimes',
    '        post:',
    `            operationId: ${trigger}`,
    '            x-ms-trigger: single',
    '',
  ].join('\n');
  expect(merged(open('yaml', text), [{ id: 1, more: ['a'] }])).toBe(
    text
      .replace('string } # numbers?', 'integer } # numbers?')
      .replace("['id', 'gone']", "['id', more]")
      .replace(
        'type: string # sometimes\n',
        [
          'type: string # sometimes',
          '                    more:',
          '                        type: array',
          '                        title: More',
          '                        items:',
          '                            type: string',
          '',
        ].join('\n'),
      ),
  );
});

test.each([
  ['no trigger', definitionWith(undefined), 'Other', 'There is no trigger "Other" in this definition.'],
  [
    'dynamic',
    definitionWith({ schema: { type: 'object', 'x-ms-dynamic-schema': { operationId: 'X' } } }),
    trigger,
    'The notification schema is dynamic: its shape comes from the service.',
  ],
])('says why it cannot: %s', (_, data, operationId, message) => {
  const document = open('json', write('json', data));
  expect(() => mergeEvidence(document, operationId, evidenceOf([{ a: 1 }]))).toThrow(message);
});
