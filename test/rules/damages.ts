/** Kinds of damage that people do to a webhook trigger. Each lists the codes of which at least one must report it. */
import type { Json, JsonObject } from '../../server/protocol/json';
import { at, follow, isObject, methods, objectAt, type Path, type Webhook } from './webhooks';

export interface Damage {
  name: string;
  codes: string[];
  /** Codes of errors that may appear elsewhere, such as when several triggers share the damaged schema. */
  consequences?: string[];
  /** Damages the data and returns the damaged nodes, any of which may have the finding; undefined if it does not apply. */
  apply: (root: JsonObject, webhook: Webhook) => Path[] | undefined;
}

const content = 'x-ms-notification-content';
const url = 'x-ms-notification-url';

/** Returns damage that sets members of one object; `undefined` removes a member. */
function change(where: (webhook: Webhook) => Path, values: Record<string, Json | undefined>) {
  return (root: JsonObject, webhook: Webhook): Path[] => {
    const place = where(webhook);
    assign(objectAt(root, place), values);
    return [place, webhook.operation];
  };
}

function assign(object: JsonObject, values: Record<string, Json | undefined>): void {
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) delete object[key];
    else object[key] = value;
  }
}

/** Returns damage that renames a key in place. */
function rename(object: JsonObject, from: string, to: string): void {
  const entries = Object.entries(object);
  for (const [key] of entries) delete object[key];
  for (const [key, value] of entries) object[key === from ? to : key] = value;
}

const operation = (webhook: Webhook): Path => webhook.operation;
const item = (webhook: Webhook): Path => webhook.item;
const callback = (webhook: Webhook): Path => webhook.callback;
const notification = (webhook: Webhook): Path => webhook.content;

/** Moves the notification content to `target`. */
function moveContent(target: (root: JsonObject, webhook: Webhook) => Path | undefined): Damage['apply'] {
  return (root, webhook) => {
    const to = target(root, webhook);
    if (!to) return undefined;
    const from = objectAt(root, webhook.item);
    objectAt(root, to)[content] = from[content]!;
    delete from[content];
    return [to, webhook.item];
  };
}

function firstResponse(root: JsonObject, webhook: Webhook): Path | undefined {
  const responses = at(root, [...webhook.operation, 'responses']);
  const status = isObject(responses) ? Object.keys(responses)[0] : undefined;
  return status && !isObject(at(root, [...webhook.operation, 'responses', status, '$ref']))
    ? [...webhook.operation, 'responses', status]
    : undefined;
}

/** The path of the operation's first inline parameter of one of these kinds. */
function parameterIn(root: JsonObject, webhook: Webhook, kinds: string[]): Path | undefined {
  const list = at(root, [...webhook.operation, 'parameters']);
  if (!Array.isArray(list)) return undefined;
  const index = list.findIndex((one) => isObject(one) && kinds.includes(String(one.in)));
  return index < 0 ? undefined : [...webhook.operation, 'parameters', index];
}

/** The path of the first object in text order that passes the test. */
function find(root: Json, from: Path, test: (object: JsonObject) => boolean): Path | undefined {
  const value = at(root, from);
  if (isObject(value)) {
    if (test(value)) return from;
    for (const key of Object.keys(value)) {
      const found = find(root, [...from, key], test);
      if (found) return found;
    }
  } else if (Array.isArray(value)) {
    for (const index of value.keys()) {
      const found = find(root, [...from, index], test);
      if (found) return found;
    }
  }
  return undefined;
}

function otherOperation(root: JsonObject, webhook: Webhook): JsonObject | undefined {
  const own = at(root, webhook.operation);
  const operations = Object.values(objectAt(root, ['paths'])).flatMap((path) =>
    methods.map((method) => (isObject(path) ? path[method] : undefined)),
  );
  return operations.filter(isObject).find((one) => one !== own && typeof one.operationId === 'string');
}

function damageReference(edit: (target: string) => string): Damage['apply'] {
  return (root, webhook) => {
    const place = find(root, webhook.item, (object) => typeof object.$ref === 'string');
    if (!place) return undefined;
    const holder = objectAt(root, place);
    holder.$ref = edit(String(holder.$ref));
    return [place];
  };
}

