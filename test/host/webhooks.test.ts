// Everything that scripts do with webhooks, in one VS Code.
import { serveControls } from './controls';
import { describeInHost } from './inHost';
import { publishedFiles, startPublished } from './published';
import { startServices } from './services';
import { inFolder } from './workspace';

const yaml = `# Ours
swagger: "2.0"
info:
  title: Orders
  version: "1.0"
paths:
  /orders:
    get:
      operationId: ListOrders
      responses: {}
`;

await describeInHost('webhooks in VS Code', 'webhooks', async () => {
  const [services, published] = await Promise.all([startServices(), startPublished()]);
  const controls = await serveControls({ services: services.controls, published: published.controls });
  return {
    files: {
      ...inFolder('register', services.files),
      ...inFolder('contract', services.files),
      ...inFolder('replay', services.files),
      ...inFolder('large', services.files),
      ...inFolder('newTrigger', { 'yours.swagger.yaml': yaml }),
      ...inFolder('published', publishedFiles),
    },
    env: controls.env,
    // Room for two deliveries of 25 MB in addition to the others.
    machineSettings: {
      'flowWebhooks.github.apiUrl': services.github.url,
      'flowWebhooks.deliveries.maxMegabytes': 512,
    },
    // A repository that somebody opens must not be able to divert tokens or deliveries.
    workspaceSettings: {
      'flowWebhooks.profile': 'certification',
      'flowWebhooks.github.apiUrl': 'https://diverted.example',
      'flowWebhooks.receiver.port': 4711,
      'flowWebhooks.receiver.publicUrl': 'https://diverted.example',
      'flowWebhooks.exposure': 'custom',
    },
    close: () => Promise.all([controls.close(), services.close(), published.close()]),
  };
});
