import { describe, expect, it } from 'vitest';
import { choose, itemsAt, labelsAt, type Name } from '../support/completion';

const json: Name = 'a.swagger.json';

/** A definition with one operation, whose inside is given. */
function operation(inside: string): string {
  return `{
  "swagger": "2.0",
  "info": { "title": "T", "version": "1.0" },
  "paths": {
    "/repos/{owner}/hooks": {
      "post": {
${inside}
      }
    }
  },
  "parameters": { "Owner": { "name": "owner", "in": "path", "required": true, "type": "string" } },
  "responses": { "Gone": { "description": "Gone" } },
  "definitions": { "Push": { "type": "object", "properties": { "id": { "type": "string" }, "ref": { "type": "string" } } } }
}
`;
}

describe('keys in JSON', () => {
  it('are written with quotes and a value at an empty place', async () => {
    expect(await choose(operation('        |'), json, 'x-ms-trigger')).toBe(
      operation('        "x-ms-trigger": "single"'),
    );
  });

  it('replace a half-typed word and its open quote', async () => {
    const done = operation('        "x-ms-trigger": "single"');
    expect(await choose(operation('        x-ms-tr|'), json, 'x-ms-trigger')).toBe(done);
    expect(await choose(operation('        "x-ms-tr|'), json, 'x-ms-trigger')).toBe(done);
    expect(await choose(operation('        "x-ms|-tr"'), json, 'x-ms-trigger')).toBe(done);
  });

  it('bring the comma that the next member needs', async () => {
    expect(await choose(operation('        "|"\n        "summary": "S"'), json, 'x-ms-trigger')).toBe(
      operation('        "x-ms-trigger": "single",\n        "summary": "S"'),
    );
  });

  it('bring the comma that the member before lacks', async () => {
    expect(await choose(operation('        "summary": "S"\n        |'), json, 'x-ms-trigger')).toBe(
      operation('        "summary": "S",\n        "x-ms-trigger": "single"'),
    );
  });

  it('add no comma after one and before a bracket', async () => {
    expect(await choose(operation('        "summary": "S",\n        "|"'), json, 'x-ms-trigger')).toBe(
      operation('        "summary": "S",\n        "x-ms-trigger": "single"'),
    );
  });

  it('leave the value of an existing key alone', async () => {
    expect(await choose(operation('        "x-ms-|summary": "S"'), json, 'x-ms-trigger-hint')).toBe(
      operation('        "x-ms-trigger-hint": "S"'),
    );
  });

  it('open an empty object on one line', async () => {
    expect(await choose(operation('        "responses": {|}'), json, '201')).toBe(
      operation(
        '        "responses": {\n          "201": {\n            "description": "Created"\n          }\n        }',
      ),
    );
  });

  it('keep to one line what fits there', async () => {
    expect(await choose(operation('        "parameters": [{ "in": "query", | }]'), json, 'type')).toBe(
      operation('        "parameters": [{ "in": "query", "type": "string" }]'),
    );
  });

  it('follow the indentation of the document', async () => {
    const text = operation('        |').replaceAll('  ', '\t');
    expect(await choose(text, json, 'externalDocs')).toBe(
      operation('        "externalDocs": {\n          \n        }').replaceAll('  ', '\t'),
    );
  });

  it('are not offered when already present', async () => {
    const labels = await labelsAt(
      operation('        "x-ms-trigger": "single",\n        |,\n        "summary": "S"'),
      json,
    );
    expect(labels).not.toContain('x-ms-trigger');
    expect(labels).not.toContain('summary');
    expect(labels).toContain('x-ms-trigger-hint');
  });

  it('come with webhook keys first, and are found with the quote typed', async () => {
    const items = await itemsAt(operation('        "|"'), json);
    const sorted = items.toSorted((a, b) => (a.sortText! < b.sortText! ? -1 : 1)).map((item) => item.label);
    expect(sorted.indexOf('x-ms-trigger')).toBeLessThan(sorted.indexOf('summary'));
    expect(items.find((item) => item.label === 'x-ms-trigger')).toMatchObject({
      filterText: '"x-ms-trigger"',
      documentation: { kind: 'markdown', value: expect.stringContaining('https://learn.microsoft.com/') },
    });
  });

  it.each([
    ['the root', '{\n  "swagger": "2.0",\n  |\n}', ['info', 'host', 'basePath', 'schemes']],
    ['a parameter', operation('        "parameters": [{ | }]'), ['$ref', 'name', 'in', 'required', 'type']],
    ['a schema', '{ "swagger": "2.0", "definitions": { "A": { | } } }', ['$ref', 'type', 'title']],
    [
      'dynamic values',
      operation('        "parameters": [{ "x-ms-dynamic-values": { | } }]'),
      ['operationId', 'value-path', 'value-title', 'value-collection', 'parameters'],
    ],
  ])('come in the order in which they are written: %s', async (_, text, first) => {
    const items = (await itemsAt(text, json)).toSorted((a, b) => (a.sortText! < b.sortText! ? -1 : 1));
    expect(items.slice(0, first.length).map(({ label }) => label)).toEqual(first);
  });

  it.each([
    ['the root', '{ | }'],
    ['a path', '{ "swagger": "2.0", "paths": { "/hooks": { | } } }'],
    ['an operation', operation('        |')],
    ['a parameter', operation('        "parameters": [{ | }]')],
    ['a schema', '{ "swagger": "2.0", "definitions": { "A": { | } } }'],
    ['a way to sign in', '{ "swagger": "2.0", "securityDefinitions": { "a": { | } } }'],
  ])('all have documentation: %s', async (_, text) => {
    const items = await itemsAt(text, json);
    expect(items.filter(({ documentation }) => !documentation).map(({ label }) => label)).toEqual([]);
  });

  it('are right next to broken text', async () => {
    const text = operation('        |').replace(
      '"paths": {',
      '"paths": {\n    "/broken": {\n      "get": { "summary": [\n    },',
    );
    expect(await choose(text, json, 'x-ms-trigger')).toBe(text.replace('|', '"x-ms-trigger": "single"'));
    const open = text.slice(0, text.indexOf('|') + 1);
    expect(await choose(open, json, 'x-ms-trigger')).toBe(open.replace('|', '"x-ms-trigger": "single"'));
  });

  it('are offered once', async () => {
    const labels = await labelsAt(operation('        |'), json);
    expect(labels).toEqual([...new Set(labels)]);
  });
});

