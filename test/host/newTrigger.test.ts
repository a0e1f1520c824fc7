import { serveControls } from './controls';
import { describeInHost } from './inHost';
import { startServices } from './services';

const yours = `# Ours
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

const services = await startServices();
const controls = await serveControls(services.controls);
try {
  await describeInHost('new triggers in VS Code', {
    suite: 'newTrigger',
    files: { 'yours.swagger.yaml': yours },
    env: controls.env,
    machineSettings: { 'flowWebhooks.github.apiUrl': services.github.url },
    workspaceSettings: { 'flowWebhooks.profile': 'certification' },
  });
} finally {
  await Promise.all([controls.close(), services.close()]);
}
