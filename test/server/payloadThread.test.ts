import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPayloadChecker } from '../../server/engine/payloadThread';

/** A worker that is busy for a time before it is ready, and then answers at once, or never. */
const worker = (busyFor: number, answers: boolean): string => `
const { parentPort } = require('node:worker_threads');
const ready = Date.now() + ${busyFor};
while (Date.now() < ready);
parentPort.postMessage('started');
parentPort.on('message', ({ number }) => {
  while (${!answers});
  parentPort.postMessage({ number, result: { verdict: 'conforms', problems: [] } });
});
`;

describe('the time limit of a payload check', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'payload-thread-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const checker = (source: string) => {
    const file = path.join(folder, 'worker.js');
    writeFileSync(file, source);
    return createPayloadChecker(file, { one: 200, many: 200 });
  };
  const payload = { body: '{}', schema: {} } as never;

  it('does not count the start of the worker', async () => {
    const slow = checker(worker(600, true));
    expect(await slow.check(payload)).toMatchObject({ verdict: 'conforms' });
    await slow.close();
  });

  it('holds once the worker has started', async () => {
    const stuck = checker(worker(0, false));
    expect(JSON.stringify(await stuck.check(payload))).toContain('It took longer than 0.2 s');
    await stuck.close();
  });
});
