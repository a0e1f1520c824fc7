/** A stream of deliveries that are forwarded to a target that is slow, refuses, is down, and comes back. */
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { startForwardTarget } from '../support/forwardTarget';
import { startService } from '../support/service';
import { fakeEnvironment, start } from './environment';
import { describeTrigger } from './triggers';

const bodyOf = (index: number): Buffer => {
  const digest = createHash('sha512').update(String(index)).digest();
  return Buffer.concat([Buffer.from(`${index} `), digest, Buffer.alloc(index % 700, digest)]);
};

/** The value below which so many percent of the values are. */
const percentile = (values: number[], percent: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor((values.length * percent) / 100))]!;

/**
 * Sends `count` deliveries at `perSecond`, while the target behaves badly, and checks that what is shown as forwarded is
 * what the target got: in order, with its bytes. Returns how long the service waited for its responses, in milliseconds.
 */
export async function forwardUnderLoad(count: number, perSecond: number): Promise<{ median: number; slowest: number }> {
  const standIn = await startService();
  onTestFinished(() => standIn.close());
  const bounds = { maxCount: 2 * count, maxBytes: 512 * 1024 * 1024, maxAgeDays: 30 };
  const webhooks = await start(fakeEnvironment({}, { deliveries: bounds }));
  const { id, callbackUrl } = await webhooks.register({
    uri: 'file:///service.swagger.json',
    trigger: describeTrigger(),
    parameters: {},
    baseUrl: standIn.url,
    exposure: 'auto',
  });
  const target = await startForwardTarget();
  onTestFinished(() => target.close());
  await webhooks.forward(id, { to: [target.url], on: true, retries: 'always' });

  /** What happens to the target once that many deliveries were sent. */
  const events: [at: number, act: () => unknown][] = [
    [0.1, () => target.behave({ delayMs: 40 })],
    [0.3, () => target.behave({ delayMs: 0 })],
    [0.4, () => target.goDown()],
    [
      0.6,
      () => {
        // All that was sent meanwhile has been answered, and waits.
        expect(webhooks.forwardStates(id)[0]!.waiting).toBeGreaterThanOrEqual(Math.floor(0.2 * count) - 1);
        return target.comeBack();
      },
    ],
    [0.7, () => target.behave({ status: 503 })],
    [0.75, () => target.behave({ status: 200 })],
  ];
  const waited: number[] = [];
  const sending: Promise<unknown>[] = [];
  const begun = performance.now();
  for (let index = 0; index < count; index++) {
    while (events[0] && index >= events[0][0] * count) await events.shift()![1]();
    const early = begun + (index * 1000) / perSecond - performance.now();
    if (early > 0) await wait(early);
    const sent = performance.now();
    const headers = { 'x-number': String(index), 'content-type': 'application/octet-stream' };
    const response = await fetch(callbackUrl, { method: 'POST', headers, body: new Uint8Array(bodyOf(index)) });
    waited.push(performance.now() - sent);
    expect(response.status).toBe(200);
    sending.push(response.arrayBuffer());
  }
  await Promise.all(sending);

  let before = -1;
  for (;;) {
    const [state] = webhooks.forwardStates(id);
    if (state!.waiting === 0 && state!.forwarded + state!.failed === count) break;
    const done = state!.forwarded + state!.failed;
    if (done === before) await wait(50);
    before = done;
    await wait(20);
  }
  const shown = (await webhooks.deliveries(id)).filter(({ forwards }) => forwards?.[0]?.status === 200);
  expect(shown).toHaveLength(count);
  // A request that broke off may have been accepted before it is repeated: repetitions follow at once.
  const numbers = target.got.map(({ rawHeaders }) => Number(rawHeaders[rawHeaders.indexOf('x-number') + 1]));
  const once = numbers.filter((number, index) => number !== numbers[index - 1]);
  expect(once).toEqual(Array.from({ length: count }, (_, index) => index));
  const different = target.got.filter(({ body }, index) => !body.equals(bodyOf(numbers[index]!)));
  expect(different).toEqual([]);
  return { median: percentile(waited, 50), slowest: percentile(waited, 99) };
}
