// Every way that has a button, an icon, a lens or a link, gone with the keyboard alone; each to its effect.
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRequest } from '../features/tutorialSamples';
import { adminToken } from '../support/github';
import { type SmeeStandIn, startSmee } from '../support/smee';
import { eventually, patience } from './eventually';
import { type Host, startHost } from './host';
import { createWorkspace } from './inHost';
import { pageWith, setTheme, tabTo, themes } from './looks';
import { seed } from './seeded';
import { type Services, sampleFile, startServices } from './services';
import { Workbench } from './workbench';

const root = path.resolve(__dirname, '..', '..');
const ordersFile = 'basic.swagger.json';
const channel = 'Flow Webhooks';

let services: Services;
let smee: SmeeStandIn;
let workspace: string;
let host: Host;
let workbench: Workbench;

beforeAll(async () => {
  [services, smee] = await Promise.all([startServices(), startSmee()]);
  workspace = await createWorkspace({
    ...services.files,
    'payload.json': JSON.stringify({ order: 7, discount: 0.5 }),
    'request.txt': createRequest,
  });
  host = await startHost({
    workspace,
    extension: root,
    machineSettings: { 'flowWebhooks.github.apiUrl': services.github.url, 'flowWebhooks.smee.server': smee.url },
    userSettings: { 'files.simpleDialog.enable': true },
    async prepare(storageFolder) {
      await seed(storageFolder, {
        workspace,
        github: { standIn: services.github, file: sampleFile },
        orders: { standIn: services.standIn('basic'), file: ordersFile },
        relayed: {
          standIn: services.standIn('keyInQuery'),
          file: 'keyInQuery.swagger.json',
          server: smee.url,
          key: 'key-in-query',
        },
      });
    },
  });
  workbench = await Workbench.open(host, { size: { width: 1440, height: 900 } });
}, 180_000);

afterAll(async () => {
  await workbench?.close();
  await host?.stop();
  await Promise.all([services?.close(), smee?.close()]);
  if (workspace) await rm(workspace, { recursive: true, force: true });
});

const key = (name: string) => workbench.page.keyboard.press(name);
const type = (text: string) => workbench.page.keyboard.insertText(text);
const inWorkspace = (file: string) => path.join(workspace, file);
const question = (text: RegExp) =>
  workbench.quickInput(({ title, placeholder, message }) => text.test(`${title} ${placeholder} ${message}`));

/** Presses the key until it is so. */
async function pressUntil(name: string, what: string, isSo: () => Promise<boolean>, most = 60): Promise<void> {
  for (let step = 0; step < most; step++) {
    if (await isSo()) return;
    await key(name);
  }
  throw new Error(`${name} does not lead to ${what}`);
}

interface Row {
  index: string;
  level: string;
  label: string;
  expanded: string;
}

/** The row of the view that has the focus, read at once: read bit by bit, the focus may move meanwhile. */
const focusedRow = () =>
  workbench.page.locator('.sidebar .monaco-list-row.focused').evaluate(
    (row): Row => ({
      index: row.getAttribute('data-index') ?? '',
      level: row.getAttribute('aria-level') ?? '',
      label: row.getAttribute('aria-label') ?? '',
      expanded: row.getAttribute('aria-expanded') ?? '',
    }),
    undefined,
    { timeout: 2_000 },
  );

/** Moves the view's focus to the first row from the top whose text fits, opening rows on the way. */
async function toRow(text: RegExp): Promise<void> {
  await eventually(`the row ${text}`, async () => {
    // The view may only just have been made: then the focus does not stay.
    await workbench.runCommand('Flow Webhooks: Focus on Webhooks View');
    await workbench.page.locator('.sidebar .monaco-list-row').first().waitFor();
    await key('Home');
    await eventually('the first row', async () => (await focusedRow()).index === '0', 2_000);
    for (;;) {
      const row = await focusedRow();
      if (text.test(row.label)) return true;
      if (row.expanded === 'false') {
        await key('ArrowRight');
        // They are asked for only now; without them the next row would be a neighbour.
        const below = `.sidebar .monaco-list-row[data-index="${Number(row.index) + 1}"]`;
        await workbench.page.locator(`${below}[aria-level="${Number(row.level) + 1}"]`).waitFor({ timeout: 2_000 });
      }
      await key('ArrowDown');
      // The last row keeps the focus.
      await eventually('the next row', async () => (await focusedRow()).index !== row.index, 1_000);
    }
  });
}

