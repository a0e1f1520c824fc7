import { serveControls } from './controls';
import { describeInHost } from './inHost';
import { startServices } from './services';
import { inFolder } from './workspace';

await describeInHost('in a workspace that is not trusted', 'untrusted', async () => {
  const services = await startServices();
  const controls = await serveControls({ services: services.controls });
  return {
    files: inFolder('untrusted', services.files),
    env: controls.env,
    machineSettings: { 'flowWebhooks.github.apiUrl': services.github.url },
    userSettings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    },
    close: () => Promise.all([controls.close(), services.close()]),
  };
});
