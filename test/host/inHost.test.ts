import { describeInHost } from './inHost';

await describeInHost('in VS Code', {
  suite: 'smoke',
  files: { 'github.swagger.json': { copy: 'test/connectors/githubWebhookSample.swagger.json' } },
});
