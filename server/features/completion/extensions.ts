import { CompletionItemKind } from 'vscode-languageserver-protocol';
import type { Definition } from '../../model/definition';
import { pollingMetadata } from '../../model/triggers';
import { extensions, swaggerKeysOf } from '../../model/vocabulary';
import type { Role } from '../../model/walk';
import { say } from '../../texts/say';
import type { Candidate } from './candidate';
import type { Context } from './context';
import { Blank, type Template } from './template';
import { extensionMarkdown } from './texts';

const callbackKey = 'x-ms-notification-url';

/** The keys of a webhook. */
const webhookKeys = new Set([
  'x-ms-trigger',
  'x-ms-trigger-hint',
  'x-ms-notification-content',
  'x-ms-notification-url',
]);

/** A notification whose properties become dynamic content. */
export const notificationContent: Template = {
  description: '‹1:What the service sends›',
  schema: {
    type: 'object',
    properties: { '‹2:id›': { type: 'string', 'x-ms-summary': '‹3:Id›', description: '‹4:Identifies the event.›' } },
  },
};

const values: Record<string, Template> = {
  'x-ms-trigger': '‹1|single,batch›',
  'x-ms-trigger-hint': '‹1:To see it work now, …›',
  'x-ms-trigger-metadata': pollingMetadata,
  'x-ms-notification-content': notificationContent,
  'x-ms-notification-url': true,
  'x-ms-visibility': '‹1|internal,important,advanced,none›',
  'x-ms-summary': '‹1:Title›',
  'x-ms-url-encoding': '‹1|double,single›',
  'x-ms-api-annotation': { family: '‹1:OperationFamily›', revision: 1 },
  'x-ms-dynamic-values': {
    operationId: '‹1:GetItems›',
    'value-path': '‹2:id›',
    'value-title': '‹3:name›',
    'value-collection': '‹4:value›',
  },
  'x-ms-dynamic-list': {
    operationId: '‹1:GetItems›',
    itemsPath: '‹2:value›',
    itemValuePath: '‹3:id›',
    itemTitlePath: '‹4:name›',
  },
  'x-ms-dynamic-schema': { operationId: '‹1:GetSchema›', 'value-path': '‹2:schema›' },
  'x-ms-dynamic-properties': { operationId: '‹1:GetSchema›', itemValuePath: '‹2:schema›' },
  'x-ms-connector-metadata': [
    { propertyName: 'Website', propertyValue: '‹1:https://›' },
    { propertyName: 'Privacy policy', propertyValue: '‹2:https://›' },
    { propertyName: 'Categories', propertyValue: '‹3:Productivity›' },
  ],
};

/** The required keys inside the value of an `x-ms-*` key. */
export function keysInside(extension: string): string[] {
  const template = values[extension];
  return typeof template === 'object' ? Object.keys(template) : [];
}

/** Maximum number of operations that a snippet offers to choose from. */
const maxChoices = 40;

/** A template that names an operation, with the operations of the definition to choose from: one that reads comes first. */
function namingOperation(template: Template, definition: Definition | undefined): Template {
  if (typeof template !== 'object' || !('operationId' in template)) return template;
  const { operations = [] } = definition ?? {};
  const reading = operations.filter(({ method }) => method === 'get');
  const named = [...new Set([...reading, ...operations].flatMap(({ operationId }) => operationId || []))];
  const ids = named.filter((id) => !/[,‹›|]/.test(id));
  if (ids.length === 0) return template;
  return { ...template, operationId: ids.length > maxChoices ? `‹1:${ids[0]}›` : `‹1|${ids.join(',')}›` };
}

function templateFor(key: string): Template {
  const template = values[key];
  if (template !== undefined) return template;
  const type = extensions.get(key)?.type;
  if (type === 'object') return new Blank('object');
  if (type === 'array') return new Blank('list');
  return type === 'boolean' ? true : '‹1›';
}

/** The surroundings that decide which keys have an effect. */
export interface Surroundings {
  /** True when the path item around has notification content, so that its operations are webhooks. */
  onNotifiedPath: boolean;
  /** True when the body of the operation around takes a callback URL. */
  hasCallback: boolean;
  /** True when the path item around has a GET that polls: notification content there would make it a webhook. */
  hasPollingGet: boolean;
  /** The key or index of the object. */
  key: string | number | undefined;
  /** True on a string where the callback URL of an operation can go. */
  takesCallback: boolean;
  /** True when the object has a key. */
  has: (key: string) => boolean;
}

