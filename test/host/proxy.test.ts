// Webhooks in a VS Code behind a proxy. FLOW_WEBHOOKS_VSCODE=oldest and newest run it in other versions.
import { type ProxyMode, startProxy } from '../support/proxy';
import { startService } from '../support/service';
import { startSmee } from '../support/smee';
import { serveControls } from './controls';
import { describeInHost } from './inHost';
import { inFolder } from './workspace';

const definition = {
  swagger: '2.0',
  info: { title: 'Shop', version: '1.0' },
  host: 'shop.example',
  basePath: '/',
  schemes: ['http'],
  paths: {
    '/hooks': {
      'x-ms-notification-content': { schema: { type: 'object', properties: { order: { type: 'integer' } } } },
      post: {
        operationId: 'WhenOrdered',
        summary: 'When something is ordered',
        'x-ms-trigger': 'single',
        parameters: [
          {
            name: 'body',
            in: 'body',
            required: true,
            schema: {
              type: 'object',
              required: ['callbackUrl'],
              properties: { callbackUrl: { type: 'string', 'x-ms-notification-url': true } },
            },
          },
        ],
        responses: { 201: { description: 'Created' } },
      },
    },
    '/hooks/{id}': {
      delete: {
        operationId: 'DeleteHook',
        'x-ms-visibility': 'internal',
        parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
        responses: { 204: { description: 'Deleted' } },
      },
    },
  },
};

async function startServices() {
  const [service, relay] = await Promise.all([startService({ location: 'relative' }), startSmee()]);
  const proxy = await startProxy({ 'shop.example': service.url, 'relay.example': relay.url });
  const controls = {
    set: (mode: ProxyMode): void => proxy.set(mode),
    requests: () => proxy.requests,
    hooks: () => service.hooks().length,
    /** Sends to the callback of the only webhook, without the proxy. */
    async deliver(body: object): Promise<number> {
      const { pathname } = new URL(service.hooks()[0]!.callback);
      const headers = { 'Content-Type': 'application/json' };
      return (await fetch(relay.url + pathname, { method: 'POST', headers, body: JSON.stringify(body) })).status;
    },
  };
  return { controls, proxy, close: () => Promise.all([proxy.close(), service.close(), relay.close()]) };
}

export type ProxyControls = Awaited<ReturnType<typeof startServices>>['controls'];

await describeInHost('webhooks behind a proxy', 'proxy', async () => {
  const services = await startServices();
  const controls = await serveControls({ proxy: services.controls });
  return {
    files: inFolder('proxy', { 'shop.swagger.json': JSON.stringify(definition, null, 2) }),
    env: controls.env,
    machineSettings: { 'flowWebhooks.smee.server': 'http://relay.example', 'http.proxy': services.proxy.url },
    userSettings: { 'http.proxy': services.proxy.url },
    close: () => Promise.all([controls.close(), services.close()]),
  };
});
