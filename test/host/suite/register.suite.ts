import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Delivery } from '../../../client/domain/delivery';
import type { RegistrationResult } from '../../../client/domain/registration';
import { adminToken, noScopeToken } from '../../support/github/tokens';
import { remoteControls } from '../controls';
import { eventually } from '../eventually';
import type { ServiceControls } from '../services';
import { fileUri, lensTitles, open } from './editor';
import { suite, test } from './harness';

const services = remoteControls<ServiceControls>('services');
const sample = fileUri('github.swagger.json');
const owner = 'octocat';
const repo = 'hello-world';
const onGitHub = {
  uri: sample.toString(),
  operationId: 'webhook-trigger',
  parameters: { owner, repo },
  credentials: { type: 'bearer', token: adminToken },
};

async function run<T>(name: string, input: object): Promise<T> {
  return vscode.commands.executeCommand<T>(`flowWebhooks.${name}`, input);
}

const register = (input: object) => run<RegistrationResult>('register', input);
const list = () => run<RegistrationResult[]>('list', {});
const remove = (id: string) => run<{ id: string; remote: string }>('delete', { id });

/** The first delivery to a webhook that fits. */
function delivery(id: string, fits: (delivery: Delivery) => boolean): Promise<Delivery> {
  return eventually('a delivery', async () => (await run<Delivery[]>('deliveries', { id })).find(fits));
}

const isChecked = ({ kind, conforms }: Delivery) => kind === 'delivery' && conforms !== null;

async function answerOf(callbackUrl: string): Promise<number> {
  return (await fetch(callbackUrl, { method: 'POST', body: '{}' })).status;
}

suite('the settings of a workspace', () => {
  test('are read', () => {
    assert.equal(vscode.workspace.getConfiguration('flowWebhooks').get('profile'), 'certification');
  });

  for (const name of ['github.apiUrl', 'receiver.port', 'receiver.publicUrl', 'exposure']) {
    test(`do not change flowWebhooks.${name}`, () => {
      const setting = vscode.workspace.getConfiguration('flowWebhooks').inspect(name);
      assert.equal(setting?.workspaceValue, undefined);
    });
  }
});

