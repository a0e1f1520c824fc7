// The view before anything is registered: what it says, and where its buttons lead.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Host, startHost } from './host';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

let workspace: string;
let host: Host;
let workbench: Workbench;

beforeAll(async () => {
  workspace = await createWorkspace({});
  host = await startHost({ workspace, extension: path.resolve(__dirname, '..', '..') });
  workbench = await Workbench.open(host);
});

afterAll(async () => {
  await workbench?.close();
  await host?.stop();
  if (workspace) await rm(workspace, { recursive: true, force: true });
});

test('says how to begin, and opens an example whose trigger can be registered', async () => {
  await workbench.runCommand('Flow Webhooks: Focus on Flow Webhooks View');
  const welcome = workbench.page.locator('.sidebar .welcome-view-content');
  await welcome.getByText('No webhooks yet').waitFor();
  expect(await welcome.textContent()).not.toContain('trusted');
  await workbench.screenshot('view-empty');
  await welcome.locator('.monaco-button', { hasText: 'Open an Example Definition' }).click();
  await workbench.page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
  const editor = workbench.page.locator('.editor-instance .monaco-editor').first();
  await editor.locator('.view-line', { hasText: 'Orders' }).first().click();
  await workbench.screenshot('example');
  // The trigger is further down.
  const lines = (await workbench.editorText()).split('\n');
  await workbench.goTo(lines.findIndex((line) => line.includes('x-ms-trigger')) + 1);
  await editor.locator('.codelens-decoration a', { hasText: 'Register webhook' }).first().waitFor();
  await workbench.runCommand('Problems: Focus on Problems View');
  const none = '.markers-panel [aria-label^="No problems have been detected"]';
  await workbench.page.locator(none).first().waitFor({ state: 'attached' });
});