describe('x-ms-notification-url', () => {
  const key = 'x-ms-notification-url';
  const body = (schema: string) => `"parameters": [{ "in": "body", "name": "b", "schema": ${schema} }]`;
  const object = (properties: string) => body(`{ "type": "object", "properties": { ${properties} } }`);
  const trigger = (inside: string) => operation(`"x-ms-trigger": "single", ${inside}`);
  const notified = (text: string) => text.replace('"post": {', '"x-ms-notification-content": {}, "post": {');
  const shared = trigger(body('{ "$ref": "#/definitions/Push" }')).replace('"id": { ', '"id": { |, ');

  it.each([
    ['an empty schema', trigger(object('"url": { | }'))],
    ['a string', trigger(object('"url": { "type": "string", | }'))],
    ['an object inside', trigger(object('"config": { "type": "object", "properties": { "url": { | } } }'))],
    ['a path with notification content', notified(operation(object('"url": { | }')))],
    ['a definition that the body uses', shared],
  ])('is offered first in the body: %s', async (_, text) => {
    const [first] = (await itemsAt(text, json)).toSorted((a, b) => (a.sortText! < b.sortText! ? -1 : 1));
    expect(first!.label).toBe(key);
  });

  it.each([
    ['an action', operation(object('"url": { | }'))],
    ['another type', trigger(object('"url": { "type": "integer", | }'))],
    ['an object', trigger(object('"url": { "properties": {}, | }'))],
    ['a reference', trigger(object('"url": { "$ref": "#/definitions/Push", | }'))],
    ['the body itself', trigger(body('{ | }'))],
    ['an array', trigger(object('"urls": { "type": "array", "items": { | } }'))],
    ['an array of objects', trigger(object('"urls": { "items": { "properties": { "url": { | } } } }'))],
    ['a combined schema', trigger(body('{ "allOf": [{ "properties": { "url": { | } } }] }'))],
    [
      'a body that has one',
      trigger(object('"url": { | }, "other": { "type": "string", "x-ms-notification-url": true }')),
    ],
    ['a polling trigger', trigger(`"x-ms-trigger-metadata": {}, ${object('"url": { | }')}`)],
    ['a polling GET', trigger(object('"url": { | }')).replace('"post"', '"get"')],
    [
      'a definition that also an action uses',
      shared.replace(
        '"paths": {',
        `"paths": { "/a": { "post": { ${body('{ "$ref": "#/definitions/Push" }')}, "x-ms-trigger": "batch", "x-ms-trigger-metadata": {} } },`,
      ),
    ],
    ['an answer', trigger('"responses": { "200": { "schema": { "properties": { "url": { | } } } } }')],
  ])('is not offered in %s', async (_, text) => {
    expect(await labelsAt(text, json)).not.toContain(key);
  });

  it('brings the type and the visibility that it needs', async () => {
    expect(await choose(trigger(object('"url": { | }')), json, key)).toMatch(
      /"type": "string",\n +"x-ms-notification-url": true,\n +"x-ms-visibility": "internal"/,
    );
  });
});

