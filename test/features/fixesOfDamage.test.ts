/** What quick fixes leave of damage: no finding in place of the one that they are for. */
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../server/protocol/json';
import { applied, findingsOf, fixAllOf, type Language, open, read, repairsOf, write } from './repairs';

const languages: Language[] = ['json', 'yaml'];

// biome-ignore lint/suspicious/noExplicitAny: cases change any part of the connector.
type Data = Record<string, any>;

const callback = { type: 'string', 'x-ms-visibility': 'internal', 'x-ms-notification-url': true };
const text = { type: 'string', 'x-ms-summary': 'Text' };

/** A connector with one trigger that has nothing to report. */
const wholeConnector = (): Data => ({
  swagger: '2.0',
  info: { title: 'Orders', description: 'Tells what is new in the shop.', version: '1.0' },
  host: 'shop.contoso.com',
  basePath: '/',
  schemes: ['https'],
  consumes: ['application/json'],
  paths: {
    '/v1/{shop}/hooks': {
      'x-ms-notification-content': { schema: { type: 'object', properties: { id: { ...text } } } },
      post: {
        operationId: 'WhenPaid',
        summary: 'When an order is paid',
        'x-ms-trigger': 'single',
        parameters: [
          { name: 'shop', in: 'path', required: true, type: 'string', 'x-ms-url-encoding': 'single' },
          {
            name: 'body',
            in: 'body',
            required: true,
            schema: {
              type: 'object',
              required: ['url', 'event'],
              properties: { url: { ...callback }, event: { ...text } },
            },
          },
        ],
        responses: { '201': { description: 'Created', headers: { Location: { type: 'string' } } } },
      },
    },
    '/v1/{shop}/hooks/{hook}': {
      delete: {
        operationId: 'Unsubscribe',
        'x-ms-visibility': 'internal',
        parameters: ['shop', 'hook'].map((name) => ({ name, in: 'path', required: true, type: 'string' })),
        responses: { '204': { description: 'Deleted' } },
      },
    },
  },
  definitions: {},
});

const triggerOf = (root: Data): Data => root.paths['/v1/{shop}/hooks'].post;
const schemaOf = (root: Data): Data => triggerOf(root).parameters[1].schema;

const codesIn = (language: Language, data: Json): string[] =>
  findingsOf(open(language, write(language, data))).map(({ code }) => String(code));

/** What each fix of a finding leaves, by its title. */
function fixesOf(language: Language, data: Json, code: string): Map<string, Json> {
  const document = open(language, write(language, data));
  const found = findingsOf(document).find((one) => one.code === code);
  expect(found, code).toBeDefined();
  return new Map(repairsOf(document, found!).map((one) => [one.title, read(language, applied(document, one))]));
}

interface Case {
  name: string;
  code: string;
  damage: (root: Data) => void;
  /** The titles of the fixes, after each of which there is nothing to report. */
  titles: string[];
}

