// Which DELETE belongs to which trigger, for the rules, hover and the client.
import { describe, expect, it } from 'vitest';
import { OpenDocument } from '../../server/documents/document';
import { hover } from '../../server/features/hover';
import { definitionOf } from '../../server/features/validate';
import { propertiesOf } from '../../server/model/properties';
import { triggerFacts } from '../../server/model/triggers';
import { unfilledInputs, unsubscribeCandidates, unsubscribeOf } from '../../server/model/unsubscribe';
import { isOwnUnsubscribe } from '../../server/protocol/triggers';
import { connectors } from '../documents/connectors';
import { readTriggers } from '../support/requests';

const callback = { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' };

const trigger = (path: string) => ({
  [path]: {
    'x-ms-notification-content': { schema: { type: 'object', properties: { id: { type: 'string' } } } },
    post: {
      operationId: `On ${path}`,
      'x-ms-trigger': 'single',
      parameters: [
        { name: 'body', in: 'body', schema: { type: 'object', required: ['url'], properties: { url: callback } } },
      ],
      responses: { 201: { description: 'Created' } },
    },
  },
});

interface Deleting {
  operationId?: string;
  summary?: string;
  visible?: boolean;
}

const deletion = (path: string, { operationId = 'Remove', summary, visible }: Deleting = {}) => ({
  [path]: {
    delete: {
      operationId,
      summary,
      ...(!visible && { 'x-ms-visibility': 'internal' }),
      parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        type: 'string',
      })),
      responses: { 204: { description: 'Deleted' } },
    },
  },
});

const textOf = (...paths: object[]) =>
  JSON.stringify({
    swagger: '2.0',
    info: { title: 'Hooks', version: '1' },
    host: 'api.example.com',
    paths: merged(paths as Record<string, object>[]),
  });

function merged(items: Record<string, object>[]): Record<string, object> {
  const paths: Record<string, object> = {};
  for (const item of items)
    for (const [path, methods] of Object.entries(item)) paths[path] = { ...paths[path], ...methods };
  return paths;
}

const relationsIn = (text: string, path: string): string[] => {
  const { triggers } = readTriggers('file:///apiDefinition.swagger.json', text);
  const found = triggers.find((one) => one.path === path)!;
  return found.unsubscribe.map(({ relation }) => relation);
};

describe('a DELETE', () => {
  it.each<[string, string[], string, Deleting, string, string]>([
    ['below the path of its trigger', ['/hooks'], '/hooks/{id}', {}, '/hooks', 'child'],
    ['whatever it is called there', ['/orders'], '/orders/{id}', { visible: true }, '/orders', 'child'],
    ['below the path of another', ['/hooks', '/keyed'], '/hooks/{id}', {}, '/keyed', 'other-trigger'],
    ['at the path of another', ['/hooks/{id}', '/keyed'], '/hooks/{id}', {}, '/keyed', 'other-trigger'],
    ['next to another', ['/hooks/new', '/keyed'], '/hooks/{id}', {}, '/keyed', 'other-trigger'],
    ['further below another', ['/hooks', '/keyed'], '/hooks/{tenant}/{id}', {}, '/keyed', 'other-trigger'],
    ['that is nearer to another', ['/hooks', '/hooks/new'], '/hooks/new/{id}', {}, '/hooks', 'other-trigger'],
    ['of another version', ['/v1/hooks', '/v2/hooks'], '/v1/hooks/{id}', {}, '/v2/hooks', 'other-trigger'],
    ['of their collection', ['/hooks/new', '/hooks/old'], '/hooks/{id}', {}, '/hooks/old', 'sibling'],
    ['of a collection that is a trigger, too', ['/hooks', '/hooks/new'], '/hooks/{id}', {}, '/hooks/new', 'sibling'],
    ['of a collection further up', ['/hooks', '/hooks/in/new'], '/hooks/{id}', {}, '/hooks/in/new', 'elsewhere'],
    ['that several share', ['/created', '/deleted'], '/webhooks/{id}', {}, '/deleted', 'elsewhere'],
    ['of what the path is about', ['/projects/hooks'], '/projects/{id}', {}, '/projects/hooks', 'unlikely'],
    [
      'of what the path is about, which sounds like one',
      ['/events/hooks'],
      '/events/{id}',
      { operationId: 'DeleteEvent', visible: true },
      '/events/hooks',
      'unlikely',
    ],
    [
      'that is an action elsewhere',
      ['/hooks'],
      '/subscribers/{id}',
      { operationId: 'DeleteSubscriber', visible: true },
      '/hooks',
      'unlikely',
    ],
    [
      'that is an action elsewhere and says that it is one',
      ['/created'],
      '/{id}',
      { summary: 'Delete a webhook', visible: true },
      '/created',
      'elsewhere',
    ],
  ])('%s (%j, %s)', (_, triggers, path, about, of, relation) => {
    expect(relationsIn(textOf(...triggers.map(trigger), deletion(path, about)), of)).toEqual([relation]);
  });

  it('next to its trigger or below it takes the id at its end, though the trigger has a parameter of that name', () => {
    const text = textOf(trigger('/projects/{id}/hooks'), deletion('/projects/{project}/hooks/{id}'));
    const [found] = readTriggers('file:///apiDefinition.swagger.json', text).triggers;
    expect(found!.unsubscribe).toMatchObject([{ relation: 'child', idParameter: 'id' }]);
  });
});

