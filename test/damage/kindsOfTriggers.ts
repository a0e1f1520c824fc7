/** Damage that leaves a trigger without callback, content, or inputs, and weaker damage around triggers. */
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
  putAt,
  renameKey,
  variablesOf,
  type Webhook,
  webhooksOf,
} from './definition';
import { type DataDamage, type Kind, kills, weak } from './kind';

const rules = (code: string): string => `connector-rules: ${code}`;
const validator = (rule: string): string => `certification-swagger-validator-rules: ${rule}`;
const unreachable = 'findings-review (c): callback inside an array, in allOf, next to a $ref; designer 2: Callback';

const onHook =
  (damage: (hook: Webhook, root: Json, pick: Pick) => Path[] | undefined): DataDamage =>
  (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    return hook && damage(hook, root, pick);
  };

const contentOf = (hook: Webhook): Path => [...hook.item, contentKey];

/** Where a callback that is missing may be reported: at the operation, its body, or the content that waits for it. */
const aroundCallback = (hook: Webhook): Path[] => [
  hook.callback,
  hook.schema,
  hook.body,
  [...hook.path, 'parameters'],
  hook.path,
  contentOf(hook),
];

/** True where the body, or a part of it, comes at run time and may bring a callback of its own. */
const isDynamic = (hook: Webhook, root: Json): boolean =>
  /"x-ms-dynamic-(schema|properties)"/.test(JSON.stringify(hook.chain.map((schema) => nodeAt(root, schema))));

/** Takes the flag from the callback's property. */
function takeFlag(hook: Webhook, root: Json): void {
  delete nodeAt(root, hook.callback)[callbackKey];
}

/** Puts something else at the place of the callback's property, which that property becomes a part of. */
const rebuildCallback =
  (build: (property: Record<string, Json>, root: Json) => Json): DataDamage =>
  (root, pick) => {
    const hook = pick.one(webhooksOf(root));
    if (!hook || hook.chain.length < 2) return undefined;
    putAt(root, hook.callback, build(nodeAt(root, hook.callback), root));
    return [hook.callback];
  };

/** Changes the callback's property itself. */
const atCallback = (change: (property: Record<string, Json>) => void): DataDamage =>
  onHook((hook, root) => {
    change(nodeAt(root, hook.callback));
    return [hook.callback];
  });

/** Moves the flag from its property to a parameter that is no body. */
const flagOnParameter = (place: 'header' | 'query'): DataDamage =>
  onHook((hook, root) => {
    takeFlag(hook, root);
    hook.node.parameters = [
      ...(hook.node.parameters ?? []),
      {
        name: 'callback',
        in: place,
        type: 'string',
        required: true,
        'x-ms-visibility': 'internal',
        [callbackKey]: true,
      },
    ];
    return [[...hook.path, 'parameters', hook.node.parameters.length - 1]];
  });

