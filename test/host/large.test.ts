import { serveControls } from './controls';
import { describeInHost } from './inHost';
import { startServices } from './services';

const services = await startServices();
const controls = await serveControls(services.controls);
try {
  await describeInHost('large deliveries in VS Code', { suite: 'large', files: services.files, env: controls.env });
} finally {
  await Promise.all([controls.close(), services.close()]);
}
