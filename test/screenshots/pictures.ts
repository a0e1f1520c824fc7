// The pictures of the pages, in `docs/images`: each is a moment of the local demo, or of a definition of a shop.
import type { Locator } from 'playwright-core';
import { pageWith } from '../host/looks';
import { shop } from '../host/shop';
import { Film } from './film';
import { saveAnimation, savePicture } from './images';
import { onStage, root, type Stage, type StageOptions } from './stage';

/** Two runs show the same times and ports. */
const fixed: Pick<StageOptions, 'env' | 'machineSettings' | 'userSettings'> = {
  env: { NODE_OPTIONS: `--require ${root}/test/screenshots/fixed.cjs`, TZ: 'UTC' },
  machineSettings: { 'flowWebhooks.receiver.port': 7070 },
  userSettings: {
    'window.commandCenter': false,
    'workbench.layoutControl.enabled': false,
    'workbench.statusBar.visible': true,
    'editor.stickyScroll.enabled': false,
    'breadcrumbs.enabled': false,
  },
};

/** Of a picture in a page, about 1,000 pixels wide, whose text stays sharp on a dense screen. */
const still = { size: { width: 1040, height: 660 }, scale: 2 };
const moving = { size: { width: 1000, height: 625 } };

export const pictures: Record<string, () => Promise<void>> = { film, demo, definition };

const choice = (stage: Stage, label: string) => stage.all('.quick-input-list .monaco-list-row', label);
const apply = (stage: Stage) => stage.all('.notifications-toasts .monaco-button', /^Apply/);

async function openView(stage: Stage): Promise<Locator> {
  await stage.useTheme('dark');
  await stage.workbench.runCommand('Flow Webhooks: Focus on Flow Webhooks View');
  const tryIt = stage.all('.sidebar .welcome-view-content .monaco-button', 'Try It With a Local Demo');
  await tryIt.waitFor();
  return tryIt;
}

/** The demo, from the empty view to the delivery that matches. */
async function film(): Promise<void> {
  const frames = await onStage({ ...fixed, ...moving }, async (stage) => {
    const shown = new Film(stage);
    const tryIt = await openView(stage);
    await shown.hold(1_200);
    await shown.click(tryIt);
    await choice(stage, 'A temporary folder').click();
    await choice(stage, 'Register Webhook').waitFor();
    await shown.hold(1_600);
    await shown.click(choice(stage, 'Register Webhook'));
    await choice(stage, 'Update Notification Schema').waitFor();
    await stage.workbench.waitForSquiggle('warning');
    await shown.hold(3_000);
    await shown.click(choice(stage, 'Update Notification Schema'));
    await apply(stage).waitFor();
    await shown.hold(2_600);
    await shown.click(apply(stage));
    await choice(stage, 'Deliver It Again').waitFor();
    await shown.hold(1_800);
    await shown.click(choice(stage, 'Deliver It Again'));
    await choice(stage, 'Continue with an Ordinary Service').waitFor();
    await choice(stage, 'Deliver It Again').waitFor({ state: 'hidden' });
    await stage.page.keyboard.press('Escape');
    await shown.hold(4_000);
    return shown.frames;
  });
  await saveAnimation('demo', frames);
}

/** Deliveries in the view and the output panel, one in the inspector, and the change that they suggest. */
async function demo(): Promise<void> {
  await onStage({ ...fixed, ...still }, async (stage) => {
    const { workbench } = stage;
    await (await openView(stage)).click();
    await choice(stage, 'A temporary folder').click();
    await choice(stage, 'Register Webhook').click();
    await choice(stage, 'Update Notification Schema').waitFor();
    await stage.page.keyboard.press('Escape');
    await savePicture('deliveries', await stage.picture());
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('View: Hide Panel');
    await stage.all('.sidebar .monaco-list-row', '1 problem').click();
    const page = await pageWith(workbench, '.tree-row.failed');
    await page.locator('.tree-row.failed').first().waitFor();
    await stage.rest();
    await savePicture('inspector', await stage.picture());
  });
  await onStage({ ...fixed, ...still }, change);
}

/** What the orders of the ordinary service suggest. */
async function change(stage: Stage): Promise<void> {
  await (await openView(stage)).click();
  await choice(stage, 'A temporary folder').click();
  await choice(stage, 'Register Webhook').click();
  await choice(stage, 'Update Notification Schema').click();
  await apply(stage).click();
  await choice(stage, 'Continue with an Ordinary Service').click();
  await choice(stage, 'Register Webhook').click();
  await choice(stage, 'Update Notification Schema').waitFor();
  await stage.all('.part.panel .codicon-panel-close').click();
  await choice(stage, 'Update Notification Schema').click();
  await stage.all('.tab.active', 'WhenOrderIsPlaced').waitFor();
  await apply(stage).waitFor();
  await stage.rest();
  await savePicture('schema', await stage.picture());
}

const file = 'shop.swagger.json';

/** A finding with its fix, and the trigger as flow makers see it. */
async function definition(): Promise<void> {
  const text = JSON.stringify(shop, null, 2);
  const files = { [file]: text.replace('"x-ms-trigger": "single"', '"x-ms-trigger": "singel"') };
  await onStage({ ...fixed, ...still, files }, async (stage) => {
    const { workbench } = stage;
    await stage.useTheme('dark');
    await workbench.openFile(file);
    await workbench.waitForSquiggle('error');
    const before = text.slice(0, text.indexOf('"x-ms-trigger"')).split('\n');
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    const at: [number, number] = [before.length, before.at(-1)!.length + '"x-ms-trigger": "si'.length + 1];
    await workbench.hover(...at);
    await savePicture('finding', await stage.picture());
    await stage.page.keyboard.press('Escape');
    await workbench.quickFix(...at);
    await workbench.goTo(text.slice(0, text.indexOf('"/orders/hooks"')).split('\n').length);
    await workbench.clickLens('Preview');
    const page = await pageWith(workbench, '.card');
    await page.locator('.tokens li').first().waitFor();
    await savePicture('preview', await stage.picture());
  });
}
