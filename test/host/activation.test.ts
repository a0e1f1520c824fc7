// What a window loads: next to nothing without a connector, and the extension with the first thing that needs it.
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isLong } from '../support/long';
import { eventually } from './eventually';
import { type Host, startHost } from './host';
import { findPage } from './looks';
import { openSeeded, type SeededWindow } from './seeded';
import type { Services } from './services';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

const extension = path.resolve(__dirname, '..', '..');
const definition = JSON.stringify(
  {
    swagger: '2.0',
    info: { title: 'Orders', version: '1' },
    host: 'example.com',
    paths: { '/hooks': { post: { operationId: 'OnOrder', 'x-ms-trigger': 'single', responses: {} } } },
  },
  undefined,
  2,
);

let host: Host;
let workbench: Workbench;
let workspace: string;
/** How often the extension was loaded before this test. */
let before: number;

const previewButton = () =>
  workbench.page.locator('.editor-actions .action-label[aria-label*="Preview What Flow Makers See"]');
const notes = () => path.join(workspace, 'notes.yaml');
const isLoaded = () => eventually('the extension', async () => (await host.timesLoaded()) === before + 1);
const showView = () => workbench.page.locator('.activitybar .action-label[aria-label^="Flow Webhooks"]').click();
const rowsWith = (text: string) => workbench.page.locator('.sidebar .monaco-list-row', { hasText: text });

/** Waits until VS Code has loaded the entry of this window, the given number of them since it was started. */
const entriesAre = (count: number) =>
  eventually('the entry of the extension', async () => {
    const activated = (await host.logs()).match(/_doActivateExtension flow-webhooks\.flow-webhooks/g);
    return (activated ?? []).length >= count;
  });

/** Every way in takes a window of its own, so that the usual run has the two that go wrong most easily. */
const everyWay = test.runIf(isLong);

describe('a window without a connector', () => {
  let windows = 0;

  beforeAll(async () => {
    const files = { 'package.json': '{ "dependencies": { "swagger-ui": "5" } }', 'notes.yaml': 'a: 1\n' };
    workspace = await createWorkspace(files);
    host = await startHost({ workspace, extension });
    workbench = await Workbench.open(host);
  });

  afterAll(async () => {
    await workbench?.close();
    await host?.stop();
    if (workspace) await rm(workspace, { recursive: true, force: true });
  });

  beforeEach(async () => {
    // A window in which nothing is loaded yet.
    if (windows > 0) {
      await workbench.page.keyboard.press('Escape');
      await workbench.runCommand('View: Close All Editors');
      await workbench.reload();
    }
    windows += 1;
    before = await host.timesLoaded();
  });

  test('loads neither the extension nor the language server, whatever is opened and typed', async () => {
    await entriesAre(windows);
    await workbench.openFile('package.json');
    await workbench.typeAt(1, 1, ' ');
    await workbench.openFile('notes.yaml');
    await workbench.typeAt(1, 5, '2');
    await workbench.runCommand('File: Save All Files');
    await workbench.page.keyboard.press('F1');
    await workbench.page.locator('.quick-input-widget .quick-input-box input').fill('>Flow Webhooks: ');
    await workbench.quickInput(({ items }) => items.some((item) => item.includes('New Trigger')));
    expect(await host.timesLoaded()).toBe(before);
    expect(await host.languageServerPids()).toEqual([]);
  });

  everyWay('runs the first command of the palette', async () => {
    await workbench.runCommand('Flow Webhooks: Try It With a Local Demo');
    const { items } = await workbench.quickInput(({ placeholder }) => placeholder.includes('two definitions'));
    expect(items.join()).toContain('A temporary folder');
    await isLoaded();
    expect(await host.languageServerPids()).toEqual([]);
  });

  everyWay('shows the view with what there is to do', async () => {
    await showView();
    const tryIt = workbench.page.locator('.sidebar .welcome-view-content .monaco-button', { hasText: 'Try It' });
    await tryIt.waitFor();
    await isLoaded();
    // The view is there again with the next window.
    await workbench.reload();
    await eventually('the extension of the next window', async () => (await host.timesLoaded()) === before + 2);
    await tryIt.click();
    await workbench.quickInput(({ placeholder }) => placeholder.includes('two definitions'));
    await workbench.page.keyboard.press('Escape');
    await workbench.runCommand('View: Show Explorer');
    windows += 1;
  });

  test('has the menus of a definition once one is typed', async () => {
    await workbench.openFile('notes.yaml');
    await entriesAre(windows);
    await workbench.page.keyboard.press('ControlOrMeta+A');
    await workbench.page.keyboard.insertText(
      'swagger: "2.0"\ninfo: { title: a, version: "1" }\nx-ms-a: b\npaths: {}\n',
    );
    await previewButton().waitFor();
    await isLoaded();
    expect(await host.languageServerPids()).toHaveLength(1);
    // The next tests are about other files. The editor saves by itself.
    await workbench.page.keyboard.press('ControlOrMeta+A');
    await workbench.page.keyboard.insertText('a: 1\n');
    await eventually('the text on the disk', async () => (await readFile(notes(), 'utf8')) === 'a: 1\n');
  });

  everyWay('offers what can be done with a definition that comes into its folder', async () => {
    await entriesAre(windows);
    await writeFile(path.join(workspace, 'apiDefinition.swagger.json'), definition);
    await isLoaded();
    await eventually('the command in the palette', async () => {
      await workbench.page.keyboard.press('Escape');
      await workbench.page.keyboard.press('F1');
      await workbench.page.locator('.quick-input-widget .quick-input-box input').fill('>Flow Webhooks: Export');
      const { items } = await workbench.quickInput(() => true);
      return items.some((item) => item.includes('Export for Power Automate'));
    });
    expect(await host.languageServerPids()).toEqual([]);
  });

  everyWay('loads for a definition in its folder, and starts the language server once it is opened', async () => {
    await isLoaded();
    expect(await host.languageServerPids()).toEqual([]);
    await workbench.openFile('apiDefinition.swagger.json');
    await previewButton().waitFor();
    expect(await host.languageServerPids()).toHaveLength(1);
  });
});

describe.runIf(isLong)('a window with webhooks of an earlier one', () => {
  let window: SeededWindow;
  let services: Services;

  beforeAll(async () => {
    window = await openSeeded({ elsewhere: true });
    ({ host, services, workbench } = window);
  });

  afterAll(() => window?.close());

  const receives = async () => {
    await workbench.page.locator('.statusbar-item', { hasText: '2 webhooks' }).waitFor();
    await eventually('a delivery to be accepted', async () => {
      const { status } = await services.standIn('basic').notify({ order: 4716, customer: { name: 'Ada', tags: [] } });
      return status >= 200 && status < 300;
    });
  };

  /** Opens one of the webhook at `/hooks` in the inspector. */
  async function openDelivery(): Promise<void> {
    await workbench.expand(rowsWith('/hooks').first());
    const delivery = rowsWith('1 problem').first();
    await delivery.waitFor();
    await workbench.clickUntil(
      'the delivery',
      delivery,
      async () =>
        (await delivery.getAttribute('aria-selected', { timeout: 2_000 })) === 'true' &&
        findPage(workbench, '#rows .row'),
    );
  }

  test('receives what their services deliver, with nothing open', async () => {
    await receives();
    expect(await host.timesLoaded()).toBe(1);
  });

  test('receives again after a reload, and has its view and its inspector', async () => {
    await showView();
    await openDelivery();
    for (let reloads = 0; reloads < 2; reloads++) {
      await workbench.reload();
      await receives();
      await openDelivery();
    }
  });
});
