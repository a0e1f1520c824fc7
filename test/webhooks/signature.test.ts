import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RegisterRequest } from '../../client/webhooks/webhooksApi';
import { byScript } from '../support/byScript';
import { startService } from '../support/service';
import { fakeEnvironment, start, textOfFolder } from './environment';
import { describeTrigger } from './triggers';

async function service() {
  const standIn = await startService();
  onTestFinished(() => standIn.close());
  const env = fakeEnvironment();
  const webhooks = await start(env);
  const register = (changes: Partial<RegisterRequest> = {}) =>
    webhooks.register({
      uri: 'file:///service.swagger.json',
      trigger: describeTrigger(),
      parameters: {},
      baseUrl: standIn.url,
      exposure: 'local',
      ...changes,
    });
  /** The status that a delivery signed with a key is answered with. */
  const send = async (key: string, name = 'X-Hub-Signature-256', prefix = 'sha256=', algorithm = 'sha256') => {
    const signature = prefix + createHmac(algorithm, key).update('{"a":1}').digest('hex');
    return (await standIn.notify('{"a":1}', { headers: { [name]: signature } })).status;
  };
  return { standIn, env, webhooks, register, send };
}

const first = 'first-secret';
const second = 'second-secret';

describe('the signature of a webhook', () => {
  it('may use any of several secrets, also after a restart', async () => {
    const { env, webhooks, register, send } = await service();
    await register({ secret: [first, second] });
    expect([await send(first), await send(second), await send('another')]).toEqual([200, 200, 401]);
    await webhooks.close();
    await start(fakeEnvironment({ storageFolder: env.storageFolder, secrets: env.secrets }));
    expect([await send(first), await send(second), await send('another')]).toEqual([200, 200, 401]);
  });

  it('may be one that a person describes', async () => {
    const { webhooks, register, send } = await service();
    const { id } = await register({ secret: first, signature: { header: 'X-Mine' } });
    expect(await send(first, 'X-Mine', 'v1=', 'sha512')).toBe(401);
    expect(await send(first, 'X-Mine', '')).toBe(200);
    await webhooks.setSignature(id, { signature: { header: 'X-Mine', algorithm: 'sha512', prefix: 'v1=' } });
    expect(await send(first, 'X-Mine', 'v1=', 'sha512')).toBe(200);
    expect(await send(first)).toBe(401);
    expect(webhooks.get(id)).toMatchObject({ signed: true, signature: { header: 'x-mine', algorithm: 'sha512' } });
    const sent = await webhooks.send(id, { body: '{"a":2}' });
    expect(sent.status).toBe(200);
  });

  it('can be turned on, rotated and turned off', async () => {
    const { env, webhooks, register, send } = await service();
    const { id } = await register();
    expect(await send(first)).toBe(200);
    await webhooks.setSignature(id, { secret: first });
    expect([await send(first), await send(second)]).toEqual([200, 401]);
    await webhooks.setSignature(id, { addSecret: second });
    expect([await send(first), await send(second)]).toEqual([200, 200]);
    await webhooks.setSignature(id, { secret: second });
    expect([await send(first), await send(second)]).toEqual([401, 200]);
    await webhooks.setSignature(id, { secret: false });
    expect([await send(first), await send(second)]).toEqual([200, 200]);
    expect(env.kept.size).toBe(0);
  });

  it('is stored in the secret storage only', async () => {
    const { env, webhooks, register, send } = await service();
    const { id } = await register({ secret: [first, second] });
    await send('another');
    const texts = [textOfFolder(env.storageFolder), env.logged.join(), JSON.stringify(webhooks.events)];
    for (const text of texts) expect(text).not.toMatch(/(first|second)-secret/);
    await webhooks.delete(id);
    expect(env.kept.size).toBe(0);
  });

  it.each<[Partial<RegisterRequest>, RegExp]>([
    [{ secret: '' }, /"secret"/],
    [{ secret: [] }, /"secret"/],
    [{ secret: ['a', ''] }, /"secret"/],
    [{ secret: 'a', signature: {} }, /"signature.header": Supply/],
  ])('of %j is refused before anything is sent', async (changes, message) => {
    const { standIn, register } = await service();
    await expect(byScript(register(changes))).rejects.toThrow(message);
    expect(standIn.requests).toEqual([]);
  });
});
