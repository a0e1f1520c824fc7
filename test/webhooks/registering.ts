/** A process of its own that registers a webhook and says so; the test kills it before there is an answer. */
import type { WebhookEnvironment } from '../../client/webhooks/types';
import { createWebhooks } from '../../client/webhooks/webhooks';
import { describeTrigger } from './triggers';

const [, , storageFolder, baseUrl] = process.argv;
const kept = new Map<string, string>();
const env: WebhookEnvironment = {
  storageFolder: storageFolder!,
  secrets: {
    get: async (key) => kept.get(key),
    set: async (key, value) => void kept.set(key, value),
    delete: async (key) => void kept.delete(key),
  },
  signIn: async () => undefined,
  forward: async (port) => `http://127.0.0.1:${port}`,
  settings: () => ({
    githubApiUrl: 'https://api.github.com',
    receiverPort: 0,
    receiverPublicUrl: '',
    smeeServer: 'https://smee.io',
    deliveries: { maxCount: 10, maxBytes: 1e6, maxAgeDays: 1 },
  }),
  checkPayload: async () => ({ conforms: true, problems: [] }),
  log: () => {},
};

void createWebhooks(env).then((webhooks) =>
  webhooks.register({
    uri: 'file:///a.swagger.json',
    trigger: describeTrigger(),
    parameters: {},
    baseUrl: baseUrl!,
    credentials: { type: 'bearer', token: 'secret-of-the-dead' },
    exposure: 'local',
  }),
);