const triggerKeys = new Set(['x-ms-trigger', 'x-ms-trigger-hint', 'x-ms-trigger-metadata']);
/** The methods that triggers do not use. */
const notTriggers = new Set<unknown>(['delete', 'head', 'options']);

/** The documented `x-ms-*` keys that have an effect in an object of this kind. */
export function extensionKeys(
  context: Context,
  surroundings: Surroundings,
  definition: Definition | undefined,
): Candidate[] {
  if (context.kind !== 'object') return [];
  const candidates: Candidate[] = [];
  for (const [key, known] of extensions) {
    if (!known.documented || !known.places?.includes(context.role)) continue;
    if (!hasEffect(key, surroundings)) continue;
    candidates.push({
      label: key,
      kind: CompletionItemKind.Property,
      members: membersFor(key, surroundings, definition),
      group: webhookKeys.has(key) ? 0 : 2,
      documentation: extensionMarkdown(key),
    });
  }
  return candidates;
}

/** True when a key does something good in these surroundings. */
function hasEffect(key: string, surroundings: Surroundings): boolean {
  const { onNotifiedPath, hasCallback, hasPollingGet, takesCallback, has } = surroundings;
  const isWebhook = onNotifiedPath || hasCallback;
  if (triggerKeys.has(key) && (notTriggers.has(surroundings.key) || (isWebhook && surroundings.key === 'get')))
    return false;
  // It makes a polling trigger, and is an error on a webhook and on an action.
  if (key === 'x-ms-trigger-metadata') return !isWebhook && has('x-ms-trigger');
  if (key === 'x-ms-notification-content') return !hasPollingGet;
  return key !== callbackKey || takesCallback;
}

/** The members that a key brings: a callback also needs its type, and must be hidden from flow makers. */
function membersFor(
  key: string,
  { onNotifiedPath, hasCallback, has }: Surroundings,
  definition: Definition | undefined,
): [string, Template][] {
  if (key === 'x-ms-trigger' && (onNotifiedPath || hasCallback)) return [[key, 'single']];
  if (key !== callbackKey) return [[key, namingOperation(templateFor(key), definition)]];
  const callback: [string, Template][] = [
    ['type', 'string'],
    [key, true],
    ['x-ms-visibility', 'internal'],
  ];
  return callback.filter(([name]) => !has(name));
}

/** True for a key whose place is known to this project, so that the schema's own list of it does not count. */
export function isPlaced(key: string): boolean {
  return extensions.get(key)?.places !== undefined;
}

/** The values of an `x-ms-*` key. */
export function extensionValues(key: string): Candidate[] {
  const known = extensions.get(key);
  if (!known) return [];
  if (known.values) {
    return Object.entries(known.values).map(([value, meaning]) => ({
      label: value,
      kind: CompletionItemKind.EnumMember,
      value,
      group: 0,
      documentation: known.url ? `${say(meaning)}\n\n[Microsoft Learn](${known.url})` : meaning,
    }));
  }
  if (key === 'x-ms-notification-url') {
    return [
      { label: 'true', kind: CompletionItemKind.Value, value: true, group: 0, documentation: extensionMarkdown(key) },
    ];
  }
  const template = values[key];
  if (template === undefined || typeof template !== 'object') return [];
  return [
    {
      label: key === 'x-ms-notification-content' ? say('notification content') : `${key.slice('x-ms-'.length)} …`,
      kind: CompletionItemKind.Snippet,
      value: template,
      group: 0,
      documentation: extensionMarkdown(key),
    },
  ];
}

const contentTemplates: Record<string, Template> = {
  description: '‹1:What the service sends›',
  schema: { type: 'object', properties: new Blank('object') },
  headers: new Blank('object'),
};

/** The body of `x-ms-notification-content`, which Microsoft's schema leaves open. */
export function notificationContentKeys(role: Role): Candidate[] {
  if (role !== 'notificationContent') return [];
  const documentation = (text: string): string => {
    const url = extensions.get('x-ms-notification-content')?.url;
    return url ? `${text}\n\n[Microsoft Learn](${url})` : text;
  };
  return [...swaggerKeysOf(role)].map(([key, text]) => ({
    label: key,
    kind: CompletionItemKind.Property,
    members: [[key, contentTemplates[key]!]],
    group: 0,
    documentation: documentation(text),
  }));
}
