/** The definitions that examples of rules are parts of. */
import type { Example, ExampleContext } from '../../server/rules/rule';

/** The text of a definition with an example in it, and of the `apiProperties.json` next to it. */
export interface CompletedExample {
  definition: string;
  properties?: string;
  script?: string;
}

/** The example as part of a whole definition; undefined where no definition gives its finding. */
export function complete({ within, text }: Example): CompletedExample | undefined {
  if (within === 'policy')
    return {
      definition: completions.paths!(`${webhookPath('')}, ${pollingPath('')}`),
      properties: `{
        "properties": {
          "connectionParameters": { "region": { "type": "string" } },
          "policyTemplateInstances": [${text}]
        }
      }`,
    };
  const policed = completions.paths!(`${webhookPath('')}, ${pollingPath('')}`);
  if (within === 'connector') {
    const members = object(text, { connectionParameters: {}, iconBrandColor: '"#2b579a"' });
    return { definition: policed, properties: `{ "properties": ${members} }` };
  }
  if (within === 'apiProperties') return { definition: policed, properties: text };
  if (within === 'script') return { definition: policed, script: text };
  const definition = completions[within]?.(text);
  return definition === undefined ? undefined : { definition };
}

const completions: Partial<Record<ExampleContext, (text: string) => string>> = {
  file: (text) => text,
  root: (text) =>
    object(text, {
      swagger: '"2.0"',
      info: '{ "title": "Hooks", "version": "1.0" }',
      host: '"hooks.example.com"',
      paths: '{}',
      definitions,
    }),
  paths: (text) => completions.root!(`"paths": { ${text} }`),
  path: (text) => completions.paths!(`${webhookPath(text)}, ${deletePath('"x-ms-visibility": "internal"')}`),
  webhook: (text) => completions.path!(`"post": ${webhookOperation(text)}`),
  polling: (text) => completions.paths!(pollingPath(text)),
  action: (text) => completions.paths!(`"/items": { "post": ${operation('CreateItem', text)} }`),
  unsubscribe: (text) => completions.paths!(`${webhookPath('')}, ${deletePath(text)}`),
  body: (text) => completions.webhook!(bodyParameters(object(text, { type: '"object"' }))),
  bodyProperties: (text) => {
    const required = JSON.stringify(Object.keys(JSON.parse(`{ ${text} }`)));
    return completions.body!(`"required": ${required}, "properties": { ${text} }`);
  },
  notificationSchema: (text) =>
    completions.path!(`"x-ms-notification-content": { "schema": ${object(text, { type: '"object"' })} }`),
  parameter: (text) => {
    const { name, in: sentIn } = JSON.parse(text);
    const path = sentIn === 'path' ? `/items/{${name}}` : '/items';
    return completions.paths!(`"${path}": { "get": ${operation('ListItems', `"parameters": [${text}]`)} }`);
  },
  parameterMembers: (text) => {
    const list = object(text, { name: '"list"', in: '"query"', type: '"string"' });
    const site = '{ "name": "site", "in": "query", "type": "string" }';
    const lists = '{ "type": "array", "items": { "$ref": "#/definitions/List" } }';
    const found = `{ "description": "OK", "schema": { "type": "object", "properties": { "lists": ${lists} } } }`;
    return completions.paths!(`
      "/items": { "get": ${operation('ListItems', `"parameters": [${site}, ${list}]`)} },
      "/lists": { "get": ${operation('GetLists', `"parameters": [${site}], "responses": { "200": ${found} }`)} }`);
  },
  schema: (text) => completions.root!(`"definitions": { "Item": ${text} }`),
  properties: (text) =>
    completions.root!(
      `"definitions": ${object(`"Item": { "type": "object", "properties": { ${text} } }`, JSON.parse(definitions))}`,
    ),
};

const definitions = JSON.stringify({
  Push: { type: 'object', properties: { ref: { type: 'string' } } },
  Order: { type: 'object', properties: { id: { type: 'string' } } },
  User: { type: 'object', properties: { name: { type: 'string' } } },
  List: { type: 'object', properties: { id: { type: 'string' }, name: { type: 'string' } } },
  NewHook: {
    type: 'object',
    required: ['url'],
    properties: { url: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' } },
  },
});

/** An object with these members, and with each of the others whose key they don't have. */
function object(members: string, others: Record<string, unknown>): string {
  const written = `{ ${members} }`;
  const keys = new Set(Object.keys(JSON.parse(written)));
  const missing = Object.entries(others)
    .filter(([key]) => !keys.has(key))
    .map(([key, value]) => `"${key}": ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `{ ${[members, ...missing].filter((text) => text !== '').join(', ')} }`;
}

const operation = (id: string, members: string): string =>
  object(members, { operationId: JSON.stringify(id), responses: { 200: { description: 'OK' } } });

const bodyParameters = (schema: string): string =>
  `"parameters": [{ "name": "body", "in": "body", "required": true, "schema": ${schema} }]`;

const webhookPath = (members: string): string =>
  `"/hooks": ${object(members, {
    'x-ms-notification-content': '{ "schema": { "$ref": "#/definitions/Push" } }',
    post: webhookOperation(''),
  })}`;

const webhookOperation = (members: string): string =>
  object(members, {
    operationId: '"OnEvent"',
    summary: '"When an event occurs"',
    'x-ms-trigger': '"single"',
    parameters: JSON.parse(`{ ${bodyParameters('{ "$ref": "#/definitions/NewHook" }')} }`).parameters,
    responses: { 201: { description: 'Created', headers: { Location: { type: 'string' } } } },
  });

const pollingPath = (members: string): string =>
  `"/items": { "get": ${object(members, {
    operationId: '"OnNewItem"',
    summary: '"When an item is created"',
    'x-ms-trigger': '"batch"',
    responses: { 200: { description: 'OK', schema: { type: 'array', items: { $ref: '#/definitions/Order' } } } },
  })} }`;

const deletePath = (members: string): string =>
  `"/hooks/{id}": { "delete": ${object(members, {
    operationId: '"DeleteHook"',
    parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
    responses: { 204: { description: 'Deleted' } },
  })} }`;
