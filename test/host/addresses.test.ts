// A connection that says where its service is, values in a tree and by name, and whether the webhook is still there: as a person goes through it.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServiceStandIn, startService } from '../support/service';
import { sendRequest } from '../support/standIn';
import { type Host, startHost } from './host';
import { pictures } from './looks';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

const root = path.resolve(__dirname, '..', '..');

const id = { name: 'id', in: 'path', required: true, type: 'string' };
const listing = { itemValuePath: 'path', itemTitlePath: 'name', itemIsParent: '(folder eq true)', itemsPath: 'items' };

const definition = {
  swagger: '2.0',
  info: { title: 'Files', version: '1.0' },
  host: 'files.example.com',
  basePath: '/v1',
  schemes: ['https'],
  paths: {
    '/hooks': {
      'x-ms-notification-content': { schema: { type: 'object', properties: { file: { type: 'string' } } } },
      post: {
        operationId: 'WhenChanged',
        summary: 'When a file changes',
        'x-ms-trigger': 'single',
        parameters: [
          {
            name: 'folder',
            in: 'query',
            required: true,
            type: 'string',
            'x-ms-summary': 'Folder',
            'x-ms-dynamic-tree': {
              settings: { canSelectParentNodes: true, canSelectLeafNodes: false },
              open: { operationId: 'Roots', ...listing },
              browse: { operationId: 'Below', ...listing, parameters: { path: { selectedItemValuePath: 'path' } } },
            },
          },
          {
            name: 'body',
            in: 'body',
            required: true,
            schema: {
              type: 'object',
              required: ['url', 'kind'],
              properties: {
                url: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' },
                kind: {
                  type: 'string',
                  title: 'What happens',
                  enum: ['c', 'd'],
                  'x-ms-enum-values': [
                    { value: 'c', displayName: 'It is created' },
                    { value: 'd', displayName: 'It is deleted' },
                  ],
                },
              },
            },
          },
        ],
        responses: { 201: { description: 'Created' } },
      },
    },
    '/hooks/{id}': {
      get: { operationId: 'GetHook', parameters: [id], responses: { 200: { description: 'OK' } } },
      delete: { operationId: 'DeleteHook', parameters: [id], responses: { 204: { description: 'Deleted' } } },
    },
    '/roots': { get: { operationId: 'Roots', responses: { 200: { description: 'OK' } } } },
    '/below': {
      get: {
        operationId: 'Below',
        parameters: [{ name: 'path', in: 'query', type: 'string', required: true }],
        responses: { 200: { description: 'OK' } },
      },
    },
  },
};

const properties = {
  properties: {
    connectionParameters: {
      site: {
        type: 'string',
        uiDefinition: { displayName: 'Site', description: 'Host of your site', constraints: { required: 'true' } },
      },
    },
    policyTemplateInstances: [
      {
        templateId: 'dynamichosturl',
        title: 'Site',
        parameters: { 'x-ms-apimTemplateParameter.urlTemplate': "http://@connectionParameters('site')/v1" },
      },
    ],
  },
};

const pretty = (value: object): string => JSON.stringify(value, null, 2);

const setBy = (templateId: string, title: string, settings: Record<string, string>) => ({
  templateId,
  title,
  parameters: {
    ...Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [`x-ms-apimTemplateParameter.${name}`, value]),
    ),
    'x-ms-apimTemplate-policySection': 'Request',
    'x-ms-apimTemplate-operationName': ['WhenPaid', 'DropHook'],
  },
});

