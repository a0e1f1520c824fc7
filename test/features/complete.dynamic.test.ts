import { describe, expect, it } from 'vitest';
import { choose, labelsAt, type Name } from '../support/completion';

const json: Name = 'a.swagger.json';
const yaml: Name = 'a.swagger.yaml';

const asked = {
  '/lists': {
    get: {
      operationId: 'GetLists',
      parameters: [
        { name: 'filter', in: 'query', type: 'string' },
        { name: 'site', in: 'query', type: 'string' },
      ],
      responses: {
        200: {
          description: 'OK',
          schema: {
            type: 'object',
            properties: {
              count: { type: 'integer' },
              data: { type: 'object', properties: { lists: { type: 'array', items: { $ref: '#/definitions/List' } } } },
            },
          },
        },
      },
    },
  },
};
const rest = { List: { type: 'object', properties: { id: { type: 'string' }, title: { type: 'string' } } } };

/** An operation with a parameter `list`, whose `extension` has the given text as its inside. */
function inJson(extension: string, inside: string): string {
  return `{
  "swagger": "2.0",
  "paths": {
    "/items": {
      "post": {
        "operationId": "OnItem",
        "parameters": [
          { "name": "site", "in": "query", "type": "string" },
          { "name": "list", "in": "query", "type": "string", "${extension}": { ${inside} } }
        ]
      }
    },
    ${JSON.stringify(asked).slice(1, -1)}
  },
  "definitions": ${JSON.stringify(rest)}
}
`;
}

function inYaml(inside: string): string {
  return `swagger: '2.0'
paths:
  /items:
    post:
      operationId: OnItem
      parameters:
        - { name: site, in: query, type: string }
        - name: list
          in: query
          type: string
          x-ms-dynamic-values:
${inside}
  /lists: ${JSON.stringify(asked['/lists'])}
definitions: ${JSON.stringify(rest)}
`;
}

describe('completion in dynamic values', () => {
  it('offers the parameters of the operation, with those of the same name filled in', async () => {
    const at = (parameters: string): string =>
      inJson('x-ms-dynamic-values', `"operationId": "GetLists", "parameters": { ${parameters} }`);
    expect(await labelsAt(at('|'), json)).toEqual(['filter', 'site']);
    expect(await labelsAt(at('"site": {}, "|"'), json)).toEqual(['filter']);
    const chosen = JSON.parse(await choose(at('"|"'), json, 'site')).paths['/items'].post.parameters[1];
    expect(chosen['x-ms-dynamic-values'].parameters).toEqual({ site: { parameter: 'site' } });
    const list = inJson('x-ms-dynamic-list', '"operationId": "GetLists", "parameters": { "|" }');
    expect(await choose(list, json, 'site')).toContain('"parameterReference": "site"');
  });

  it('offers the parameters of the surrounding operation as a value', async () => {
    const at = (inside: string): string =>
      inJson('x-ms-dynamic-values', `"operationId": "GetLists", "parameters": { "filter": { ${inside} } }`);
    expect(await labelsAt(at('"parameter": "|"'), json)).toEqual(['site', 'list']);
    expect(await labelsAt(at('"parameterReference": |'), json)).toEqual(['site', 'list']);
    expect(await labelsAt(at('"value": |'), json)).toEqual([]);
  });

  it('offers the lists in the response, and the members of their items', async () => {
    const at = (inside: string): string => inJson('x-ms-dynamic-values', `"operationId": "GetLists", ${inside}`);
    expect(await labelsAt(at('"value-collection": "|"'), json)).toEqual(['data/lists']);
    expect(await labelsAt(at('"value-collection": "data/lists", "value-path": "|"'), json)).toEqual(['id', 'title']);
    expect(await labelsAt(at('"value-title": "|", "value-collection": "data/lists"'), json)).toEqual(['id', 'title']);
    expect(await labelsAt(inJson('x-ms-dynamic-list', '"operationId": "GetLists", "itemsPath": "|"'), json)).toEqual([
      'data/lists',
    ]);
  });

  it('offers the same in YAML', async () => {
    const head = '            operationId: GetLists\n';
    expect(await labelsAt(inYaml(`${head}            value-collection: |`), yaml)).toContain('data/lists');
    expect(await choose(inYaml(`${head}            parameters:\n              |`), yaml, 'site')).toBe(
      inYaml(`${head}            parameters:\n              site:\n                parameter: site`),
    );
    expect(await labelsAt(inYaml(`${head}            parameters: { filter: { parameter: | } }`), yaml)).toContain(
      'list',
    );
  });

  it('offers nothing for an operation that does not exist', async () => {
    expect(await labelsAt(inJson('x-ms-dynamic-values', '"operationId": "X", "parameters": { | }'), json)).toEqual([]);
    expect(await labelsAt(inJson('x-ms-dynamic-values', '"operationId": "X", "value-path": "|"'), json)).toEqual([]);
  });
});

describe('media types', () => {
  it.each(['consumes', 'produces'])('are offered in %s, without those already listed', async (key) => {
    const at = (inside: string): string => `{ "swagger": "2.0", "${key}": [${inside}], "paths": {} }`;
    expect(await labelsAt(at('"|"'), json)).toContain('application/json');
    expect(await labelsAt(at('"application/json", "|"'), json)).not.toContain('application/json');
    expect(await choose(at('"application/json", |'), json, 'multipart/form-data')).toBe(
      at('"application/json", "multipart/form-data"'),
    );
    expect(await choose(`swagger: '2.0'\n${key}:\n  - |\npaths: {}\n`, yaml, 'application/json')).toBe(
      `swagger: '2.0'\n${key}:\n  - application/json\npaths: {}\n`,
    );
    expect(await choose(`swagger: '2.0'\n${key}: [|]\npaths: {}\n`, yaml, 'application/json')).toBe(
      `swagger: '2.0'\n${key}: [application/json]\npaths: {}\n`,
    );
  });
});

it('a list that is not closed yet needs no comma before the next key', async () => {
  const text = `swagger: '2.0'\ndefinitions:\n  A:\n    properties: { id: { type: string } }\n    required: [|\n  B:\n    type: string\n`;
  expect(await choose(text, yaml, 'id')).toBe(text.replace('|', 'id'));
});

it('a mark of the callback has one value', async () => {
  const text =
    '{ "swagger": "2.0", "definitions": { "A": { "type": "object", "properties": { "url": { "x-ms-notification-url": | } } } } }';
  expect(await labelsAt(text, json)).toEqual(['true']);
});
