import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { definitionOf, validate } from '../../server/features/validate';
import { choose, labelsAt, type Name } from '../support/completion';

/** Errors and warnings where the definition is to be certified; for a part of one, those about the connector are left out. */
function problems(text: string, name: Name, isWhole = false): string[] {
  const document = new OpenDocument(`file:///${name}`, name.endsWith('yaml') ? 'yaml' : 'json', 1, text);
  return validate(document, definitionOf(document), { profile: 'certification' })
    .filter(
      ({ severity, code }) => (severity === 1 || severity === 2) && (isWhole || !/^connector-/.test(String(code))),
    )
    .map(({ code, message }) => `${code}: ${message}`);
}

const head = `{
  "swagger": "2.0",
  "info": { "title": "T", "version": "1.0" },
  "host": "example.com",
  "basePath": "/",
  "schemes": ["https"],
`;
const yamlHead = `swagger: '2.0'
info:
  title: T
  version: '1.0'
host: example.com
basePath: /
schemes:
  - https
`;
const other = `"/items": { "get": { "operationId": "GetItems", "summary": "List items", "description": "Lists them.", "responses": { "200": { "description": "OK" } } } }`;
const otherYaml = `  /items:
    get:
      operationId: GetItems
      summary: List items
      description: Lists them.
      responses:
        '200':
          description: OK
`;
const remove = (path: string): string =>
  `"${path}": { "delete": { "operationId": "Remove", "x-ms-visibility": "internal", "parameters": [
      { "name": "owner", "in": "path", "required": true, "type": "string" }, { "name": "id", "in": "path", "required": true, "type": "string" }],
      "responses": { "204": { "description": "Gone" } } } }`;

describe('a whole connector', () => {
  it.each<[string, Name, string]>([
    ['in an empty document', 'a.swagger.json', '|'],
    ['in a document of blanks', 'a.swagger.json', '\n\n|\n'],
    ['in empty brackets', 'a.swagger.json', '{|}'],
    ['in empty brackets on lines', 'a.swagger.json', '{\n  |\n}\n'],
    ['in an empty document of YAML', 'a.swagger.yaml', '|'],
    ['behind a comment of YAML', 'a.swagger.yaml', '# Ours\n|\n'],
  ])('%s is certifiable as it is', async (_, name, text) => {
    const written = await choose(text, name, 'webhook connector');
    expect(problems(written, name, true)).toEqual([]);
    expect(parse(written)).toMatchObject({
      swagger: '2.0',
      paths: { '/hooks': { post: { 'x-ms-trigger': 'single' } } },
    });
  });

  it('is not offered next to existing text', async () => {
    expect(await labelsAt('{ "swagger": "2.0", | }', 'a.swagger.json')).not.toContain('webhook connector');
  });
});

describe('a part of a connector', () => {
  const schemes = (inside: string) => `${head}  "paths": {},\n  "securityDefinitions": {\n    ${inside}\n  }\n}\n`;

  it.each(['API key', 'basic', 'OAuth 2.0'])('may be a way to sign in: %s', async (label) => {
    expect(problems(await choose(schemes('|'), 'a.swagger.json', label), 'a.swagger.json')).toEqual([]);
  });

  it('may be the Location of a response', async () => {
    const answer = (inside: string) =>
      `${head}  "paths": { "/h": { "post": { "responses": { "201": { "description": "C", "headers": {\n    ${inside}\n  } } } } } }\n}\n`;
    const chosen = JSON.parse(await choose(answer('|'), 'a.swagger.json', 'Location'));
    expect(chosen.paths['/h'].post.responses[201].headers).toMatchObject({ Location: { type: 'string' } });
  });
});

