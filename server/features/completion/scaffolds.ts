import { CompletionItemKind } from 'vscode-languageserver-protocol';
import type { Definition } from '../../model/definition';
import { pathParameter } from '../../model/pathParameter';
import { type MethodName, methods, type Role } from '../../model/walk';
import { mark, say } from '../../texts/say';
import type { Candidate } from './candidate';
import type { Context } from './context';
import type { CursorSlot } from './cursorSlot';
import { notificationContent } from './extensions';
import type { Template } from './template';

const learn =
  '[Microsoft Learn](https://learn.microsoft.com/en-us/connectors/custom-connectors/create-webhook-trigger)';

/** Whole connectors, webhook triggers, security definitions and the `Location` header, each in its place. */
export function scaffolds(spot: CursorSlot, context: Context, definition: Definition | undefined): Candidate[] {
  // Nothing is written yet.
  if (spot.slot === 'value' && spot.key === undefined)
    return [{ ...connector, value: Object.fromEntries(wholeConnector) }];
  if (spot.slot !== 'key' || spot.hasColon || spot.yaml?.flow) return [];
  if (context.kind === 'map' && context.role === 'securityScheme') return securityScaffolds;
  if (context.kind === 'map' && context.role === 'header' && context.roles.includes('response')) return [location];
  if (context.kind !== 'object') return [];
  if (context.role === 'root' && spot.siblings.size === 0) return [{ ...connector, members: wholeConnector }];
  if (context.role === 'paths') return pathScaffolds(spot, definition);
  if (context.role === 'pathItem') return pathItemScaffolds(spot, definition);
  return [];
}

const locationHeader: Template = { type: 'string', description: 'The URL that deletes the webhook.' };

const location: Candidate = {
  label: 'Location',
  kind: CompletionItemKind.Property,
  members: [['Location', locationHeader]],
  group: 0,
  documentation: mark('Where Power Automate sends its DELETE when the flow is changed or deleted.'),
  link: learn,
};

const security = (label: string, name: string, scheme: Template, documentation: string): Candidate => ({
  label,
  kind: CompletionItemKind.Snippet,
  members: [[`‹1:${name}›`, scheme]],
  group: 0,
  documentation,
});

const apiKey: Template = { type: 'apiKey', in: '‹2|header,query›', name: '‹3:X-Api-Key›' };

const securityScaffolds: Candidate[] = [
  security('API key', 'api_key', apiKey, mark('A key that flow makers paste, sent in a header or in the query.')),
  security('basic', 'basic', { type: 'basic' }, mark('User name and password.')),
  security(
    'OAuth 2.0',
    'oauth2',
    {
      type: 'oauth2',
      flow: 'accessCode',
      authorizationUrl: '‹2:https://example.com/authorize›',
      tokenUrl: '‹3:https://example.com/token›',
      scopes: { '‹4:scope›': '‹5:What it allows›' },
    },
    mark('Flow makers sign in at the service with the browser.'),
  ),
];

function pathScaffolds(spot: CursorSlot, definition: Definition | undefined): Candidate[] {
  const path = freeName('/hooks', (name) => spot.siblings.has(name) || spot.siblings.has(`${name}/{id}`));
  const create = freeId('WhenSomethingHappens', definition);
  const remove = freeId('DeleteWebhook', definition);
  return [
    {
      label: say('webhook trigger'),
      kind: CompletionItemKind.Snippet,
      members: triggerPaths(path.slice(1), create, remove),
      group: 0,
      detail: say('Create, notification and delete'),
      documentation: [
        say('Two paths that make a webhook trigger:'),
        say(
          '- one that registers the webhook: Power Automate puts its callback URL into the body, and the service answers `201` with a `Location` header;\n- one that deletes it, hidden from flow makers.',
        ),
      ].join('\n\n'),
      link: learn,
    },
    {
      label: say('webhook unsubscribe'),
      kind: CompletionItemKind.Snippet,
      members: triggerPaths(path.slice(1), create, remove).slice(1),
      group: 0,
      detail: say('The path that deletes a webhook'),
      documentation: say(
        'Power Automate sends DELETE to the `Location` of the webhook when the flow is changed or deleted. Hidden from flow makers.',
      ),
      link: learn,
    },
  ];
}

