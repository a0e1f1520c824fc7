import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Delivery } from '../../../client/domain/delivery';
import type { RegistrationResult } from '../../../client/domain/registration';
import { createRequest, createResponse, notification } from '../../features/tutorialSamples';
import { adminToken } from '../../support/github/tokens';
import { remoteControls } from '../controls';
import { eventually } from '../eventually';
import type { ServiceControls } from '../services';
import { codeOf, fileUri, open, ours } from './editor';
import { suite, test } from './harness';

const services = remoteControls<ServiceControls>('services');
const owner = 'octocat';
const repo = 'hello-world';
const tutorial = {
  request: createRequest,
  response: createResponse,
  notification,
  callback: '/config/url',
  summary: 'When a pull request is opened',
};

interface Made {
  operationId: string;
  text?: string;
  notes: string[];
}

function run<T>(name: string, input: object): Promise<T> {
  return Promise.resolve(vscode.commands.executeCommand<T>(`flowWebhooks.${name}`, input));
}
const newTrigger = (input: object) => run<Made>('newTrigger', input);

async function textOf(name: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(fileUri(name)));
}

suite("a new trigger from the tutorial's samples", () => {
  const uri = fileUri('new.swagger.json');
  let webhook: RegistrationResult;

  test('is only told where nothing is to be written', async () => {
    const made = await newTrigger(tutorial);
    assert.equal(made.operationId, 'WhenAPullRequestIsOpened');
    assert.equal(JSON.parse(made.text!).host, 'api.github.com');
    const same = await newTrigger({ ...tutorial, uri: uri.toString(), apply: false });
    assert.equal(same.text, made.text);
    await assert.rejects(textOf('new.swagger.json'));
  });

  test('is written into a new file, without a finding about the trigger', async () => {
    const made = await newTrigger({ ...tutorial, uri: uri.toString() });
    assert.deepEqual(Object.keys(made).sort(), ['notes', 'operationId']);
    assert.match(made.notes.join(), /"Authorization" was left out/);
    assert.match(await textOf('new.swagger.json'), /"x-ms-notification-url": true/);
    await open('new.swagger.json');
    // The lens shows that the server has read it: then its findings are there, too.
    await eventually('the lens', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
      return lenses.some(({ command }) => command?.command === 'flowWebhooks.register');
    });
    // The profile is certification: who publishes the connector, and what it is, the samples do not say.
    const ofConnector = ['connector-contact', 'connector-description', 'connector-metadata'];
    assert.deepEqual(
      ours(uri).filter(({ code }) => !ofConnector.includes(codeOf(code))),
      [],
    );
  });

  test('registers at GitHub, receives, and is deleted', async () => {
    webhook = await run<RegistrationResult>('register', {
      uri: uri.toString(),
      operationId: 'WhenAPullRequestIsOpened',
      parameters: { owner, repo },
      credentials: { type: 'bearer', token: adminToken },
    });
    assert.equal(webhook.status, 201);
    assert.deepEqual(webhook.warnings, []);
    assert.deepEqual(await services.hookUrls(), [webhook.callbackUrl]);
    assert.deepEqual(await services.deliver(owner, repo, 'pull_request', notification), [200]);
    const arrived = await eventually('the delivery', async () => {
      const all = await run<Delivery[]>('deliveries', { id: webhook.id });
      return all.find(({ kind, conforms }) => kind === 'delivery' && conforms !== null);
    });
    assert.equal(arrived.event, 'pull_request');
    assert.equal(arrived.signature, 'valid');
    assert.deepEqual([arrived.conforms, arrived.problems], [true, []]);
    const { remote } = await run<{ remote: string }>('delete', { id: webhook.id });
    assert.equal(remote, 'deleted');
    assert.deepEqual(await services.hookUrls(), []);
  });

  test('is added to an open definition as edits that can be undone, in its style', async () => {
    const editor = await open('yours.swagger.yaml');
    const before = editor.document.getText();
    const input = { url: '/orders/hooks', notification: { id: 1 }, callback: 'callbackUrl', summary: 'When ordered' };
    await newTrigger({ ...input, uri: editor.document.uri.toString() });
    const after = editor.document.getText();
    assert.ok(after.startsWith(before.trimEnd()), after);
    assert.match(after, /\n {2}\/orders\/hooks:\n {4}x-ms-notification-content:/);
    assert.equal(editor.document.isDirty, true);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
  });
});

suite('a new trigger', () => {
  const refusals: [string, object, RegExp][] = [
    ['notification', { ...tutorial, notification: undefined }, /^"notification": Supply/],
    ['callback', { ...tutorial, callback: undefined }, /"callback"/],
    ['url', { ...tutorial, request: { url: 'x' }, callback: 'url' }, /^Supply "url"/],
    ['callback', { ...tutorial, callback: '/nowhere' }, /^Supply "callback": .*\/config\/url/],
    ['uri', { ...tutorial, apply: true }, /^"uri": Supply/],
    ['tokens', { ...tutorial, tokens: '/action' }, /"tokens": It must be a list/],
    ['summary', { ...tutorial, summary: 7 }, /"summary": It must be a string/],
  ];
  for (const [property, input, message] of refusals) {
    test(`rejects, naming "${property}": ${String(message)}`, async () => {
      await assert.rejects(newTrigger(input), (error: Error) => {
        assert.match(error.message, message);
        return true;
      });
    });
  }
});

suite('the preview', () => {
  test('opens for scripts, and rejects without a document', async () => {
    await run('preview', { uri: fileUri('new.swagger.json').toString(), operationId: 'WhenAPullRequestIsOpened' });
    await eventually('the tab', () => {
      const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
      return tabs.includes('Preview: When a pull request is opened');
    });
    await assert.rejects(run('preview', {}), /"uri"/);
  });
});