describe('a whole webhook trigger', () => {
  it.each<[string, Name, string]>([
    ['in empty paths', 'a.swagger.json', `${head}  "paths": {|}\n}\n`],
    ['in empty paths on lines', 'a.swagger.json', `${head}  "paths": {\n    |\n  }\n}\n`],
    ['in quotes', 'a.swagger.json', `${head}  "paths": {\n    "|"\n  }\n}\n`],
    ['before another path', 'a.swagger.json', `${head}  "paths": {\n    |\n    ${other}\n  }\n}\n`],
    ['after another path', 'a.swagger.json', `${head}  "paths": {\n    ${other},\n    |\n  }\n}\n`],
    ['after a path without its comma', 'a.swagger.json', `${head}  "paths": {\n    ${other}\n    webh|\n  }\n}\n`],
    ['in paths that end with the text', 'a.swagger.yaml', `${yamlHead}paths:\n  |`],
    ['before another path in YAML', 'a.swagger.yaml', `${yamlHead}paths:\n  |\n${otherYaml}`],
    ['after another path in YAML', 'a.swagger.yaml', `${yamlHead}paths:\n${otherYaml}  web|\n`],
    [
      'deeper indented in YAML',
      'a.swagger.yaml',
      `${yamlHead.replace('  title', '    title').replace('  version', '    version')}paths:\n    |\n`,
    ],
  ])('%s is certifiable as it is', async (_, name, text) => {
    const done = await choose(text, name, 'webhook trigger');
    expect(problems(done, name)).toEqual([]);
    const data = name.endsWith('yaml') ? parse(done) : JSON.parse(done);
    expect(Object.keys(data.paths)).toEqual(expect.arrayContaining(['/hooks', '/hooks/{id}']));
    expect(data.paths['/hooks'].post['x-ms-trigger']).toBe('single');
    expect(data.paths['/hooks'].post.responses['201'].headers.Location.type).toBe('string');
    expect(data.paths['/hooks/{id}'].delete['x-ms-visibility']).toBe('internal');
  });

  it.each<[string, Name, string]>([
    [
      'JSON',
      'a.swagger.json',
      `${head}  "paths": {\n    "/r/{owner}/hooks": {|},\n    ${remove('/r/{owner}/hooks/{id}')}\n  }\n}\n`,
    ],
    [
      'JSON on lines',
      'a.swagger.json',
      `${head}  "paths": {\n    ${remove('/r/{owner}/hooks/{id}')},\n    "/r/{owner}/hooks": {\n      "|"\n    }\n  }\n}\n`,
    ],
    [
      'YAML',
      'a.swagger.yaml',
      `${yamlHead}paths:\n  /r/{owner}/hooks:\n    |\n  /r/{owner}/hooks/{id}:\n    delete:\n      operationId: Remove\n      x-ms-visibility: internal\n      parameters:\n        - { name: owner, in: path, required: true, type: string }\n        - { name: id, in: path, required: true, type: string }\n      responses:\n        '204':\n          description: Gone\n`,
    ],
  ])('in a path item, %s, declares the names in the path', async (_, name, text) => {
    const done = await choose(text, name, 'webhook trigger');
    expect(problems(done, name)).toEqual([]);
    const data = name.endsWith('yaml') ? parse(done) : JSON.parse(done);
    expect(data.paths['/r/{owner}/hooks'].post.parameters.map((one: { name: string }) => one.name)).toEqual([
      'owner',
      'body',
    ]);
  });

  it('leaves out names that the path item declares', async () => {
    const text = `${head}  "paths": {\n    "/r/{owner}/hooks": {\n      "parameters": [{ "name": "owner", "in": "path", "required": true, "type": "string", "x-ms-summary": "Owner", "description": "The owner." }],\n      |\n    },\n    ${remove('/r/{owner}/hooks/{id}')}\n  }\n}\n`;
    const done = await choose(text, 'a.swagger.json', 'webhook trigger');
    expect(problems(done, 'a.swagger.json')).toEqual([]);
    expect(JSON.parse(done).paths['/r/{owner}/hooks'].post.parameters).toHaveLength(1);
  });

  it('takes names that are free', async () => {
    const first = await choose(`${head}  "paths": {\n    |\n  }\n}\n`, 'a.swagger.json', 'webhook trigger');
    const second = await choose(
      first.replace(/\n {2}\}\n\}\n$/, ',\n    |\n  }\n}\n'),
      'a.swagger.json',
      'webhook trigger',
    );
    expect(problems(second, 'a.swagger.json')).toEqual([]);
    expect(Object.keys(JSON.parse(second).paths)).toEqual(['/hooks', '/hooks/{id}', '/hooks2', '/hooks2/{id}']);
  });

  it('is written in JSON as a person would write it', async () => {
    const done = await choose(`{\n  "paths": {\n    |\n  }\n}\n`, 'a.swagger.json', 'webhook unsubscribe');
    expect(done).toBe(`{
  "paths": {
    "/hooks/{id}": {
      "delete": {
        "summary": "Delete the webhook",
        "description": "Stops the notifications.",
        "operationId": "DeleteWebhook",
        "x-ms-visibility": "internal",
        "parameters": [
          {
            "name": "id",
            "in": "path",
            "required": true,
            "type": "string",
            "x-ms-summary": "ID",
            "description": "The ID in the address of the webhook.",
            "x-ms-url-encoding": "single"
          }
        ],
        "responses": {
          "204": {
            "description": "Deleted"
          }
        }
      }
    }
  }
}
`);
  });
});

it('the metadata of a connector asks for addresses instead of inventing them', async () => {
  const text = await choose(`${head}  |\n}`, 'a.swagger.json', 'x-ms-connector-metadata');
  expect(text).toContain('"propertyValue": "https://"');
  expect(text).not.toContain('example.com/');
});
