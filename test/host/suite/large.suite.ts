import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Delivery, RegistrationResult } from '../../../client/webhooks/types';
import { watchLoop } from '../../bench/receiver/loop';
import { remoteControls } from '../controls';
import { eventually } from '../eventually';
import type { ServiceControls } from '../services';
import { fileUri, open } from './editor';
import { suite, test } from './harness';

const services = remoteControls<ServiceControls>();

async function run<T>(name: string, input: object): Promise<T> {
  return vscode.commands.executeCommand<T>(`flowWebhooks.${name}`, input);
}

suite('the extension host', () => {
  let id: string;
  let count = 0;

  test('has a webhook', async () => {
    await open('basic.swagger.json');
    const { id: registered } = await run<RegistrationResult>('register', {
      uri: fileUri('basic.swagger.json').toString(),
      operationId: 'WhenOrdered',
      credentials: { type: 'basic', username: 'mona', password: 'pa:ss wörd' },
    });
    id = registered;
    assert.equal(await services.notify('basic', { order: 1 }), 200);
    count = 1;
  });

  // What it computes in one go; how long others on this machine keep it waiting is none of its doing.
  for (const [bytes, times, most] of [
    [10_000, 100, 50],
    [1_000_000, 20, 50],
    [25_000_000, 2, 100],
  ] as const) {
    test(`is not blocked over ${most} ms by ${times} deliveries of ${bytes} bytes`, async () => {
      const report = watchLoop();
      const statuses = await services.notifyLarge('basic', bytes, times);
      count += times;
      const rows = await eventually('the checks', async () => {
        const found = await run<Delivery[]>('deliveries', { id });
        return found.length === count && found.every(({ conforms }) => conforms !== null) && found;
      });
      const { worstOwn } = report();
      assert.deepEqual([...new Set(statuses)], [200]);
      assert.ok(rows.every(({ conforms }) => conforms));
      assert.ok(worstOwn < most, `blocked for ${worstOwn.toFixed(1)} ms`);
    });
  }
});
