/** Repairs that once destroyed what they should have repaired. */
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { codeActions } from '../../server/features/codeActions';
import { contractFindings } from '../../server/features/contract/findings';
import { definitionOf } from '../../server/features/validate';
import { evidenceOf } from '../../server/model/inference/evidence';
import type { Json, JsonObject } from '../../server/protocol/json';
import { at, objectAt, type Path } from '../rules/webhooks';
import { applied, caseText, findingsOf, fixAllOf, type Language, open, read, repairsOf, write } from './repairs';

const languages: Language[] = ['json', 'yaml'];

const severities = { error: 1, warning: 2, information: 3, hint: 4 };

/** The case as data, changed if wanted. */
function dataOf(name: string, change: (data: JsonObject) => void = () => undefined): JsonObject {
  const data = JSON.parse(caseText(name)) as JsonObject;
  change(data);
  return data;
}

/** The text after the first repair of the only finding with that code. */
function repaired(language: Language, data: Json, code: string): JsonObject {
  const document = open(language, write(language, data));
  const [found, ...others] = findingsOf(document).filter((one) => one.code === code);
  expect(others).toEqual([]);
  const [action] = repairsOf(document, found!);
  expect(action, code).toBeDefined();
  return read(language, applied(document, action!)) as JsonObject;
}

const codes = (language: Language, data: Json): unknown[] =>
  findingsOf(open(language, write(language, data))).map(({ code }) => code);

describe.each(languages)('in %s, a callback that is marked on the object around it', (language) => {
  const body: Path = ['paths', '/hooks', 'post', 'parameters', 0, 'schema'];
  const config: Path = [...body, 'properties', 'config'];
  const marks = { 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' };
  const wrong = (change?: (object: JsonObject) => void): JsonObject =>
    dataOf('fix-flag-on-parent', (data) => change?.(objectAt(data, config)));

  test('is reported once, with the property that it belongs on', () => {
    const findings = findingsOf(open(language, write(language, wrong())));
    expect(findings.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      [
        'notification-url-type',
        severities.error,
        'x-ms-notification-url is on an object, which the callback URL would replace. Move it to the string property url, which takes the callback URL.',
      ],
    ]);
  });

  test('goes there with its visibility, and leaves a good definition', () => {
    const right = repaired(language, wrong(), 'notification-url-type');
    const { 'x-ms-notification-url': _, 'x-ms-visibility': __, ...object } = objectAt(wrong(), config);
    const properties = objectAt(wrong(), [...config, 'properties']);
    const url = { type: 'string', ...marks };
    expect(objectAt(right, config)).toEqual({ ...object, properties: { ...properties, url } });
    expect(codes(language, right)).toEqual([]);
  });

  test.each<[string, (object: JsonObject) => void]>([
    ['by fix all', () => undefined],
    ['by fix all, where makers see it', (object) => delete object['x-ms-visibility']],
    ['by fix all, where it has no type', (object) => delete object.type],
  ])('is left alone %s', (_, change) => {
    const document = open(language, write(language, wrong(change)));
    expect(fixAllOf(document)).toEqual([]);
  });

  test('has the URL required then', () => {
    const right = repaired(
      language,
      wrong((object) => delete object.required),
      'notification-url-type',
    );
    expect(objectAt(right, config).required).toEqual(['url']);
    expect(codes(language, right)).toEqual([]);
  });

  test('whose marks are the last members', () => {
    const right = repaired(
      language,
      wrong((object) => {
        for (const key of Object.keys(marks)) delete object[key];
        Object.assign(object, marks);
      }),
      'notification-url-type',
    );
    expect(Object.keys(objectAt(right, config))).toEqual(['type', 'required', 'properties']);
    expect(codes(language, right)).toEqual([]);
  });

  test('which is the whole body', () => {
    const data = dataOf('fix-flag-on-parent');
    objectAt(data, [...body.slice(0, -1)]).schema = objectAt(data, config);
    const right = repaired(language, data, 'notification-url-type');
    expect(objectAt(right, [...body, 'properties', 'url'])).toEqual({ type: 'string', ...marks });
    expect(codes(language, right)).toEqual([]);
  });

  test.each<[string, JsonObject, string | undefined]>([
    ['the only text', { target: { type: 'string' }, retries: { type: 'integer' } }, 'target'],
    ['the one with a format', { a: { type: 'string', format: 'uri' }, b: { type: 'string' } }, 'a'],
    ['the one of several URLs that is called after a callback', { iconUrl: {}, webhookUrl: {} }, 'webhookUrl'],
    ['one further inside', { to: { type: 'object', properties: { uri: {}, name: {} } } }, 'to.uri'],
    ['none of several', { first: {}, second: {} }, undefined],
    ['no list of choices', { url: { enum: ['a'] } }, undefined],
  ])('goes to %s', (_, properties, name) => {
    const typed = (some: JsonObject): JsonObject =>
      Object.fromEntries(
        Object.entries(some).map(([key, value]) => {
          const schema = value as JsonObject;
          const inner: JsonObject = schema.properties ? { properties: typed(schema.properties as JsonObject) } : {};
          return [key, { type: 'string', ...schema, ...inner } as JsonObject];
        }),
      );
    const document = open(
      language,
      write(
        language,
        wrong((object) => Object.assign(object, { properties: typed(properties) })),
      ),
    );
    const found = findingsOf(document).find(({ code }) => code === 'notification-url-type')!;
    const titles = repairsOf(document, found).map(({ title }) => title);
    expect(titles).toEqual(name === undefined ? [] : [`Move it to the property "${name}"`]);
    expect(found.message.includes(`property ${name},`)).toBe(name !== undefined);
  });
});