/** Opens the context menu of what has the focus and runs the entry with this label. */
async function fromMenu(label: string, screenshot?: string): Promise<void> {
  await key('Shift+F10');
  const items = workbench.page.locator('.monaco-menu .action-item');
  await items.first().waitFor();
  if (screenshot) await workbench.screenshot(screenshot);
  const entry = items.filter({ has: workbench.page.locator('.action-label', { hasText: label }) }).first();
  await pressUntil('ArrowDown', `"${label}"`, async () =>
    /\bfocused\b/.test((await entry.getAttribute('class')) ?? ''),
  );
  await key('Enter');
  await workbench.page.locator('.monaco-menu').waitFor({ state: 'detached' });
}

/** In a list: types what the label has, and takes it once the list has followed. */
async function choose(label: string): Promise<void> {
  await type(label);
  await workbench.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: label }).first().waitFor();
  await key('Enter');
}

/** In a file dialog. It reads its folder at first, and writes over what is typed meanwhile. */
async function answerPath(file: string): Promise<void> {
  const input = workbench.page.locator('.quick-input-widget .quick-input-box input');
  await workbench.quickInput(({ value }) => value.startsWith('/'));
  await workbench.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await eventually('the path in the dialog', async () => {
    await key('ControlOrMeta+A');
    await type(inWorkspace(file));
    return (await input.inputValue()) === inWorkspace(file);
  });
  await key('Enter');
}

/** A dialog has its first button in focus. */
async function acceptDialog(message: RegExp): Promise<void> {
  expect((await workbench.dialog()).message).toMatch(message);
  const shown = await workbench.page.locator('.monaco-dialog-box').elementHandle();
  await key('Enter');
  await shown!.waitForElementState('hidden', { timeout: patience });
}

async function giveToken(): Promise<void> {
  await question(/How do you sign in/);
  await choose('Personal access token');
  await workbench.quickInput(({ password }) => password);
  await type(adminToken);
  await key('Enter');
}

const linesOf = (text: string) => text.trimEnd().split('\n');

/** The focus in the output panel's text. */
async function toOutput(matches: (text: string) => boolean): Promise<string> {
  const text = await workbench.output(channel, matches);
  await workbench.runCommand('Output: Focus on Output View');
  await eventually('the focus in the output', () =>
    workbench.page.evaluate<boolean>('document.activeElement?.closest(".output-view") !== null'),
  );
  return text;
}

/** Moves the cursor of the output panel into a text, by its search; lines may be wrapped there. */
async function toOutputText(text: string): Promise<void> {
  await key('ControlOrMeta+Home');
  await key('ControlOrMeta+F');
  const find = workbench.page.locator('.output-view .find-widget.visible');
  await find.waitFor();
  await key('ControlOrMeta+A');
  await type(text);
  await find.locator('.matchesCount', { hasText: /^\d+ of/ }).waitFor();
  await key('Escape');
  await find.waitFor({ state: 'hidden' });
  await key('ArrowLeft');
  await key('ArrowRight');
}

const inspector = (selector: string) => pageWith(workbench, selector);
const heading = async (frame: Frame) => (await frame.locator('h1').allInnerTexts()).join();
const activeTab = (name: string) => workbench.page.locator('.tab.active', { hasText: name }).first().waitFor();

describe('a webhook', () => {
  test('is registered from the lens, with the questions, the dialog and its key', async () => {
    await workbench.openFile(sampleFile);
    const lines = (await readFile(inWorkspace(sampleFile), 'utf8')).split('\n');
    const hooks = lines.findIndex((line) => line.includes('"/repos/{owner}/{repo}/hooks"'));
    await workbench.goTo(lines.findIndex((line, index) => index > hooks && line.includes('"post"')) + 1);
    await workbench.lenses();
    await workbench.runCommand('Show CodeLens Commands for Current Line');
    const { items } = await workbench.quickInput(({ items }) => items.some((one) => one.includes('Register webhook')));
    expect(items.join()).toMatch(/Register webhook.*Preview.*Tail \(4\).*Delete \(1\)/);
    await workbench.screenshot('keyboard-lenses');
    await choose('Register webhook');
    await question(/owner/);
    await type('octocat');
    await key('Enter');
    await question(/repo/);
    await type('hello-world');
    await key('Enter');
    await question(/More options/);
    await key('Enter');
    // What an earlier window kept is gone with its page.
    await giveToken();
    await acceptDialog(/^Send your credentials to/);
    await workbench.notification('is registered');
    expect(services.github.hooks()).toHaveLength(2);
    await services.github.settled();
    await services.github.push('octocat', 'hello-world');
    await workbench.runCommand('Notifications: Accept Notification Primary Action');
    await toOutput((text) => /push {2}✔ matches/.test(text));
  });

  test('is asked for at another address with the key of that button', async () => {
    await workbench.openFile(ordersFile);
    await workbench.runCommand('Flow Webhooks: Register Webhook…');
    await question(/More options/);
    await workbench.screenshot('keyboard-button');
    await key('Alt+1');
    await question(/Address of the service, with its base path/);
    await key('Escape');
  });
});