/** The consequences of a broken `$ref` to the body: the callback can no longer be found. */
const sharedCallback = ['notification-url-missing'];

export const damages: Damage[] = [
  { name: 'content removed', codes: ['notification-content-missing'], apply: change(item, { [content]: undefined }) },
  {
    name: 'content moved to the operation',
    codes: ['notification-content-misplaced'],
    apply: moveContent((_, w) => w.operation),
  },
  {
    name: "content moved into the body's schema",
    codes: ['notification-content-misplaced'],
    apply: moveContent((root, w) => follow(root, [...w.body, 'schema'])),
  },
  {
    name: 'content moved to the body parameter',
    codes: ['notification-content-misplaced'],
    apply: moveContent((_, w) => w.body),
  },
  {
    name: 'content moved into a response',
    codes: ['notification-content-misplaced'],
    apply: moveContent(firstResponse),
  },
  {
    name: 'content moved among the responses',
    codes: ['notification-content-misplaced'],
    apply: moveContent((root, w) =>
      isObject(at(root, [...w.operation, 'responses'])) ? [...w.operation, 'responses'] : undefined,
    ),
  },
  { name: 'content moved to the top level', codes: ['notification-content-misplaced'], apply: moveContent(() => []) },
  {
    name: 'content moved among the paths',
    codes: ['notification-content-misplaced'],
    apply: moveContent(() => ['paths']),
  },
  { name: 'content an array', codes: ['notification-content-shape'], apply: change(item, { [content]: [] }) },
  { name: 'content a string', codes: ['notification-content-shape'], apply: change(item, { [content]: 'push' }) },
  { name: 'content null', codes: ['notification-content-shape'], apply: change(item, { [content]: null }) },
  {
    name: 'schema of content a string',
    codes: ['notification-content-shape'],
    apply: change(notification, { schema: 'Push' }),
  },
  {
    name: 'schema of content an array',
    codes: ['notification-content-shape'],
    apply: change(notification, { schema: [] }),
  },
  {
    name: 'schema of content empty',
    codes: ['notification-content-schema-missing'],
    apply: change(notification, { schema: {} }),
  },
  {
    name: 'schema of content removed',
    codes: ['notification-content-schema-missing'],
    apply: change(notification, { schema: undefined }),
  },
  {
    name: 'callback removed',
    codes: ['notification-url-missing'],
    consequences: sharedCallback,
    apply: change(callback, { [url]: undefined }),
  },
  { name: 'callback "true"', codes: ['notification-url-value'], apply: change(callback, { [url]: 'true' }) },
  { name: 'callback false', codes: ['notification-url-value'], apply: change(callback, { [url]: false }) },
  { name: 'callback 1', codes: ['notification-url-value'], apply: change(callback, { [url]: 1 }) },
  { name: 'callback null', codes: ['notification-url-value'], apply: change(callback, { [url]: null }) },
  {
    name: 'callback on the body parameter',
    codes: ['notification-url-misplaced'],
    apply: change((w) => w.body, { [url]: true }),
  },
  {
    name: 'callback on another parameter',
    codes: ['notification-url-misplaced'],
    apply: (root, w) => {
      const place = parameterIn(root, w, ['path', 'query', 'header']);
      if (place) objectAt(root, place)[url] = true;
      return place && [place];
    },
  },
  {
    name: 'callback in a response',
    codes: ['notification-url-misplaced'],
    apply: (root, w) => {
      const place = firstResponse(root, w);
      if (!place) return undefined;
      const schema = { type: 'object', properties: { callbackUrl: { type: 'string', [url]: true } } };
      objectAt(root, place).schema = schema;
      return [place];
    },
  },
  {
    name: 'callback in the notification',
    codes: ['notification-url-misplaced'],
    apply: change(notification, { schema: { type: 'object', properties: { hook: { type: 'string', [url]: true } } } }),
  },
  {
    name: 'a second callback',
    codes: ['notification-url-duplicate'],
    consequences: ['notification-url-duplicate'],
    apply: (root, w) => {
      const step = w.chain.at(-1);
      if (!step) return undefined;
      const second = { type: 'string', [url]: true, 'x-ms-visibility': 'internal' };
      objectAt(root, [...step.holder, 'properties']).secondUrl = second;
      const required = at(root, [...step.holder, 'required']);
      if (Array.isArray(required)) required.push('secondUrl');
      return [step.holder, w.operation];
    },
  },
  { name: 'callback an integer', codes: ['notification-url-type'], apply: change(callback, { type: 'integer' }) },
  { name: 'callback an object', codes: ['notification-url-type'], apply: change(callback, { type: 'object' }) },
  {
    name: 'callback on the object around',
    codes: ['notification-url-type'],
    apply: (root, w) => {
      const step = w.chain.at(-1);
      if (!step) return undefined;
      delete objectAt(root, w.callback)[url];
      objectAt(root, step.holder)[url] = true;
      return [step.holder];
    },
  },
  {
    name: 'responses by default only',
    codes: ['trigger-no-success-response'],
    apply: (root, w) => {
      const success = firstResponse(root, w);
      if (!success) return undefined;
      objectAt(root, w.operation).responses = { default: at(root, success)! };
      return [w.operation];
    },
  },
  {
    name: 'a polling trigger that responds by default only',
    codes: ['trigger-no-success-response'],
    consequences: ['notification-content-missing'],
    apply: (root, w) => {
      const item = objectAt(root, w.item);
      const described = item[content];
      // Without it, other operations on the path would no longer be webhook triggers.
      if (!isObject(described) || !described.schema || w.callback[1] !== w.pathKey) return undefined;
      delete item[content];
      delete objectAt(root, w.callback)[url];
      assign(objectAt(root, w.operation), {
        'x-ms-trigger-metadata': { kind: 'query', mode: 'polling' },
        responses: { default: { description: 'OK', schema: described.schema } },
      });
      return [w.operation];
    },
  },
  {
    name: 'callback without type',
    codes: ['notification-url-type-missing'],
    apply: change(callback, { type: undefined }),
  },
  {
    name: 'callback visible',
    codes: ['notification-url-not-internal'],
    consequences: ['notification-url-not-internal'],
    apply: (root, w) => {
      const places = [
        w.body,
        [...w.body, 'schema'],
        ...w.chain.flatMap((s) => [s.holder, [...s.holder, 'properties', s.name]]),
      ];
      for (const place of [...places, w.callback]) delete objectAt(root, place)['x-ms-visibility'];
      return [w.callback, w.chain.at(-1)?.holder ?? w.body];
    },
  },
  {
    name: 'callback removed from required',
    codes: ['notification-url-not-required'],
    apply: (root, w) => {
      const step = w.chain.at(-1);
      const required = step && at(root, [...step.holder, 'required']);
      if (!step || !Array.isArray(required) || !required.includes(step.name)) return undefined;
      required.splice(required.indexOf(step.name), 1);
      return [step.holder];
    },
  },
  {
    name: "callback's parent removed from required",
    codes: ['notification-url-not-required'],
    apply: (root, w) => {
      const step = w.chain.length > 1 ? w.chain[0] : undefined;
      if (!step) return undefined;
      delete objectAt(root, step.holder).required;
      return [step.holder];
    },
  },
  {
    name: "callback's property renamed, not in required",
    codes: ['notification-url-not-required'],
    apply: (root, w) => {
      const step = w.chain.at(-1);
      if (!step) return undefined;
      rename(objectAt(root, [...step.holder, 'properties']), step.name, `${step.name}Renamed`);
      return [step.holder];
    },
  },
  {
    name: 'x-ms-notifcation-url',
    codes: ['unknown-extension'],
    consequences: sharedCallback,
    apply: (root, w) => {
      rename(objectAt(root, w.callback), url, 'x-ms-notifcation-url');
      return [w.callback];
    },
  },
  { name: 'trigger "Single"', codes: ['trigger-value'], apply: change(operation, { 'x-ms-trigger': 'Single' }) },
  { name: 'trigger "webhook"', codes: ['trigger-value'], apply: change(operation, { 'x-ms-trigger': 'webhook' }) },
  { name: 'trigger true', codes: ['trigger-type'], apply: change(operation, { 'x-ms-trigger': true }) },
  { name: 'trigger an array', codes: ['trigger-type'], apply: change(operation, { 'x-ms-trigger': ['single'] }) },
  { name: 'trigger "batch"', codes: ['webhook-batch'], apply: change(operation, { 'x-ms-trigger': 'batch' }) },
  ...['get', 'delete', 'head', 'options'].map(
    (method): Damage => ({
      name: `trigger on ${method}`,
      codes: ['trigger-method'],
      apply: (root, w) => {
        if (method in objectAt(root, w.item)) return undefined;
        rename(objectAt(root, w.item), w.method, method);
        return [[...w.item, method]];
      },
    }),
  ),
  ...(['item', 'body', 'content', 'callback'] as const).map(
    (place): Damage => ({
      name: `trigger moved to the ${place}`,
      codes: ['trigger-misplaced'],
      apply: (root, w) => {
        const from = objectAt(root, w.operation);
        objectAt(root, w[place])['x-ms-trigger'] = from['x-ms-trigger']!;
        delete from['x-ms-trigger'];
        return [w[place]];
      },
    }),
  ),
  {
    name: 'x-ms-trigers',
    codes: ['unknown-extension'],
    apply: (root, w) => {
      rename(objectAt(root, w.operation), 'x-ms-trigger', 'x-ms-trigers');
      return [w.operation];
    },
  },
  {
    name: 'X-MS-Trigger',
    codes: ['unknown-extension'],
    apply: (root, w) => {
      rename(objectAt(root, w.operation), 'x-ms-trigger', 'X-MS-Trigger');
      return [w.operation];
    },
  },
  {
    name: 'xms-notification-content',
    codes: ['unknown-extension'],
    apply: (root, w) => {
      rename(objectAt(root, w.item), content, 'xms-notification-content');
      return [w.item];
    },
  },
  { name: 'hint a number', codes: ['trigger-hint-type'], apply: change(operation, { 'x-ms-trigger-hint': 7 }) },
  {
    name: 'hint on the path',
    codes: ['trigger-misplaced'],
    apply: change(item, { 'x-ms-trigger-hint': 'Push a commit.' }),
  },
  {
    name: 'polling metadata on a webhook',
    codes: ['trigger-metadata'],
    apply: change(operation, { 'x-ms-trigger-metadata': { kind: 'query', mode: 'polling' } }),
  },
  {
    name: 'metadata a string',
    codes: ['trigger-metadata-type'],
    apply: change(operation, { 'x-ms-trigger-metadata': 'polling' }),
  },
  {
    name: 'visibility "hidden"',
    codes: ['visibility-value'],
    apply: change(operation, { 'x-ms-visibility': 'hidden' }),
  },
  { name: 'visibility true', codes: ['visibility-type'], apply: change(operation, { 'x-ms-visibility': true }) },
  {
    name: 'trigger internal',
    codes: ['trigger-internal'],
    // Of one that is deprecated, or has a newer revision or a visible trigger of the same name, nothing is said.
    apply: change(operation, {
      'x-ms-visibility': 'internal',
      deprecated: false,
      'x-ms-api-annotation': {},
      summary: 'When nothing else has this name',
    }),
  },
  { name: 'summary a number', codes: ['summary-type'], apply: change(callback, { 'x-ms-summary': 7 }) },
  {
    name: 'reference to nothing',
    codes: ['unresolved-reference'],
    apply: damageReference((target) => `${target}Gone`),
  },
  {
    name: 'reference without #/',
    codes: ['unresolved-reference'],
    apply: damageReference((target) => target.slice(2)),
  },
  {
    name: 'reference into another file',
    codes: ['unresolved-reference'],
    apply: damageReference((target) => `types.json${target}`),
  },
  { name: 'reference a number', codes: ['unresolved-reference'], apply: change(notification, { schema: { $ref: 7 } }) },
  {
    name: 'referenced definitions removed',
    codes: ['unresolved-reference'],
    consequences: ['unresolved-reference'],
    apply: (root, w) => {
      const place = find(root, w.item, (object) => /^#\/definitions\//.test(String(object.$ref)));
      if (!place) return undefined;
      delete root.definitions;
      return [place];
    },
  },
  {
    name: 'operationId twice',
    codes: ['operation-id'],
    // The other operation with this id is marked as well.
    consequences: ['operation-id', 'dynamic-operation-unknown'],
    apply: (root, w) => {
      const id = at(root, [...w.operation, 'operationId']);
      const other = otherOperation(root, w);
      if (!other) return undefined;
      other.operationId = id!;
      return [w.operation];
    },
  },
  {
    name: 'operationId removed',
    codes: ['operation-id'],
    consequences: ['dynamic-operation-unknown'],
    apply: change(operation, { operationId: undefined }),
  },
  {
    name: 'operationId empty',
    codes: ['operation-id'],
    consequences: ['dynamic-operation-unknown'],
    apply: change(operation, { operationId: '' }),
  },
  {
    name: 'parameter of the path template renamed',
    codes: ['path-parameters'],
    apply: (root, w) => {
      const paths = objectAt(root, ['paths']);
      const key = w.pathKey.includes('{') ? w.pathKey.replace(/\{[^}]*\}/, '{renamed}') : `${w.pathKey}/{added}`;
      rename(paths, w.pathKey, key);
      return [['paths', key]];
    },
  },
  {
    name: 'path parameter removed',
    codes: ['path-parameters'],
    apply: (root, w) => {
      const place = parameterIn(root, w, ['path']);
      const list = at(root, [...w.operation, 'parameters']);
      if (!place || !Array.isArray(list)) return undefined;
      list.splice(Number(place.at(-1)), 1);
      return [w.item];
    },
  },
  {
    name: 'path parameter too many',
    codes: ['path-parameters'],
    apply: (root, w) => {
      const list = at(root, [...w.operation, 'parameters']);
      if (!Array.isArray(list)) return undefined;
      list.push({ name: 'nowhere', in: 'path', required: true, type: 'string' });
      return [w.item];
    },
  },
  {
    name: 'dynamic values from an unknown operation',
    codes: ['dynamic-operation-unknown'],
    apply: (root) => {
      const place = find(root, ['paths'], (object) => isObject(object['x-ms-dynamic-values']));
      if (!place) return undefined;
      objectAt(root, [...place, 'x-ms-dynamic-values']).operationId = 'NoSuchOperation';
      return [place];
    },
  },
  {
    name: 'notification from an unknown operation',
    codes: ['dynamic-operation-unknown'],
    apply: change(notification, {
      schema: { 'x-ms-dynamic-schema': { operationId: 'NoSuchOperation', 'value-path': 'schema' } },
    }),
  },
  { name: 'swagger "3.0"', codes: ['not-swagger-2'], apply: change(() => [], { swagger: '3.0' }) },
  { name: 'swagger the number 2', codes: ['not-swagger-2'], apply: change(() => [], { swagger: 2 }) },
  {
    name: 'openapi "3.0.0"',
    codes: ['not-swagger-2'],
    apply: (root) => {
      rename(root, 'swagger', 'openapi');
      root.openapi = '3.0.0';
      return [[]];
    },
  },
  {
    name: 'DELETE operations removed',
    codes: ['unsubscribe-missing'],
    consequences: ['dynamic-operation-unknown'],
    apply: (root) => {
      for (const path of Object.values(objectAt(root, ['paths']))) if (isObject(path)) delete path.delete;
      // It is reported once, at the first trigger.
      return [['paths']];
    },
  },
  { name: 'responses removed', codes: ['responses-missing'], apply: change(operation, { responses: undefined }) },
  { name: 'responses empty', codes: ['trigger-responses-empty'], apply: change(operation, { responses: {} }) },
  {
    name: 'a second trigger on the path',
    codes: ['triggers-share-path'],
    apply: (root, w) => {
      const path = objectAt(root, w.item);
      const free = ['put', 'patch', 'post'].find((method) => !(method in path));
      if (!free) return undefined;
      path[free] = { ...structuredClone(objectAt(root, w.operation)), operationId: 'SecondTriggerHere' };
      return [w.item];
    },
  },
];
