// The workbench in Dutch, and in a pseudo-locale that finds what is not translated or is cut off. Commands, menus and settings
// are English in both: VS Code translates them, by its display language.
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { englishWordIn } from '../support/english';
import { pseudoExtension } from '../support/pseudo';
import { eventually } from './eventually';
import { findPage, pageWith } from './looks';
import { type ReadQuestion, readQuestion } from './questions';
import { openSeeded, type SeededWindow } from './seeded';
import { type Services, sampleFile } from './services';
import { shop } from './shop';
import type { Workbench } from './workbench';

const root = path.resolve(__dirname, '..', '..');
const file = 'shop.swagger.json';
const olderFile = 'older.json';
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

let window: SeededWindow;
let services: Services;
let workspace: string;
/** A folder with a tool of Power Automate that does nothing. */
let tools: string;
let workbench: Workbench;

/** Opens the workbench with the deliveries of an earlier session. @param extension its folder */
async function open(extension: string): Promise<void> {
  tools = await mkdtemp(path.join(os.tmpdir(), 'flow-webhooks-tools-'));
  await writeFile(path.join(tools, 'pac'), '#!/bin/sh\n');
  await chmod(path.join(tools, 'pac'), 0o755);
  await writeFile(path.join(tools, '.bash_profile'), `export PATH="${tools}:$PATH"\n`);
  window = await openSeeded({
    extension,
    files: {
      [file]: JSON.stringify(shop, null, 2),
      [olderFile]: JSON.stringify(shop, null, 2)
        .replace('"number"', '"string"')
        .replace('"WhenReturned"', '"WhenGivenBack"'),
      'faulty.swagger.json': faulty,
    },
    // The editor takes the environment of a login shell.
    env: { HOME: tools, SHELL: '/bin/bash' },
    userSettings: { 'flowWebhooks.language': 'nl' },
  });
  ({ services, workspace, workbench } = window);
}

async function close(): Promise<void> {
  await window?.close();
  if (tools) await rm(tools, { recursive: true, force: true });
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
  await workbench.expand(rowsWith('octocat/hello-world').first());
}

