import { serveControls } from './controls';
import { describeInHost } from './inHost';
import { startServices } from './services';

const services = await startServices();
const controls = await serveControls(services.controls);
try {
  await describeInHost('webhooks in VS Code', {
    suite: 'register',
    files: services.files,
    env: controls.env,
    machineSettings: { 'flowWebhooks.github.apiUrl': services.github.url },
    // A repository that somebody opens must not be able to divert tokens or deliveries.
    workspaceSettings: {
      'flowWebhooks.profile': 'certification',
      'flowWebhooks.github.apiUrl': 'https://diverted.example',
      'flowWebhooks.receiver.port': 4711,
      'flowWebhooks.receiver.publicUrl': 'https://diverted.example',
      'flowWebhooks.exposure': 'custom',
    },
  });
} finally {
  await Promise.all([controls.close(), services.close()]);
}
