/** Keys that a service publishes, and addresses that confirm a webhook: what is fetched, from where, and what of it. */
import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startService } from '../support/service';
import { fakeEnvironment, start } from './environment';
import { describeTrigger } from './triggers';

const sns = generateKeyPairSync('rsa', { modulusLength: 2048 });
const host = 'sns.eu-west-1.amazonaws.com';

/** A stand-in for what services publish: the calls to https hosts lead here. */
async function published(answer: { status: number; text: string }) {
  const fetched: string[] = [];
  const server = createServer((_, response) => response.writeHead(answer.status).end(answer.text)).listen(
    0,
    '127.0.0.1',
  );
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const call: typeof fetch = (url, init) => {
    fetched.push(String(url));
    return fetch(`http://127.0.0.1:${port}${new URL(String(url)).pathname}`, init);
  };
  return { fetched, call, answer };
}

const message = (changes: Record<string, unknown> = {}) => {
  const signed = {
    Message: 'It happened.',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    Timestamp: '2012-05-02T00:54:06.655Z',
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:MyTopic',
    Type: 'Notification',
  };
  const text = Object.entries(signed)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');
  return JSON.stringify({
    ...signed,
    SignatureVersion: '2',
    Signature: signBytes('sha256', Buffer.from(text), sns.privateKey).toString('base64'),
    SigningCertURL: `https://${host}/SimpleNotificationService-1.pem`,
    ...changes,
  });
};

async function service() {
  const standIn = await startService();
  onTestFinished(() => standIn.close());
  const keys = await published({ status: 200, text: sns.publicKey.export({ type: 'spki', format: 'pem' }).toString() });
  const env = fakeEnvironment({ fetch: keys.call });
  const webhooks = await start(env);
  const { id } = await webhooks.register({
    uri: 'file:///service.swagger.json',
    trigger: describeTrigger(),
    parameters: {},
    baseUrl: standIn.url,
    exposure: 'local',
  });
  const notify = async (body: string, type = 'Notification', more: Record<string, string> = {}) => {
    const headers = { 'Content-Type': 'text/plain', 'x-amz-sns-message-type': type, ...more };
    const { status } = await standIn.notify(body, { headers });
    const latest = (await webhooks.deliveries(id)).at(-1)!;
    return { status, ...latest };
  };
  return { webhooks, id, notify, keys, env };
}

describe('a key that a service publishes', () => {
  it('is not fetched without a yes, and the delivery says so', async () => {
    const { notify, keys, webhooks, id } = await service();
    const delivery = await notify(message());
    expect(delivery).toMatchObject({ status: 200, signature: 'unknown' });
    expect(await webhooks.keyHost(id)).toBe(host);
    expect(keys.fetched).toEqual([]);
  });

  it('is fetched once after a yes; then only what it verifies is accepted', async () => {
    const { notify, keys, webhooks, id } = await service();
    await webhooks.setSignature(id, { keyHost: host });
    expect(await notify(message())).toMatchObject({ status: 200, signature: 'token', scheme: 'Amazon SNS' });
    expect(await notify(message({ Message: 'It did not.' }))).toMatchObject({ status: 401, signature: 'invalid' });
    expect(await notify('{"unsigned":true}', '')).toMatchObject({ status: 401, signature: 'absent' });
    expect(keys.fetched).toEqual([`https://${host}/SimpleNotificationService-1.pem`]);
    await webhooks.setSignature(id, { keyHost: null });
    expect(await notify(message())).toMatchObject({ status: 200, signature: 'unknown' });
  });

  it.each([
    ['another host', `https://${host}.example/a.pem`],
    ['another region than was agreed to', 'https://sns.us-east-1.amazonaws.com/a.pem'],
    ['http', `http://${host}/a.pem`],
    ['another port', `https://${host}:8443/a.pem`],
    ['a user name', `https://${host}@evil.example/a.pem`],
  ])('is not fetched from %s', async (_, SigningCertURL) => {
    const { notify, keys, webhooks, id } = await service();
    await webhooks.setSignature(id, { keyHost: host });
    expect((await notify(message({ SigningCertURL }))).status).toBe(401);
    expect(keys.fetched).toEqual([]);
  });

  it('that cannot be fetched has the service send again', async () => {
    const { notify, keys, webhooks, id } = await service();
    await webhooks.setSignature(id, { keyHost: host });
    keys.answer.status = 500;
    expect(await notify(message())).toMatchObject({ status: 503, kind: 'refused' });
    expect(await notify(message())).toMatchObject({ status: 503 });
    expect(keys.fetched).toHaveLength(1);
  });

  it('is agreed to for documented hosts only', async () => {
    const { webhooks, id } = await service();
    await expect(webhooks.setSignature(id, { keyHost: 'keys.example' })).rejects.toThrow(
      /publishes its keys: .*paypal\.com/,
    );
  });
});

describe('a subscription', () => {
  const confirmation = (SubscribeURL: string) =>
    JSON.stringify({ Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL });
  const url = `https://${host}/?Action=ConfirmSubscription&Token=2336412f37`;

  it('of Amazon SNS is confirmed when it is asked for, and not before', async () => {
    const { notify, keys, webhooks, id } = await service();
    const { id: deliveryId, kind } = await notify(confirmation(url), 'SubscriptionConfirmation');
    expect([kind, keys.fetched]).toEqual(['handshake', []]);
    expect(await webhooks.confirmSubscription(id, deliveryId)).toEqual({ status: 200 });
    expect(keys.fetched).toEqual([url]);
  });

  it('of Oracle is confirmed by the address in its header', async () => {
    const { notify, keys, webhooks, id } = await service();
    const address = 'https://cell1.notification.us-ashburn-1.oraclecloud.com/20181201/confirm?token=1';
    const { id: deliveryId } = await notify('{}', '', {
      'X-OCI-NS-MessageType': 'SubscriptionConfirmation',
      'X-OCI-NS-ConfirmationURL': address,
    });
    await webhooks.confirmSubscription(id, deliveryId);
    expect(keys.fetched).toEqual([address]);
  });

  it('is not confirmed at another host, nor by an ordinary delivery', async () => {
    const { notify, keys, webhooks, id } = await service();
    const evil = await notify(confirmation('https://127.0.0.1/admin'), 'SubscriptionConfirmation');
    await expect(webhooks.confirmSubscription(id, evil.id)).rejects.toThrow(
      /not an address that the service documents/,
    );
    const ordinary = await notify(message());
    await expect(webhooks.confirmSubscription(id, ordinary.id)).rejects.toThrow(/does not ask for a confirmation/);
    expect(keys.fetched).toEqual([]);
    keys.answer.status = 403;
    const late = await notify(confirmation(url), 'SubscriptionConfirmation');
    await expect(webhooks.confirmSubscription(id, late.id)).rejects.toThrow(
      /Amazon SNS refused the confirmation \(403\)/,
    );
  });
});