const contentKinds: Kind[] = [
  kills(
    'no notification content',
    rules('notification-content-missing'),
    onHook((hook, root) => {
      delete nodeAt(root, hook.item)[contentKey];
      return [contentOf(hook), hook.path, ...aroundCallback(hook)];
    }),
    ['notification-content-missing'],
  ),
  kills(
    'notification content on the operation',
    rules('notification-content-misplaced'),
    onHook((hook, root) => {
      hook.node[contentKey] = nodeAt(root, contentOf(hook));
      delete nodeAt(root, hook.item)[contentKey];
      return [[...hook.path, contentKey], contentOf(hook), ...aroundCallback(hook)];
    }),
  ),
  kills(
    'notification content in the responses',
    rules('notification-content-misplaced'),
    onHook((hook, root) => {
      const responses = hook.node.responses;
      if (!isObject(responses)) return undefined;
      responses[contentKey] = nodeAt(root, contentOf(hook));
      delete nodeAt(root, hook.item)[contentKey];
      return [[...hook.path, 'responses', contentKey], contentOf(hook), ...aroundCallback(hook)];
    }),
  ),
  kills(
    'notification content at the root',
    rules('notification-content-misplaced'),
    onHook((hook, root) => {
      root[contentKey] = nodeAt(root, contentOf(hook));
      delete nodeAt(root, hook.item)[contentKey];
      return [[contentKey], contentOf(hook), ...aroundCallback(hook)];
    }),
  ),
  kills(
    'notification content with a slip in its name',
    rules('notification-content-missing'),
    onHook((hook, root) => {
      renameKey(nodeAt(root, hook.item), contentKey, 'x-ms-notification-contents');
      return [[...hook.item, 'x-ms-notification-contents'], hook.path, ...aroundCallback(hook)];
    }),
  ),
  kills(
    'notification content as a text',
    rules('notification-content-shape'),
    onHook((hook, root) => {
      putAt(root, contentOf(hook), 'Order');
      return [contentOf(hook)];
    }),
  ),
  kills(
    'a notification schema as a text',
    rules('notification-content-shape'),
    onHook((hook, root) => {
      nodeAt(root, contentOf(hook)).schema = 'object';
      return [contentOf(hook)];
    }),
  ),
  weak(
    'no notification schema',
    ['warning', 'warning'],
    rules('notification-content-schema-missing'),
    onHook((hook, root) => {
      delete nodeAt(root, contentOf(hook)).schema;
      return [contentOf(hook)];
    }),
    ['notification-content-schema-missing'],
  ),
  weak(
    'an empty notification schema',
    ['warning', 'warning'],
    rules('notification-content-schema-missing'),
    onHook((hook, root) => {
      const content = nodeAt(root, contentOf(hook));
      if (isObject(content.schema) && Object.keys(content.schema).length === 0) return undefined;
      content.schema = {};
      return [contentOf(hook)];
    }),
    ['notification-content-schema-missing'],
  ),
  weak(
    'a notification schema of allOf',
    ['information', 'information'],
    rules('notification-schema-ignored-keyword'),
    onHook((hook, root) => {
      const content = nodeAt(root, contentOf(hook));
      if (!isObject(content.schema)) return undefined;
      content.schema = { allOf: [content.schema] };
      return [contentOf(hook)];
    }),
    ['notification-schema-ignored-keyword'],
  ),
  weak(
    'a notification schema without a type',
    ['information', 'information'],
    rules('notification-schema-ignored-keyword'),
    onHook((hook, root) => {
      const schema = nodeAt(root, [...contentOf(hook), 'schema']);
      if (schema?.type !== 'object' || !isObject(schema.properties) || !Object.keys(schema.properties).length) {
        return undefined;
      }
      delete schema.type;
      return [[...contentOf(hook), 'schema']];
    }),
    ['notification-schema-ignored-keyword'],
  ),
  weak(
    'a required member that the notification schema lacks',
    ['hint', 'hint'],
    rules('notification-required-unknown'),
    onHook((hook, root) => {
      const schema = nodeAt(root, [...contentOf(hook), 'schema']);
      if (!isObject(schema?.properties)) return undefined;
      schema.required = [...(schema.required ?? []), 'notThere'];
      return [[...contentOf(hook), 'schema', 'required']];
    }),
    ['notification-required-unknown'],
  ),
  weak(
    'an unknown member of notification content',
    ['hint', 'hint'],
    rules('notification-content-unknown-key'),
    onHook((hook, root) => {
      nodeAt(root, contentOf(hook)).body = { type: 'object' };
      return [[...contentOf(hook), 'body']];
    }),
    ['notification-content-unknown-key'],
  ),
];

