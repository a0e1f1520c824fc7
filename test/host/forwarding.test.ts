// Deliveries that go on to another address, and what the inspector's buttons lead to: as a person sees and switches it.
import { readdir } from 'node:fs/promises';
import type { Frame, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ForwardTargetServer, startForwardTarget } from '../support/forwardTarget';
import { eventually } from './eventually';
import { findPage, pageWith } from './looks';
import { openSeeded, type SeededWindow } from './seeded';
import type { Services } from './services';
import type { Workbench } from './workbench';

let window: SeededWindow;
let services: Services;
let target: ForwardTargetServer;
let workspace: string;
let workbench: Workbench;

beforeAll(async () => {
  target = await startForwardTarget();
  window = await openSeeded();
  ({ services, workspace, workbench } = window);
});

afterAll(async () => {
  await window?.close();
  await target?.close();
});

const rows = (text: string | RegExp): Locator => workbench.page.locator('.sidebar .monaco-list-row', { hasText: text });

const orders = () => rows(/^POST/);

/** Opens the view with the deliveries of the orders. */
async function openView(): Promise<void> {
  await workbench.runCommand('Flow Webhooks: Focus on Flow Webhooks View');
  await workbench.expand(rows('/hooks').first());
  await orders().first().waitFor();
}

/** The inspector's page, once it shows the first delivery with this text in the view, and says the same of it. */
async function inspect(text: string): Promise<Frame> {
  await openView();
  return workbench.clickUntil(text, rows(text).first(), () =>
    findPage(workbench, `body:has(#rows .row):has-text(${JSON.stringify(text)})`),
  );
}

/** The inspector's page, once it shows the delivery that came last. A row that is drawn again loses the click on it. */
async function inspectNewest(): Promise<Frame> {
  const isNewest = async (page: Frame) => {
    const position = /(\d+) of (\d+)/.exec((await page.locator('nav').textContent({ timeout: 1_000 })) ?? '');
    return position !== null && position[1] === position[2] && Number(position[2]) === (await orders().count());
  };
  return eventually('the delivery that came last', async () => {
    await orders().first().click();
    const page = await pageWith(workbench, '#rows .row');
    return eventually('its position', async () => (await isNewest(page)) && page, 5_000);
  });
}

const press = (page: Frame, action: string) => page.locator(`vscode-button[data-action=${action}]`).click();

/** Picks the first item that says this. */
const pickWith = (text: string) =>
  workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();

/** Has the service deliver an order, and waits until the view has one more. */
async function deliver(): Promise<void> {
  await openView();
  const before = await orders().count();
  await services.standIn('basic').notify({ order: 5000 + before });
  await eventually('the order', async () => (await orders().count()) === before + 1);
}

/** The row of the target in the view. */
const targetRow = () => rows(new URL(target.url).host).first();

/** Waits until the row of the target says this aloud, which is more than it has place for. */
const targetSays = (text: string) =>
  eventually(text, async () => (await targetRow().getAttribute('aria-label'))?.includes(text));

const box = () => targetRow().locator('[role=checkbox], .monaco-custom-toggle').first();

const isTicked = async (wanted: boolean): Promise<boolean> =>
  (await box().getAttribute('aria-checked')) === String(wanted);

const seeTicked = (wanted: boolean): Promise<boolean> =>
  eventually(`a box that is ${wanted ? '' : 'not '}ticked`, () => isTicked(wanted));

/** Ticks the box, or unticks it. A click on a row that is being drawn again is lost, so it is repeated. */
async function tick(wanted: boolean): Promise<void> {
  await openView();
  await eventually(`a click that ${wanted ? 'ticks' : 'unticks'} the box`, async () => {
    if (await isTicked(wanted)) return true;
    await box().click();
    // Its hover would cover the rows below.
    await workbench.page.mouse.move(1, 1);
    return eventually('its effect', () => isTicked(wanted), 5_000);
  });
}

describe('forwarding', () => {
  test('is switched on by a button of the inspector, and every delivery goes on as it arrived', async () => {
    const page = await inspect('1 problem');
    await press(page, 'forward');
    await workbench.quickInput(({ message }) => message.includes('goes on to this address'));
    await workbench.answer(target.url);
    await workbench.quickInput(({ placeholder }) => placeholder.includes('does not accept'));
    await workbench.answer();
    await workbench.notification('go on to');
    await deliver();
    await eventually('the forwarded delivery', () => target.got.length === 1);
    expect(target.got[0]!.method).toBe('POST');
    expect(JSON.parse(target.got[0]!.body.toString())).toEqual({ order: 5007 });
    await targetSays('1 forwarded');
    await seeTicked(true);
    await workbench.screenshot('forwarding-on');
  });

  test('is a fact of the delivery in the inspector', async () => {
    const page = await inspectNewest();
    const fact = page.locator('.fact', { hasText: 'Forwarded to' });
    await eventually('the outcome', async () => (await fact.textContent())?.includes(new URL(target.url).host));
    expect(await fact.locator('.codicon-pass').count()).toBe(1);
    // The icon says it already.
    expect(await fact.textContent()).not.toContain('✔');
    await workbench.screenshot('forwarding-fact');
  });

  test('stops and goes on with its box', async () => {
    await tick(false);
    await deliver();
    const page = await inspectNewest();
    expect(await page.locator('.fact', { hasText: 'Forwarded' }).count()).toBe(0);
    expect(target.got).toHaveLength(1);
    await workbench.screenshot('forwarding-off');
    await tick(true);
    await deliver();
    await eventually('another forwarded delivery', () => target.got.length === 2);
  });

  test('says how many an address refused', async () => {
    target.behave({ status: 500 });
    await press(await inspectNewest(), 'forward');
    await pickWith(new URL(target.url).host);
    await pickWith('retries');
    await workbench.pick('Go on with the next one');
    await deliver();
    await targetSays('1 failed');
    await workbench.screenshot('forwarding-refused');
    target.behave({ status: 200 });
  });
});

describe("the inspector's buttons", () => {
  test('each lead where they say', async () => {
    const page = await inspect('1 problem');
    await press(page, 'saveDelivery');
    await workbench.quickInput(({ message }) => message.includes('Which folder'));
    await workbench.answer();
    await eventually('the fixture', async () => {
      const files = await readdir(workspace, { recursive: true });
      return files.some((file) => /deliveries\b.*\.json$/.test(file));
    });
    await press(await inspect('1 problem'), 'replay');
    await workbench.quickInput(({ placeholder, title }) => `${title} ${placeholder}`.includes('Replay'));
    await workbench.page.keyboard.press('Escape');
    await press(await inspect('1 problem'), 'text');
    await workbench.page.locator('.editor-instance .view-lines', { hasText: 'order=4712' }).first().waitFor();
    await press(await inspect('1 problem'), 'openDefinition');
    await workbench.page.locator('.tab.active[data-resource-name="basic.swagger.json"]').waitFor();
  });

  test('one clears the delivery after a question, and says so', async () => {
    const page = await inspect('1 problem');
    await press(page, 'clearDelivery');
    expect((await workbench.dialog()).message).toMatch(/^Clear the delivery "POST" of \d{4}-/);
    await workbench.clickDialog('Clear');
    await page.locator('[role=alert]', { hasText: 'This delivery was cleared.' }).waitFor();
    await page.locator('.actions').waitFor({ state: 'detached' });
    await eventually('the view without it', async () => (await rows('1 problem').count()) === 1);
  });
});