describe.each(languages)('in %s, a polling trigger', (language) => {
  const responses: Path = ['paths', '/parcels', 'get', 'responses'];
  const code = 'trigger-no-success-response';

  test('that responds by default only gets no findings about webhooks', () => {
    const document = open(language, write(language, dataOf('false-polling-default-only')));
    const [found, ...others] = findingsOf(document);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code, severity: severities.information });
    expect(found!.message).not.toMatch(/201|Location/);
    const [certified] = findingsOf(document, 'certification').filter((one) => one.code === code);
    expect(certified).toMatchObject({ severity: severities.warning });
    expect(certified!.message).toContain('certification requires a 200');
    expect(repairsOf(document, found!).map(({ title }) => title)).toEqual(['Rename "default" to "200"']);
  });

  test('keeps what flows get of it', () => {
    const data = dataOf('false-polling-default-only');
    const right = repaired(language, data, code);
    expect(at(right, responses)).toEqual({ '200': at(data, [...responses, 'default']) });
    expect(codes(language, right)).toEqual([]);
  });

  test('that describes failures alone gets a response to fill in', () => {
    const data = dataOf('false-polling-default-only');
    objectAt(data, responses.slice(0, -1)).responses = { '400': { description: 'Refused' } };
    const right = repaired(language, data, code);
    expect(Object.keys(objectAt(right, responses))).toEqual(['200', '400']);
    expect(at(right, [...responses, '200', 'schema', 'type'])).toBe('array');
    expect(codes(language, right)).toEqual([]);
  });

  test('without any response gets one with a schema to fill in', () => {
    const data = dataOf('false-polling-responses-empty');
    const right = repaired(language, data, 'trigger-responses-empty');
    expect(at(right, [...responses, '200', 'schema', 'type'])).toBe('array');
    expect(codes(language, right)).toEqual([]);
    delete objectAt(data, responses.slice(0, -1)).responses;
    const again = repaired(language, data, 'responses-missing');
    expect(Object.keys(objectAt(again, responses))).toEqual(['200']);
    expect(codes(language, again)).toEqual([]);
  });
});

test.each(languages)('in %s, an empty title next to a summary is left alone', (language) => {
  expect(codes(language, dataOf('false-empty-title'))).toEqual([]);
});