describe('where webhook keys have effect', () => {
  const pathItem = operation('').replace('"post": {', '|\n"post": {');
  const places: [string, string, string[], string[]][] = [
    ['an operation', operation('        |'), ['x-ms-trigger'], ['x-ms-notification-content', 'x-ms-notification-url']],
    ['a path item', pathItem, ['x-ms-notification-content'], ['x-ms-trigger', 'x-ms-notification-url']],
    [
      'a body schema',
      operation(
        '"x-ms-trigger": "single", "parameters": [{ "in": "body", "schema": { "properties": { "url": { | } } } }]',
      ),
      ['x-ms-notification-url', 'x-ms-visibility'],
      ['x-ms-trigger', 'x-ms-notification-content'],
    ],
    [
      'a response schema',
      operation('"responses": { "200": { "schema": { | } } }'),
      ['x-ms-summary'],
      ['x-ms-notification-url'],
    ],
    [
      'a notification schema',
      pathItem.replace('|', '"x-ms-notification-content": { "schema": { | } },'),
      ['x-ms-summary'],
      ['x-ms-notification-url'],
    ],
    [
      'a definition',
      operation('').replace('"Push": {', '"Push": { |'),
      ['x-ms-summary'],
      ['x-ms-notification-url', 'x-ms-trigger'],
    ],
    [
      'a query parameter',
      operation('"parameters": [{ "in": "query", | }]'),
      ['x-ms-summary'],
      ['x-ms-notification-url'],
    ],
    [
      'a DELETE',
      operation('        |').replace('"post"', '"delete"'),
      ['x-ms-visibility'],
      ['x-ms-trigger', 'x-ms-trigger-hint'],
    ],
    ['a map of properties', operation('"x": { "properties": { | } }'), [], ['x-ms-trigger', 'x-ms-notification-url']],
  ];
  it.each(places)('in %s', async (_, text, offered, not) => {
    const labels = await labelsAt(text, json);
    expect(labels).toEqual(expect.arrayContaining(offered));
    for (const label of not) expect(labels).not.toContain(label);
  });

  it('knows that a trigger next to notification content does not poll', async () => {
    const text = operation('        |').replace('"post"', '"x-ms-notification-content": { "schema": {} }, "post"');
    expect(await labelsAt(text, json)).not.toContain('x-ms-trigger-metadata');
  });

  it('has the body of notification content as keys and as a whole', async () => {
    const keys = pathItem.replace('|', '"x-ms-notification-content": { | },');
    expect(await labelsAt(keys, json)).toEqual(['description', 'schema', 'headers']);
    const whole = pathItem.replace('|', '"x-ms-notification-content": |,');
    expect(JSON.parse(await choose(whole, json, 'notification content'))).toMatchObject({
      paths: { '/repos/{owner}/hooks': { 'x-ms-notification-content': { schema: { type: 'object' } } } },
    });
  });
});

describe('names that the definition gives, in JSON', () => {
  it('are the enum values next to a default', async () => {
    const text = (inside: string) =>
      `{ "swagger": "2.0", "definitions": { "A": { "enum": ["a", "b"], "default": ${inside} } } }`;
    expect(await labelsAt(text('|'), json)).toEqual(['a', 'b']);
    expect(await choose(text('|'), json, 'b')).toBe(text('"b"'));
  });

  it('are the ways to sign in', async () => {
    const text = (inside: string) =>
      `{\n  "swagger": "2.0",\n  "securityDefinitions": { "key": { "type": "basic" } },\n  "security": [\n    ${inside}\n  ]\n}`;
    expect(await choose(text('|'), json, 'key')).toBe(text('{\n      "key": []\n    }'));
  });
});

