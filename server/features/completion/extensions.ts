import { CompletionItemKind } from 'vscode-languageserver-protocol';
import { pollingMetadata } from '../../model/triggers';
import { extensions, swaggerKeysOf } from '../../model/vocabulary';
import type { Role } from '../../model/walk';
import type { Candidate } from './candidate';
import { type Context, isRequestSchema } from './context';
import { Blank, type Template } from './template';
import { extensionMarkdown } from './texts';

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
  /** The key or index of the object. */
  key: string | number | undefined;
}

const triggerKeys = new Set(['x-ms-trigger', 'x-ms-trigger-hint', 'x-ms-trigger-metadata']);
/** The methods that triggers do not use. */
const notTriggers = new Set<unknown>(['delete', 'head', 'options']);

/** The documented `x-ms-*` keys that have an effect in an object of this kind. */
export function extensionKeys(context: Context, surroundings: Surroundings): Candidate[] {
  if (context.kind !== 'object') return [];
  const candidates: Candidate[] = [];
  for (const [key, known] of extensions) {
    if (!known.documented || !known.places?.includes(context.role)) continue;
    if (key === 'x-ms-notification-url' && !isRequestSchema(context)) continue;
    if (triggerKeys.has(key) && notTriggers.has(surroundings.key)) continue;
    // It makes a polling trigger, and is an error on a webhook.
    if (key === 'x-ms-trigger-metadata' && surroundings.onNotifiedPath) continue;
    candidates.push({
      label: key,
      kind: CompletionItemKind.Property,
      members: [[key, key === 'x-ms-trigger' && surroundings.onNotifiedPath ? 'single' : templateFor(key)]],
      group: webhookKeys.has(key) ? 0 : 2,
      documentation: extensionMarkdown(key),
    });
  }
  return candidates;
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
      documentation: known.url ? `${meaning}\n\n[Microsoft Learn](${known.url})` : meaning,
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
      label: key === 'x-ms-notification-content' ? 'notification content' : `${key.slice('x-ms-'.length)} …`,
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
