import { strict as assert } from 'node:assert';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { Delivery } from '../../../client/domain/delivery';
import type { RegistrationResult } from '../../../client/domain/registration';
import type { Sent } from '../../../client/webhooks/webhooksApi';
import { adminToken } from '../../support/github/tokens';
import { remoteControls } from '../controls';
import { eventually } from '../eventually';
import type { ServiceControls } from '../services';
import { fileUri, open } from './editor';
import { suite, test } from './harness';

const services = remoteControls<ServiceControls>('services');
const secret = 'the-signing-secret-of-this-hook';

async function run<T>(name: string, input: object): Promise<T> {
  return vscode.commands.executeCommand<T>(`flowWebhooks.${name}`, input);
}

const all = (id: string) => run<Delivery[]>('deliveries', { id });

/** A delivery that has been checked. */
const checked = (id: string, deliveryId: string): Promise<Delivery> =>
  eventually('the check of a delivery', async () =>
    (await all(id)).find((one) => one.id === deliveryId && one.conforms !== null),
  );

suite('a delivery of GitHub', () => {
  let id: string;
  let push: Delivery;

  test('is there', async () => {
    await open('github.swagger.json');
    const webhook = await run<RegistrationResult>('register', {
      uri: fileUri('github.swagger.json').toString(),
      operationId: 'webhook-trigger',
      parameters: { owner: 'octocat', repo: 'hello-world' },
      credentials: { type: 'bearer', token: adminToken },
      secret,
    });
    id = webhook.id;
    await services.push('octocat', 'hello-world');
    push = await eventually('a push', async () =>
      (await all(id)).find(({ event, conforms }) => event === 'push' && conforms),
    );
  });

  test('is replayed to the receiver, signed again and checked', async () => {
    const { status, deliveryId } = await run<Sent>('replay', { id, deliveryId: push.id });
    assert.equal(status, 200);
    const again = await checked(id, deliveryId!);
    assert.deepEqual([again.event, again.signature, again.conforms], ['push', 'valid', true]);
    assert.notEqual(again.headers['x-github-delivery'], push.headers['x-github-delivery']);
  });

  test('is replayed with another body: signed for that, and found wanting', async () => {
    const { deliveryId } = await run<Sent>('replay', { id, deliveryId: push.id, body: { compare: 17 } });
    const again = await checked(id, deliveryId!);
    assert.deepEqual([again.signature, again.conforms], ['valid', false]);
    assert.ok(again.problems.some(({ pointer }) => pointer === '/compare'));
  });

  test('is replayed to an address on this machine, and to no other', async () => {
    const signatures: unknown[] = [];
    const server = http.createServer((request, response) => {
      signatures.push(request.headers['x-hub-signature-256']);
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    assert.deepEqual(await run<Sent>('replay', { id, deliveryId: push.id, to }), { status: 204 });
    server.close();
    assert.deepEqual(signatures, [push.headers['x-hub-signature-256']]);
    const elsewhere = run('replay', { id, deliveryId: push.id, to: 'https://hooks.example.com/' });
    await assert.rejects(elsewhere, /"to": hooks\.example\.com is not on this computer/);
  });

  test('is sent as if by the service', async () => {
    const { status, deliveryId } = await run<Sent>('send', { id, body: { action: 'opened' }, event: 'issues' });
    assert.equal(status, 200);
    const sent = (await all(id)).find((one) => one.id === deliveryId)!;
    assert.deepEqual([sent.kind, sent.event, sent.signature], ['delivery', 'issues', 'valid']);
  });

  test('is exported as HAR, without secrets', async () => {
    const text = await run<string>('exportHar', { id });
    const { log } = JSON.parse(text);
    assert.equal(log.version, '1.2');
    assert.equal(
      log.creator.version,
      vscode.extensions.getExtension('flow-webhooks.flow-webhooks')?.packageJSON.version,
    );
    assert.equal(log.entries.length, (await all(id)).length);
    const { callbackUrl } = (await run<RegistrationResult[]>('list', {})).find((one) => one.id === id)!;
    assert.ok(!text.includes(callbackUrl.split('/').at(-1)!), 'the token of the callback is in it');
    assert.ok(!text.includes(secret), 'the secret is in it');
  });

  test('is saved in the workspace', async () => {
    const saved = await run<{ files: string[]; skipped: string[] }>('saveDeliveries', { id, deliveryIds: [push.id] });
    assert.equal(saved.files.length, 1);
    const uri = vscode.Uri.parse(saved.files[0]!);
    assert.match(vscode.workspace.asRelativePath(uri), /^deliveries\/webhook-trigger\/push-[\dT-]+Z\.json$/);
    const fixture = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
    assert.equal(fixture.trigger, 'webhook-trigger');
    assert.equal(fixture.headers['x-hub-signature-256'], '***');
    assert.ok(fixture.body.repository);
    // All that GitHub has delivered: what was replayed and sent from here is not of the service.
    const others = await run<{ files: string[] }>('saveDeliveries', { id, folder: 'test/fixtures' });
    assert.equal(others.files.length, 1);
    const root = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    for (const folder of ['..', '../other', '/etc', 'deliveries/../..', `${root}/../other`, '']) {
      const outside = run('saveDeliveries', { id, folder });
      await assert.rejects(outside, /"folder": .*is not a folder in the workspace/, folder);
    }
  });

  test('lacks what a script has to give', async () => {
    await assert.rejects(run('replay', { id }), /"deliveryId": Supply/);
    await assert.rejects(run('replay', { id, deliveryId: 'none' }), /"deliveryId": This webhook has no delivery none/);
    await assert.rejects(run('send', { id }), /"body": Supply/);
    await assert.rejects(run('saveDeliveries', { id, deliveryIds: 'x' }), /"deliveryIds": It must be a list/);
    for (const name of ['replay', 'send', 'exportHar', 'saveDeliveries']) {
      await assert.rejects(run(name, { id: 'none' }), /There is no webhook none/);
    }
  });
});