const callbackKinds: Kind[] = [
  kills(
    'no callback flag',
    rules('notification-url-missing'),
    onHook((hook, root) => {
      if (isDynamic(hook, root)) return undefined;
      takeFlag(hook, root);
      return aroundCallback(hook);
    }),
    ['notification-url-missing'],
  ),
  kills(
    'no property for the callback',
    rules('notification-url-missing'),
    onHook((hook, root) => {
      if (hook.chain.length < 2 || isDynamic(hook, root)) return undefined;
      delete nodeAt(root, hook.callback.slice(0, -1))[hook.callback.at(-1)!];
      return aroundCallback(hook);
    }),
    ['notification-url-missing'],
  ),
  kills(
    'no body parameter',
    rules('notification-url-missing'),
    onHook((hook, root) => {
      const kept = hook.node.parameters?.filter((parameter: Json) => !parameter.$ref && parameter.in !== 'body');
      if (!kept || kept.length === hook.node.parameters.length) return undefined;
      hook.node.parameters = kept;
      return bodyOf(root, hook) ? undefined : aroundCallback(hook);
    }),
  ),
  kills(
    'a callback flag that is false',
    rules('notification-url-value'),
    atCallback((property) => {
      property[callbackKey] = false;
    }),
  ),
  kills(
    'a callback flag as a text',
    rules('notification-url-value'),
    atCallback((property) => {
      property[callbackKey] = 'true';
    }),
  ),
  kills(
    'a callback flag on the body parameter',
    rules('notification-url-misplaced'),
    onHook((hook, root) => {
      takeFlag(hook, root);
      nodeAt(root, hook.body)[callbackKey] = true;
      return [[...hook.body, callbackKey], ...aroundCallback(hook)];
    }),
  ),
  kills('a callback in a header', rules('notification-url-misplaced'), flagOnParameter('header')),
  kills('a callback in the query', rules('notification-url-misplaced'), flagOnParameter('query')),
  kills(
    'a callback in the notification schema',
    rules('notification-url-misplaced'),
    onHook((hook, root) => {
      const schema = nodeAt(root, [...contentOf(hook), 'schema']);
      if (!isObject(schema?.properties)) return undefined;
      takeFlag(hook, root);
      schema.properties.callback = { type: 'string', [callbackKey]: true };
      return [[...contentOf(hook), 'schema', 'properties', 'callback'], ...aroundCallback(hook)];
    }),
  ),
  kills(
    'a callback flag on the object around',
    'findings-review (d): flag on the object around',
    onHook((hook, root) => {
      if (hook.chain.length < 2) return undefined;
      takeFlag(hook, root);
      const around = hook.chain.at(-2)!;
      nodeAt(root, around)[callbackKey] = true;
      return [[...around, callbackKey], around];
    }),
  ),
  kills(
    'a callback inside an array',
    unreachable,
    rebuildCallback((property) => ({ type: 'array', items: property })),
  ),
  kills(
    'a callback inside an array of objects',
    unreachable,
    rebuildCallback((property) => ({
      type: 'array',
      items: { type: 'object', required: ['url'], properties: { url: property } },
    })),
  ),
  kills(
    'a callback in allOf',
    unreachable,
    rebuildCallback((property) => ({ type: 'string', allOf: [property] })),
  ),
  kills(
    'a callback next to a $ref',
    unreachable,
    rebuildCallback((property, root) => {
      root.definitions = { ...root.definitions, CallbackText: { type: 'string' } };
      return { $ref: '#/definitions/CallbackText', ...property };
    }),
  ),
  kills(
    'a read-only callback',
    rules('notification-url-unreachable'),
    atCallback((property) => {
      property.readOnly = true;
    }),
  ),
  kills(
    'a callback in an object without a type',
    rules('notification-url-unreachable'),
    rebuildCallback((property) => ({ required: ['url'], properties: { url: property } })),
  ),
  kills(
    'a body schema without a type',
    'findings-review (e): body schema without type: object',
    onHook((hook, root) => {
      const schema = nodeAt(root, hook.schema);
      if (schema.type !== 'object' || hook.chain.length < 2) return undefined;
      delete schema.type;
      return [hook.schema, hook.body, hook.callback];
    }),
  ),
  kills(
    'a callback that is a number',
    rules('notification-url-type'),
    atCallback((property) => {
      property.type = 'integer';
    }),
    ['notification-url-type'],
  ),
  kills(
    'a second callback',
    rules('notification-url-duplicate'),
    onHook((hook, root) => {
      if (hook.chain.length < 2) return undefined;
      const around = hook.callback.slice(0, -1);
      const property = clone(nodeAt(root, hook.callback));
      nodeAt(root, around).secondCallback = property;
      const owner = nodeAt(root, hook.chain.at(-2)!);
      owner.required = [...(owner.required ?? []), 'secondCallback'];
      return [hook.callback, [...around, 'secondCallback']];
    }),
    ['notification-url-duplicate'],
  ),
  weak(
    'a callback without a type',
    ['warning', 'warning'],
    rules('notification-url-type-missing'),
    onHook((hook, root) => {
      const property = nodeAt(root, hook.callback);
      if (!('type' in property)) return undefined;
      delete property.type;
      return [hook.callback];
    }),
  ),
  weak(
    'a callback that is not required',
    ['warning', 'error'],
    validator('NotificationUrlNotRequired'),
    onHook((hook, root) => {
      const around = hook.chain.at(-2);
      const schema = around && nodeAt(root, around);
      const name = hook.callback.at(-1);
      if (!schema?.required?.includes(name)) return undefined;
      schema.required = schema.required.filter((one: string) => one !== name);
      if (!schema.required.length) delete schema.required;
      return [hook.callback, [...around!, 'required']];
    }),
    ['notification-url-not-required'],
  ),
  weak(
    'a callback that flow makers see',
    ['warning', 'error'],
    validator('NotificationUrlNotInternal'),
    onHook((hook, root) => {
      for (const schema of hook.chain) delete nodeAt(root, schema)['x-ms-visibility'];
      return [hook.callback];
    }),
    ['notification-url-not-internal'],
  ),
];

