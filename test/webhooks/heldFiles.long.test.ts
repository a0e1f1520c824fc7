import { describe, it } from 'vitest';
import type { HeldCall, Hold } from '../support/heldFiles';
import { liveThrough, type Moment, type Trouble } from './heldScenario';

const calls: HeldCall[] = ['rename', 'open', 'unlink', 'rm', 'write'];
const codes: Hold['code'][] = ['EPERM', 'EACCES', 'EBUSY'];
const moments: Moment[] = [
  'before the start',
  'before the create call',
  'during the create call',
  'during the delete call',
];
const files = ['', 'registrations.jsonl$', 'lock', 'deliveries', 'windows|receiver.json'];

const all = calls.flatMap((call) =>
  codes.flatMap((code) =>
    [1, 3, -1].flatMap((times) =>
      moments.flatMap((from) => files.map((matching): Trouble => ({ from, call, times, code, matching }))),
    ),
  ),
);

describe('files that others hold open', () => {
  it.each(all)('cost nothing $from: $call of $matching, $code, $times times', async (trouble) => {
    await liveThrough(trouble);
  });
});
