/** Variants of a definition that say the same, or something as good: nothing new may be reported of them. */
import { stringify } from 'yaml';
import {
  bodyOf,
  callbackKey,
  clone,
  contentKey,
  isObject,
  type Json,
  nodeAt,
  operationsOf,
  type Path,
  type Pick,
  pathOfReference,
  pathsBelow,
  putAt,
  renameKey,
  webhooksOf,
} from './definition';
import type { Format } from './kind';
import { print } from './texts';

export interface LegalVariant {
  name: string;
  source: string;
  formats: Format[];
  /** The text of the variant; undefined where a connector has nothing to vary. */
  write(root: Json, pick: Pick, format: Format): string | undefined;
}

const both: Format[] = ['json', 'yaml'];
const swagger = 'Swagger 2.0';

/** A variant of the data, in the usual layout. */
const ofData = (name: string, source: string, change: (root: Json, pick: Pick) => boolean): LegalVariant => ({
  name,
  source,
  formats: both,
  write: (root, pick, format) => (change(root, pick) ? print(root, format) : undefined),
});

/** A variant of the text alone. */
const ofText = (name: string, format: Format, source: string, write: (root: Json) => string): LegalVariant => ({
  name,
  source,
  formats: [format],
  write: (root) => write(root),
});

/** Objects in reverse, arrays as they are. */
function reversedObjects(node: Json): Json {
  if (Array.isArray(node)) return node.map(reversedObjects);
  const flipped = isObject(node) ? Object.entries(node).reverse() : undefined;
  return flipped ? Object.fromEntries(flipped.map(([key, value]) => [key, reversedObjects(value)])) : node;
}

function replaceAll(root: Json, by: Json): void {
  for (const key of Object.keys(root)) delete root[key];
  Object.assign(root, by);
}

/** Moves a schema to the definitions and refers to it. */
function toDefinition(root: Json, path: Path, name: string): boolean {
  const schema = nodeAt(root, path);
  if (!isObject(schema) || schema.$ref || (root.definitions !== undefined && !isObject(root.definitions))) return false;
  root.definitions = { ...root.definitions, [name]: schema };
  putAt(root, path, { $ref: `#/definitions/${name}` });
  return true;
}

/** References to a definition that is used once and does not refer to itself. */
function lonelyReferences(root: Json): Path[] {
  const references = pathsBelow(root, []).filter(
    (path) => path.at(-1) === '$ref' && String(nodeAt(root, path)).startsWith('#/definitions/'),
  );
  const uses = (target: string): number => references.filter((path) => nodeAt(root, path) === target).length;
  return references.filter((path) => {
    const isAlone = Object.keys(nodeAt(root, path.slice(0, -1))).length === 1;
    return isAlone && path[0] === 'paths' && uses(nodeAt(root, path)) === 1;
  });
}

const extension = { owner: 'orders', since: 3 };

/** Changes every text of a kind, below the paths. */
function changeTexts(root: Json, keys: string[], change: (text: string) => string): boolean {
  let changed = false;
  for (const path of pathsBelow(root, ['paths'])) {
    if (!keys.includes(String(path.at(-1))) || path.at(-2) === 'properties') continue;
    const text = nodeAt(root, path);
    if (typeof text !== 'string' || !text.trim()) continue;
    putAt(root, path, change(text));
    changed = true;
  }
  return changed;
}

const goodAction = {
  operationId: 'ListAddedOrders',
  summary: 'List added orders',
  description: 'Lists all orders that were added.',
  produces: ['application/json'],
  parameters: [
    { name: 'page', in: 'query', type: 'integer', required: false, 'x-ms-summary': 'Page', description: 'The page.' },
  ],
  responses: {
    200: {
      description: 'The orders.',
      schema: { type: 'object', properties: { id: { type: 'string', title: 'Id' } } },
    },
  },
};