/**
 * The placeholders in the order in which they are filled in: the connector's own, then the trigger's, and at last what only
 * certification asks for.
 */
const wholeConnector: [string, Template][] = [
  ['swagger', '2.0'],
  [
    'info',
    {
      title: '‹1:My service›',
      description: '‹2:What flow makers can do with the service.›',
      version: '1.0',
      contact: {
        name: '‹51:Support›',
        url: '‹52:https://example.com/support›',
        email: '‹53:support@example.com›',
      },
    },
  ],
  ['host', '‹3:api.example.com›'],
  ['basePath', '/‹4›'],
  ['schemes', ['https']],
  ['consumes', ['application/json']],
  ['produces', ['application/json']],
  ['securityDefinitions', { api_key: renumber(apiKey, 3) }],
  ['security', [{ api_key: [] }]],
  ['paths', renumber(Object.fromEntries(triggerPaths('hooks', 'WhenSomethingHappens', 'DeleteWebhook')), 10)],
  [
    'x-ms-connector-metadata',
    [
      { propertyName: 'Website', propertyValue: '‹54:https://example.com›' },
      { propertyName: 'Privacy policy', propertyValue: '‹55:https://example.com/privacy›' },
      { propertyName: 'Categories', propertyValue: '‹56:Productivity›' },
    ],
  ],
];

const connector = {
  label: mark('webhook connector'),
  kind: CompletionItemKind.Snippet,
  group: 0 as const,
  detail: mark('A whole definition'),
  documentation: mark('Address, sign-in with an API key, and one webhook trigger with all that belongs to it.'),
  link: learn,
};

/** Two paths, the first of which is filled in once for both. */
function triggerPaths(path: string, create: string, remove: string): [string, Template][] {
  const hole = `/‹1:${path}›`;
  return [
    [hole, { 'x-ms-notification-content': renumber(notificationContent, 20), post: createOperation(create, []) }],
    [`${hole}/{id}`, { delete: deleteOperation(remove, ['id']) }],
  ];
}

function pathItemScaffolds(spot: CursorSlot, definition: Definition | undefined): Candidate[] {
  const path = String(spot.path[1] ?? '');
  const parameters = undeclaredIn(path, definition);
  const candidates: Candidate[] = [];
  const polls = definition?.root.get('paths')?.get(path)?.get('get')?.member('x-ms-trigger') !== undefined;
  if (!spot.siblings.has('x-ms-notification-content') && !spot.siblings.has('post') && !polls) {
    candidates.push({
      label: say('webhook trigger'),
      kind: CompletionItemKind.Snippet,
      members: [
        ['x-ms-notification-content', renumber(notificationContent, 20)],
        ['post', createOperation(freeId('WhenSomethingHappens', definition), parameters)],
      ],
      group: 0,
      detail: say('Notification and create'),
      documentation: say(
        'What the service will send, and the operation that registers the webhook. A path with the DELETE that ends it belongs beside this one.',
      ),
      link: learn,
    });
  }
  if (!spot.siblings.has('delete')) {
    candidates.push({
      label: say('webhook unsubscribe'),
      kind: CompletionItemKind.Snippet,
      members: [['delete', deleteOperation(freeId('DeleteWebhook', definition), parameters)]],
      group: 0,
      detail: say('The operation that deletes a webhook'),
      documentation: say(
        'Power Automate sends DELETE to the `Location` of the webhook when the flow is changed or deleted. Hidden from flow makers.',
      ),
      link: learn,
    });
  }
  return candidates;
}