/** The inspector with a delivery that doesn't match the schema. */
async function openInspector(): Promise<Frame> {
  await openView();
  const failed = rowsWith('push').nth(1);
  await failed.waitFor();
  return workbench.clickUntil('the inspector', failed, () => findPage(workbench, '#rows .row'));
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

/** What a person reads at one moment of a command, by the name of the moment. */
type Look = (name: string, texts: string[], cutOff: string[]) => void;

let lastQuestion = '';

/** The next question, once it is complete: it takes the place of the one before piece by piece. */
async function nextQuestion(): Promise<ReadQuestion> {
  let before = '';
  const question = await eventually('the next question', async () => {
    const read = await readQuestion(workbench);
    const now = JSON.stringify(read.texts);
    const isComplete = now === before && now !== lastQuestion && read.texts.length > 1;
    before = now;
    return isComplete && read;
  });
  lastQuestion = JSON.stringify(question.texts);
  return question;
}

/** Runs a command and looks at its questions; each answer leads to the next one, and the last question is left. */
async function ask(look: Look, command: string, answers: (string | number | undefined)[]): Promise<void> {
  lastQuestion = '';
  await workbench.runCommand(`Flow Webhooks: ${command}`);
  for (let index = 0; index <= answers.length; index++) {
    const { texts, cutOff } = await nextQuestion();
    look(`${command} ${index + 1}`, texts, cutOff);
    const answer = answers[index];
    if (typeof answer === 'number') await pickRow(answer);
    else if (index < answers.length) await workbench.answer(answer);
  }
}

/** Picks a row of the list, which the hover of another one may cover until the mouse is away from it. */
async function pickRow(index: number): Promise<void> {
  await eventually(`row ${index} of the list`, async () => {
    await workbench.page.mouse.move(1, 1);
    await workbench.page.locator('.quick-input-list .monaco-list-row').nth(index).click({ timeout: 2_000 });
    return true;
  });
}

async function leave(): Promise<void> {
  await workbench.page.keyboard.press('Escape');
  await workbench.page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
}

async function lookAtDialog(look: Look, name: string): Promise<void> {
  const { message, detail, buttons } = await workbench.dialog();
  look(name, [message, detail, ...buttons.filter((button) => button !== 'Cancel')], []);
  await workbench.clickDialog('Cancel');
}

/** The notification of this moment, with its buttons. */
async function lookAtNotification(look: Look, name: string, part: string): Promise<void> {
  const message = await workbench.notification(part);
  const item = workbench.notificationItems.filter({ hasText: part }).first();
  look(name, [message, ...(await item.locator('.monaco-button').allInnerTexts())], []);
}

/** Goes through the questions of the commands that ask most. */
async function throughQuestions(look: Look): Promise<void> {
  await workbench.openFile(sampleFile);
  await workbench.goTo(60);
  await ask(look, 'Register Webhook…', ['octocat', 'hello-world', undefined, 0]);
  await workbench.answer('wrong');
  await lookAtDialog(look, 'the request');
  await ask(look, 'Replay Delivery…', [0, 0, 2]);
  await leave();
  await ask(look, 'Forward Deliveries…', [0, 'http://127.0.0.1:9/in']);
  await leave();
  await ask(look, 'Save Deliveries in the Workspace…', [0, undefined]);
  await leave();
  await ask(look, 'Clear Deliveries…', []);
  await pickRow(0);
  await lookAtDialog(look, 'clearing');
  await workbench.openFile(file);
  await ask(look, 'Compare with Older Version…', [1]);
  await leave();
  await ask(look, 'Compare with Older Version…', []);
  await pickRow(2);
  await workbench.quickInput(({ value }) => value.includes('/'));
  await workbench.answer(path.join(workspace, olderFile));
  await lookAtNotification(look, 'what breaks', file);
  await workbench.notificationItems.filter({ hasText: file }).first().locator('.monaco-button').first().click();
  lastQuestion = '';
  const list = await nextQuestion();
  // The list shows the beginning of each finding; its hover has the rest.
  look('the list of what breaks', list.texts, []);
  await leave();
  await workbench.runCommand('View: Close All Editors');
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.openFile(file);
  await workbench.runCommand('Flow Webhooks: Export for Power Automate…');
  await workbench.quickInput(({ value }) => value.includes('.export'));
  await workbench.answer();
  await lookAtNotification(look, 'exported', '.export.json');
  lastQuestion = '';
  await workbench.clickNotification('.export.json', 'pac');
  for (const name of ['create or update', 'profile']) {
    const { texts, cutOff } = await nextQuestion();
    look(`handing over: ${name}`, texts, cutOff);
    if (name !== 'profile') await workbench.answer();
  }
  await leave();
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.runCommand('Flow Webhooks: Open an Example Definition');
  await workbench.page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
  await ask(look, 'Register Webhook…', [undefined, 'k3y', 1]);
  await leave();
}

/** The texts of the definitions, which stay as their authors wrote them. */
async function definitions(): Promise<string> {
  const files = [sampleFile, file, olderFile, 'basic.swagger.json'];
  const texts = await Promise.all(files.map((name) => readFile(path.join(workspace, name), 'utf8')));
  return texts.join(' ');
}

/** Of the example definition. */
const ofExample = 'Smallest total Smaller orders are not reported.';

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

  test('questions, which are not cut off', async () => {
    const others: string[] = [];
    const cut: string[] = [];
    const data = `${await definitions()} ${ofExample}`;
    await throughQuestions((name, texts, cutOff) => {
      for (const text of texts) {
        const word = data.includes(text) ? undefined : englishWordIn(text.replace(/\(Press .*\)$/, ''));
        if (word !== undefined) others.push(`${name}: "${word}" in ${text}`);
      }
      cut.push(...cutOff.map((text) => `${name}: ${text}`));
    });
    expect({ others, cut }).toEqual({ others: [], cut: [] });
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
  /** Without what is marked, which may be in each other. */
  const outsideMarks = (text: string): string => {
    const without = text.replace(/⟦[^⟦⟧]*⟧/g, ' ');
    return without === text ? text : outsideMarks(without);
  };
  /** VS Code's own words. */
  const ofEditor = "Press 'Enter' to confirm or 'Escape' to cancel";
  /** What services, tools and files are called. */
  const names =
    'push ping POST GET DELETE HTTP http https localhost octocat hello-world HEAD pac paconn settings.json json export JSON ngrok cloudflared Dev tunnels devtunnel host --allow-anonymous --url smee.io accept application vnd.github user-agent flow-webhooks octokit-rest octokit-core Node linux x64 content-type Authorization Bearer hook web active name config secret events config.url sends true';

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

  test('nor have those of registering, replaying, forwarding, comparing and handing over', async () => {
    const data = [await definitions(), ofExample, names, ofEditor, workspace].join(' ');
    const others: string[] = [];
    await throughQuestions((name, texts) => {
      for (const text of texts) {
        const word = (outsideMarks(text).match(/[a-z-]{3,}/gi) ?? []).find((one) => !data.includes(one));
        if (word !== undefined) others.push(`${name}: "${word}" in ${text}`);
      }
    });
    expect(others).toEqual([]);
  });

  test('the output has no other text', async () => {
    await workbench.runCommand('Flow Webhooks: Tail Deliveries');
    const before = await workbench.output('Flow Webhooks', (shown) => shown.includes('✘'));
    await services.standIn('basic').notify({ order: 'wrong' });
    const text = await workbench.output('Flow Webhooks', (shown) => shown.length > before.length);
    await workbench.screenshot('pseudo-output');
    expect(text).toMatch(/\/order ⟦/);
    const data = `${await definitions()} ${names}`;
    // The problems of the earlier session were found in English.
    const others = outsideMarks(text.replaceAll(/ {2}\/[\w/]+ must .*/g, ''))
      .split('\n')
      .filter((line) => (line.match(/[a-z-]{3,}/gi) ?? []).some((word) => !data.includes(word)));
    expect(others).toEqual([]);
  });
});