describe('the rows of the view', () => {
  const pings = () => services.github.requests.filter(({ path: to }) => /\/pings$/.test(to)).length;

  test('have what their icons do in the menu', async () => {
    const before = pings();
    await toRow(/^octocat\/hello-world/);
    await fromMenu('Ping GitHub Webhook…', 'keyboard-menu-webhook');
    await eventually('the ping', () => pings() === before + 1);
    await toRow(/^octocat\/hello-world/);
    await fromMenu('Tail Deliveries');
    await workbench.page.locator('.output-view .monaco-editor').first().waitFor();
  });

  test('of deliveries are redelivered and replayed', async () => {
    const redelivered = () => services.github.requests.filter(({ path: to }) => /\/attempts$/.test(to)).length;
    await toRow(/^push, matches/);
    await fromMenu('Redeliver from GitHub…', 'keyboard-menu-delivery');
    await eventually('the redelivery', () => redelivered() === 1);
    await toRow(/^push, matches/);
    await fromMenu('Replay Delivery…');
    await question(/Signed anew/);
    await key('Enter');
    await workbench.output(channel, (text) => (text.match(/push {2}✔ matches/g) ?? []).length >= 3);
  });

  test('of triggers register', async () => {
    await toRow(/^Triggers when a PUSH event occurs/);
    await fromMenu('Register Webhook…');
    await question(/owner/);
    await key('Escape');
  });
});

describe('the output panel', () => {
  beforeAll(() => workbench.runCommand('Flow Webhooks: Tail Deliveries'));

  test('opens the delivery of a line with Enter, its definition from the menu', async () => {
    await toOutput((text) => text.includes('✘ 2 problems'));
    await toOutputText('✘ 2 problems');
    await key('Enter');
    const frame = await inspector('.tree-row.failed');
    expect(await heading(frame)).toBe('push');
    await toOutput((text) => text.includes('✘ 2 problems'));
    await toOutputText('✘ 2 problems');
    await fromMenu('Open Definition');
    await activeTab(sampleFile);
  });

  test('has its links and the hover with the details for the keyboard', async () => {
    await toOutput((text) => text.includes('✘ 2 problems'));
    await toOutputText('push  ✘ 2 problems');
    await workbench.screenshot('keyboard-output-line');
    await workbench.runCommand('Open Link');
    await activeTab('push');
    await toOutput((text) => text.includes('✘ 2 problems'));
    await toOutputText('push  ✘ 2 problems');
    const links = workbench.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content a');
    await eventually('the hover', async () => {
      await key('ControlOrMeta+K');
      await key('ControlOrMeta+I');
      await links.filter({ hasText: 'Open definition' }).first().waitFor({ timeout: 2_000 });
      return true;
    });
    await workbench.screenshot('keyboard-output-hover');
    await key('ControlOrMeta+K');
    await key('ControlOrMeta+I');
    await tabTo(workbench, links.filter({ hasText: 'Open definition' }).first());
    await key('Enter');
    await activeTab(sampleFile);
  });

  test('is filtered, paused, resumed and cleared from its menu', async () => {
    await toOutput((text) => text.includes('✔'));
    await fromMenu('Filter Output…', 'keyboard-menu-output');
    await question(/Words that all have to fit/);
    await type('verdict:failed');
    await key('Enter');
    await workbench.output(channel, (text) => text !== '' && !text.includes('✔'));
    await toOutput(() => true);
    await fromMenu('Filter Output…');
    await question(/Words that all have to fit/);
    await key('ControlOrMeta+A');
    await key('Delete');
    await key('Enter');
    const before = linesOf(await toOutput((text) => text.includes('✔'))).length;
    await fromMenu('Pause Output');
    await workbench.outputIsPaused();
    await services.standIn('basic').notify({ order: 'late' });
    // It is in the view by then, and not in the panel.
    await toRow(/^POST, 1 problem/);
    expect(linesOf(await toOutput(() => true))).toHaveLength(before);
    await fromMenu('Resume Output');
    await eventually('the line that was held back', async () => linesOf(await toOutput(() => true)).length > before);
    // The editor's own entry: what it clears does not come back with another filter.
    await fromMenu('Clear Output');
    await eventually('an empty panel', async () =>
      /^\s*$/.test((await workbench.page.locator('.output-view .view-lines').first().textContent()) ?? 'x'),
    );
    await workbench.runCommand('Flow Webhooks: Filter Output…');
    await question(/Words that all have to fit/);
    await type('-nothing');
    await key('Enter');
    await services.standIn('basic').notify({ order: 5 });
    const anew = await toOutput((text) => text.includes('✔'));
    expect(linesOf(anew)).toHaveLength(1);
    await workbench.runCommand('Flow Webhooks: Filter Output…');
    await question(/Words that all have to fit/);
    await key('ControlOrMeta+A');
    await key('Delete');
    await key('Enter');
  });
});

