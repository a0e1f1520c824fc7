import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { RegistrationResult } from '../../../client/domain/registration';
import { adminToken } from '../../support/github/tokens';
import { remoteControls } from '../controls';
import { eventually } from '../eventually';
import type { ServiceControls } from '../services';
import { codeOf, fileUri, open, ours, waitForFindings } from './editor';
import { suite, test } from './harness';

const services = remoteControls<ServiceControls>('services');
const sample = fileUri('github.swagger.json');
const owner = 'octocat';
const repo = 'hello-world';
const operationId = 'webhook-trigger';

interface Updated {
  schema: { $ref?: string; definitions: Record<string, { properties: Record<string, object> }> };
  changed: boolean;
}

const run = async <T>(name: string, input: object): Promise<T> =>
  vscode.commands.executeCommand<T>(`flowWebhooks.${name}`, input);

const ofDeliveries = (code = /^delivery-/) => ours(sample).filter((one) => code.test(codeOf(one.code)));
const mismatches = () => ofDeliveries(/^delivery-mismatch$/);

async function fixes(diagnostic: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    sample,
    diagnostic.range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

suite('a delivery that contradicts the definition', () => {
  let document: vscode.TextDocument;
  let webhook: RegistrationResult;

  test('puts a diagnostic on the line that says otherwise', async () => {
    document = (await open('github.swagger.json')).document;
    await waitForFindings(document);
    webhook = await run<RegistrationResult>('register', {
      uri: sample.toString(),
      operationId,
      parameters: { owner, repo },
      credentials: { type: 'bearer', token: adminToken },
    });
    assert.deepEqual(ofDeliveries(), []);
    await services.push(owner, repo, { compare: [1, 2], pusher: { name: 'mona' } });
    await eventually('the diagnostic', () => mismatches().length > 0);

    const [found, ...others] = mismatches();
    assert.deepEqual(others, []);
    assert.match(found!.message, /^Last delivery from the service \d\d:\d\d: compare was an array, not a string\.$/);
    const line = document.lineAt(found!.range.start.line - 1).text;
    assert.match(line, /"compare": \{/);
    assert.equal(document.getText(found!.range), '"string"');
  });

  test('stays on its line while the text above it changes', async () => {
    const before = mismatches()[0]!.range.start.line;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(sample, new vscode.Position(1, 0), '\n\n\n');
    await vscode.workspace.applyEdit(edit);
    await eventually('the diagnostic to move', () => mismatches()[0]?.range.start.line === before + 3);
    await vscode.commands.executeCommand('undo');
    await eventually('the diagnostic to move back', () => mismatches()[0]?.range.start.line === before);
  });

  test('is repaired by the quick fix', async () => {
    const [found] = mismatches();
    const actions = await fixes(found!);
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes('Change the type to array'), titles.join(', '));
    assert.ok(titles.includes('Update the whole notification schema from this delivery'), titles.join(', '));
    const repair = actions.find(({ title }) => title === 'Change the type to array')!;
    await vscode.workspace.applyEdit(repair.edit!);
    assert.match(document.getText(), /"compare": \{\s*"type": "array",\s*"items": \{\s*"type": "integer"/);
    assert.match(document.getText(), /"x-ms-summary": "Compare URL"/);
    await eventually('the diagnostic to go', () => mismatches().length === 0);
  });

  test('is answered by the next one, which clears what it does not contradict', async () => {
    await services.push(owner, repo, { compare: 'https://example.com/' });
    await eventually('the repaired type to be contradicted', () => mismatches().length === 1);
    await services.push(owner, repo, { compare: [3] });
    await eventually('nothing to be contradicted', () => mismatches().length === 0);
    assert.deepEqual(ofDeliveries(), []);
    await vscode.commands.executeCommand('undo');
  });

  test('is on the line of the keyword that it violates, as soon as that is written', async () => {
    await services.push(owner, repo, { compare: 'ftp://example.com/' });
    await eventually('nothing to be contradicted', () => mismatches().length === 0);
    const compare = document.positionAt(document.getText().indexOf('"compare": {'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(sample, new vscode.Position(compare.line + 1, 0), '"pattern": "^https:",\n"maxLength": 4,\n');
    await vscode.workspace.applyEdit(edit);
    await eventually('both keywords', () => mismatches().length === 2);
    const inOrder = mismatches().toSorted((a, b) => a.range.start.line - b.range.start.line);
    const marked = inOrder.map(({ range, message }) => [document.lineAt(range.start.line).text, message]);
    assert.match(marked[0]!.join(' '), /^"pattern": .* compare must match pattern "\^https:"\.$/);
    assert.match(marked[1]!.join(' '), /^"maxLength": .* compare must NOT have more than 4 characters\.$/);
    await vscode.commands.executeCommand('undo');
    await eventually('them to go', () => mismatches().length === 0);
  });

  test('has members that are not described, as hints with a quick fix', async () => {
    await services.push(owner, repo, { compare: 'https://example.com/', ref: 'refs/heads/main', size: 3 });
    await eventually('the hint', () => ofDeliveries(/undescribed/).length === 1);
    const [hint] = ofDeliveries(/undescribed/);
    assert.equal(hint!.severity, vscode.DiagnosticSeverity.Hint);
    assert.match(hint!.message, /also had ref, size/);
    const actions = await fixes(hint!);
    const add = actions.find(({ title }) => title === 'Describe "ref"');
    await vscode.workspace.applyEdit(add!.edit!);
    await eventually('the rest', () => /also had size:/.test(ofDeliveries(/undescribed/)[0]?.message ?? ''));
  });

  test('the schema is updated from what was delivered, told first and then written', async () => {
    const before = document.getText();
    const told = await run<Updated>('updateSchema', { uri: sample.toString(), operationId });
    assert.equal(told.changed, true);
    assert.equal(document.getText(), before);
    const { properties } = told.schema.definitions.WebhookPushResponse!;
    assert.deepEqual(properties.size, { type: 'integer', title: 'Size' });
    // Both came: a string and an array.
    assert.deepEqual(properties.compare, { 'x-ms-summary': 'Compare URL' });

    const written = await run<Updated>('updateSchema', { uri: sample.toString(), operationId, apply: true });
    assert.deepEqual(written, told);
    assert.match(document.getText(), /"size": \{/);
    await eventually('every diagnostic to go', () => ofDeliveries().length === 0);
    const again = await run<Updated>('updateSchema', { uri: sample.toString(), operationId, apply: true });
    assert.equal(again.changed, false);
  });

  test('the schema is updated from samples that a script gives', async () => {
    const input = { uri: sample.toString(), operationId, samples: [{ size: 1.5, extra: null }] };
    const { schema, changed } = await run<Updated>('updateSchema', input);
    assert.equal(changed, true);
    assert.deepEqual(schema.definitions.WebhookPushResponse!.properties.extra, { title: 'Extra', 'x-nullable': true });
    const moved = await run<Updated>('updateSchema', { ...input, place: 'inline' });
    assert.equal(moved.schema.$ref, undefined);
    await assert.rejects(run('updateSchema', { ...input, samples: [] }), /"samples"/);
    await assert.rejects(run('updateSchema', { ...input, operationId: 'Other' }), /webhook-trigger/);
    await assert.rejects(run('updateSchema', { uri: sample.toString() }), /"operationId"/);
  });

  test('the definition is exported as JSON', async () => {
    const text = await run<string>('exportDefinition', { uri: sample.toString() });
    assert.deepEqual(JSON.parse(text), JSON.parse(document.getText()));
    await assert.rejects(run('exportDefinition', {}), /"uri"/);
  });

  test('what a check of the unsubscribe contract finds is a diagnostic until the next check', async () => {
    const check = () =>
      run('checkUnsubscribe', {
        uri: sample.toString(),
        operationId,
        parameters: { owner, repo },
        credentials: { type: 'bearer', token: adminToken },
      });
    const found = () => ofDeliveries(/^unsubscribe-contract$/);
    await services.setLocation(false);
    await check();
    await eventually('the diagnostic', () => found().length > 0);
    assert.ok(found().some(({ message }) => /Location/.test(message)));
    assert.equal(document.getText(found()[0]!.range), '"post"');
    await services.setLocation(true);
    await check();
    await eventually('the diagnostic to go', () => found().length === 0);
    await run('delete', { id: webhook.id });
  });
});
