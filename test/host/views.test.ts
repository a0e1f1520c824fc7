// The views over deliveries: what a person sees and reaches, in every theme, wide and narrow, with mouse and with keys.
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adminToken } from '../support/github';
import { eventually } from './eventually';
import { eachLook, findPage, lookedAt, pageWith, setTheme, violations } from './looks';
import { openSeeded, orderBodies, type SeededWindow } from './seeded';
import type { Services } from './services';
import type { Workbench } from './workbench';

const channel = 'Flow Webhooks';

let window: SeededWindow;
let services: Services;
let workspace: string;
let workbench: Workbench;

beforeAll(async () => {
  window = await openSeeded();
  ({ services, workspace, workbench } = window);
});

afterAll(() => window?.close());

beforeEach(() => workbench.page.setViewportSize({ width: 1440, height: 900 }));

const sidebar = () => workbench.page.locator('.sidebar .monaco-list').first();
const rowsWith = (text: string | RegExp) => workbench.page.locator('.sidebar .monaco-list-row', { hasText: text });
const key = (name: string) => workbench.page.keyboard.press(name);

/** The inspector's page, once it shows this. */
const inspector = (selector = '#rows .row') => pageWith(workbench, selector);

/** Pictures of what is shown now; the theme is light after them. */
async function looks(name: string, check?: () => Promise<void>): Promise<void> {
  await eachLook(workbench, workspace, name, check);
  await setTheme(workbench, workspace, 'light');
}

async function openView(): Promise<void> {
  await workbench.runCommand('Flow Webhooks: Focus on Flow Webhooks View');
  await rowsWith('octocat/hello-world').first().waitFor();
}

/** Opens a webhook of the view, if it is not open. */
async function expand(text: string): Promise<void> {
  await workbench.expand(rowsWith(text).first());
}

/** Opens the delivery of GitHub that does not match, and returns the inspector's page. */
async function openFailed(): Promise<Frame> {
  await openView();
  await expand('octocat/hello-world');
  const row = rowsWith('2 problems').first();
  return workbench.clickUntil('the failing places', row, () => findPage(workbench, '.tree-row.failed'));
}

describe('the view in the activity bar', () => {
  test('shows services, triggers, webhooks and deliveries with their verdicts', async () => {
    await openView();
    await expand('octocat/hello-world');
    await expand('/hooks');
    await rowsWith('2 problems').waitFor();
    const rows = (await workbench.listRows(sidebar())).join('\n');
    expect(rows).toMatch(/octocat\/hello-world/);
    expect(rows).toMatch(/push, matches the schema[\s\S]*push, 2 problems[\s\S]*ping, handshake/);
    await looks('view');
  });

  test('tells more of a row to whoever hovers over it', async () => {
    await openView();
    await expand('octocat/hello-world');
    const hoverOf = async (text: string | RegExp, wanted: RegExp) => {
      await workbench.page.mouse.move(700, 450);
      await rowsWith(text).first().hover();
      await workbench.page.locator('.workbench-hover', { hasText: wanted }).first().waitFor();
    };
    await hoverOf('octocat/hello-world', /public\saccess:\slocal/);
    await hoverOf('2 problems', /push:\s2\sproblems[\s\S]*ms/);
    await workbench.screenshot('view-hover');
    await workbench.page.mouse.move(700, 450);
  });

  test('shows what a filter lets through', async () => {
    await workbench.runCommand('Flow Webhooks: Filter Deliveries…');
    await workbench.answer('verdict:failed event:push');
    await rowsWith('1 of 5').waitFor();
    expect(await rowsWith(/^push/).count()).toBe(1);
    await workbench.screenshot('view-filtered');
    await workbench.runCommand('Flow Webhooks: Filter Deliveries…');
    await workbench.answer('');
    await eventually('all deliveries', async () => (await rowsWith(/^push/).count()) === 4);
  });

  test('is used with keys alone', async () => {
    await openView();
    await key('Home');
    for (
      let step = 0;
      step < 40 &&
      !(await workbench.page.locator('.sidebar .monaco-list-row.focused').textContent())?.includes('2 problems');
      step++
    ) {
      await key('ArrowDown');
    }
    await key('Enter');
    const frame = await inspector('.tree-row.failed');
    expect(await frame.locator('h1').textContent()).toBe('push');
    await openView();
    const menu = workbench.page.locator('.monaco-menu .action-label');
    // The view may get the keys later than it is drawn.
    await eventually('the menu of the row', async () => {
      if ((await menu.count()) === 0) await key('Shift+F10');
      return (await menu.count()) > 0;
    });
    expect(await menu.allTextContents()).toEqual(expect.arrayContaining(['Open Delivery…', 'Redeliver from GitHub…']));
    await workbench.screenshot('view-menu');
    await key('Escape');
  });
});

