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
const files = ['', 'registrations.jsonl$', 'deliveries'];

/** Every code at all files from the start, and each call at each moment and file with one of the codes. */
const all: Trouble[] = calls.flatMap((call, at) =>
  [1, 3, -1].flatMap((times, turn) => [
    ...codes.map((code): Trouble => ({ from: 'before the start', call, times, code })),
    ...moments.flatMap((from, later) =>
      files.map((matching, file): Trouble => {
        const code = codes[(at + turn + later + file) % codes.length]!;
        return { from, call, times, code, matching };
      }),
    ),
  ]),
);

describe('files that others hold open', () => {
  it.each(all)('cost nothing $from: $call of $matching, $code, $times times', async (trouble) => {
    await liveThrough(trouble);
  });
});
