// The preview of what makers see, beside the definition: it follows the text and the cursor, in every theme.
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './eventually';
import { type Host, startHost } from './host';
import { eachLook, pageWith, tabTo, violations } from './looks';
import { shop } from './shop';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

const root = path.resolve(__dirname, '..', '..');
const file = 'shop.swagger.json';

let workspace: string;
let host: Host;
let workbench: Workbench;
let page: Frame;

beforeAll(async () => {
  workspace = await createWorkspace({
    [file]: JSON.stringify(shop, null, 2),
    'empty.swagger.json': JSON.stringify(
      { swagger: '2.0', info: { title: 'Empty', version: '1' }, paths: {} },
      null,
      2,
    ),
  });
  host = await startHost({ workspace, extension: root });
  workbench = await Workbench.open(host, { size: { width: 1440, height: 900 } });
  await workbench.openFile(file);
});

afterAll(async () => {
  await workbench?.close();
  await host?.stop();
  if (workspace) await rm(workspace, { recursive: true, force: true });
});

const title = async () => (await page.locator('h1').allInnerTexts()).join();
const labels = () => page.locator('.field > .label > :first-child:visible').allInnerTexts();
const tokens = () => page.locator('.tokens li .title').allInnerTexts();

async function lineOf(text: string): Promise<number> {
  const lines = (await readFile(path.join(workspace, file), 'utf8')).split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

/** All that extensions have the workbench remember, as the browser has it. */
const kept = () =>
  workbench.page.evaluate<string>(`(async () => {
    const done = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const texts = [];
    for (const { name } of await indexedDB.databases()) {
      if (!name.startsWith('vscode-web-state-db')) continue;
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames)
        texts.push(...(await done(database.transaction(store).objectStore(store).getAll())));
      database.close();
    }
    return texts.join('\\n');
  })()`);

/** Polls: the page follows what happens elsewhere. */
const shows = (what: string, read: () => Promise<unknown>, wanted: unknown) =>
  eventually(what, async () => {
    expect(await read()).toEqual(wanted);
    return true;
  });

describe('the preview', () => {
  test('opens from the code lens, as the designer would show the trigger', async () => {
    await workbench.goTo(await lineOf('"/orders/hooks"'));
    await workbench.clickLens('Preview', () =>
      workbench.page.locator('.tab', { hasText: 'When an order' }).first().isVisible(),
    );
    page = await pageWith(workbench, '.card');
    expect(await title()).toBe('When an order is placed');
    expect(await labels()).toEqual(['Shop*', 'Which orders*', 'Notify about', 'Only above']);
    expect(await tokens()).toEqual(['Order number', 'Body', 'Placed at', 'Total', 'Customer name', 'Customer e-mail']);
  });

  test('has the rest behind its buttons, for the keyboard as well', async () => {
    const advanced = page.locator('.toggle');
    await page.locator('#trigger').focus();
    await tabTo(workbench, advanced);
    await workbench.page.keyboard.press('Enter');
    expect(await labels()).toEqual([
      'Shop*',
      'Which orders*',
      'Notify about',
      'Only above',
      'Until',
      'Test orders too',
    ]);
    await tabTo(workbench, page.locator('.sent summary'));
    await workbench.page.keyboard.press('Enter');
    expect(await page.locator('.sent dd').allInnerTexts()).toEqual(['the callback URL of the flow', '"2"']);
    await tabTo(workbench, page.locator('.group .link'));
    await workbench.page.keyboard.press('Enter');
    expect((await tokens()).slice(6)).toEqual([
      'Customer',
      'Lines SKU',
      'Lines quantity',
      'Lines Item',
      'Lines',
      'Customer is a VIP',
    ]);
    expect((await page.locator('.tokens li', { hasText: 'Lines SKU' }).allInnerTexts()).join()).toContain(
      'for each of Lines',
    );
  });

  test('looks right and is accessible in each kind of theme, wide and narrow', async () => {
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await eachLook(workbench, workspace, 'preview', async (theme, width) => {
      expect(await violations(page), `${theme} ${width}`).toEqual([]);
    });
  });

  test('finds dynamic content', async () => {
    await page.locator('.search input').fill('e-mail');
    expect(await tokens()).toEqual(['Customer e-mail']);
    await page.locator('.search input').fill('');
  });

  test('shows where something is written', async () => {
    const line = await lineOf('"placed": {');
    const selection = workbench.page.locator('#status\\.editor\\.selection', { hasText: `Ln ${line},` });
    const token = page.locator('.tokens li .token', { hasText: 'Placed at' });
    await workbench.clickUntil('the cursor', token, () => selection.isVisible());
  });

  test('follows the cursor, to the trigger around it', async () => {
    await workbench.goTo(await lineOf('"WhenReturned"'));
    await shows('the other trigger', title, 'When an order comes back');
    await workbench.goTo(await lineOf('"Order": {'));
    await shows('the same trigger, which uses the definition', title, 'When an order comes back');
    await page.locator('#trigger').selectOption({ label: 'When an order is placed' });
    await shows('the chosen trigger', title, 'When an order is placed');
  });

  test('is live, and keeps the last good state while the text does not parse', async () => {
    const line = await lineOf('"summary": "When an order is placed"');
    const column = '        "summary": "When an order is '.length + 1;
    await workbench.goTo(line, column);
    await workbench.page.keyboard.insertText('newly ');
    await shows('the new title', title, 'When an order is newly placed');
    await workbench.goTo(line, '        "summary"'.length + 1);
    await workbench.page.keyboard.press('Delete');
    await shows('the fault', () => page.locator('.notice p').allInnerTexts(), [
      expect.stringMatching(
        new RegExp(`has a syntax error in line ${line}: .* The trigger is shown as it was before\\.`),
      ),
    ]);
    expect(await title()).toBe('When an order is newly placed');
    expect(await violations(page)).toEqual([]);
    await workbench.screenshot('preview-fault');
    await workbench.page.keyboard.insertText(':');
    await shows('no fault', () => page.locator('.notice').count(), 0);
  });

  test('is there again after the window was reloaded', async () => {
    await workbench.goTo(await lineOf('"WhenReturned"'));
    await shows('the trigger at the cursor', title, 'When an order comes back');
    await workbench.page.keyboard.press('ControlOrMeta+S');
    await eventually('the saved file', async () => (await lineOf('newly placed')) > 0);
    // Another one than the cursor is at.
    await page.locator('#trigger').selectOption({ index: 0 });
    await shows('the chosen trigger', title, 'When an order is newly placed');
    // The browser keeps what the extension remembers a moment later.
    await eventually('what the browser keeps', async () => (await kept()).includes('"trigger":"post /orders/hooks"'));
    await workbench.reload();
    page = await pageWith(workbench, '.card');
    expect(await title()).toBe('When an order is newly placed');
    await workbench.runCommand('View: Focus First Editor Group');
    // The cursor may be there already.
    await workbench.goTo(1);
    await workbench.goTo(await lineOf('"WhenReturned"'));
    await shows('the trigger at the cursor again', title, 'When an order comes back');
  });

  test('offers to write a trigger where there is none', async () => {
    await workbench.openFile('empty.swagger.json');
    await shows('the offer', () => page.locator('.empty p').allInnerTexts(), [
      'There is no trigger in this definition yet.',
    ]);
    expect(await violations(page)).toEqual([]);
    await workbench.screenshot('preview-empty');
    await workbench.clickUntil('the question', page.locator('vscode-button'), () => workbench.isAsking());
    const { title: question, items } = await workbench.quickInput(({ items }) => items.length > 0);
    expect(question).toMatch(/^New Trigger from Samples \(1\)$/);
    expect(items[0]).toBe('empty.swagger.json');
    await workbench.page.keyboard.press('Escape');
  });
});
