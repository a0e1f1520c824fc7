// The workbench in Dutch, and in a pseudo-locale that finds what is not translated or is cut off. Commands, menus and settings
// are English in both: VS Code translates them, by its display language.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { englishWordIn } from '../support/english';
import { pseudoExtension } from '../support/pseudo';
import { eventually } from './eventually';
import { type Host, startHost } from './host';
import { pageWith } from './looks';
import { seed } from './seeded';
import { type Services, sampleFile, startServices } from './services';
import { shop } from './shop';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

const root = path.resolve(__dirname, '..', '..');
const file = 'shop.swagger.json';
const faulty = `{
  "swagger": "2.0",
  "info": { "title": "Orders", "version": "1.0" },
  "paths": {
    "/hooks": {
      "post": {
        "operationId": "WhenOrdered",
        "x-ms-trigger": "Single",
        "parameters": [{ "name": "body", "in": "body", "schema": { "type": "object", "properties": { "url": { "type": "string", "x-ms-notification-url": true } } } }],
        "responses": { "201": { "description": "Created" } }
      }
    }
  }
}
`;

let services: Services;
let workspace: string;
let host: Host;
let workbench: Workbench;

/** Opens the workbench with the deliveries of an earlier session. @param extension its folder */
async function open(extension: string): Promise<void> {
  services = await startServices();
  workspace = await createWorkspace({
    ...services.files,
    [file]: JSON.stringify(shop, null, 2),
    'faulty.swagger.json': faulty,
  });
  host = await startHost({
    workspace,
    extension,
    userSettings: { 'flowWebhooks.language': 'nl' },
    machineSettings: { 'flowWebhooks.github.apiUrl': services.github.url },
    async prepare(storageFolder) {
      const github = { standIn: services.github, file: sampleFile };
      const orders = { standIn: services.standIn('basic'), file: 'basic.swagger.json' };
      await seed(storageFolder, { workspace, github, orders });
    },
  });
  workbench = await Workbench.open(host, { size: { width: 1440, height: 900 } });
}

async function close(): Promise<void> {
  await workbench?.close();
  await host?.stop();
  await services?.close();
  if (workspace) await rm(workspace, { recursive: true, force: true });
}

const lineOf = (text: string) => faulty.split('\n').findIndex((line) => line.includes(text)) + 1;
const rowsWith = (text: string) => workbench.page.locator('.sidebar .monaco-list-row', { hasText: text });

async function openPreview(): Promise<Frame> {
  await workbench.openFile(file);
  await workbench.goTo(
    JSON.stringify(shop, null, 2)
      .split('\n')
      .findIndex((line) => line.includes('/orders/hooks')) + 2,
  );
  await workbench.runCommand('Flow Webhooks: Preview What Flow Makers See');
  return pageWith(workbench, '.card');
}

async function openView(): Promise<void> {
  await workbench.runCommand('Flow Webhooks: Focus on Flow Webhooks View');
  const row = rowsWith('octocat/hello-world').first();
  await row.waitFor();
  if ((await row.getAttribute('aria-expanded')) === 'false') await row.click();
}

/** The inspector with a delivery that doesn't match the schema. */
async function openInspector(): Promise<Frame> {
  await openView();
  await eventually('a delivery with problems', async () => {
    const failed = rowsWith('push').nth(1);
    await failed.click({ timeout: 3_000 });
    return true;
  });
  return pageWith(workbench, '#rows .row');
}

/** What a person reads in a page: its texts, labels and placeholders, without the rows of a delivery's body. */
const textsIn = (frame: Frame): Promise<string[]> =>
  frame.evaluate<string[]>(`(() => {
    const found = [];
    const visit = (node) => {
      if (node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '') found.push(node.textContent.trim());
      if (node.nodeType === Node.ELEMENT_NODE) {
        if (['STYLE', 'SCRIPT'].includes(node.tagName) || node.id === 'rows' || node.hidden || getComputedStyle(node).display === 'none') return;
        for (const name of ['title', 'aria-label', 'placeholder']) {
          const text = node.getAttribute(name);
          if (text) found.push(text);
        }
        if (node.shadowRoot) for (const inner of node.shadowRoot.childNodes) visit(inner);
      }
      for (const inner of node.childNodes) visit(inner);
    };
    visit(document.body);
    return found;
  })()`);

