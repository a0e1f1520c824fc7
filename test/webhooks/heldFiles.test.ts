import { describe, expect, it } from 'vitest';
import type { HeldCall, Hold } from '../support/heldFiles';
import { liveThrough, type Moment, type Trouble } from './heldScenario';

const calls: HeldCall[] = ['rename', 'open', 'unlink', 'rm', 'write'];
const codes: Hold['code'][] = ['EPERM', 'EACCES', 'EBUSY'];

/** Each call, for a moment and for good; `heldFiles.long.test.ts` has all combinations. */
const wholeDays = calls.flatMap((call, index) =>
  [1, 3, -1].map(
    (times, turn): Trouble => ({ from: 'before the start', call, times, code: codes[(index + turn) % 3]! }),
  ),
);

const laterMoments: Trouble[] = (
  ['before the create call', 'during the create call', 'during the delete call'] as Moment[]
).flatMap((from): Trouble[] => [
  { from, call: 'open', times: -1, code: 'EBUSY' },
  { from, call: 'write', times: -1, code: 'EPERM', matching: 'registrations' },
  { from, call: 'unlink', times: -1, code: 'EPERM', matching: 'lock' },
]);

describe('files that others hold open', () => {
  it.each(wholeDays)('cost neither a webhook nor a delivery: $call, $code, $times times', async (trouble) => {
    expect(await liveThrough(trouble)).toBeGreaterThan(0);
  });

  it.each(laterMoments)('cost nothing $from: $call, $code, $matching', async (trouble) => {
    expect(await liveThrough(trouble)).toBeGreaterThan(0);
  });
});
