import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { StoredDelivery } from '../../client/domain/delivery';
import type { WebhookRegistration } from '../../client/domain/registration';
import { batched } from '../../client/editor/payloadBatches';
import type { Context } from '../../client/webhooks/context';
import { createPayloadChecks } from '../../client/webhooks/deliveries/payloadChecks';
import { LiveState } from '../../client/webhooks/liveState';

const registration = {
  id: 'one',
  state: 'active',
  receiverPort: 4711,
  warnings: [],
  trigger: {},
} as unknown as WebhookRegistration;

function observed(listening: number[]) {
  const sent: number[] = [];
  const seen = { checked: [] as string[], states: new Set<string>(), lookedUp: 0 };
  const check = batched(async ({ bodies }) => {
    sent.push(bodies.length);
    return bodies.map(() => ({ conforms: true, problems: [] }));
  });
  const context = {
    env: { checkPayload: () => check({ file: '/none', contentType: null, contentEncoding: null }, null) },
    ledger: { get: () => registration },
    ports: {
      served: () => {
        seen.lookedUp++;
        return new Set<number>();
      },
    },
    store: { setVerdict: async (delivery: StoredDelivery) => delivery, prune: async () => {} },
    emit: (event: { registration: WebhookRegistration; delivery: StoredDelivery }) => {
      seen.checked.push(event.delivery.id);
      seen.states.add(event.registration.state);
    },
    log: () => {},
    live: new LiveState(() => new Set()),
  } as unknown as Context;
  return { checks: createPayloadChecks(context, listening), sent, seen, context };
}

it('checks streaming deliveries in batches, the first one at once', async () => {
  const { checks, sent, seen } = observed([4711]);
  const started = performance.now();
  const ids = Array.from({ length: 100 }, (_, index) => `d${index}`);
  for (const id of ids) {
    checks.follow(registration, { id, kind: 'delivery' } as StoredDelivery);
    await wait(5);
  }
  await checks.done();
  expect(seen.checked).toEqual(ids);
  expect(sent[0]).toBe(1);
  expect(sent.length).toBeLessThanOrEqual((performance.now() - started) / 50 + 2);
});

it('shows the result of a check that can’t be stored', async () => {
  const { checks, seen, context } = observed([4711]);
  context.store.setVerdict = async () => {
    throw new Error('EBUSY: resource busy or locked');
  };
  checks.follow(registration, { id: 'd1', kind: 'delivery' } as StoredDelivery);
  await checks.done();
  expect(seen.checked).toEqual(['d1']);
});

it('looks up other windows only for their webhooks', async () => {
  for (const [listening, lookedUp, state] of [
    [[4711], 0, 'active'],
    [[4712], 1, 'unreachable'],
  ] as const) {
    const { checks, seen } = observed([...listening]);
    checks.follow(registration, { id: 'd', kind: 'delivery' } as StoredDelivery);
    await checks.done();
    expect(seen).toEqual({ checked: ['d'], states: new Set([state]), lookedUp });
  }
});

it('checks by the definition as it is now, and by the registered one when that is gone', async () => {
  const registered = { type: 'object', properties: { head_commit: { type: 'object' } } };
  const fixed = { type: 'object', properties: { head_commit: { type: 'object', 'x-nullable': true } } };
  const { context } = observed([4711]);
  const against: unknown[] = [];
  const now = [() => ({ notification: { schema: fixed } }), () => undefined, () => Promise.reject(new Error('ENOENT'))];
  Object.assign(context.env, {
    currentTrigger: async () => now.shift()!(),
    checkPayload: async (_: StoredDelivery, schema: unknown) => {
      against.push(schema);
      return { conforms: true, problems: [] };
    },
  });
  const checks = createPayloadChecks(context, [4711]);
  const webhook = {
    ...registration,
    trigger: { notification: { schema: registered } },
  } as unknown as WebhookRegistration;
  for (const id of ['after the fix', 'without the trigger', 'without the file']) {
    checks.follow(webhook, { id, kind: 'delivery' } as StoredDelivery);
    await checks.done();
  }
  expect(against).toEqual([fixed, registered, registered]);
});