const reorderings: LegalVariant[] = [
  ofData('every object in reverse', `${swagger}: objects have no order`, (root) => {
    const order = reversedObjects(root);
    replaceAll(root, order);
    return true;
  }),
  ofData('paths in reverse', `${swagger}: objects have no order`, (root) => {
    root.paths = Object.fromEntries(Object.entries(root.paths).reverse());
    return true;
  }),
  ofData('parameters in reverse', `${swagger}: parameters have no order`, (root) => {
    const lists = operationsOf(root).filter(({ node }) => node.parameters?.length > 1);
    for (const { node } of lists) node.parameters.reverse();
    return lists.length > 0;
  }),
  ofData('definitions in reverse', `${swagger}: objects have no order`, (root) => {
    if (!isObject(root.definitions) || Object.keys(root.definitions).length < 2) return false;
    root.definitions = Object.fromEntries(Object.entries(root.definitions).reverse());
    return true;
  }),
];

const referencing: LegalVariant[] = [
  ofData(
    'the schema of a body in the definitions',
    'connector-rules: 121 callbacks behind a schema $ref',
    (root, pick) => {
      const hook = pick.one(webhooksOf(root));
      return hook !== undefined && toDefinition(root, [...hook.body, 'schema'], 'MovedBody');
    },
  ),
  ofData('the notification schema in the definitions', 'connector-rules: NC schema kinds', (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    return hook !== undefined && toDefinition(root, [...hook.item, contentKey, 'schema'], 'MovedContent');
  }),
  ofData('a definition written where it is used', `${swagger}: Reference Object`, (root, pick) => {
    const reference = pick.one(lonelyReferences(root));
    const target = reference && pathOfReference(nodeAt(root, reference));
    if (!reference || !target) return false;
    const definition = nodeAt(root, target);
    putAt(root, reference.slice(0, -1), definition);
    delete root.definitions[target[1]!];
    return true;
  }),
  ofData(
    'a body parameter in the shared parameters',
    'connector-rules: 27 callbacks behind #/parameters',
    (root, pick) => {
      const hook = pick.one(webhooksOf(root).filter(({ body }) => body[0] === 'paths'));
      if (!hook) return false;
      root.parameters = { ...root.parameters, MovedBody: nodeAt(root, hook.body) };
      putAt(root, hook.body, { $ref: '#/parameters/MovedBody' });
      return true;
    },
  ),
  ofData('a response in the shared responses', `${swagger}: Responses Definitions Object`, (root, pick) => {
    const hook = pick.one(
      webhooksOf(root).filter(({ node }) => isObject(node.responses?.['201'] ?? node.responses?.['200'])),
    );
    if (!hook) return false;
    const status = hook.node.responses['201'] ? '201' : '200';
    if (hook.node.responses[status].$ref) return false;
    root.responses = { ...root.responses, MovedResponse: hook.node.responses[status] };
    hook.node.responses[status] = { $ref: '#/responses/MovedResponse' };
    return true;
  }),
  ofData('path parameters on the path', `${swagger}: Path Item Object`, (root) => {
    // With one operation on the path, which keeps parameters of its own: without any the designer's parser throws.
    const fitting = operationsOf(root).filter(
      ({ item, node }) =>
        operationsOf(root).filter((one) => one.item[1] === item[1]).length === 1 &&
        !nodeAt(root, item).parameters &&
        node.parameters?.some((parameter: Json) => parameter.in === 'path') &&
        node.parameters.some((parameter: Json) => parameter.in && parameter.in !== 'path'),
    );
    for (const { item, node } of fitting) {
      nodeAt(root, item).parameters = node.parameters.filter((parameter: Json) => parameter.in === 'path');
      node.parameters = node.parameters.filter((parameter: Json) => parameter.in !== 'path');
    }
    return fitting.length > 0;
  }),
];

