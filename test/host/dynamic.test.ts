// Values that only the service knows, as a person chooses them.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Host, startHost } from './host';
import { definitionFile, type PublishedServices, publishedFiles, startPublished } from './published';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

const root = path.resolve(__dirname, '..', '..');

let services: PublishedServices;
let workspace: string;
let host: Host;
let workbench: Workbench;

beforeAll(async () => {
  services = await startPublished();
  const file = definitionFile('powerForm');
  workspace = await createWorkspace({ [file]: publishedFiles[file]! });
  host = await startHost({ workspace, extension: root });
  workbench = await Workbench.open(host);
  await workbench.openFile(file);
});

afterAll(async () => {
  await workbench?.close();
  await host?.stop();
  await services?.close();
  if (workspace) await rm(workspace, { recursive: true, force: true });
});

describe('a parameter whose values the service knows', () => {
  test('is chosen from them, after a yes to sending the credentials there', async () => {
    const { powerForm } = services.services;
    const baseUrl = services.controls.baseUrl('powerForm');
    await workbench.runCommand('Flow Webhooks: Register Webhook…');
    // The published definition leads to its maker's own host.
    await workbench.quickInput(({ message }) => message.includes('API key for https://we.buildbettersoftware.com'));
    await workbench.screenshot('dynamic-key');
    await workbench.page.locator('.quick-input-titlebar [aria-label^="Use another URL"]').click();
    await workbench.quickInput(({ message }) => message.includes('URL of the service'));
    await workbench.screenshot('dynamic-address');
    await workbench.answer(baseUrl);
    await workbench.quickInput(({ message }) => message.includes(`API key for ${powerForm.url}`));
    await workbench.answer('license-key');

    const dialog = await workbench.dialog();
    expect(dialog.message).toBe(`Send your credentials to ${powerForm.url}?`);
    expect(dialog.detail).toContain(`GET ${baseUrl}/domains`);
    await workbench.screenshot('dynamic-consent');
    expect(powerForm.requests).toEqual([]);
    const loading = powerForm.hold({ method: 'GET', path: '/pf7/domains' });
    await workbench.clickDialog('Send');
    await loading.reached;
    await workbench.quickInput(({ placeholder }) => placeholder.includes('loading from 127.0.0.1'));
    await workbench.screenshot('dynamic-loading');
    loading.release();
    const sites = await workbench.quickInput(({ items }) => items.includes('https://blog.example'));
    expect(sites.items).toEqual(['https://shop.example', 'https://blog.example', 'Enter a value instead']);
    await workbench.screenshot('dynamic-sites');
    await workbench.pick('https://blog.example');

    const forms = await workbench.quickInput(({ items }) => items.includes('Sign up'));
    expect(forms.items).toEqual(['Contact', 'Sign up', 'Enter a value instead']);
    await workbench.screenshot('dynamic-forms');
    await workbench.pick('Sign up');
    const preview = await workbench.dialog();
    expect(preview.detail).toContain(`POST ${baseUrl}/proxy/power-form-7/v1/webhooks/8`);
    expect(preview.detail).toMatch(/License-Authorization: \*\*\*/);
    expect(preview.detail).not.toContain('license-key');
    expect(preview.buttons).toEqual(expect.arrayContaining(['Send', 'Copy as cURL']));
    await workbench.screenshot('preview');
    await workbench.clickDialog('Send');
    await workbench.notification('is registered');
    await workbench.screenshot('dynamic-registered');
    expect(powerForm.hooks().map(({ params }) => params.formId)).toEqual(['8']);
    expect(powerForm.requests.at(-1)!.headers.wp_siteurl).toBe('https://blog.example');
  });
});
