/** The kill tests while somebody holds the files of the window that is killed. */
import { expect, it } from 'vitest';
import type { Hold } from '../support/heldFiles';
import { until } from './environment';
import type { Point } from './killed';
import { cleared, reopened, signed, window } from './killedWindow';

type Plan = Omit<Hold, 'folder'>;

/** What is held for a moment changes nothing, nor do locks and old files that can't be removed. */
export const plans: Plan[] = [
  { call: 'open', code: 'EBUSY', times: 3 },
  { call: 'open', code: 'EPERM', times: 1, matching: 'lock$' },
  { call: 'write', code: 'EACCES', times: 3 },
  { call: 'unlink', code: 'EPERM', times: -1 },
  { call: 'rename', code: 'EPERM', times: -1 },
  { call: 'rm', code: 'ENOTEMPTY', times: -1 },
];

const registering: [Point, string[]][] = [
  ['before the signing secret is kept', ['orphan']],
  ['before the create call', ['orphan']],
  ['after the create answer', ['orphan']],
  ['before the credentials are kept', ['active']],
];

const deleting: [Point, string[]][] = [
  ['before the delete call', ['orphan']],
  ['after the delete answer', ['orphan']],
  ['before the secrets are dropped', ['orphan']],
  ['before the deliveries are removed', []],
];

/** Makes a test of each point with the plans that `plansOf` gives for it. */
export function testKilledWhileHeld(plansOf: (at: number) => Plan[]): void {
  const points = [
    ...registering.map(([point, states]) => ({ point, states, act: 'register' as const })),
    ...deleting.map(([point, states]) => ({ point, states, act: 'delete' as const })),
  ];
  const cases = points.flatMap((one, at) => plansOf(at).map((plan) => ({ ...one, ...plan, plan })));
  it.each(cases)('$act, $point, $call $code $times times $matching', async ({ point, states, act, plan }) => {
    const killed = await window(point, act, undefined, plan);
    if (act === 'delete') {
      await killed.registered();
      expect(await killed.service.notify('{"a":1}', signed('{"a":1}'))).toMatchObject({ status: 200 });
      await until(() => killed.said.some((one) => 'answered' in one));
      killed.child.send('delete');
    }
    const signal = await killed.died;
    // What is held for good may reject the command before that point: the window then ends by itself.
    if (plan.times > 0) expect(signal).toBe('SIGKILL');
    const { webhooks, secrets } = await reopened(killed);
    if (signal === 'SIGKILL') expect(webhooks.list().map(({ state }) => state)).toEqual(states);
    await cleared(webhooks, secrets, killed.service, killed.folders.storage);
  });
}