function createOperation(id: string, pathParameters: string[]): Template {
  return {
    summary: '‹2:When something happens›',
    description: '‹3:Starts a flow when something happens.›',
    operationId: `‹4:${id}›`,
    'x-ms-trigger': 'single',
    'x-ms-trigger-hint': '‹5:To see it work now, make something happen.›',
    parameters: [
      ...pathParameters.map((name) => pathParameter(name, 'the webhook') as Template),
      {
        name: 'body',
        in: 'body',
        required: true,
        schema: {
          type: 'object',
          required: ['‹6:callbackUrl›'],
          properties: {
            '‹6:callbackUrl›': {
              type: 'string',
              description: '‹7:Where the service sends its notifications.›',
              'x-ms-notification-url': true,
              'x-ms-visibility': 'internal',
            },
          },
        },
      },
    ],
    responses: { '201': { description: 'Created', headers: { Location: locationHeader } } },
  };
}

function deleteOperation(id: string, pathParameters: string[]): Template {
  return {
    summary: '‹8:Delete the webhook›',
    description: '‹9:Stops the notifications.›',
    operationId: `‹10:${id}›`,
    'x-ms-visibility': 'internal',
    ...(pathParameters.length > 0 && {
      parameters: pathParameters.map((name) => pathParameter(name, 'the webhook') as Template),
    }),
    responses: { '204': { description: 'Deleted' } },
  };
}

/**
 * An operation with what every one needs, as the value of a method's key; undefined for other keys. On a path with
 * notification content it is the one that creates the webhook, unless there is one already.
 */
export function operationTemplate(
  spot: CursorSlot,
  role: Role | undefined,
  method: string,
  definition: Definition | undefined,
): Template | undefined {
  if (role !== 'pathItem' || !methods.includes(method as MethodName)) return undefined;
  const path = String(spot.path[1] ?? '');
  const parameters = undeclaredIn(path, definition);
  const isCreating = (one: string): boolean => one === 'post' || one === 'put' || one === 'patch';
  const isNotified = spot.siblings.has('x-ms-notification-content') && ![...spot.siblings.keys()].some(isCreating);
  if (isNotified && isCreating(method)) return createOperation(freeId('WhenSomethingHappens', definition), parameters);
  const words = `${method}/${path}`.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const id = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return {
    summary: `‹1:${words.join(' ')}›`,
    operationId: `‹2:${freeId(id, definition)}›`,
    ...(parameters.length > 0 && { parameters: parameters.map((name) => pathParameter(name) as Template) }),
    responses: method === 'delete' ? { '204': { description: 'Deleted' } } : { '200': { description: 'OK' } },
  };
}

/** The names in a path's template that the path item does not declare. */
function undeclaredIn(path: string, definition: Definition | undefined): string[] {
  return [...path.split('?')[0]!.matchAll(/\{([^{}]+)\}/g)]
    .map((match) => match[1]!)
    .filter((name) => !declaredOnPath(definition, path, name));
}

/** The template with other placeholder numbers, so that two templates fit into one text. */
function renumber(template: Template, by: number): Template {
  const shift = (text: string): string => text.replace(/‹(\d+)/g, (_, number: string) => `‹${Number(number) + by}`);
  if (typeof template === 'string') return shift(template);
  if (Array.isArray(template)) return template.map((item) => renumber(item, by));
  if (typeof template !== 'object' || Object.getPrototypeOf(template) !== Object.prototype) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [shift(key), renumber(value, by)]));
}

function declaredOnPath(definition: Definition | undefined, path: string, name: string): boolean {
  const list = definition?.root.get('paths')?.get(path)?.get('parameters');
  return (list?.items ?? []).some((item) => {
    const parameter = definition?.resolve(item);
    return parameter?.text('in') === 'path' && parameter.text('name') === name;
  });
}

function freeId(wanted: string, definition: Definition | undefined): string {
  return freeName(wanted, (name) => (definition?.operationsById(name).length ?? 0) > 0);
}

function freeName(wanted: string, taken: (name: string) => boolean): string {
  let name = wanted;
  for (let n = 2; taken(name); n++) name = `${wanted}${n}`;
  return name;
}