const cases: Case[] = [
  {
    name: 'a callback in the query, next to a text that makers cannot fill in',
    code: 'notification-url-misplaced',
    damage: (root) => {
      delete schemaOf(root).properties.url['x-ms-notification-url'];
      triggerOf(root).parameters.push({ name: 'callback', in: 'query', type: 'string', 'x-ms-notification-url': true });
    },
    titles: ['Move it to the property "url" of the body'],
  },
  {
    name: 'a callback next to a reference, with other keys',
    code: 'notification-url-unreachable',
    damage: (root) => {
      root.definitions.Callback = { type: 'string' };
      schemaOf(root).properties.url = { $ref: '#/definitions/Callback', ...callback, description: 'Where to' };
    },
    titles: ['Move it to #/definitions/Callback'],
  },
  {
    name: 'no callback, and a text with a default',
    code: 'notification-url-missing',
    damage: (root) => {
      const { properties } = schemaOf(root);
      properties.url = { ...text, default: 'orders' };
    },
    titles: ['Let "event" take the callback URL', 'Add a property "callbackUrl" that takes the callback URL'],
  },
  {
    name: 'an unknown visibility of what makers must fill in',
    code: 'visibility-value',
    damage: (root) => {
      schemaOf(root).properties.event['x-ms-visibility'] = 'hidden';
    },
    titles: ['none', 'important', 'advanced'].map((value) => `Change to "${value}"`),
  },
  {
    name: 'one parameter in place of the list, without those of the path',
    code: 'swagger-structure',
    damage: (root) => {
      const trigger = triggerOf(root);
      trigger.parameters = trigger.parameters[1];
    },
    titles: ['Change to a list, with the parameters of the path'],
  },
  {
    name: 'one parameter in place of the list, without the body of a trigger',
    code: 'swagger-structure',
    damage: (root) => {
      const trigger = triggerOf(root);
      trigger.parameters = trigger.parameters[0];
    },
    titles: [],
  },
  {
    name: 'a host with a path that is in the paths, too',
    code: 'swagger-structure',
    damage: (root) => {
      root.host = 'shop.contoso.com/v1';
    },
    titles: ['Change to "shop.contoso.com"'],
  },
  {
    name: 'scopes that operations require of a scheme without any',
    code: 'swagger-structure',
    damage: (root) => {
      root.securityDefinitions = {
        OAuth: {
          type: 'oauth2',
          flow: 'accessCode',
          authorizationUrl: 'https://shop.contoso.com/authorize',
          tokenUrl: 'https://shop.contoso.com/token',
        },
      };
      root.security = [{ OAuth: ['read'] }];
    },
    titles: ['Add the scopes that operations require'],
  },
  {
    name: 'an encoding that is no text',
    code: 'url-encoding-type',
    damage: (root) => {
      triggerOf(root).parameters[0]['x-ms-url-encoding'] = true;
    },
    titles: [],
  },
  {
    name: 'a reference in place of the notification schema, next to an empty one',
    code: 'notification-content-schema-missing',
    damage: (root) => {
      root.definitions.Order = { type: 'object', properties: { id: { ...text } } };
      root.paths['/v1/{shop}/hooks']['x-ms-notification-content'] = { $ref: '#/definitions/Order', schema: {} };
    },
    titles: ['Put the reference into "schema"'],
  },
  {
    name: 'properties in a parameter, which cannot be an object',
    code: 'schema-contradiction',
    damage: (root) => {
      triggerOf(root).parameters[0].properties = { id: { ...text } };
    },
    titles: [],
  },
  {
    name: 'parameters in place of a path',
    code: 'swagger-structure',
    damage: (root) => {
      root.paths.parameters = {};
    },
    titles: [],
  },
];

describe.each(languages)('in %s', (language) => {
  test('the connector without damage has nothing to report', () => {
    expect(codesIn(language, wholeConnector())).toEqual([]);
  });

  test.each(cases)('$name', ({ code, damage, titles }) => {
    const root = wholeConnector();
    damage(root);
    const fixes = fixesOf(language, root, code);
    expect([...fixes.keys()]).toEqual(titles);
    for (const [title, data] of fixes) expect(codesIn(language, data), title).toEqual([]);
  });

  test('the only callback of a trigger is not taken away', () => {
    const root = wholeConnector();
    const trigger = triggerOf(root);
    delete trigger.parameters[1].schema.properties;
    trigger.parameters[1]['x-ms-notification-url'] = true;
    expect([...fixesOf(language, root, 'notification-url-misplaced').keys()]).not.toContain('Remove it');
  });

  test('no unsubscribe operation is added below a path that import rejects', () => {
    const root = wholeConnector();
    const { '/v1/{shop}/hooks': item } = root.paths;
    root.paths = { '/v1/{shop}/*': item };
    expect([...fixesOf(language, root, 'unsubscribe-missing').keys()]).toEqual([]);
  });

  test('fix all fixes a slip before what is missing because of it', () => {
    const root = wholeConnector();
    const { properties } = schemaOf(root);
    const { 'x-ms-visibility': visibility, ...url } = properties.url;
    properties.url = { ...url, 'x-ms-visibilitys': visibility };
    const document = open(language, write(language, root));
    const [action] = fixAllOf(document);
    expect(read(language, applied(document, action!))).toEqual(wholeConnector());
  });

  test('fix all does not rename two keys of an object to one', () => {
    const root = wholeConnector();
    const { properties } = schemaOf(root);
    const { 'x-ms-visibility': visibility, ...url } = properties.url;
    properties.url = { ...url, 'x-ms-visibilitys': visibility, 'x-ms-visibilty': visibility };
    const document = open(language, write(language, root));
    const fixed = fixAllOf(document).map((action) => read(language, applied(document, action)) as JsonObject);
    expect(fixed.flatMap((data) => codesIn(language, data))).not.toContain('duplicate-key');
  });
});

