import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { eventually } from '../eventually';
import { suite, test } from './harness';

const extension = () => vscode.extensions.getExtension('flow-webhooks.flow-webhooks');

suite('smoke', () => {
  test('the extension is found', () => {
    assert.ok(extension());
  });

  test('it becomes active when a definition is opened', async () => {
    const [file] = await vscode.workspace.findFiles('*.swagger.json');
    assert.ok(file);
    await vscode.window.showTextDocument(file);
    await eventually('the extension to be active', () => extension()?.isActive);
  });
});