/** Texts with the pseudo-locale's mark that a page cuts off. */
const cutOffIn = (frame: Frame): Promise<string[]> =>
  frame.evaluate<string[]>(`(() => {
    const found = [];
    const visit = (element) => {
      const { overflowX, textOverflow } = getComputedStyle(element);
      const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.includes('⟦'));
      const hides = overflowX === 'hidden' || overflowX === 'clip' || textOverflow === 'ellipsis';
      if (own && hides && !element.classList.contains('visually-hidden') && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
        found.push(element.tagName + '.' + element.className + ': ' + element.textContent.trim());
      for (const inner of [...element.children, ...(element.shadowRoot?.children ?? [])]) visit(inner);
    };
    visit(document.body);
    return found;
  })()`);

describe('in Dutch', () => {
  beforeAll(() => open(root));
  afterAll(close);

  const expectDutch = (texts: string[]) =>
    expect(texts.filter((text) => englishWordIn(text) !== undefined)).toEqual([]);

  test('findings, hovers, completions and fixes', async () => {
    await workbench.openFile('faulty.swagger.json');
    await workbench.waitForSquiggle();
    const problems = await eventually('findings in Dutch', async () => {
      const rows = await workbench.problems();
      return rows.some((row) => row.includes('kleine letters')) && rows;
    });
    await workbench.screenshot('nl-problems');
    const messages = problems
      .filter((row) => row.includes('flow-webhooks'))
      .map((row) => row.replace(/(at line|from flow).*$/i, ''));
    expectDutch(messages);
    const hover = await workbench.hover(lineOf('"x-ms-trigger"'), 12);
    expect(hover).toMatch(/flow/);
    await workbench.screenshot('nl-hover');
    await workbench.page.keyboard.press('Escape');
    await workbench.goTo(lineOf('"operationId"'), 9);
    await workbench.page.keyboard.type('"x", ');
    await workbench.goTo(lineOf('"operationId"'), 9);
    await workbench.suggestions();
    await workbench.screenshot('nl-completion');
    await workbench.page.keyboard.press('Escape');
    await workbench.runCommand('File: Revert File');
    await workbench.runCommand('View: Toggle Panel Visibility');
  });

  test('the preview and the views over deliveries', async () => {
    await openPreview();
    await workbench.screenshot('nl-preview');
    await openView();
    await workbench.screenshot('nl-view');
    await openInspector();
    await workbench.screenshot('nl-inspector');
  });

  test('the wizard and the walkthrough', async () => {
    await workbench.runCommand('Flow Webhooks: New Trigger from Samples…');
    const place = await workbench.quickInput(({ items }) => items.length > 1);
    await workbench.screenshot('nl-wizard');
    // What is below the input box is VS Code's own.
    expectDutch([place.title, place.placeholder, ...place.items]);
    await workbench.page.keyboard.press('Escape');
    await workbench.runCommand('Flow Webhooks: Open Walkthrough');
    await workbench.page.locator('.gettingStartedContainer').waitFor();
    await workbench.screenshot('nl-walkthrough');
  });
});

describe('in the pseudo-locale', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'flow-webhooks-pseudo-'));
    const extension = path.join(folder, 'extension');
    await mkdir(extension);
    await pseudoExtension(root, extension);
    await open(extension);
  });
  afterAll(async () => {
    await close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Texts of a page that have no mark, and a word that does not come from the definition or the delivery. */
  const unmarked = async (frame: Frame, data: string): Promise<string[]> =>
    (await textsIn(frame)).filter(
      (text) => !text.includes('⟦') && (text.match(/[a-z-]{3,}/gi) ?? []).some((word) => !data.includes(word)),
    );

  test('the preview has no other text, and cuts none off', async () => {
    const page = await openPreview();
    await workbench.screenshot('pseudo-preview');
    expect(await unmarked(page, `${JSON.stringify(shop)} triggerBody Body`)).toEqual([]);
    expect(await cutOffIn(page)).toEqual([]);
  });

  test('the inspector has no other text, and cuts none off', async () => {
    const page = await openInspector();
    await workbench.screenshot('pseudo-inspector');
    expect(
      await unmarked(page, 'push Triggers when a PUSH event occurs X-Hub-Signature-256 POST application json payload'),
    ).toEqual([]);
    expect(await cutOffIn(page)).toEqual([]);
  });

  test('questions have no other text', async () => {
    await workbench.runCommand('Flow Webhooks: New Trigger from Samples…');
    const place = await workbench.quickInput(({ items }) => items.length > 1);
    await workbench.screenshot('pseudo-wizard');
    const files = /\.json$/;
    for (const text of [place.title, place.placeholder, ...place.items].filter((one) => !files.test(one)))
      expect(text).toContain('⟦');
    await workbench.page.keyboard.press('Escape');
  });
});
