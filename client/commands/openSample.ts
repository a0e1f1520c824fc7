import { showUntitled } from '../editor/untitled';
import type { Command } from './command';

/** Opens a small definition to start from, as an unsaved document. */
export const openSample: Command<object, void> = {
  id: 'flowWebhooks.openSample',
  act: open,
  ask: open,
};

async function open(): Promise<void> {
  const content = `${JSON.stringify(sampleDefinition, null, 2)}\n`;
  await showUntitled('json', content);
}

/** A connector with one complete webhook trigger. It has no findings. */
export const sampleDefinition = {
  swagger: '2.0',
  info: {
    title: 'Orders',
    description: 'Tells a flow when something is ordered.',
    version: '1.0',
  },
  host: 'orders.example.com',
  basePath: '/v1',
  schemes: ['https'],
  consumes: ['application/json'],
  produces: ['application/json'],
  securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } },
  security: [{ key: [] }],
  paths: {
    '/hooks': {
      'x-ms-notification-content': {
        description: 'What arrives when something is ordered.',
        schema: { $ref: '#/definitions/Order' },
      },
      post: {
        operationId: 'WhenOrdered',
        summary: 'When something is ordered',
        description: 'Starts a flow for each new order.',
        'x-ms-trigger': 'single',
        parameters: [{ name: 'body', in: 'body', required: true, schema: { $ref: '#/definitions/Hook' } }],
        responses: {
          '201': {
            description: 'The webhook was created.',
            headers: { Location: { type: 'string', description: 'Where the webhook is deleted.' } },
          },
        },
      },
    },
    '/hooks/{id}': {
      delete: {
        operationId: 'DeleteHook',
        summary: 'Delete a webhook',
        description: 'Deletes a webhook; the service calls it no longer.',
        'x-ms-visibility': 'internal',
        parameters: [
          {
            name: 'id',
            in: 'path',
            required: true,
            type: 'string',
            'x-ms-summary': 'Id',
            description: 'Of the webhook.',
          },
        ],
        responses: { '204': { description: 'The webhook was deleted.' } },
      },
    },
  },
  definitions: {
    Hook: {
      type: 'object',
      required: ['callbackUrl'],
      properties: {
        callbackUrl: {
          type: 'string',
          title: 'Callback URL',
          description: 'Where the service sends its notifications.',
          'x-ms-notification-url': true,
          'x-ms-visibility': 'internal',
        },
        minimum: {
          type: 'number',
          title: 'Smallest total',
          description: 'Smaller orders are not reported.',
          default: 0,
        },
      },
    },
    Order: {
      type: 'object',
      required: ['number', 'total'],
      properties: {
        number: { type: 'string', title: 'Order number', description: 'Number of the order.' },
        total: { type: 'number', title: 'Total', description: 'Sum of all of its items.' },
        paidAt: { type: 'string', format: 'date-time', title: 'Paid at', description: 'When it was paid.' },
      },
    },
  },
};