it('lists the DELETE operations of a trigger with the likeliest place first', () => {
  const text = textOf(
    deletion('/orders/{id}'),
    trigger('/hooks/new'),
    deletion('/webhooks/{id}'),
    deletion('/hooks/{id}'),
    deletion('/hooks/new'),
    deletion('/hooks/new/{id}'),
  );
  expect(relationsIn(text, '/hooks/new')).toEqual(['child', 'same-path', 'sibling', 'elsewhere', 'unlikely']);
});

describe('the likeliest DELETE', () => {
  const definitions = [
    ...connectors().map(({ name, text }) => [name, text] as const),
    ['two triggers and one DELETE', textOf(trigger('/hooks'), trigger('/keyed'), deletion('/hooks/{id}'))] as const,
    [
      'a DELETE nearer to another',
      textOf(trigger('/hooks'), trigger('/hooks/new'), deletion('/hooks/new/{id}')),
    ] as const,
  ];
  it.each(definitions)('is the first candidate of the list: %s', (_, text) => {
    const document = new OpenDocument('file:///apiDefinition.swagger.json', 'json', 1, text);
    const definition = definitionOf(document)!;
    for (const { operation } of triggerFacts(definition)) {
      const [first] = unsubscribeCandidates(definition, operation);
      const judgment = unsubscribeOf(definition, operation);
      const found = judgment.kind === 'own' ? judgment.unsubscribe : undefined;
      expect(found).toEqual(first && isOwnUnsubscribe(first) ? first : undefined);
    }
  });
});

it('hover on a trigger shows no DELETE of another trigger, and hover on the DELETE shows only its own trigger', () => {
  const text = textOf(trigger('/hooks'), trigger('/keyed'), deletion('/hooks/{id}'));
  const document = new OpenDocument('file:///apiDefinition.swagger.json', 'json', 1, text);
  const shown = (at: string) => JSON.stringify(hover(document, definitionOf(document), text.indexOf(at) + 1)!.contents);
  expect(shown('"On /hooks"')).toContain('here `DELETE /hooks/{id}`');
  expect(shown('"On /keyed"')).not.toContain('here `DELETE');
  expect(shown('"On /keyed"')).toContain('A DELETE operation for the webhook');
  expect(shown('"delete"')).toContain('On /hooks');
  expect(shown('"delete"')).not.toContain('On /keyed');
});

