import { describe, expect, it, onTestFinished } from 'vitest';
import type { WebhookEvent } from '../../client/domain/events';
import { createWebhooks } from '../../client/webhooks/webhooks';
import { startService } from '../support/service';
import { fakeEnvironment, start, until } from './environment';
import { describeTrigger } from './triggers';

/** The environment of a window that has registered one webhook and was closed. */
async function earlierWindow() {
  const service = await startService({ location: 'absolute' });
  onTestFinished(() => service.close());
  const env = fakeEnvironment();
  const webhooks = await start(env);
  const { callbackUrl } = await webhooks.register({
    uri: 'file:///a.swagger.json',
    trigger: describeTrigger(),
    parameters: {},
    baseUrl: service.url,
    exposure: 'local',
    credentials: { type: 'none' },
    secret: false,
  });
  await webhooks.close();
  return { env, callbackUrl };
}

describe('starting to receive', () => {
  it('opens the receiver for earlier webhooks only on request', async () => {
    const { env, callbackUrl } = await earlierWindow();
    const webhooks = await createWebhooks(env);
    onTestFinished(() => webhooks.close());
    await expect(fetch(callbackUrl, { method: 'POST' })).rejects.toThrow();
    await webhooks.start();
    expect((await fetch(callbackUrl, { method: 'POST', body: '{}' })).status).toBe(200);
  });

  it('announces everything in the order in which it happens', async () => {
    const { env, callbackUrl } = await earlierWindow();
    const webhooks = await createWebhooks(env);
    onTestFinished(() => webhooks.close());
    const events: WebhookEvent[] = [];
    webhooks.onEvent((event) => {
      events.push(event);
      // A delivery that arrives as soon as the receiver listens.
      if (event.type === 'receiver' && event.state === 'listening')
        void fetch(callbackUrl, { method: 'POST', body: '{}' });
    });
    await webhooks.start();
    await until(() => events.some(({ type }) => type === 'checked'));
    const types = events.map(({ type }) => type).filter((type) => type !== 'registrations');
    expect(types).toEqual(['receiver', 'delivery', 'checked']);
  });

  it('can be asked for more than once', async () => {
    const { env } = await earlierWindow();
    const webhooks = await start(env);
    await webhooks.start();
    expect(webhooks.events.filter(({ type }) => type === 'receiver')).toHaveLength(1);
  });

  it('is refused after closing', async () => {
    const webhooks = await createWebhooks(fakeEnvironment());
    await webhooks.close();
    await expect(webhooks.start()).rejects.toThrow(/closing/);
  });
});
