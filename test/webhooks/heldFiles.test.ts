import { describe, expect, it } from 'vitest';
import type { HeldCall, Hold } from '../support/heldFiles';
import { liveThrough, type Moment, type Trouble } from './heldScenario';

const calls: HeldCall[] = ['rename', 'open', 'unlink', 'rm', 'write'];
const codes: Hold['code'][] = ['EPERM', 'EACCES', 'EBUSY'];

/** Each call, once or three times, and for good; `heldFiles.long.test.ts` has all combinations. */
const wholeDays = calls.flatMap((call, index) =>
  [index % 2 ? 3 : 1, -1].map(
    (times, turn): Trouble => ({ from: 'before the start', call, times, code: codes[(index + turn) % 3]! }),
  ),
);

const moments: Moment[] = ['before the create call', 'during the create call', 'during the delete call'];
const later: Omit<Trouble, 'from'>[] = [
  { call: 'open', times: -1, code: 'EBUSY' },
  { call: 'write', times: -1, code: 'EPERM', matching: 'registrations' },
  { call: 'unlink', times: -1, code: 'EPERM', matching: 'lock' },
];
/** Each of the moments with two of the troubles. */
const laterMoments: Trouble[] = moments.flatMap((from, turn) =>
  later.filter((_, index) => index !== turn).map((one) => ({ from, ...one })),
);

describe('files that others hold open', () => {
  it.each(wholeDays)('cost neither a webhook nor a delivery: $call, $code, $times times', async (trouble) => {
    expect(await liveThrough(trouble)).toBeGreaterThan(0);
  });

  it.each(laterMoments)('cost nothing $from: $call, $code, $matching', async (trouble) => {
    expect(await liveThrough(trouble)).toBeGreaterThan(0);
  });
});
