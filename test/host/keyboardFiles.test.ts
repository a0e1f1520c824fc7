// Saved, exported and chosen files, and a body of 25 MB, with the keyboard alone; each key to its effect.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, patience } from './eventually';
import { KeyboardUser } from './keyboardUser';
import { tabTo } from './looks';
import { ordersFile } from './seeded';

let user: KeyboardUser;

beforeAll(async () => {
  user = await KeyboardUser.start();
});

afterAll(() => user?.stop());

describe('files', () => {
  test('a body is saved from the inspector', async () => {
    await user.toRow(/^push, 2 problems/);
    await user.key('Enter');
    const frame = await user.inspector('.tree-row.failed');
    await tabTo(user.workbench, frame.locator('[data-action=save]'));
    await user.key('Enter');
    await user.workbench.quickInput(({ value }) => value.startsWith('/'));
    await user.workbench.screenshot('keyboard-save');
    await user.answerPath('saved.json');
    await eventually(
      'the file',
      async () => JSON.parse(await readFile(user.inWorkspace('saved.json'), 'utf8')).compare === 17,
    );
  });

  test('deliveries are exported, and the notification that says so leads to the file', async () => {
    await user.toRow(/^octocat\/hello-world/);
    await user.fromMenu('Export Deliveries as HAR…');
    await user.answerPath('out.har');
    await user.workbench.notification('were exported without secrets');
    const har = JSON.parse(await readFile(user.inWorkspace('out.har'), 'utf8'));
    expect(har.log.entries.length).toBeGreaterThan(0);
    await user.workbench.runCommand('Notifications: Accept Notification Primary Action');
    await user.activeTab('out.har');
  });

  test('a definition is exported from the menu of its editor', async () => {
    await user.workbench.openFile(ordersFile);
    await user.workbench.goTo(2);
    // The menus of the editor follow what the server says of the document.
    await user.workbench.page.locator('.editor-actions .action-label[aria-label*="Preview What"]').waitFor();
    await user.fromMenu('Export for Power Automate…');
    await user.answerPath('exported.json');
    await user.activeTab('exported.json');
    expect(JSON.parse(await readFile(user.inWorkspace('exported.json'), 'utf8')).info.title).toBe('Orders');
  });

  test('a schema is updated from a file, and the change is applied', async () => {
    await user.workbench.openFile(ordersFile);
    await user.workbench.runCommand('Flow Webhooks: Update Notification Schema…');
    await user.question(/From which samples/);
    await user.choose('Files');
    await user.question(/Where should the schema/);
    await user.key('Enter');
    await user.answerPath('payload.json');
    await user.workbench.page.locator('.editor-actions .action-label[aria-label^="Apply Change"]').waitFor();
    await user.key('ControlOrMeta+Enter');
    await eventually('the schema', async () => (await user.workbench.editorText()).includes('"discount"'));
    await user.key('ControlOrMeta+Z');
  });

  test('a sample is read from a file that is chosen', async () => {
    await user.workbench.runCommand('Flow Webhooks: New Trigger from Samples…');
    await user.question(/Where should the trigger go/);
    await user.choose('A new definition in JSON');
    await user.question(/Name of the new file/);
    await user.key('Enter');
    await user.question(/A request that creates a webhook/);
    await user.choose('Choose a file');
    await user.answerPath('request.txt');
    const { value } = await user.workbench.quickInput(
      ({ message, value }) => /Method and path/.test(message) && value !== '',
    );
    expect(value).toBe('POST https://api.github.com/repos/{owner}/{repo}/hooks');
    await user.key('Escape');
  });
});

describe('a body of 25 MB', () => {
  const bytes = 26_000_000;
  const lines = Array.from({ length: bytes / 100 }, (_, line) => ({ line, text: 'x'.repeat(70) }));
  const body = JSON.stringify({ order: 1, lines, last: 'the very end' });

  test('opens, is looked at to its end and searched', async () => {
    expect(body.length).toBeGreaterThan(24_000_000);
    const { status } = await user.services.standIn('basic').notify(body, { timeout: patience, method: 'PUT' });
    expect(status).toBe(200);
    await user.toRow(/^PUT, matches/);
    const began = Date.now();
    await user.key('Enter');
    const frame = await user.inspector('.tree-row');
    await frame.locator('.tree-row', { hasText: 'the very end' }).waitFor();
    console.log(`25 MB: the tree after ${Date.now() - began} ms`);
    expect(await frame.locator('.tree-row', { hasText: 'lines' }).first().textContent()).toContain(`[${lines.length}]`);
    await user.workbench.screenshot('keyboard-large-tree');
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
      await tabTo(user.workbench, frame.locator('[role=tab][aria-selected=true]'));
      await user.key('ArrowRight');
      await frame.locator(`#tab-${tab}[aria-selected=true]`).waitFor();
      await tabTo(user.workbench, frame.locator('#rows'));
      await user.key('End');
      await frame.locator('.row', { hasText: end }).last().waitFor();
      await user.workbench.screenshot(`keyboard-large-${tab}`);
    }
    await user.key('ControlOrMeta+F');
    await user.workbench.page.keyboard.type('end');
    await eventually('the match', async () => /1 of 1/.test((await frame.locator('.found').textContent()) ?? ''));
    const longest = await frame.evaluate<number>('cancelAnimationFrame(globalThis.watching), globalThis.longest');
    console.log(`25 MB: the page's longest pause ${Math.round(longest)} ms`);
  });

  test('is saved whole, and as text it is cut with a word', async () => {
    const frame = await user.inspector('#rows');
    await frame.locator('h1').press('Home');
    await tabTo(user.workbench, frame.locator('[data-action=save]'));
    await user.key('Enter');
    await user.answerPath('large.json');
    const hash = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
    await eventually('the whole file', async () => hash(await readFile(user.inWorkspace('large.json'))) === hash(body));
    await user.workbench.runCommand('View: Focus Active Editor Group');
    await tabTo(user.workbench, frame.locator('[data-action=text]'));
    await user.key('Enter');
    await user.workbench.page
      .locator('.editor-instance .view-line', { hasText: 'only the first 2.0 MB follow' })
      .first()
      .waitFor();
    await user.workbench.screenshot('keyboard-large-text');
  });
});
