/**
 * `npm run bench:exports`: fixtures of bodies of 25 MB that are hard to mask. The time for twice the size is at most 2.5
 * times as long, and how long the host is blocked is shown next to an idle loop in the same run.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { createRedactor } from '../../client/common/redact';
import { createSlices } from '../../client/common/slices';
import { fixtureFiles, toFixture } from '../../client/webhooks/export/fixtures';
import { scrubBody } from '../../client/webhooks/export/scrubBody';
import { seeded } from '../documents/random';

const size = 25_000_000;
const most = 2.5;
const rounds = 3;

const { below } = seeded(5);
const bytes = Buffer.from(Array.from({ length: 4096 }, () => below(256)));
const randomBase64 = bytes.toString('base64');
const randomHex = bytes.toString('hex');
const fill = (unit: string, length: number): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

const json = { 'content-type': 'application/json' };
const plain = { 'content-type': 'text/plain' };
const deep = (length: number) => {
  const depth = Math.floor(length / 7);
  return `${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`;
};

const bodies: Record<string, (length: number) => { headers: Record<string, string>; text: string }> = {
  'base64 in JSON': (length) => ({ headers: json, text: JSON.stringify({ file: fill(randomBase64, length) }) }),
  'hex in JSON': (length) => ({ headers: json, text: JSON.stringify({ file: fill(randomHex, length) }) }),
  'one long word': (length) => ({ headers: plain, text: fill('y', length) }),
  'deep nesting': (length) => ({ headers: json, text: deep(length) }),
  'many small members': (length) => ({ headers: json, text: `[${fill('{"name":"a","token":"b1"},', length).replace(/,?[^}]*$/, '')}]` }),
  'an unclosed string': (length) => ({ headers: json, text: `["${fill('\\"', length)}` }),
  'base64 alone': (length) => ({ headers: plain, text: fill(randomBase64, length) }),
};

const redactor = createRedactor();
redactor.add('a-secret-of-the-webhook', 'another-secret');

async function exportOf({ headers, text }: { headers: Record<string, string>; text: string }): Promise<void> {
  const body = await scrubBody(headers, text, redactor, createSlices());
  fixtureFiles([toFixture({ operationId: 'trigger' }, { headers, event: null, receivedAt: '2024-01-02' }, body, redactor)]);
}

/** The longest time in milliseconds that the loop is blocked while something runs, and how long that takes. */
async function measured(act: () => Promise<void>): Promise<{ took: number; blocked: number }> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  await wait(20);
  delays.enable();
  const begun = performance.now();
  await act();
  const took = performance.now() - begun;
  await wait(20);
  delays.disable();
  return { took, blocked: delays.max / 1e6 };
}

const least = (values: number[]): number => Math.min(...values);
const { blocked: idle } = await measured(() => wait(2_000));
console.log(`An idle loop is blocked for up to ${idle.toFixed(0)} ms.\n`);
console.log('| body of 25 MB | half | whole | ratio | blocked up to |\n|---|---|---|---|---|');
for (const [name, make] of Object.entries(bodies)) {
  const [half, whole] = [make(size / 2), make(size)];
  const halves: number[] = [];
  const wholes: { took: number; blocked: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    halves.push((await measured(() => exportOf(half))).took);
    wholes.push(await measured(() => exportOf(whole)));
  }
  const [part, all] = [least(halves), least(wholes.map(({ took }) => took))];
  const ratio = all / part;
  const blocked = least(wholes.map((one) => one.blocked));
  console.log(`| ${name} | ${part.toFixed(0)} ms | ${all.toFixed(0)} ms | ${ratio.toFixed(2)} | ${blocked.toFixed(0)} ms |`);
  if (ratio > most) {
    console.log(`\nThe time for ${name} grows by more than ${most}.`);
    process.exitCode = 1;
  }
}
