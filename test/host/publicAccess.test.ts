// The palette with nothing open, an untitled definition, and how deliveries get to this computer: as a person meets them.
import { rm } from 'node:fs/promises';
import { createServer, request as rawRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from './eventually';
import { type Host, startHost } from './host';
import { pictures } from './looks';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

let workspace: string;
let host: Host;
let workbench: Workbench;
let tunnel: Server;
/** The receiver's port, once the prompt has named it. */
let port = 0;

beforeAll(async () => {
  workspace = await createWorkspace({});
  host = await startHost({ workspace, extension: path.resolve(__dirname, '..', '..') });
  workbench = await Workbench.open(host);
  tunnel = createServer((incoming, response) => {
    const headers = { ...incoming.headers, host: 'public.example' };
    const passed = rawRequest({ host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers });
    passed.on('response', (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers)));
    passed.on('error', () => response.writeHead(502).end());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => tunnel.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  tunnel?.close();
  await workbench?.close();
  await host?.stop();
  if (workspace) await rm(workspace, { recursive: true, force: true });
});

const picture = (name: string) => pictures(workbench, workspace, name, ['dark', 'light']);

test('the palette has at most 12 entries with nothing open and nothing registered', async () => {
  // Starts the extension; without it, the palette has its entries as well.
  await workbench.runCommand('Flow Webhooks: Focus on Flow Webhooks View');
  const items = await eventually('the commands in the palette', async () => {
    // Before the extensions are there, a palette knows only part of the commands; it has to be opened again.
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('F1');
    await workbench.page
      .locator('.quick-input-widget .quick-input-box input')
      .fill('>Flow Webhooks: ', { timeout: 2_000 });
    const shown = await workbench.quickInput(
      (input) => input.items.some((item) => item.includes('New Trigger')),
      5_000,
    );
    return shown.items;
  });
  const ours = items.filter((item) => item.startsWith('Flow Webhooks: ') && !item.includes('Focus on'));
  await picture('palette-nothing-open');
  expect(ours.length).toBeGreaterThan(1);
  expect(ours.length).toBeLessThanOrEqual(12);
  await workbench.page.keyboard.press('Escape');
});

test('an untitled definition has the buttons of a definition, and keeps them over a reload', async () => {
  await workbench.runCommand('Flow Webhooks: Open an Example Definition');
  await workbench.page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
  const preview = workbench.page.locator('.editor-actions .action-label[aria-label*="Preview What Flow Makers See"]');
  await preview.waitFor();
  // Backups are written a moment after an edit.
  await eventually('the backup', async () => (await host.backups()).length > 0);
  await workbench.reload();
  await workbench.page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
  await preview.waitFor();
  const shown = workbench.page.locator('.tab', { hasText: 'When something is ordered' });
  await workbench.clickUntil('the preview', preview, () => shown.isVisible());
});

test('a service on the internet: the question explains the ways, and the URL is tested before anything is sent', async () => {
  const tab = workbench.page.locator('.tab', { hasText: 'Untitled-1' });
  await workbench.clickUntil('the definition', tab, async () =>
    /\bactive\b/.test((await tab.getAttribute('class')) ?? ''),
  );
  await workbench.runCommand('Flow Webhooks: Register Webhook…');
  await workbench.quickInput(({ placeholder }) => placeholder.includes('Optional values'));
  await workbench.page.keyboard.press('Enter');
  const key = await workbench.quickInput(({ message }) => message.includes('API key for'));
  expect(key.message).toContain('It is sent as it is in the header "X-Api-Key"');
  await picture('prompt-api-key');
  await workbench.answer('k3y');
  const ways = await workbench.quickInput(({ placeholder }) => placeholder.includes('reach this computer'));
  expect(ways.items.length).toBeGreaterThanOrEqual(6);
  await picture('prompt-public-access');
  await workbench.pick('ngrok');
  const run = await workbench.quickInput(({ message }) => message.includes('ngrok http'));
  port = Number(/ngrok http (\d+)/.exec(run.message)?.[1]);
  await workbench.answer('http://127.0.0.1:1');
  await workbench.quickInput(({ message }) => message.includes('Nothing answers at 127.0.0.1:1'));
  await picture('prompt-public-access-wrong');
  await workbench.answer(`http://127.0.0.1:${(tunnel.address() as AddressInfo).port}`);
});
