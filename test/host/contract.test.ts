import { serveControls } from './controls';
import { describeInHost } from './inHost';
import { startServices } from './services';

const services = await startServices();
const controls = await serveControls(services.controls);
try {
  await describeInHost('the contract in VS Code', {
    suite: 'contract',
    files: services.files,
    env: controls.env,
    machineSettings: { 'flowWebhooks.github.apiUrl': services.github.url },
  });
} finally {
  await Promise.all([controls.close(), services.close()]);
}