test('a key in single quotes gets the quotes of JSON with its new name', () => {
  const right = write('json', wholeConnector());
  const document = open('json', right.replace('"title"', "'title'"));
  const found = findingsOf(document).find(({ message }) => message.includes('Did you mean title?'));
  const [action] = repairsOf(document, found!);
  expect(applied(document, action!)).toBe(right);
});

test('of two findings at one place, each has its own fixes', () => {
  const root = wholeConnector();
  triggerOf(root).parameters.shift();
  const { '/v1/{shop}/hooks': item, ...others } = root.paths;
  root.paths = { '/v1/{shop}/{kind}/hooks': item, ...others };
  const document = open('json', write('json', root));
  const findings = findingsOf(document).filter(({ code }) => code === 'path-parameters');
  expect(findings.map((one) => repairsOf(document, one).map(({ title }) => title))).toEqual([
    ['Add the path parameter "shop"'],
    ['Add the path parameter "kind"'],
  ]);
});

test('nothing is added to an object of YAML in which a line stands too far to the left or right', () => {
  const root = wholeConnector();
  schemaOf(root).properties.url = { ...text };
  const lines = write('yaml', root).split('\n');
  const index = lines.findLastIndex((line) => line.includes('x-ms-summary'));
  lines[index] = `  ${lines[index]}`;
  const document = open('yaml', lines.join('\n'));
  const found = findingsOf(document).find(({ code }) => code === 'notification-url-missing');
  expect(repairsOf(document, found!).map(({ title }) => title)).toEqual(['Let "url" take the callback URL']);
});

/** Texts that YAML may write on several lines, with what makes it choose one way or another. */
const linedTexts = [
  'one\n\ntwo',
  'a "b"\n\nc',
  'it\'s\nlong, and "so"\non',
  'trailing \n lines\n',
  `${'word '.repeat(30)}\nend`,
];

describe.each(linedTexts)('a requestBody in YAML whose description is %j', (description) => {
  /** Parameters between brackets: an empty list, and one with an item. */
  const lists = {
    empty: '[]',
    filled: '[{ name: shop, in: path, required: true, type: string, x-ms-url-encoding: single }]',
  };

  test.each(Object.entries(lists))('becomes a body in a list that is %s', (_, list) => {
    const root = wholeConnector();
    const { schema } = triggerOf(root).parameters[1];
    schema.properties.event.description = description;
    triggerOf(root).requestBody = { content: { 'application/json': { schema } } };
    triggerOf(root).parameters = 'LIST';
    const document = open('yaml', write('yaml', root).replace('parameters: LIST', `parameters: ${list}`));
    const finding = findingsOf(document).find(({ message }) => message.startsWith('requestBody'));
    const [action] = repairsOf(document, finding!);
    const right = read('yaml', applied(document, action!)) as Data;
    expect(triggerOf(right).parameters.at(-1)).toMatchObject({ in: 'body', schema });
  });
});