describe('the inspector', () => {
  test('marks the failing places of a payload', async () => {
    const frame = await openFailed();
    const failed = async () => (await frame.locator('.tree-row.failed').allTextContents()).join('\n');
    await eventually('the marks', async () =>
      /compare[\s\S]*17[\s\S]*string[\s\S]*owner[\s\S]*octocat/.test(await failed()),
    );
    await looks('inspector', async () => {
      await (await inspector('.tree-row.failed')).locator('.tree-row.failed').first().waitFor();
      expect(await violations(frame)).toEqual([]);
    });
  });

  test('shows bodies of every kind', async () => {
    await openView();
    await expand('/hooks');
    const deliveries = rowsWith(/^POST/);
    const count = orderBodies.length;
    await eventually('the deliveries of the orders', async () => (await deliveries.count()) === count);
    const shows: Record<string, RegExp> = {
      'x-www-form-urlencoded': /order\s*"4712"[\s\S]*paid\s*true/,
      xml: /customer\s*"Grace"/,
      plain: /Its number is 4714\./,
      png: /89 50 4e 47/,
      gzip: /note\s*"compressed"/,
    };
    for (const [index, { contentType, headers }] of orderBodies.entries()) {
      const position = `${index + 1} of ${count}`;
      const frame = await workbench.clickUntil(position, deliveries.nth(count - 1 - index), async () => {
        const page = await findPage(workbench, '#rows');
        return (await page?.locator('nav').textContent())?.includes(position) ? page : undefined;
      });
      const kind = headers ? 'gzip' : contentType.split('/')[1]!;
      const rows = async () => (await frame.locator('#rows .row').allTextContents()).join('\n');
      const wanted = shows[kind] ?? /order/;
      await eventually(`the body of kind ${kind}`, async () => wanted.test(await rows()));
      await workbench.screenshot(`inspector-${kind}`);
      expect(await violations(frame)).toEqual([]);
    }
  });

  test('is used with keys alone', async () => {
    const frame = await openFailed();
    const focused = () =>
      frame.evaluate<string>(
        '(() => { let e = document.activeElement; return e ? (e.getAttribute("label") || e.textContent || e.id).trim() || e.id : ""; })()',
      );
    await frame.locator('h1').click();
    const order: string[] = [];
    for (let step = 0; step < 30; step++) {
      await key('Tab');
      const name = await focused();
      if (order.includes(name)) break;
      order.push(name);
    }
    const all = order.join('\n');
    for (const name of [
      'Previous delivery',
      'Next delivery',
      'Redeliver',
      'Copy as cURL',
      'Save body',
      'Open definition',
      'Tree',
      'Search',
      '/compare',
    ]) {
      expect(all).toContain(name);
    }
    await frame.locator('#rows').focus();
    await key('Home');
    await key('ArrowLeft');
    await eventually('one row', async () => (await frame.locator('.tree-row').count()) === 1);
    await key('ArrowRight');
    await eventually('rows', async () => (await frame.locator('.tree-row').count()) > 2);
    await key('Control+f');
    await workbench.page.keyboard.type('octocat');
    await eventually('a match', async () => (await frame.locator('.found').textContent()) === '1 of 1');
    await frame.locator('mark', { hasText: 'octocat' }).waitFor();
    await key('Alt+ArrowUp');
    await eventually('the previous one', async () => (await frame.locator('nav').textContent())?.includes('3 of 5'));
  });

  test('keeps the view that was chosen, from one delivery to the next', async () => {
    const frame = await openFailed();
    const rows = async () => (await frame.locator('#rows .row').allTextContents()).join('\n');
    const place = async (text: string) =>
      eventually(text, async () => (await frame.locator('nav').textContent())?.includes(text));
    await frame.locator('#tab-raw').click();
    await eventually('the text', async () => /^1\{/.test(await rows()));
    await place('4 of 5');
    await key('Alt+ArrowUp');
    await place('3 of 5');
    await eventually('the text of the one before', async () =>
      /^1\{[\s\S]*"hook_id"|^1\{[\s\S]*"ref"/.test(await rows()),
    );
    expect(await frame.locator('#tab-raw').getAttribute('aria-selected')).toBe('true');
    await frame.locator('#tab-tree').click();
    await key('Alt+ArrowDown');
    await place('4 of 5');
    await frame.locator('.tree-row.failed').first().waitFor();
  });

  test('fits into 280 x 300 pixels: it folds, scrolls, and hides nothing for good', async () => {
    const frame = await openFailed();
    const size = () => frame.evaluate<number[]>('[document.body.clientWidth, document.body.clientHeight]');
    // What is around the page stays as it is: the sidebar, the tabs and the status bar.
    const shrink = async () => {
      for (let turn = 0; turn < 3; turn++) {
        const [width, height] = await size();
        const { width: outer, height: tall } = workbench.page.viewportSize()!;
        await workbench.page.setViewportSize({ width: outer - width! + 280, height: tall - height! + 300 });
      }
    };
    for (const theme of lookedAt) {
      await setTheme(workbench, workspace, theme);
      await workbench.page.setViewportSize({ width: 900, height: 700 });
      await shrink();
      await eventually('the folded page', async () => (await frame.locator('.fold').count()) === 3);
      await eventually('a page no wider than its place', () =>
        frame.evaluate<boolean>('document.body.scrollWidth <= document.body.clientWidth'),
      );
      expect(await violations(frame)).toEqual([]);
      await workbench.screenshot(`inspector-small-${theme}`);
    }
    await setTheme(workbench, workspace, 'light');
    const labels = () => frame.locator('vscode-button[data-action]').allInnerTexts();
    expect(await labels()).toHaveLength(1);
    await frame.locator('.fold', { hasText: 'More actions' }).click();
    await eventually('all actions', async () => (await labels()).length > 4);
    for (const label of await labels()) expect(label.trim()).not.toBe('');
    await frame.locator('.fold', { hasText: '2 problems' }).first().click();
    await frame.locator('.facts dt', { hasText: 'Response time' }).waitFor();
    await frame.locator('.fold', { hasText: 'Problems' }).click();
    await frame.locator('.problems li').first().waitFor();
    await frame.locator('.tree-row.failed').first().scrollIntoViewIfNeeded();
    await workbench.screenshot('inspector-small-open');
    await workbench.page.setViewportSize({ width: 1440, height: 900 });
  });

  test('copies the value, the path and the expression of a place', async () => {
    const frame = await openFailed();
    const row = frame.locator('.tree-row.failed', { hasText: 'compare' });
    const isCopied = async (text: string) => (await workbench.page.evaluate('navigator.clipboard.readText()')) === text;
    const copied = (text: string) => eventually(text, () => isCopied(text));
    for (const [what, text] of [
      ['value', '17'],
      ['path', '/compare'],
      ['expression', "triggerBody()?['compare']"],
    ] as const) {
      await row.hover();
      await row.locator(`[data-copy=${what}]`).click();
      await copied(text);
    }
    await workbench.screenshot('inspector-copied');
    await row.click({ button: 'right' });
    const menu = workbench.page.locator('.context-view .action-label');
    await menu.filter({ hasText: 'Copy Path' }).first().waitFor();
    await workbench.screenshot('inspector-menu');
    const copyPath = menu.filter({ hasText: 'Copy Path' }).first();
    await workbench.clickUntil('a copied path', copyPath, () => isCopied('/compare'));
    await frame.locator('#rows').focus();
    await key('ControlOrMeta+C');
    await copied('17');
  });

  test('copies a curl command without secrets', async () => {
    const frame = await openFailed();
    await frame.locator('[data-action=copyAsCurl]').click();
    await workbench.answer('bash');
    await workbench.notification('Copied as a curl command');
    const copied = await workbench.page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toMatch(/^: 'For bash, zsh or sh' &&\s+(printf .*\s+)?curl /);
    expect(copied.replaceAll("'\\\n'", '')).toContain('"compare":17');
    const token = services.github.hooks()[0]!.config.url!.split('/').at(-1)!;
    expect(copied).not.toContain(token);
  });
});

describe('the output panel', () => {
  test('has a line for each delivery, filtered, paused and resumed', async () => {
    await workbench.runCommand('Flow Webhooks: Tail Deliveries');
    await workbench.output(channel, (text) => text.includes('✘ 2 problems'));
    await looks('output');
    await workbench.runCommand('Flow Webhooks: Filter Output…');
    await workbench.answer('verdict:failed');
    const failed = await workbench.output(channel, (text) => text !== '' && !text.includes('✔'));
    expect(failed.trim().split('\n')).toHaveLength(3);
    await workbench.runCommand('Flow Webhooks: Filter Output…');
    await workbench.answer('');
    await workbench.runCommand('Flow Webhooks: Pause Output');
    await workbench.outputIsPaused();
    await services.standIn('basic').notify({ order: 1 });
    await services.standIn('basic').notify({ order: 'late' });
    await rowsWith(`${orderBodies.length + 2}`)
      .first()
      .waitFor();
    expect(await workbench.output(channel)).not.toContain('late');
    await workbench.runCommand('Flow Webhooks: Resume Output');
    await workbench.output(channel, (text) => text.includes('order must be'));
  });
});

describe('the status bar', () => {
  test('counts failures until they are looked at', async () => {
    const item = workbench.page.locator('.statusbar-item', { hasText: /2 webhooks/ });
    await item.waitFor();
    await workbench.runCommand('View: Show Explorer');
    await services.standIn('basic').notify({ order: 'wrong' });
    // One of an earlier test may be checked late, and then counts as well.
    await workbench.page.locator('.statusbar-item', { hasText: /2 webhooks\s+[1-9]$/ }).waitFor();
    await looks('status');
    await openView();
    await workbench.page.locator('.statusbar-item', { hasText: /2 webhooks$/ }).waitFor();
  });
});

describe('a webhook whose credentials are gone', () => {
  test('asks for them when it is pinged, and keeps them', async () => {
    const pings = () => services.github.requests.filter(({ path: to }) => /\/pings$/.test(to)).length;
    await workbench.runCommand('Flow Webhooks: Ping GitHub Webhook…');
    await workbench.quickInput(({ placeholder }) => placeholder.startsWith('How do you sign in'));
    await workbench.screenshot('ping-sign-in');
    await workbench.pick('Personal access token');
    await workbench.quickInput(({ password }) => password);
    await workbench.answer('wrong');
    await workbench.notification('rejected your credentials');
    await workbench.screenshot('ping-other-credentials');
    await workbench.clickNotification('rejected your credentials', 'Sign In Again');
    await workbench.pick('Personal access token');
    await workbench.quickInput(({ password }) => password);
    await workbench.answer(adminToken);
    await eventually('the ping', () => pings() === 2);
    await workbench.runCommand('Flow Webhooks: Ping GitHub Webhook…');
    await eventually('another ping, without a question', () => pings() === 3);
  });
});
