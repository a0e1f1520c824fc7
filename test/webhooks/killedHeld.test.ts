import { describe, expect, it } from 'vitest';
import { plans, testKilledWhileHeld } from './killedHeld';
import { buildKilled, cleared, reopened, window } from './killedWindow';

buildKilled();

/** One plan for each point; `killedHeld.long.test.ts` has all. */
describe('a window that is killed while somebody holds its files leaves nothing unlisted', () => {
  testKilledWhileHeld((at) => [plans[at % plans.length]!]);

  it('also when only its memory knows that the webhook was created', async () => {
    // The intent passes.
    const hold = { call: 'write', code: 'EBUSY', times: -1, after: 1, matching: 'registrations' } as const;
    const killed = await window('never', 'register', undefined, hold);
    await killed.registered();
    expect(killed.service.hooks()).toHaveLength(1);
    killed.child.kill('SIGKILL');
    await killed.died;
    const { webhooks, secrets } = await reopened(killed);
    expect(webhooks.orphans()).toHaveLength(1);
    await cleared(webhooks, secrets, killed.service, killed.folders.storage);
  });
});