describe('files', () => {
  test('a body is saved from the inspector', async () => {
    await toRow(/^push, 2 problems/);
    await key('Enter');
    const frame = await inspector('.tree-row.failed');
    await tabTo(workbench, frame.locator('[data-action=save]'));
    await key('Enter');
    await workbench.quickInput(({ value }) => value.startsWith('/'));
    await workbench.screenshot('keyboard-save');
    await answerPath('saved.json');
    await eventually(
      'the file',
      async () => JSON.parse(await readFile(inWorkspace('saved.json'), 'utf8')).compare === 17,
    );
  });

  test('deliveries are exported, and the notification that says so leads to the file', async () => {
    await toRow(/^octocat\/hello-world/);
    await fromMenu('Export Deliveries as HAR…');
    await answerPath('out.har');
    await workbench.notification('were exported without secrets');
    const har = JSON.parse(await readFile(inWorkspace('out.har'), 'utf8'));
    expect(har.log.entries.length).toBeGreaterThan(0);
    await workbench.runCommand('Notifications: Accept Notification Primary Action');
    await activeTab('out.har');
  });

  test('a definition is exported from the menu of its editor', async () => {
    await workbench.openFile(ordersFile);
    await workbench.goTo(2);
    await fromMenu('Export Definition as JSON…');
    await answerPath('exported.json');
    await activeTab('exported.json');
    expect(JSON.parse(await readFile(inWorkspace('exported.json'), 'utf8')).info.title).toBe('Orders');
  });

  test('a schema is updated from a file, and the change is applied', async () => {
    await workbench.openFile(ordersFile);
    await workbench.runCommand('Flow Webhooks: Update Notification Schema…');
    await question(/From which samples/);
    await choose('Files');
    await question(/Where is the schema/);
    await key('Enter');
    await answerPath('payload.json');
    await workbench.page.locator('.editor-actions .action-label[aria-label^="Apply Change"]').waitFor();
    await key('ControlOrMeta+Enter');
    await eventually('the schema', async () => (await workbench.editorText()).includes('"discount"'));
    await key('ControlOrMeta+Z');
  });

  test('a sample is read from a file that is chosen', async () => {
    await workbench.runCommand('Flow Webhooks: New Trigger from Samples…');
    await question(/Where does the trigger go/);
    await choose('A new definition in JSON');
    await question(/Name of the new file/);
    await key('Enter');
    await question(/A request that creates a webhook/);
    await choose('Choose a file');
    await answerPath('request.txt');
    const { value } = await workbench.quickInput(
      ({ message, value }) => /Method and address/.test(message) && value !== '',
    );
    expect(value).toBe('POST https://api.github.com/repos/{owner}/{repo}/hooks');
    await key('Escape');
  });
});

describe('an example that is edited', () => {
  test('is sent with its key', async () => {
    await toRow(/^octocat\/hello-world/);
    await fromMenu('Send Example Delivery…');
    await question(/Which body/);
    await choose('Empty');
    await question(/Which event/);
    await type('from-keys');
    await key('Enter');
    await activeTab('from-keys.json');
    await eventually('the lens', async () => (await workbench.lenses()).some((text) => text.includes('Send as if')));
    await key('ControlOrMeta+Enter');
    await workbench.output(channel, (text) => text.includes('from-keys'));
  });
});

