/**
 * A small service with an API key. Its notifications differ from its definition on purpose, in the ways that real services
 * do: a number that is a string, a string that is a number, null for what has not happened yet.
 */
import type { JsonObject } from '../../server/protocol/json';
import {
  type Answer,
  isOnThisComputer,
  type LocalServer,
  type ServiceRequest,
  sendRequest,
  startServer,
} from './server';

interface OrderHook {
  id: string;
  callbackUrl: string;
  /** Orders with a smaller total are not sent. */
  minimum: number;
}

export interface OrdersService extends LocalServer {
  /** The definition of its connector: complete, without a finding, and wrong about what is sent. */
  definition: JsonObject;
  hooks(): OrderHook[];
  /** Places an order. Resolves with the HTTP status of each receiver that was notified; 0 for one that did not respond. */
  order(): Promise<number[]>;
}

/** Milliseconds that a receiver has to respond. */
const deliveryTimeoutMs = 10_000;

/** The header of the API key. */
const keyHeader = 'X-Api-Key';

export async function startOrders(key: string): Promise<OrdersService> {
  const hooks = new Map<string, OrderHook>();
  let count = 0;

  const create = ({ json }: ServiceRequest): Answer => {
    const { callbackUrl, minimum = 0 } = (json ?? {}) as Partial<OrderHook>;
    if (typeof callbackUrl !== 'string' || !URL.canParse(callbackUrl) || !isOnThisComputer(new URL(callbackUrl)))
      return failure(400, '"callbackUrl" must be a URL on this computer.');
    if (typeof minimum !== 'number') return failure(400, '"minimum" must be a number.');
    const id = `hook-${hooks.size + 1}-${Date.now().toString(36)}`;
    hooks.set(id, { id, callbackUrl, minimum });
    return { status: 201, headers: { Location: `${service.url}/v1/hooks/${id}` }, body: { id } };
  };

  const guarded = (handle: (request: ServiceRequest) => Answer) => (request: ServiceRequest) =>
    request.headers[keyHeader.toLowerCase()] === key
      ? handle(request)
      : failure(401, `The API key in ${keyHeader} is missing or wrong.`);

  const onHook = (handle: (hook: OrderHook) => Answer) =>
    guarded(({ params }) => {
      const hook = hooks.get(params.id ?? '');
      return hook ? handle(hook) : failure(404, 'There is no such webhook.');
    });

  const service = await startServer(0, (app, answer) => {
    app
      .route('/v1/hooks')
      .get(answer(guarded(() => ({ status: 200, body: [...hooks.values()] }))))
      .post(answer(guarded(create)));
    app
      .route('/v1/hooks/:id')
      .get(answer(onHook((hook) => ({ status: 200, body: hook }))))
      .delete(
        answer(
          onHook(({ id }) => {
            hooks.delete(id);
            return { status: 204 };
          }),
        ),
      );
  });

  return {
    ...service,
    definition: definitionFor(new URL(service.url).host),
    hooks: () => [...hooks.values()],
    order() {
      const order = newOrder(1001 + count++);
      const wanted = [...hooks.values()].filter(({ minimum }) => Number(order.total) >= minimum);
      return Promise.all(wanted.map(({ callbackUrl }) => notify(callbackUrl, order)));
    },
  };
}

const failure = (status: number, error: string): Answer => ({ status, body: { error } });

/** The order as it is sent: `number` and `total` have each other's type, `paidAt` is null, and `customer` is not defined. */
const newOrder = (number: number) => ({
  number,
  total: '129.90',
  paidAt: null,
  customer: { name: 'Adele Vance', email: 'adele@contoso.com' },
});

async function notify(url: string, order: object): Promise<number> {
  const body = Buffer.from(JSON.stringify(order));
  const headers = { 'Content-Type': 'application/json', 'User-Agent': 'Contoso-Orders' };
  return sendRequest({ url, headers, body, timeout: deliveryTimeoutMs }).then(
    ({ status }) => status,
    () => 0,
  );
}

const definitionFor = (host: string): JsonObject => ({
  swagger: '2.0',
  info: {
    title: 'Contoso Orders',
    description: 'Starts a flow when a customer of Contoso places an order. A demo, on this computer.',
    version: '1.0',
  },
  host,
  basePath: '/v1',
  schemes: ['http'],
  consumes: ['application/json'],
  produces: ['application/json'],
  securityDefinitions: { api_key: { type: 'apiKey', in: 'header', name: keyHeader } },
  security: [{ api_key: [] }],
  paths: {
    '/hooks': {
      'x-ms-notification-content': {
        description: 'The order that was placed.',
        schema: { $ref: '#/definitions/Order' },
      },
      post: {
        operationId: 'WhenOrderIsPlaced',
        summary: 'When an order is placed',
        description: 'Starts a flow for each new order.',
        'x-ms-trigger': 'single',
        parameters: [{ name: 'body', in: 'body', required: true, schema: { $ref: '#/definitions/Subscription' } }],
        responses: {
          '201': {
            description: 'The webhook was created.',
            headers: { Location: { type: 'string', description: 'The URL of the webhook.' } },
          },
        },
      },
    },
    '/hooks/{id}': {
      delete: {
        operationId: 'DeleteHook',
        summary: 'Delete a webhook',
        description: 'Deletes a webhook, which then gets no more orders.',
        'x-ms-visibility': 'internal',
        parameters: [
          {
            name: 'id',
            in: 'path',
            required: true,
            type: 'string',
            'x-ms-summary': 'Webhook ID',
            description: 'The ID of the webhook.',
          },
        ],
        responses: { '204': { description: 'The webhook was deleted.' } },
      },
    },
  },
  definitions: {
    Subscription: {
      type: 'object',
      required: ['callbackUrl'],
      properties: {
        callbackUrl: {
          type: 'string',
          title: 'Callback URL',
          description: 'The URL that gets the orders.',
          'x-ms-notification-url': true,
          'x-ms-visibility': 'internal',
        },
        minimum: {
          type: 'number',
          title: 'Smallest total',
          description: 'Orders with a smaller total start no flow.',
          default: 0,
        },
      },
    },
    Order: {
      type: 'object',
      required: ['number', 'total'],
      properties: {
        number: { type: 'string', title: 'Order number', description: 'The number of the order.' },
        total: { type: 'number', title: 'Total', description: 'The sum of all items.' },
        paidAt: { type: 'string', format: 'date-time', title: 'Paid at', description: 'When the order was paid.' },
      },
    },
  },
});