const triggerKeyKinds: Kind[] = [
  kills(
    'an unknown kind of trigger',
    rules('trigger-value'),
    onHook(({ path, node }) => {
      node['x-ms-trigger'] = 'multiple';
      return [[...path, 'x-ms-trigger']];
    }),
    ['trigger-value'],
  ),
  kills(
    'a trigger as a boolean',
    rules('trigger-type'),
    onHook(({ path, node }) => {
      node['x-ms-trigger'] = true;
      return [[...path, 'x-ms-trigger']];
    }),
  ),
  kills(
    'the trigger key on the path',
    rules('trigger-misplaced'),
    onHook(({ path, item, node }, root) => {
      nodeAt(root, item)['x-ms-trigger'] = node['x-ms-trigger'];
      delete node['x-ms-trigger'];
      return [[...item, 'x-ms-trigger'], path];
    }),
    ['trigger-misplaced'],
  ),
  kills(
    'the trigger key in the notification content',
    rules('trigger-misplaced'),
    onHook((hook, root) => {
      nodeAt(root, contentOf(hook))['x-ms-trigger'] = hook.node['x-ms-trigger'];
      delete hook.node['x-ms-trigger'];
      return [[...contentOf(hook), 'x-ms-trigger'], hook.path];
    }),
    ['trigger-misplaced'],
  ),
  kills(
    'a trigger hint on the path',
    rules('trigger-misplaced'),
    onHook(({ item, node }, root) => {
      nodeAt(root, item)['x-ms-trigger-hint'] = node['x-ms-trigger-hint'] ?? 'Pay an order.';
      delete node['x-ms-trigger-hint'];
      return [[...item, 'x-ms-trigger-hint']];
    }),
    ['trigger-misplaced'],
  ),
  weak(
    'a trigger hint as an object',
    ['error', 'error'],
    rules('trigger-hint-type'),
    onHook(({ path, node }) => {
      node['x-ms-trigger-hint'] = { text: 'Pay an order.' };
      return [[...path, 'x-ms-trigger-hint']];
    }),
    ['trigger-hint-type'],
  ),
  weak(
    'a visibility as a boolean',
    ['error', 'error'],
    rules('visibility-type'),
    onHook(({ path, node }) => {
      node['x-ms-visibility'] = true;
      return [[...path, 'x-ms-visibility']];
    }),
    ['visibility-type'],
  ),
  weak(
    'polling metadata on a webhook',
    ['error', 'error'],
    rules('trigger-metadata'),
    onHook(({ path, node }) => {
      node['x-ms-trigger-metadata'] = { kind: 'query', mode: 'polling' };
      return [[...path, 'x-ms-trigger-metadata'], path];
    }),
    ['trigger-metadata'],
  ),
  kills(
    'a webhook on get',
    rules('trigger-method'),
    onHook(({ item, method }, root) => {
      if ('get' in nodeAt(root, item)) return undefined;
      renameKey(nodeAt(root, item), method, 'get');
      return [[...item, 'get']];
    }),
    ['trigger-method'],
  ),
  kills(
    'a webhook on delete',
    rules('trigger-method'),
    onHook(({ item, method }, root) => {
      if ('delete' in nodeAt(root, item)) return undefined;
      renameKey(nodeAt(root, item), method, 'delete');
      return [[...item, 'delete']];
    }),
    ['trigger-method'],
  ),
  kills(
    'parameters on the path only',
    'findings-review (e): path parameters on the path item, operation without parameters',
    onHook(({ item, path, node }, root) => {
      if (!Array.isArray(node.parameters) || nodeAt(root, item).parameters) return undefined;
      nodeAt(root, item).parameters = node.parameters;
      delete node.parameters;
      return [path, [...item, 'parameters']];
    }),
  ),
  weak(
    'a slip in the trigger key',
    ['warning', 'warning'],
    rules('unknown-extension'),
    onHook(({ path, node }) => {
      renameKey(node, 'x-ms-trigger', 'x-ms-triger');
      return [[...path, 'x-ms-triger']];
    }),
  ),
  weak(
    'a slip in the name of an extension',
    ['warning', 'warning'],
    rules('unknown-extension'),
    onHook((hook, root) => {
      const properties = nodeAt(root, [...hook.schema, 'properties']);
      const name = Object.keys(isObject(properties) ? properties : {})[0];
      if (!name || !isObject(properties[name])) return undefined;
      properties[name]['x-ms-sumary'] = 'Order';
      return [[...hook.schema, 'properties', name, 'x-ms-sumary']];
    }),
    ['unknown-extension'],
  ),
  weak(
    'an unknown visibility',
    ['warning', 'warning'],
    rules('visibility-value'),
    onHook(({ path, node }) => {
      node['x-ms-visibility'] = 'hidden';
      return [[...path, 'x-ms-visibility']];
    }),
    ['visibility-value'],
  ),
  weak(
    'a hidden trigger',
    ['information', 'information'],
    rules('trigger-internal'),
    onHook(({ path, node }) => {
      if (node.deprecated || node['x-ms-api-annotation'] || node['x-ms-visibility'] === 'internal') return undefined;
      node['x-ms-visibility'] = 'internal';
      return [[...path, 'x-ms-visibility']];
    }),
    ['trigger-internal'],
  ),
  weak(
    'a webhook in batches',
    ['hint', 'hint'],
    rules('webhook-batch'),
    onHook(({ path, node }) => {
      node['x-ms-trigger'] = 'batch';
      return [[...path, 'x-ms-trigger']];
    }),
    ['webhook-batch'],
  ),
  weak(
    'a trigger value that is no object',
    ['warning', 'warning'],
    'findings-review (e): x-ms-trigger-value',
    onHook(({ path, node }) => {
      node['x-ms-trigger-value'] = 'single';
      return [[...path, 'x-ms-trigger-value']];
    }),
  ),
  weak(
    'the Authorization header as a parameter',
    ['warning', 'warning'],
    rules('trigger-auth-parameter'),
    onHook(({ path, node }) => {
      if (!Array.isArray(node.parameters)) return undefined;
      node.parameters.push({ name: 'Authorization', in: 'header', type: 'string', required: true });
      return [[...path, 'parameters', node.parameters.length - 1]];
    }),
    ['trigger-auth-parameter'],
  ),
  weak(
    'two triggers on a path',
    ['warning', 'warning'],
    rules('triggers-share-path'),
    onHook(({ item, method, node, path }, root) => {
      const second = method === 'put' ? 'post' : 'put';
      if (second in nodeAt(root, item)) return undefined;
      nodeAt(root, item)[second] = { ...clone(node), operationId: `${node.operationId}Again` };
      return [path, [...item, second]];
    }),
    ['triggers-share-path'],
  ),
  weak(
    'a visible action on the path of a webhook',
    ['warning', 'warning'],
    rules('notification-content-sibling'),
    onHook(({ item, path }, root) => {
      if ('get' in nodeAt(root, item) || 'parameters' in nodeAt(root, item)) return undefined;
      const parameters = variablesOf(String(item[1]));
      const responses = { 200: { description: 'OK', schema: { type: 'object' } } };
      const texts = { summary: 'List orders', description: 'Lists all orders.' };
      nodeAt(root, item).get = { operationId: 'ListSiblings', ...texts, parameters, responses };
      return [[...item, 'get'], path, [...item, contentKey]];
    }),
    ['notification-content-sibling'],
  ),
];