const texts: LegalVariant[] = [
  ofData('other descriptions', 'texts are free', (root) =>
    changeTexts(root, ['description'], (text) => `${text.replace(/[.\s]+$/, '')}, as ordered.`),
  ),
  ofData('other titles of parameters', 'texts are free', (root) =>
    changeTexts(root, ['x-ms-summary', 'title'], (text) => `${text.slice(0, 60)} of order`),
  ),
  ofData('another host', 'texts are free', (root) => {
    if (typeof root.host !== 'string') return false;
    root.host = 'eu.api.example.com';
    return true;
  }),
  ofData('another basePath', 'texts are free', (root) => {
    root.basePath = '/orders/v3';
    return true;
  }),
  ofData('another operationId of a trigger', 'names are free', (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    if (!hook || JSON.stringify(root).split(JSON.stringify(hook.node.operationId)).length > 2) return false;
    hook.node.operationId = 'OnOrderPaidRenamed';
    return true;
  }),
  ofData('a hint of a trigger', 'openapi-extensions: x-ms-trigger-hint', (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    if (!hook) return false;
    hook.node['x-ms-trigger-hint'] = 'To see it work now, pay an order.';
    return true;
  }),
];

const additions: LegalVariant[] = [
  ofData('extensions of a vendor', `${swagger}: Patterned Objects ^x-`, (root) => {
    root['x-acme-team'] = extension;
    for (const { node, item } of operationsOf(root)) {
      node['x-acme-audit'] = true;
      nodeAt(root, item)['x-acme-route'] = 'orders';
    }
    for (const hook of webhooksOf(root)) {
      nodeAt(root, hook.schema)['x-acme-model'] = extension;
      nodeAt(root, hook.callback)['x-acme-kind'] = 'address';
    }
    return true;
  }),
  ofData('one more optional property of a body', 'flow makers may leave it', (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    const properties = hook && nodeAt(root, [...hook.schema, 'properties']);
    if (!isObject(properties)) return false;
    properties.remark = { type: 'string', title: 'Remark', description: 'A remark on the order.' };
    return true;
  }),
  ofData('one more property of a notification', 'designer 4', (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    const schema = hook && nodeAt(root, [...hook.item, contentKey, 'schema']);
    if (schema?.type !== 'object' || !isObject(schema.properties)) return false;
    schema.properties.remark = { type: 'string', title: 'Remark', description: 'A remark on the order.' };
    return true;
  }),
  ofData('a property named as the callback extension', 'connector-rules: walk by structural position', (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    const schema = hook && nodeAt(root, [...hook.item, contentKey, 'schema']);
    if (schema?.type !== 'object' || !isObject(schema.properties)) return false;
    schema.properties[callbackKey] = { type: 'string', title: 'Callback', description: 'A member of that name.' };
    return true;
  }),
  ofData('one more optional query parameter', 'flow makers may leave it', (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    if (!hook || !Array.isArray(hook.node.parameters)) return false;
    const texts = { 'x-ms-summary': 'Kind of order', description: 'The kind of order to wait for.' };
    hook.node.parameters.push({ name: 'order_kind', in: 'query', required: false, type: 'string', ...texts });
    return true;
  }),
  ofData('one more action', `${swagger}: Paths Object`, (root) => {
    root.paths['/added-orders'] = { get: clone(goodAction) };
    return true;
  }),
  ofData('a definition that nobody uses', `${swagger}: Definitions Object`, (root) => {
    root.definitions = { ...root.definitions, Unused: { type: 'object', properties: { id: { type: 'string' } } } };
    return true;
  }),
  ofData('tags of operations', `${swagger}: Tag Object`, (root) => {
    for (const { node } of operationsOf(root)) node.tags = ['Orders'];
    root.tags = [...(Array.isArray(root.tags) ? root.tags : []), { name: 'Orders', description: 'All of orders.' }];
    return true;
  }),
  ofData('documentation elsewhere', `${swagger}: External Documentation Object`, (root) => {
    root.externalDocs = { url: 'https://docs.example.com/orders', description: 'Orders.' };
    return true;
  }),
  ofData('an advanced optional parameter', 'openapi-extensions: x-ms-visibility', (root) => {
    const optional = operationsOf(root).flatMap(({ node }) =>
      (Array.isArray(node.parameters) ? node.parameters : []).filter(
        (parameter: Json) => parameter.in === 'query' && !parameter.required && !parameter['x-ms-visibility'],
      ),
    );
    for (const parameter of optional) parameter['x-ms-visibility'] = 'advanced';
    return optional.length > 0;
  }),
];

