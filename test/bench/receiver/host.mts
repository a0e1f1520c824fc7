/**
 * The part that runs in the extension host, in its own process: `client/webhooks` with a real folder and a real language
 * server for the checks. The benchmark controls it by messages.
 */

import { batched, storedBody } from '../../../client/editor/payloadBatches';
import type { WebhookSettings } from '../../../client/webhooks/environment';
import { createWebhooks } from '../../../client/webhooks/webhooks';
import { Requests } from '../../../server/protocol/requests';
import { type JsonObject } from '../../../server/protocol/json';
import { startLsp } from '../../support/lsp';
import { describeTrigger } from '../../webhooks/triggers';
import { type LoopReport, watchLoop } from './loop';

export type Question =
  | { ask: 'register'; count: number; baseUrl: string; secret: string; schema: object }
  | { ask: 'watch' }
  | { ask: 'report' }
  /** Waits until this number of deliveries is checked. */
  | { ask: 'checked'; count: number }
  /** Waits until no delivery was checked for a while. */
  | { ask: 'settled' }
  | { ask: 'memory' }
  | { ask: 'close' };

export interface Answers {
  register: { id: string; path: string; port: number }[];
  watch: null;
  report: LoopReport;
  checked: null;
  settled: null;
  memory: { heap: number; resident: number };
  close: null;
}

const [, , storageFolder, bounds] = process.argv;
const secrets = new Map<string, string>();
const deliveries: WebhookSettings['deliveries'] = JSON.parse(bounds!);
const server = await startLsp({ patience: 600_000 });
const check = batched((params) => server.connection.sendRequest(Requests.checkPayloads, params));
const webhooks = await createWebhooks({
  storageFolder: storageFolder!,
  secrets: {
    get: async (key) => secrets.get(key),
    set: async (key, value) => void secrets.set(key, value),
    delete: async (key) => void secrets.delete(key),
  },
  signIn: async () => undefined,
  forward: async (port) => `http://127.0.0.1:${port}`,
  settings: () => ({
    githubApiUrl: 'https://api.github.com',
    receiverPort: 0,
    receiverPublicUrl: '',
    smeeServer: 'https://smee.io',
    strictAnswers: false,
    deliveries,
  }),
  checkPayload: (delivery, schema) => check(storedBody(delivery), schema),
  log: () => {},
});

let checked = 0;
let waiting: { count: number; resolve(): void } | undefined;
webhooks.onEvent(({ type }) => {
  if (type === 'checked') checked++;
  if (waiting && checked >= waiting.count) waiting.resolve();
});

await webhooks.start();

let report = watchLoop();
const answer = async (question: Question): Promise<unknown> => {
  switch (question.ask) {
    case 'register': {
      const { count, baseUrl, secret, schema } = question;
      const trigger = describeTrigger();
      const notification = { ...trigger.notification!, schema: schema as JsonObject };
      const made: Answers['register'] = [];
      for (let index = 0; index < count; index++) {
        const registration = await webhooks.register({
          uri: 'file:///bench.swagger.json',
          trigger: { ...trigger, notification },
          parameters: {},
          baseUrl,
          credentials: { type: 'none' },
          exposure: 'local',
          secret,
        });
        const { pathname, port } = new URL(registration.callbackUrl);
        made.push({ id: registration.id, path: pathname, port: Number(port) });
      }
      return made;
    }
    case 'watch':
      report();
      report = watchLoop();
      return null;
    case 'report':
      return report();
    case 'checked':
      if (checked < question.count) {
        await new Promise<void>((resolve) => {
          waiting = { count: question.count, resolve };
        });
        waiting = undefined;
      }
      return null;
    case 'settled':
      for (let before = -1; before !== checked; ) {
        before = checked;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return null;
    case 'memory': {
      globalThis.gc?.();
      const { heapUsed, rss } = process.memoryUsage();
      return { heap: heapUsed / 1e6, resident: rss / 1e6 };
    }
    case 'close':
      await webhooks.close();
      await server.stop();
      return null;
  }
};

process.on('message', (question: Question) => {
  void answer(question).then(
    (value) => process.send!({ value }),
    (error: Error) => process.send!({ error: error.stack }),
  );
});
// The benchmark has ended.
process.on('disconnect', () => process.exit());
process.send!({ value: 'ready' });
