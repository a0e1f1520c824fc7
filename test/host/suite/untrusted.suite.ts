import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { adminToken } from '../../support/github/tokens';
import { remoteControls } from '../controls';
import type { ServiceControls } from '../services';
import { fileUri, open, waitForFindings } from './editor';
import { suite, test } from './harness';

const services = remoteControls<ServiceControls>('services');

suite('without trust', () => {
  test('the workspace is not trusted', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  test('a definition is checked', async () => {
    const { document } = await open('github.swagger.json');
    await waitForFindings(document);
  });

  const id = 'any';
  const registering = {
    uri: fileUri('github.swagger.json').toString(),
    operationId: 'webhook-trigger',
    parameters: { owner: 'octocat', repo: 'hello-world' },
    credentials: { type: 'bearer', token: adminToken },
  };
  const inputs = { register: registering, tail: {}, list: {}, deliveries: { id }, delete: { id }, ping: { id } };
  for (const [name, input] of Object.entries(inputs)) {
    test(`${name} asks for trust`, async () => {
      const rejected = async () => vscode.commands.executeCommand(`flowWebhooks.${name}`, input);
      await assert.rejects(rejected, /^Error: Trust this workspace first/);
    });
  }

  test('nothing was sent', async () => {
    assert.deepEqual(await services.githubRequests(), []);
  });
});