describe('the judgment on a trigger', () => {
  const verdictOn = (text: string, path: string) =>
    readTriggers('file:///apiDefinition.swagger.json', text).triggers.find((one) => one.path === path)!
      .unsubscribeVerdict;
  const post = (path: string, operationId: string) => ({
    [path]: { post: { operationId, 'x-ms-visibility': 'internal', responses: { 200: { description: 'OK' } } } },
  });
  const requiring = (path: string, parameter: object) => ({
    [path]: {
      delete: {
        operationId: 'DeleteWebhook',
        parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }, parameter],
        responses: { 204: { description: 'Deleted' } },
      },
    },
  });

  it('names the only one elsewhere, with its visibility and the inputs that nobody fills in', () => {
    const body = { name: 'body', in: 'body', required: true, schema: { type: 'object' } };
    expect(
      verdictOn(textOf(trigger('/orders/subscribe'), requiring('/webhook/{id}', body)), '/orders/subscribe'),
    ).toEqual({
      kind: 'own',
      candidate: expect.objectContaining({
        method: 'delete',
        path: '/webhook/{id}',
        relation: 'elsewhere',
        visible: true,
        unfilled: [{ in: 'body', name: 'body' }],
      }),
    });
  });

  it('prefers, among several elsewhere, the one with the beginning or the words of the trigger', () => {
    const text = textOf(
      trigger('/tasks/subscribe'),
      trigger('/users/subscribe'),
      deletion('/tasks/unsubscribe/{id}'),
      deletion('/users/unsubscribe/{id}'),
    );
    for (const of of ['tasks', 'users'])
      expect(verdictOn(text, `/${of}/subscribe`)).toMatchObject({
        kind: 'own',
        candidate: { path: `/${of}/unsubscribe/{id}` },
      });
  });

  it('takes none of several that look alike', () => {
    const text = textOf(trigger('/orders'), deletion('/webhooks/{id}'), deletion('/subscriptions/{id}'));
    const verdict = verdictOn(text, '/orders');
    expect(verdict.kind === 'several' && verdict.candidates.map(({ path }) => path)).toEqual([
      '/webhooks/{id}',
      '/subscriptions/{id}',
    ]);
  });

  it.each([
    ['/hooks', '/hooks/{id}/unsubscribe', 'Stop'],
    ['/hooks/subscribe', '/hooks/unsubscribe', 'Stop'],
    ['/orders', '/remove', 'DeleteWebhook'],
    ['/calendars/{calendar}/events/watch', '/channels/stop', 'Stop'],
    ['/changes/watch', '/stop', 'StopChannel'],
  ])('tells that %s is undone by a POST to %s', (path, other, operationId) => {
    expect(verdictOn(textOf(trigger(path), post(other, operationId)), path)).toMatchObject({
      kind: 'other-method',
      candidate: { method: 'post', path: other },
    });
  });

  it('describes the body of the operation, so that it can be filled', () => {
    const schema = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
    const body = { name: 'channel', in: 'body', required: true, schema };
    const stop = {
      '/channels/stop': {
        post: { operationId: 'StopChannel', 'x-ms-visibility': 'internal', parameters: [body], responses: {} },
      },
    };
    expect(verdictOn(textOf(trigger('/watch'), stop), '/watch')).toMatchObject({
      kind: 'other-method',
      candidate: {
        hasBody: true,
        body: { name: 'channel', fields: [{ path: ['id'], required: true, type: 'string' }] },
      },
    });
  });

  it('never gives the operation of another trigger', () => {
    const text = textOf(trigger('/subscriptions'), trigger('/keyed'), deletion('/subscriptions/{id}'));
    expect(verdictOn(text, '/keyed')).toEqual({ kind: 'none', unlikely: false });
    expect(
      verdictOn(textOf(trigger('/hooks'), trigger('/keyed'), post('/hooks/{id}/unsubscribe', 'Stop')), '/keyed'),
    ).toEqual({
      kind: 'none',
      unlikely: false,
    });
    const document = new OpenDocument('file:///apiDefinition.swagger.json', 'json', 1, text);
    const at = text.indexOf('"On /keyed"') + 1;
    expect(JSON.stringify(hover(document, definitionOf(document), at)?.contents)).not.toContain('/subscriptions');
  });

  it('takes the one that says to be for internal use, but not what is only hidden', () => {
    const flow = { '/flows/{id}': { delete: { description: 'For internal usage', responses: {} } } };
    expect(verdictOn(textOf(trigger('/new'), flow, deletion('/orders/{id}')), '/new')).toMatchObject({
      kind: 'own',
      candidate: { path: '/flows/{id}' },
    });
    expect(verdictOn(textOf(trigger('/new'), deletion('/orders/{id}')), '/new')).toEqual({
      kind: 'none',
      unlikely: true,
    });
  });

  it('counts what a policy sets as filled in', () => {
    const uri = 'file:///apiDefinition.swagger.json';
    const text = textOf(
      trigger('/hooks'),
      requiring('/hooks/{id}', { name: 'X-Tenant', in: 'header', required: true, type: 'string' }),
    );
    const policies = JSON.stringify({
      properties: {
        policyTemplateInstances: [
          {
            templateId: 'setHeader',
            title: 'Tenant',
            parameters: {
              'x-ms-apimTemplateParameter.name': 'x-tenant',
              'x-ms-apimTemplateParameter.value': 'acme',
              'x-ms-apimTemplate-policySection': 'Request',
            },
          },
        ],
      },
    });
    const properties = propertiesOf(new OpenDocument('file:///apiProperties.json', 'json', 1, policies));
    const unfilled = (withPolicies: boolean) => {
      const document = new OpenDocument(uri, 'json', 1, text);
      const definition = definitionOf(document, withPolicies ? properties : undefined)!;
      return unfilledInputs(definition, definition.operationsById('DeleteWebhook')[0]!);
    };
    expect(unfilled(false)).toEqual([{ in: 'header', name: 'X-Tenant' }]);
    expect(unfilled(true)).toEqual([]);
  });
});
