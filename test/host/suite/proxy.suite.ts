// Webhooks at a service that only a proxy reaches, as in companies: `http.proxy` is set, and the service has no address here.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Delivery } from '../../../client/domain/delivery';
import type { RegistrationResult } from '../../../client/domain/registration';
import { remoteControls } from '../controls';
import { eventually } from '../eventually';
import type { ProxyControls } from '../proxy.test';
import { fileUri } from './editor';
import { suite, test } from './harness';

const proxy = remoteControls<ProxyControls>('proxy');
const run = <T>(command: string, argument: object) =>
  vscode.commands.executeCommand<T>(`flowWebhooks.${command}`, argument);

const register = () =>
  run<RegistrationResult>('register', {
    uri: fileUri('shop.swagger.json').toString(),
    operationId: 'WhenOrdered',
    credentials: { type: 'none' },
    exposure: 'smee',
  });

async function messageOf(rejected: Thenable<unknown>): Promise<string> {
  try {
    await rejected;
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail('It succeeded.');
}

const address = () => vscode.workspace.getConfiguration('http').get<string>('proxy')!;

suite('behind a proxy', () => {
  test('a webhook is registered, receives through the relay, and is deleted', async () => {
    const { id, state } = await register();
    assert.equal(state, 'active');
    await proxy.deliver({ order: 1 });
    const [delivery] = await eventually('the delivery', async () => {
      const found = await run<Delivery[]>('deliveries', { id });
      return found.length > 0 && found;
    });
    assert.equal(delivery!.kind, 'delivery');
    assert.deepEqual(await run('delete', { id }), { id, remote: 'deleted' });
    assert.equal(await proxy.hooks(), 0);
    const requests = await proxy.requests();
    for (const host of ['shop.example', 'relay.example'])
      assert.ok(
        requests.some((request) => request.includes(host)),
        `nothing for ${host} in ${requests.join('; ')}`,
      );
  });

  for (const mode of ['refuse', 'unreachable', 'password'] as const) {
    test(`a proxy that answers with "${mode}" is named, and nothing is left`, async () => {
      await proxy.set(mode);
      const message = await messageOf(register());
      await proxy.set('forward');
      assert.match(message, /the proxy/);
      assert.ok(message.includes(new URL(address()).host), message);
      assert.deepEqual(await run('list', {}), []);
    });

    test(`a webhook stays while the proxy answers with "${mode}", and can be deleted afterwards`, async () => {
      const { id } = await register();
      await proxy.set(mode);
      const message = await messageOf(run('delete', { id }));
      await proxy.set('forward');
      assert.match(message, /the proxy/);
      assert.ok(message.includes(new URL(address()).host), message);
      assert.equal((await run<unknown[]>('list', {})).length, 1);
      assert.deepEqual(await run('delete', { id }), { id, remote: 'deleted' });
    });
  }
});