/** Where a missing unsubscribe may be reported: it is reported once per definition, at any of its triggers. */
const allTriggers = (root: Json): Path[] => webhooksOf(root).flatMap((hook) => [hook.path, contentOf(hook)]);

const unsubscribeKinds: Kind[] = [
  weak(
    'no unsubscribe operation',
    ['warning', 'warning'],
    rules('unsubscribe-missing'),
    (root) => {
      const deletes = operationsOf(root).filter(({ method }) => method === 'delete');
      if (!deletes.length) return undefined;
      for (const { item } of deletes) delete nodeAt(root, item).delete;
      return allTriggers(root);
    },
    ['unsubscribe-missing'],
  ),
  weak(
    'an unsubscribe operation that flow makers see',
    ['warning', 'warning'],
    rules('unsubscribe-visible'),
    (root, pick) => {
      const below = webhooksOf(root).flatMap((hook) =>
        operationsOf(root).filter(
          ({ method, item, node }) =>
            method === 'delete' &&
            node['x-ms-visibility'] === 'internal' &&
            String(item[1]).startsWith(`${hook.item[1]}/`),
        ),
      );
      const unsubscribe = pick.one(below);
      if (!unsubscribe) return undefined;
      delete unsubscribe.node['x-ms-visibility'];
      return [unsubscribe.path];
    },
    ['unsubscribe-visible'],
  ),
  weak(
    'an unsubscribe operation that needs a body',
    ['information', 'information'],
    rules('unsubscribe-needs-input'),
    (root, pick) => {
      const below = webhooksOf(root).flatMap((hook) =>
        operationsOf(root).filter(
          ({ method, item }) => method === 'delete' && String(item[1]).startsWith(`${hook.item[1]}/`),
        ),
      );
      const unsubscribe = pick.one(below);
      if (!unsubscribe || bodyOf(root, unsubscribe)) return undefined;
      const schema = { type: 'object', required: ['reason'], properties: { reason: { type: 'string' } } };
      unsubscribe.node.parameters = [
        ...(unsubscribe.node.parameters ?? []),
        { name: 'body', in: 'body', required: true, schema },
      ];
      return [unsubscribe.path];
    },
    ['unsubscribe-needs-input'],
  ),
];

export const kindsOfTriggers: Kind[] = [...contentKinds, ...callbackKinds, ...triggerKeyKinds, ...unsubscribeKinds];
