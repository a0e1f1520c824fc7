/** A connector with two triggers that have something of everything makers may see. */
const path = (name: string, more: object = {}) => ({ name, in: 'path', required: true, type: 'string', ...more });

const order = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', title: 'Order number', description: 'As the customer sees it.' },
    placed: { type: 'string', format: 'date-time', title: 'Placed at' },
    total: { type: 'number', title: 'Total', description: 'In the currency of the shop.' },
    customer: {
      type: 'object',
      title: 'Customer',
      properties: {
        name: { type: 'string', title: 'name' },
        email: { type: 'string', format: 'email', title: 'e-mail' },
        vip: { type: 'boolean', title: 'is a VIP', 'x-ms-visibility': 'advanced' },
      },
    },
    lines: {
      type: 'array',
      title: 'Lines',
      items: {
        type: 'object',
        properties: {
          sku: { type: 'string', title: 'SKU' },
          quantity: { type: 'integer', title: 'quantity' },
        },
      },
    },
    internalNote: { type: 'string', 'x-ms-visibility': 'internal' },
  },
};

const created = {
  description: 'Created',
  headers: { Location: { type: 'string', description: 'The URL that deletes the webhook.' } },
};

export const shop = {
  swagger: '2.0',
  info: { title: 'Corner Shop', description: 'Orders of small shops.', version: '1.0' },
  host: 'api.shop.example',
  basePath: '/',
  schemes: ['https'],
  consumes: ['application/json'],
  produces: ['application/json'],
  paths: {
    '/orders/hooks': {
      'x-ms-notification-content': { description: 'The order', schema: { $ref: '#/definitions/Order' } },
      post: {
        operationId: 'WhenOrdered',
        summary: 'When an order is placed',
        description: 'Starts a flow when a customer places an order.',
        'x-ms-trigger': 'single',
        'x-ms-trigger-hint': 'To see it work now, place an order in your shop.',
        parameters: [
          {
            name: 'shop',
            in: 'query',
            required: true,
            type: 'string',
            'x-ms-summary': 'Shop',
            description: 'Choose one of your shops',
            'x-ms-dynamic-values': { operationId: 'ListShops', 'value-path': 'id', 'value-title': 'name' },
          },
          {
            name: 'body',
            in: 'body',
            required: true,
            schema: {
              type: 'object',
              required: ['target', 'kind'],
              properties: {
                target: {
                  type: 'string',
                  description: 'Where notifications go.',
                  'x-ms-notification-url': true,
                  'x-ms-visibility': 'internal',
                },
                kind: {
                  type: 'string',
                  title: 'Which orders',
                  description: 'All, or those of one kind',
                  enum: ['all', 'web', 'store'],
                },
                events: {
                  type: 'array',
                  title: 'Notify about',
                  description: 'Add what starts the flow',
                  'x-ms-visibility': 'important',
                  default: ['placed', 'paid'],
                  items: { type: 'string' },
                },
                minimum: {
                  type: 'number',
                  title: 'Only above',
                  description: 'The least total, such as 100',
                  'x-ms-visibility': 'important',
                },
                until: { type: 'string', format: 'date-time', title: 'Until', description: 'Stop after this time' },
                test: { type: 'boolean', title: 'Test orders too', description: 'Orders that nobody pays' },
                version: { type: 'string', default: '2', 'x-ms-visibility': 'internal' },
              },
            },
          },
        ],
        responses: { '201': created },
      },
    },
    '/orders/hooks/{hookId}': {
      delete: {
        operationId: 'DeleteHook',
        summary: 'Delete the webhook',
        'x-ms-visibility': 'internal',
        parameters: [path('hookId')],
        responses: { '204': { description: 'Deleted' } },
      },
    },
    '/returns/hooks': {
      'x-ms-notification-content': {
        description: 'The return',
        schema: {
          type: 'object',
          properties: { reason: { type: 'string', title: 'Reason' }, order: { $ref: '#/definitions/Order' } },
        },
      },
      post: {
        operationId: 'WhenReturned',
        summary: 'When an order comes back',
        description: 'Starts a flow when a customer returns an order.',
        'x-ms-trigger': 'single',
        parameters: [
          {
            name: 'body',
            in: 'body',
            required: true,
            schema: {
              type: 'object',
              required: ['target'],
              properties: {
                target: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' },
              },
            },
          },
        ],
        responses: { '201': created },
      },
    },
    '/shops': {
      get: {
        operationId: 'ListShops',
        summary: 'List your shops',
        responses: { '200': { description: 'OK', schema: { type: 'array', items: { type: 'object' } } } },
      },
    },
  },
  definitions: { Order: order },
};
