import { serveControls } from './controls';
import { describeInHost } from './inHost';
import { publishedFiles, startPublished } from './published';

const { controls, close } = await startPublished();
const served = await serveControls(controls);
try {
  await describeInHost('published connectors in VS Code', {
    suite: 'published',
    files: publishedFiles,
    env: served.env,
  });
} finally {
  await Promise.all([served.close(), close()]);
}