/** Gives a webhook's create operation another method that platform and designer take as well. */
const onMethod = (method: 'put' | 'patch'): LegalVariant =>
  ofData(`a trigger on ${method}`, 'connector-rules: post 640, put 8, patch 3', (root, pick) => {
    const free = webhooksOf(root).filter((hook) => !(method in nodeAt(root, hook.item)) && bodyOf(root, hook));
    const hook = pick.one(free);
    if (!hook) return false;
    renameKey(nodeAt(root, hook.item), hook.method, method);
    return true;
  });

const layouts: LegalVariant[] = [
  ofText('four spaces', 'json', 'JSON', (root) => JSON.stringify(root, null, 4)),
  ofText('tabs', 'json', 'JSON', (root) => JSON.stringify(root, null, '\t')),
  ofText('one line', 'json', 'JSON', (root) => JSON.stringify(root)),
  ofText('line ends of Windows', 'json', 'JSON', (root) => print(root, 'json').replaceAll('\n', '\r\n')),
  ofText('escaped characters in texts', 'json', 'JSON', (root) =>
    print(root, 'json').replace(/"description": "(\w)/g, (_all, first: string) => {
      const code = first.codePointAt(0)!.toString(16).padStart(4, '0');
      return `"description": "\\u${code}`;
    }),
  ),
  ofText('flow style', 'yaml', 'YAML 1.2', (root) => stringify(root, { collectionStyle: 'flow', lineWidth: 0 })),
  ofText('JSON as YAML', 'yaml', 'YAML 1.2: a superset of JSON', (root) => print(root, 'json')),
  ofText('four spaces in YAML', 'yaml', 'YAML 1.2', (root) =>
    stringify(root, { aliasDuplicateObjects: false, indent: 4, lineWidth: 0 }),
  ),
  ofText('double quotes', 'yaml', 'YAML 1.2', (root) =>
    stringify(root, { aliasDuplicateObjects: false, defaultStringType: 'QUOTE_DOUBLE', lineWidth: 0 }),
  ),
  ofText('single quotes', 'yaml', 'YAML 1.2', (root) =>
    stringify(root, { aliasDuplicateObjects: false, defaultStringType: 'QUOTE_SINGLE', lineWidth: 0 }),
  ),
  ofText('folded texts', 'yaml', 'YAML 1.2', (root) =>
    stringify(root, { aliasDuplicateObjects: false, lineWidth: 60 }),
  ),
  ofText(
    'comments',
    'yaml',
    'YAML 1.2',
    (root) => `# Orders\n${print(root, 'yaml').replaceAll('\nhost:', '\n# The host\nhost:')}`,
  ),
  ofText('a document start', 'yaml', 'YAML 1.2', (root) => `---\n${print(root, 'yaml')}`),
  ofText('an anchor and its alias', 'yaml', 'YAML 1.2', (root) => {
    // One object twice in the data becomes an anchor and an alias in the text.
    const shared = { description: 'OK' };
    for (const { node } of operationsOf(root)) {
      if (node.responses?.['204']) node.responses['204'] = shared;
    }
    root['x-acme-shared'] = [shared, shared];
    return stringify(root, { lineWidth: 0 });
  }),
];

export const legalVariants: LegalVariant[] = [
  ...reorderings,
  ...referencing,
  ...texts,
  ...additions,
  onMethod('put'),
  onMethod('patch'),
  ...layouts,
];