describe('the status bar', () => {
  test('leads to the view, and says when the relay is down', async () => {
    await workbench.runCommand('View: Show Explorer');
    const bar = workbench.page.locator('.part.statusbar');
    const isInBar = () => bar.evaluate((element) => element.contains(element.ownerDocument.activeElement));
    await pressUntil('F6', 'the status bar', isInBar);
    const item = workbench.page.locator('#flow-webhooks\\.flow-webhooks\\.flowWebhooks\\.receiver');
    await pressUntil('ArrowRight', 'the receiver', () =>
      item.evaluate((element) => element.contains(element.ownerDocument.activeElement)),
    );
    await key('Enter');
    await workbench.page.locator('.sidebar .composite.title', { hasText: 'Flow Webhooks' }).waitFor();
    await smee.stop();
    await item.filter({ hasText: /relay down/ }).waitFor({ timeout: 30_000 });
    for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
      await setTheme(workbench, workspace, theme);
      await workbench.screenshot(`keyboard-relay-down-${theme}`);
    }
    await setTheme(workbench, workspace, 'light');
    expect(await item.locator('[aria-label]').first().getAttribute('aria-label')).toMatch(/relay is down since/);
    await smee.start();
    await item.filter({ hasNotText: /relay down/ }).waitFor({ timeout: 60_000 });
  });
});

describe('a body of 25 MB', () => {
  const bytes = 26_000_000;
  const lines = Array.from({ length: bytes / 100 }, (_, line) => ({ line, text: 'x'.repeat(70) }));
  const body = JSON.stringify({ order: 1, lines, last: 'the very end' });

  test('opens, is looked at to its end and searched', async () => {
    expect(body.length).toBeGreaterThan(24_000_000);
    const { status } = await services.standIn('basic').notify(body, { timeout: 60_000, method: 'PUT' });
    expect(status).toBe(200);
    await toRow(/^PUT, matches/);
    const began = Date.now();
    await key('Enter');
    const frame = await inspector('.tree-row');
    await frame.locator('.tree-row', { hasText: 'the very end' }).waitFor();
    console.log(`25 MB: the tree after ${Date.now() - began} ms`);
    expect(await frame.locator('.tree-row', { hasText: 'lines' }).first().textContent()).toContain(`[${lines.length}]`);
    await workbench.screenshot('keyboard-large-tree');
    await frame.evaluate(`
      globalThis.longest = 0;
      let last = performance.now();
      const tick = () => {
        const now = performance.now();
        globalThis.longest = Math.max(globalThis.longest, now - last);
        last = now;
        globalThis.watching = requestAnimationFrame(tick);
      };
      tick();`);
    for (const [tab, end] of [
      ['raw', 'the very end'],
      ['hex', ' end"}'],
    ] as const) {
      await tabTo(workbench, frame.locator('[role=tab][aria-selected=true]'));
      await key('ArrowRight');
      await frame.locator(`#tab-${tab}[aria-selected=true]`).waitFor();
      await tabTo(workbench, frame.locator('#rows'));
      await key('End');
      await frame.locator('.row', { hasText: end }).last().waitFor({ timeout: patience });
      await workbench.screenshot(`keyboard-large-${tab}`);
    }
    await key('ControlOrMeta+F');
    await workbench.page.keyboard.type('end');
    await eventually(
      'the match',
      async () => /1 of 1/.test((await frame.locator('.found').textContent()) ?? ''),
      30_000,
    );
    const longest = await frame.evaluate<number>('cancelAnimationFrame(globalThis.watching), globalThis.longest');
    console.log(`25 MB: the page's longest pause ${Math.round(longest)} ms`);
  });

  test('is saved whole, and as text it is cut with a word', async () => {
    const frame = await inspector('#rows');
    await frame.locator('h1').press('Home');
    await tabTo(workbench, frame.locator('[data-action=save]'));
    await key('Enter');
    await answerPath('large.json');
    const hash = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
    await eventually('the whole file', async () => hash(await readFile(inWorkspace('large.json'))) === hash(body));
    await workbench.runCommand('View: Focus Active Editor Group');
    await tabTo(workbench, frame.locator('[data-action=text]'));
    await key('Enter');
    await workbench.page
      .locator('.editor-instance .view-line', { hasText: 'only the first 2.0 MB follow' })
      .first()
      .waitFor();
    await workbench.screenshot('keyboard-large-text');
  });
});

test('a webhook is deleted from its menu', async () => {
  const before = services.github.hooks().length;
  await toRow(/^octocat\/hello-world/);
  await fromMenu('Delete Webhook…');
  await acceptDialog(/^Delete the webhook of/);
  await workbench.notification('Deleted the webhook');
  expect(services.github.hooks()).toHaveLength(before - 1);
});
