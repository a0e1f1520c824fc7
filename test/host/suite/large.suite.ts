import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Delivery } from '../../../client/domain/delivery';
import type { RegistrationResult } from '../../../client/domain/registration';
import { remoteControls } from '../controls';
import { eventually } from '../eventually';
import type { ServiceControls } from '../services';
import { fileUri, open } from './editor';
import { suite, test } from './harness';

const services = remoteControls<ServiceControls>('services');

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

  for (const [bytes, times] of [
    [10_000, 100],
    [1_000_000, 20],
    [25_000_000, 2],
  ] as const) {
    test(`goes on answering while ${times} deliveries of ${bytes} bytes come`, async () => {
      let isOver = false;
      const notified = services.notifyLarge('basic', bytes, times).finally(() => {
        isOver = true;
      });
      let answers = 0;
      while (!isOver) {
        await run<Delivery[]>('deliveries', { id });
        if (!isOver) answers++;
      }
      assert.deepEqual([...new Set(await notified)], [200]);
      assert.ok(answers > 0);
      count += times;
      await eventually('the checks', async () => {
        const found = await run<Delivery[]>('deliveries', { id });
        return found.length === count && found.every(({ conforms }) => conforms === true);
      });
    });
  }
});