describe('values in JSON', () => {
  const value = (key: string, inside: string): string => operation(`        "${key}": ${inside}`);
  it.each([
    ['x-ms-trigger', '|', 'batch', '"batch"'],
    ['x-ms-trigger', '"|"', 'single', '"single"'],
    ['x-ms-trigger', '"si|x"', 'single', '"single"'],
    ['x-ms-visibility', 'int|', 'internal', '"internal"'],
    ['deprecated', 'tr|ue', 'false', 'false'],
    [
      'x-ms-trigger-metadata',
      '|',
      'trigger-metadata …',
      '{\n          "kind": "query",\n          "mode": "polling"\n        }',
    ],
  ])('%s: %s, chosen %s', async (key, before, label, after) => {
    expect(await choose(value(key, before), json, label)).toBe(value(key, after));
  });

  it('are the kinds that makers write, the usual one first', async () => {
    const text = (inside: string) => `{ "swagger": "2.0", "definitions": { "A": { ${inside} } } }`;
    const kinds = ['string', 'object', 'array', 'integer', 'number', 'boolean'];
    expect(await labelsAt(text('"type": |'), json)).toEqual(kinds);
    expect(await choose(text('|'), json, 'type')).toBe(text('"type": "string"'));
  });

  it('bring the comma that the next member needs', async () => {
    expect(await choose(operation('        "x-ms-trigger": |\n        "summary": "S"'), json, 'single')).toBe(
      operation('        "x-ms-trigger": "single",\n        "summary": "S"'),
    );
  });

  it('add a blank behind the colon', async () => {
    expect(await choose(operation('        "x-ms-trigger":|'), json, 'single')).toBe(
      operation('        "x-ms-trigger": "single"'),
    );
  });

  it('are those that the place allows', async () => {
    const at = (inside: string): Promise<string[]> => labelsAt(operation(inside), json);
    expect(await at('"parameters": [{ "in": "|" }]')).toEqual(['query', 'header', 'path', 'formData', 'body']);
    expect(await at('"parameters": [{ "in": "query", "type": "|" }]')).not.toContain('file');
    expect(await at('"parameters": [{ "in": "formData", "type": "|" }]')).toContain('file');
    expect(await at('"parameters": [{ "in": "body", "schema": { "type": "|" } }]')).toContain('object');
    expect(await at('"x-ms-notification-url": |')).toEqual(['true']);
    expect(await at('"schemes": ["https", "|"]')).toEqual(['http']);
    expect(await at('"parameters": [{ "in": "path", "x-ms-url-encoding": "|" }]')).toEqual(['single', 'double']);
  });

  it('are not offered before a value or behind a comment', async () => {
    expect(await labelsAt(operation('"responses": | { }'), json)).toEqual([]);
    expect(await labelsAt(operation('// | \n'), 'a.swagger.jsonc')).toEqual([]);
    expect(await labelsAt(operation('/* | */'), 'a.swagger.jsonc')).toEqual([]);
  });
});

describe('names of the definition in JSON', () => {
  it.each([
    ['"parameters": [{ "in": "body", "schema": { "$ref": "|" } }]', '#/definitions/Push'],
    ['"parameters": [{ "$ref": | }]', '#/parameters/Owner'],
    ['"responses": { "410": { "$ref": "#/|" } }', '#/responses/Gone'],
  ])('%s leads to %s', async (inside, target) => {
    expect(await labelsAt(operation(inside), json)).toEqual([target]);
    expect(await choose(operation(inside), json, target)).toBe(
      operation(inside.replace(/"?(?:#\/)?\|"?/, `"${target}"`)),
    );
  });

  it('offers a reference as key of an empty schema', async () => {
    expect(await choose(operation('"responses": { "200": { "schema": {|} } }'), json, '$ref')).toBe(
      operation('"responses": { "200": { "schema": {"$ref": "#/definitions/Push"} } }'),
    );
  });

  it('offers operations to dynamic values', async () => {
    const inside =
      '"operationId": "Create", "parameters": [{ "in": "query", "x-ms-dynamic-values": { "operationId": "|" } }]';
    expect(await choose(operation(inside), json, 'Create')).toBe(operation(inside.replace('"|"', '"Create"')));
  });

  it('offers properties that are not required yet', async () => {
    const text = operation('').replace('"Push": {', '"Push": { "required": ["id", "|"],');
    expect(await labelsAt(text, json)).toEqual(['ref']);
    expect(await choose(text, json, 'ref')).toBe(text.replace('"|"', '"ref"'));
  });

  it('offers the names in the path that are not declared', async () => {
    expect(await labelsAt(operation('"parameters": [{ "in": "path", "name": "|" }]'), json)).toEqual(['owner']);
    expect(
      await labelsAt(operation('"parameters": [{ "$ref": "#/parameters/Owner" }, { "name": "|" }]'), json),
    ).toEqual([]);
    expect(await choose(operation('"parameters": [|]'), json, 'path parameter owner')).toContain('"name": "owner"');
  });

  it('offers security schemes', async () => {
    const text = operation('"security": [{ | }]').replace(
      '"parameters":',
      '"securityDefinitions": { "key": { "type": "apiKey" } }, "parameters":',
    );
    expect(await choose(text, json, 'key')).toBe(text.replace('|', '"key": []'));
  });
});