describe('typographic quotes', () => {
  const pairs = ['“”', '””', '„“', '„”', '‟”', '«»', '»«', '‘’', '‚‘', '′′', '″″', '“"', '"”', '„"', "‘'", "'’", '“’'];
  const plain = caseText('fix-smart-quotes').replace(/[“”]/g, '"');
  const data = JSON.parse(plain) as JsonObject;
  const texts = { json: plain, yaml: write('yaml', data) };
  const key = { json: /"x-ms-trigger"/, yaml: /x-ms-trigger(?=:)/ };
  const value = { json: /(?<="x-ms-trigger": )"single"/, yaml: /(?<=x-ms-trigger: )single/ };

  /** What is left to find after the first repair of each finding, which all are `syntax`. */
  function repairedText(language: Language, text: string): Json {
    const document = open(language, text);
    const findings = findingsOf(document);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['syntax', severities.error]]);
    const [action] = repairsOf(document, findings[0]!);
    expect(action, text).toBeDefined();
    const after = applied(document, action!);
    expect(codes(language, read(language, after))).toEqual([]);
    expect(after).toMatch(/"?x-ms-trigger"?: "?single"?,?\n/);
    return read(language, after);
  }

  const around = (pair: string, word: string): string => `${pair[0]}${word}${pair[1]}`;

  test.each(pairs)('%s around a key become plain ones', (pair) => {
    for (const language of languages) {
      const text = texts[language].replace(key[language], around(pair, 'x-ms-trigger'));
      expect(repairedText(language, text), language).toEqual(data);
    }
  });

  test.each(pairs)('%s around a value become plain ones', (pair) => {
    const text = texts.json.replace(value.json, around(pair, 'single'));
    expect(repairedText('json', text)).toEqual(data);
    for (const language of languages) {
      const both = texts[language]
        .replace(value[language], around('“”', 'single'))
        .replace(key[language], around('“”', 'x-ms-trigger'));
      expect(repairedText(language, both), language).toEqual(data);
    }
  });

  test('are replaced everywhere at once', () => {
    const quoted = {
      json: plain,
      yaml: stringify(data, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' }),
    };
    for (const language of languages) {
      let isOpening = false;
      const pasted = quoted[language].replace(/"/g, () => {
        isOpening = !isOpening;
        return isOpening ? '“' : '”';
      });
      const document = open(language, pasted);
      const [action] = repairsOf(document, findingsOf(document)[0]!);
      expect(action!.title).toMatch(/^Use plain quotes in all \d+ places$/);
      expect(applied(document, action!)).toBe(quoted[language]);
    }
  });

  test('around a text that quotes something', () => {
    const text = plain.replace('"When an order comes"', '“When “an order” or “a parcel” comes”');
    const document = open('json', text);
    const [found, ...others] = findingsOf(document);
    expect(others).toEqual([]);
    const [action] = repairsOf(document, found!);
    expect(applied(document, action!)).toBe(plain.replace('an order', '“an order” or “a parcel”'));
  });

  test('in texts for people are kept', () => {
    const text = plain.replace('When an order comes', 'When “an order”, „any“, comes’');
    expect(codes('json', JSON.parse(text))).toEqual([]);
    const broken = open('json', text.replace('"single",', '"single"'));
    expect(findingsOf(broken).map(({ message }) => message)).toEqual(['Expected a comma.']);
  });
});

