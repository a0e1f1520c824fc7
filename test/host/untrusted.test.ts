import { serveControls } from './controls';
import { describeInHost } from './inHost';
import { startServices } from './services';

const services = await startServices();
const controls = await serveControls(services.controls);
try {
  await describeInHost('in a workspace that is not trusted', {
    suite: 'untrusted',
    files: services.files,
    env: controls.env,
    machineSettings: { 'flowWebhooks.github.apiUrl': services.github.url },
    userSettings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    },
  });
} finally {
  await Promise.all([controls.close(), services.close()]);
}