/** A service that checks the callback with a handshake, and a connector that reaches it through policies. */
const orders = (url: string): Record<string, string> => ({
  'orders/orders.swagger.json': pretty({
    swagger: '2.0',
    info: { title: 'Orders', version: '1.0' },
    host: new URL(url).host,
    schemes: ['http'],
    paths: {
      '/orders/hooks': {
        'x-ms-notification-content': { schema: { type: 'object', properties: { order: { type: 'integer' } } } },
        post: {
          operationId: 'WhenPaid',
          summary: 'When an order is paid',
          'x-ms-trigger': 'single',
          parameters: [
            {
              name: 'body',
              in: 'body',
              required: true,
              schema: {
                type: 'object',
                required: ['url'],
                properties: { url: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' } },
              },
            },
          ],
          responses: { 201: { description: 'Created' } },
        },
      },
      '/orders/hooks/{id}': {
        delete: { operationId: 'DropHook', parameters: [id], responses: { 204: { description: 'Deleted' } } },
      },
    },
  }),
  'orders/apiProperties.json': pretty({
    properties: {
      connectionParameters: { tenant: { type: 'string', uiDefinition: { displayName: 'Tenant' } } },
      policyTemplateInstances: [
        setBy('setheader', 'Name the tenant', { name: 'X-Tenant', value: "@connectionParameters('tenant')" }),
        setBy('setqueryparameter', 'Ask for version 7', { name: 'api-version', value: '7' }),
        setBy('setproperty', 'Only paid orders', {
          newPropertyParentPathTemplate: '@body()',
          newPropertySubPathTemplate: 'topic',
          propertyValuePathTemplate: 'paid',
        }),
      ],
    },
  }),
});

const folders = (...names: string[]) => ({
  status: 200,
  body: { items: names.map((name) => ({ path: `/${name.toLowerCase()}`, name, folder: true })) },
});

let service: ServiceStandIn;
let shop: ServiceStandIn;
let workspace: string;
let host: Host;
let workbench: Workbench;

beforeAll(async () => {
  service = await startService({
    create: { method: 'POST', path: '/v1/hooks' },
    remove: { method: 'DELETE', path: '/v1/hooks/{id}' },
    callback: '/url',
    readable: true,
    others: {
      'GET /v1/roots': () => folders('Music', 'Papers'),
      'GET /v1/below': ({ query }) => (query.get('path') === '/papers' ? folders('Taxes') : folders()),
    },
  });
  shop = await startService({
    create: { method: 'POST', path: '/orders/hooks' },
    remove: { method: 'DELETE', path: '/orders/hooks/{id}' },
    callback: '/url',
    async beforeAnswer({ callback }) {
      await sendRequest({
        url: `${callback}?validationToken=still%20there`,
        headers: {},
        body: Buffer.alloc(0),
        timeout: 10_000,
      });
    },
  });
  workspace = await createWorkspace({
    ...orders(shop.url),
    'apiDefinition.swagger.json': JSON.stringify(definition, null, 2),
    'apiProperties.json': JSON.stringify(properties, null, 2),
  });
  host = await startHost({ workspace, extension: root });
  workbench = await Workbench.open(host);
  await workbench.openFile('apiDefinition.swagger.json');
});

afterAll(async () => {
  await workbench?.close();
  await host?.stop();
  await service?.close();
  await shop?.close();
  if (workspace) await rm(workspace, { recursive: true, force: true });
});

describe('a connection that says where its service is', () => {
  test('is asked for it, and the webhook is registered there, on what was chosen from its tree', async () => {
    await workbench.runCommand('Flow Webhooks: Register Webhook…');
    const which = await workbench.quickInput(({ placeholder }) => placeholder.includes('Which URL'));
    expect(which.items).toEqual(['http://{site}/v1', 'https://files.example.com/v1', 'Enter another URL']);
    await workbench.screenshot('address-which');
    const box = workbench.page.locator('.quick-input-widget .quick-input-box input');
    await box.fill(`${service.url}/v1`);
    await workbench.quickInput(({ items }) => items.includes(`Use ${service.url}/v1`));
    await workbench.screenshot('address-typed');
    await box.fill('');
    await workbench.quickInput(({ items }) => items[0] === 'http://{site}/v1');
    await workbench.pick('http://{site}/v1');
    await workbench.quickInput(({ message }) => message.includes('Site (http://{site}/v1)'));
    await workbench.screenshot('address-site');
    await workbench.answer(new URL(service.url).host);

    const roots = await workbench.quickInput(({ items }) => items.includes('Papers'));
    expect(roots.items).toEqual(['Music', 'Papers', 'Enter a value instead']);
    await workbench.screenshot('tree-roots');
    await workbench.pick('Papers');
    const below = await workbench.quickInput(({ items }) => items.includes('Taxes'));
    expect(below.items).toEqual(['Choose "Papers"', 'Up one level', 'Taxes', 'Enter a value instead']);
    expect(below.placeholder).toContain('Papers');
    await workbench.screenshot('tree-below');
    await workbench.pick('Choose "Papers"');

    const kinds = await workbench.quickInput(({ items }) => items.includes('It is deleted'));
    expect(kinds.items).toEqual(['It is created', 'It is deleted']);
    await workbench.screenshot('enum-names');
    await workbench.pick('It is deleted');
    const preview = await workbench.dialog();
    expect(preview.detail).toContain(`POST ${service.url}/v1/hooks?folder=%2Fpapers`);
    await workbench.clickDialog('Send');
    await workbench.notification('is registered');
    expect(service.hooks()).toMatchObject([{ body: { kind: 'd' } }]);
  });

  test('is asked whether the webhook is still there', async () => {
    const hookId = service.hooks()[0]!.id;
    await workbench.runCommand('Flow Webhooks: Check Webhook Status');
    await workbench.notification('Webhooks at the service: 1. Gone: 0. Unknown: 0.');
    await fetch(`${service.url}/v1/hooks/${hookId}`, { method: 'DELETE' });
    await workbench.runCommand('Flow Webhooks: Check Webhook Status');
    await workbench.notification('WhenChanged is gone at the service.');
    await workbench.screenshot('existence-gone');
    await workbench.clickNotification('WhenChanged is gone at the service.', 'Delete');
    expect((await workbench.dialog()).message).toContain('When a file changes');
    await workbench.screenshot('existence-delete');
  });
});

describe('a connector with policies', () => {
  /** A picture of what is on the screen, in a light and a dark theme. */
  const picture = (name: string) => pictures(workbench, workspace, name, ['light', 'dark']);

  test('shows before it is sent which policy sets which part of the request', async () => {
    await workbench.openFile('orders.swagger.json');
    await workbench.runCommand('Flow Webhooks: Register Webhook…');
    await workbench.quickInput(({ message }) => message.includes('Tenant'));
    await workbench.answer('acme');
    const { detail } = await workbench.dialog();
    expect(detail).toMatch(/^POST .*\/orders\/hooks\?api-version=7 +← Ask for version 7$/m);
    expect(detail).toMatch(/^x-tenant: acme +← Name the tenant$/im);
    expect(detail).toContain('Set in the body: ← Only paid orders');
    await picture('policies-preview');
  });

  test('says that Power Automate would not have answered the handshake', async () => {
    await workbench.clickDialog('Send');
    await workbench.notification('Power Automate does not complete it');
    await picture('policies-difference');
    await workbench.clickNotification('is registered', 'Show Output');
    await workbench.output('Flow Webhooks', (text) => text.includes('Power Automate does not complete it'));
    await picture('policies-difference-output');
  });

  test('shows the DELETE with what its policies add', async () => {
    await workbench.runCommand('Flow Webhooks: Delete Webhook…');
    await workbench.pick('When an order is paid');
    const { detail } = await workbench.dialog();
    expect(detail).toMatch(/DELETE .*\/orders\/hooks\/hook-1\?api-version=7 +← Ask for version 7$/m);
    expect(detail).toMatch(/^x-tenant: acme +← Name the tenant$/im);
    await picture('policies-delete');
    await workbench.clickDialog('Delete');
    await workbench.notification('Deleted the webhook');
    expect(shop.hooks()).toEqual([]);
  });
});