suite('a webhook on GitHub', () => {
  let webhook: RegistrationResult;

  test('is registered by a script', async () => {
    await open('github.swagger.json');
    webhook = await register(onGitHub);
    assert.deepEqual(Object.keys(webhook).sort(), [
      'callbackUrl',
      'differences',
      'id',
      'location',
      'operationId',
      'state',
      'status',
      'warnings',
    ]);
    assert.equal(webhook.operationId, 'webhook-trigger');
    assert.equal(webhook.status, 201);
    assert.equal(webhook.state, 'active');
    assert.deepEqual(webhook.warnings, []);
    assert.match(webhook.callbackUrl, /^http:\/\/127\.0\.0\.1:(?!4711)\d+\/hook\//);
    assert.match(webhook.location!, /\/repos\/octocat\/hello-world\/hooks\/\d+$/);
    assert.deepEqual(await services.hookUrls(), [webhook.callbackUrl]);
    assert.deepEqual(await list(), [webhook]);
  });

  test('answers the ping as a handshake', async () => {
    const ping = await delivery(webhook.id, ({ event }) => event === 'ping');
    assert.equal(ping.kind, 'handshake');
    assert.equal(ping.conforms, null);
    assert.equal(ping.signature, 'valid');
  });

  test('receives a push that conforms', async () => {
    assert.deepEqual(await services.push(owner, repo), [200]);
    const push = await delivery(webhook.id, isChecked);
    assert.equal(push.event, 'push');
    assert.equal(push.method, 'POST');
    assert.equal(push.signature, 'valid');
    assert.equal(push.answered, 200);
    assert.deepEqual([push.conforms, push.problems], [true, []]);
  });

  test('receives a push that does not conform, and says where', async () => {
    await services.push(owner, repo, { compare: 17, repository: { name: 'hello-world', owner: 'octocat' } });
    const push = await delivery(webhook.id, (one) => isChecked(one) && !one.conforms);
    assert.deepEqual(push.problems.map(({ pointer }) => pointer).sort(), ['/compare', '/repository/owner']);
    for (const { message } of push.problems) assert.ok(message);
  });

  test('has its deliveries counted in the code lenses', async () => {
    await eventually('the counts', async () => (await lensTitles(sample)).includes('Tail (3)'));
    assert.deepEqual(await lensTitles(sample), ['Register webhook', 'Preview', 'Tail (3)', 'Delete (1)']);
  });

  test('is pinged, and has a delivery repeated', async () => {
    assert.deepEqual(await run('ping', { id: webhook.id }), { status: 204 });
    const { id: deliveryId } = await delivery(webhook.id, isChecked);
    assert.deepEqual(await run('redeliver', { id: webhook.id, deliveryId }), { status: 202 });
    await eventually('the delivery to arrive again', async () => {
      const all = await run<Delivery[]>('deliveries', { id: webhook.id });
      return all.filter(({ kind }) => kind === 'delivery').length === 3;
    });
  });

  test('is deleted, and answers 410 from then on', async () => {
    assert.deepEqual(await remove(webhook.id), { id: webhook.id, remote: 'deleted' });
    assert.deepEqual(await services.hookUrls(), []);
    assert.deepEqual(await list(), []);
    assert.equal(await answerOf(webhook.callbackUrl), 410);
    await assert.rejects(remove(webhook.id), (error: Error) => error.message.includes(webhook.id));
    assert.deepEqual(await lensTitles(sample), ['Register webhook', 'Preview']);
  });

  test('is deleted without a Location, which Power Automate could not do', async () => {
    await services.setLocation(false);
    const without = await register(onGitHub);
    assert.equal(without.location, undefined);
    assert.equal(without.warnings.length, 1);
    assert.match(without.warnings[0]!, /no "Location" header/);
    assert.deepEqual(await remove(without.id), { id: without.id, remote: 'deleted' });
    assert.deepEqual(await services.hookUrls(), []);
    await services.setLocation(true);
  });

  test('keeps the unsubscribe contract, as a check says', async () => {
    const { steps } = await run<{ steps: { name: string; ok: boolean }[] }>('checkUnsubscribe', onGitHub);
    assert.deepEqual(
      steps.filter(({ ok }) => !ok),
      [],
    );
    assert.ok(steps.some(({ name }) => name === 'gone'));
    assert.deepEqual(await services.hookUrls(), []);
    assert.deepEqual(await list(), []);
  });

  test("receives over GitHub's development relay, exact bytes, and is deleted", async () => {
    const relayed = await register({ ...onGitHub, exposure: 'github' });
    assert.equal(relayed.state, 'active');
    assert.match(relayed.warnings.join(), /development relay/);
    assert.deepEqual(await services.hookUrls(), ['']);
    assert.deepEqual(await services.push(owner, repo), [200]);
    const push = await delivery(relayed.id, isChecked);
    assert.deepEqual([push.event, push.signature, push.conforms], ['push', 'valid', true]);
    assert.deepEqual(await run('missed', { id: relayed.id }), []);
    assert.deepEqual(await remove(relayed.id), { id: relayed.id, remote: 'deleted' });
    assert.deepEqual(await services.hookUrls(), []);
  });

  test('is deleted with all others of ours, and no other', async () => {
    await services.addHook(owner, repo, 'https://example.com/of-another');
    const ours = [await register(onGitHub), await register(onGitHub)];
    const gone = await run<{ id: string; remote: string }[]>('deleteAll', { scope: 'workspace' });
    assert.deepEqual(
      gone.map(({ id, remote }) => [id, remote]),
      ours.map(({ id }) => [id, 'deleted']),
    );
    assert.deepEqual(await services.hookUrls(), ['https://example.com/of-another']);
    assert.deepEqual(await list(), []);
    await services.removeHooks();
  });

  test('uses the machine setting, not the one of the workspace', async () => {
    assert.ok((await services.githubRequests()).includes('POST /repos/octocat/hello-world/hooks'));
  });
});

suite('registering', () => {
  const without = (name: string) => Object.fromEntries(Object.entries(onGitHub).filter(([key]) => key !== name));

  const refusals: [string, object, RegExp][] = [
    [
      'a token without the scope',
      { ...onGitHub, credentials: { type: 'bearer', token: noScopeToken } },
      /admin:repo_hook/,
    ],
    ['no credentials', without('credentials'), /requires .* credentials/],
    ['no document', without('uri'), /"uri"/],
    ['no operation', without('operationId'), /"operationId"/],
    ['an operation that is no trigger', { ...onGitHub, operationId: 'DeleteTrigger' }, /webhook-trigger/],
    ['no parameters', without('parameters'), /"parameters\.owner", "parameters\.repo"/],
    ['one parameter only', { ...onGitHub, parameters: { owner } }, /"parameters\.repo"/],
    [
      'a loopback callback to a service elsewhere',
      { ...onGitHub, baseUrl: 'https://api.example.com', exposure: 'local' },
      /"exposure"/,
    ],
  ];
  for (const [what, input, message] of refusals) {
    test(`rejects ${what}, saying what to do, and leaves nothing`, async () => {
      await assert.rejects(register(input), (error: Error) => {
        assert.match(error.message, message);
        assert.ok(!error.message.includes(noScopeToken), 'the token is in the message');
        return true;
      });
      assert.deepEqual(await list(), []);
      assert.deepEqual(await services.hookUrls(), []);
    });
  }
});

suite('a webhook on an ordinary service', () => {
  const cases: [string, object, RegExp | undefined][] = [
    [
      'basic',
      { type: 'basic', username: 'mona', password: 'pa:ss wörd' },
      /^http:\/\/127\.0\.0\.1:\d+\/hooks\/hook-1$/,
    ],
    ['keyInHeader', { type: 'apiKey', key: 'key-in-header' }, undefined],
    ['keyInQuery', { type: 'apiKey', key: 'key-in-query' }, /^http:\/\/127\.0\.0\.1:\d+\/hooks\/hook-1$/],
  ];
  for (const [service, credentials, location] of cases) {
    test(`is registered, receives and is deleted (${service})`, async () => {
      const uri = fileUri(`${service}.swagger.json`).toString();
      const webhook = await register({ uri, operationId: 'WhenOrdered', credentials });
      assert.deepEqual(await services.callbacksAt(service), [webhook.callbackUrl]);
      if (location) assert.match(webhook.location ?? '', location);
      else assert.match(webhook.warnings.join(), /no "Location" header/);

      assert.equal(await services.notify(service, { order: 1 }), 200);
      assert.equal((await delivery(webhook.id, isChecked)).conforms, true);
      assert.equal(await services.notify(service, { order: 'one' }), 200);
      const wrong = await delivery(webhook.id, (one) => isChecked(one) && !one.conforms);
      assert.deepEqual(
        wrong.problems.map(({ pointer }) => pointer),
        ['/order'],
      );
      assert.equal(wrong.signature, 'absent');

      assert.deepEqual(await remove(webhook.id), { id: webhook.id, remote: 'deleted' });
      assert.deepEqual(await services.callbacksAt(service), []);
    });
  }

  test('is verified by an HMAC that a script describes, and with a rotated key', async () => {
    const uri = fileUri('basic.swagger.json').toString();
    const credentials = { type: 'basic', username: 'mona', password: 'pa:ss wörd' };
    const { id } = await register({ uri, operationId: 'WhenOrdered', credentials });
    const signature = { header: 'X-Order-Signature', algorithm: 'sha512', prefix: 'v1=' };
    const result = await run<{ signed: boolean }>('setSignature', { id, secret: ['new', 'old'], signature });
    assert.equal(result.signed, true);
    const notify = (key: string) => services.notifySigned('basic', { order: 1 }, 'X-Order-Signature', 'v1=', key);
    assert.deepEqual([await notify('new'), await notify('old'), await notify('other')], [200, 200, 401]);
    assert.deepEqual(await remove(id), { id, remote: 'deleted' });
  });

  test('is refused wrong credentials', async () => {
    const uri = fileUri('basic.swagger.json').toString();
    const credentials = { type: 'basic', username: 'mona', password: 'wrong' };
    await assert.rejects(
      register({ uri, operationId: 'WhenOrdered', credentials }),
      /"credentials".*rejected your credentials \(401/,
    );
    assert.deepEqual(await list(), []);
  });
});

suite('the local demo', () => {
  interface DemoResult {
    uris: [tutorial: string, orders: string];
    baseUrl: string;
    token: string;
  }
  let demo: DemoResult;

  test('opens the tutorial from a script, and asks nothing', async () => {
    demo = await run<DemoResult>('demo', {});
    assert.equal(demo.uris.length, 2);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), demo.uris[0]);
    assert.match(demo.baseUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual(await run('demo', {}), demo);
  });

  test('counts as GitHub, although the setting names another one', async () => {
    const [uri] = demo.uris;
    const credentials = { type: 'bearer', token: demo.token };
    const webhook = await register({ ...onGitHub, uri, credentials });
    assert.equal(webhook.status, 201);
    assert.ok(webhook.location?.startsWith(`${demo.baseUrl}/repos/octocat/hello-world/hooks/`));
    assert.deepEqual(webhook.warnings, []);
    assert.deepEqual(await run('ping', { id: webhook.id }), { status: 204 });
    assert.equal((await delivery(webhook.id, ({ event }) => event === 'ping')).signature, 'valid');
    assert.deepEqual(await remove(webhook.id), { id: webhook.id, remote: 'deleted' });
    assert.deepEqual(await services.hookUrls(), []);
  });

  test('has an ordinary service with an API key', async () => {
    const [, uri] = demo.uris;
    const credentials = { type: 'apiKey', key: demo.token };
    const webhook = await register({ uri, operationId: 'WhenOrderIsPlaced', credentials });
    assert.equal(webhook.status, 201);
    await assert.rejects(run('ping', { id: webhook.id }), /GitHub/);
    assert.deepEqual(await remove(webhook.id), { id: webhook.id, remote: 'deleted' });
  });
});