describe.each(languages)('in %s, no fix overwrites a value that is not empty', (language) => {
  function plainCase(change: (operation: JsonObject, item: JsonObject) => void): JsonObject {
    const data = JSON.parse(caseText('fix-smart-quotes').replace(/[“”]/g, '"')) as JsonObject;
    const item = objectAt(data, ['paths', '/hooks']);
    change(item.post as JsonObject, item);
    return data;
  }

  const titles = (data: JsonObject, code: string): string[] => {
    const document = open(language, write(language, data));
    return findingsOf(document)
      .filter((one) => one.code === code)
      .flatMap((one) => repairsOf(document, one).map(({ title }) => title));
  };

  test('a trigger that is an object', () => {
    const data = plainCase((operation) => Object.assign(operation, { 'x-ms-trigger': { kind: 'single' } }));
    expect(titles(data, 'trigger-type')).toEqual([]);
  });

  test('a mark of the callback that is an object', () => {
    const data = plainCase((operation) => {
      const url = objectAt(operation, ['parameters', 0, 'schema', 'properties', 'url']);
      url['x-ms-notification-url'] = { type: 'string' };
    });
    expect(titles(data, 'notification-url-value')).toEqual([]);
  });

  test('metadata with more in them', () => {
    const data = plainCase((operation, item) => {
      delete item['x-ms-notification-content'];
      operation.parameters = [];
      operation['x-ms-trigger-metadata'] = { kind: 'query', mode: 'poll', note: { by: 'us' } };
    });
    const right = repaired(language, data, 'trigger-metadata');
    expect(at(right, ['paths', '/hooks', 'post', 'x-ms-trigger-metadata'])).toEqual({
      kind: 'query',
      mode: 'polling',
      note: { by: 'us' },
    });
  });

  test('a notification schema without properties', () => {
    const data = plainCase((_, item) => {
      item['x-ms-notification-content'] = { schema: { type: 'object', title: 'Order', 'x-ms-summary': 'Order' } };
    });
    const right = repaired(language, data, 'notification-content-schema-missing');
    expect(at(right, ['paths', '/hooks', 'x-ms-notification-content', 'schema'])).toMatchObject({
      type: 'object',
      title: 'Order',
      properties: {},
    });
  });

  test('a description next to a reference', () => {
    const data = plainCase((_, item) => {
      item['x-ms-notification-content'] = { description: 'An order', $ref: '#/definitions/Order' };
    });
    data.definitions = { Order: { type: 'object', properties: { id: { type: 'string' } } } };
    const right = repaired(language, data, 'notification-content-schema-missing');
    expect(at(right, ['paths', '/hooks', 'x-ms-notification-content'])).toEqual({
      description: 'An order',
      schema: { $ref: '#/definitions/Order' },
    });
  });

  test('a mistyped key next to the right one, which is empty', () => {
    const data = plainCase((operation) => {
      const url = objectAt(operation, ['parameters', 0, 'schema', 'properties', 'url']);
      Object.assign(url, { 'x-ms-sumary': 'Callback', 'x-ms-summary': '' });
    });
    const right = repaired(language, data, 'unknown-extension');
    const url = objectAt(right, ['paths', '/hooks', 'post', 'parameters', 0, 'schema', 'properties', 'url']);
    expect(url['x-ms-summary']).toBe('Callback');
    expect(url).not.toHaveProperty('x-ms-sumary');
  });

  test('what people read of a parameter that moves into the body', () => {
    const data = plainCase((operation) => {
      operation.parameters = [
        {
          name: 'target',
          in: 'query',
          required: true,
          type: 'string',
          'x-ms-summary': 'Target',
          description: 'Where orders go.',
          'x-ms-notification-url': true,
          'x-ms-visibility': 'internal',
        },
      ];
    });
    const right = repaired(language, data, 'notification-url-misplaced');
    const schema: Path = ['paths', '/hooks', 'post', 'parameters', 0, 'schema', 'properties', 'target'];
    expect(at(right, schema)).toMatchObject({ 'x-ms-summary': 'Target', description: 'Where orders go.' });
  });
});

test('of two equal keys the empty one goes first', () => {
  const text = '{"swagger":"2.0","paths":{"/a":{"get":{"operationId":"A"}}},"paths":{}}';
  const document = open('json', text);
  const [found] = findingsOf(document).filter(({ code }) => code === 'duplicate-key');
  const [action] = repairsOf(document, found!);
  expect(JSON.parse(applied(document, action!)).paths).toEqual({ '/a': { get: { operationId: 'A' } } });
});

test.each<[string, Json, string[]]>([
  ['an object with members keeps its type', { order: 'A-1' }, []],
  ['a text takes the type that came', { id: 5 }, ['Change the type to integer']],
])('where a delivery brings another type, %s', (_, payload, expected) => {
  const text = write('json', {
    swagger: '2.0',
    paths: {
      '/hooks': {
        'x-ms-notification-content': {
          schema: {
            type: 'object',
            properties: {
              order: { type: 'object', properties: { id: { type: 'string' } } },
              id: { type: 'string' },
            },
          },
        },
        post: { operationId: 'OnOrder', 'x-ms-trigger': 'single' },
      },
    },
  });
  const document = open('json', text);
  const definition = definitionOf(document)!;
  const observed = contractFindings(definition, [
    { operationId: 'OnOrder', evidence: evidenceOf([payload]), label: 'Last delivery' },
  ]);
  const whole = { start: document.positionAt(0), end: document.positionAt(text.length) };
  const offered = (some: typeof observed): string[] =>
    codeActions(document, definition, whole, [], ['quickfix'], some).map(({ title }) => title);
  const known = offered([]);
  const titles = offered(observed).filter((title) => !known.includes(title));
  const update = expected.length > 0 ? ['Update the whole notification schema from this delivery'] : [];
  expect(titles).toEqual([...expected, ...update]);
});
