// What arrived: the view, the inspector, the output panel and the status bar, over an earlier session's deliveries.
import type { Frame, Locator } from 'playwright-core';
import { eventually } from '../../host/eventually';
import { pageWith, type Theme, themes } from '../../host/looks';
import { seed } from '../../host/seeded';
import { type Services, sampleFile, startServices } from '../../host/services';
import { startForwardTarget } from '../../support/forwardTarget';
import { onStage, type Stage, type StageOptions } from '../stage';
import type { Shoot } from '../surfaces';

export async function deliveries(shoot: Shoot): Promise<void> {
  const services = await startServices();
  const target = await startForwardTarget();
  const options: StageOptions = {
    files: services.files,
    machineSettings: { 'flowWebhooks.github.apiUrl': services.github.url },
    prepare: async (storageFolder, workspace) => {
      const github = { standIn: services.github, file: sampleFile };
      const orders = { standIn: services.standIn('basic'), file: 'basic.swagger.json' };
      await seed(storageFolder, { workspace, github, orders });
    },
  };
  try {
    await onStage(options, async (stage) => {
      await view(stage, shoot);
      await inspector(stage, shoot);
      await forwarding(stage, shoot, services, target.url);
      await output(stage, shoot, services);
      await deleted(stage, shoot);
      // The last one: it leaves the side bar narrow.
      await small(stage, await openDelivery(stage, 'octocat/hello-world', '2 problems'), shoot);
    });
  } finally {
    await Promise.all([services.close(), target.close()]);
  }
}

const rowsWith = (stage: Stage, text: string | RegExp) =>
  stage.page.locator('.sidebar .monaco-list-row', { hasText: text });

async function openView(stage: Stage): Promise<void> {
  await stage.workbench.runCommand('Flow Webhooks: Focus on Flow Webhooks View');
  await rowsWith(stage, 'octocat/hello-world').first().waitFor();
}

/** The rows are drawn again while deliveries come in, and a click on one that is replaced does nothing. */
async function expand(stage: Stage, text: string): Promise<void> {
  await eventually(`"${text}" expanded`, async () => {
    const row = rowsWith(stage, text).first();
    if ((await row.getAttribute('aria-expanded', { timeout: 2_000 })) === 'true') return true;
    await row.locator('.monaco-tl-twistie').click({ timeout: 2_000 });
    return false;
  });
}

/** Chooses an item of a row's menu until it asks. A menu that has just opened loses a click. */
async function askFromMenu(stage: Stage, row: string | RegExp, item: RegExp): Promise<void> {
  const dialog = stage.page.locator('.monaco-dialog-box');
  const target = stage.page.locator('.monaco-menu .action-label', { hasText: item }).first();
  await eventually(`the question of ${item}`, async () => {
    if (await dialog.isVisible()) return true;
    await menuOf(stage, row);
    await target.click({ timeout: 5_000 });
    await dialog.waitFor({ timeout: 10_000 });
    return true;
  });
  await stage.workbench.dialog();
}

/** Opens the menu of a row until it is there. */
async function menuOf(stage: Stage, row: string | RegExp): Promise<void> {
  await eventually(`the menu of "${row}"`, async () => {
    await stage.page.keyboard.press('Escape');
    await rowsWith(stage, row).first().click({ button: 'right', timeout: 2_000 });
    await stage.page.locator('.monaco-menu .action-label').first().waitFor({ timeout: 2_000 });
    return true;
  });
}

/** Moves the mouse to an element until its hover shows a text. */
async function hover(stage: Stage, target: Locator, text: string): Promise<void> {
  await eventually(`a hover with "${text}"`, async () => {
    await stage.rest();
    await target.first().hover({ timeout: 2_000 });
    await stage.page.locator('.workbench-hover', { hasText: text }).first().waitFor({ timeout: 3_000 });
    return true;
  });
}

async function openDelivery(stage: Stage, of: string, text: string): Promise<Frame> {
  await openView(stage);
  await expand(stage, of);
  return eventually('the inspector', async () => {
    await rowsWith(stage, text).first().click({ timeout: 2_000 });
    return frameWith(stage, '#rows .row');
  });
}

/** The page of a webview with such an element, if there is one by now. */
async function frameWith(stage: Stage, selector: string): Promise<Frame | undefined> {
  for (const frame of stage.page.frames()) {
    const element = frame.locator(selector).first();
    const isThere = await element.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
    if (isThere) return frame;
  }
  return undefined;
}

async function view(stage: Stage, shoot: Shoot): Promise<void> {
  await openView(stage);
  await expand(stage, 'octocat/hello-world');
  await expand(stage, '/hooks');
  await rowsWith(stage, '2 problems').waitFor();
  await shoot(stage, 'view-deliveries');
  await shoot(stage, 'view-hover-webhook', () => hover(stage, rowsWith(stage, 'octocat/hello-world'), 'access'));
  await shoot(stage, 'view-hover-delivery', () => hover(stage, rowsWith(stage, '2 problems'), '/compare'));
  await shoot(stage, 'view-menu-webhook', () => menuOf(stage, 'octocat/hello-world'));
  await shoot(stage, 'view-menu-delivery', () => menuOf(stage, '2 problems'));
  await shoot(stage, 'view-menu-title', async () => {
    await stage.all('.sidebar .codicon-toolbar-more').click();
    await stage.page.locator('.monaco-menu .action-label').first().waitFor();
  });
  await stage.workbench.runCommand('Flow Webhooks: Filter Deliveries…');
  await stage.workbench.quickInput();
  await shoot(stage, 'view-filter');
  await stage.workbench.answer('verdict:failed event:push');
  await rowsWith(stage, '1 of 5').waitFor();
  await shoot(stage, 'view-filtered');
  await stage.workbench.runCommand('Flow Webhooks: Filter Deliveries…');
  await stage.workbench.answer('');
  await eventually('all deliveries', async () => (await rowsWith(stage, /^push/).count()) === 4);
}

async function inspector(stage: Stage, shoot: Shoot): Promise<void> {
  const frame = await openDelivery(stage, 'octocat/hello-world', '2 problems');
  await frame.locator('.tree-row.failed').first().waitFor();
  await shoot(stage, 'inspector-tree');
  const row = frame.locator('.tree-row.failed', { hasText: 'compare' });
  await shoot(stage, 'inspector-menu', async () => {
    await row.click({ button: 'right' });
    await stage.page.locator('.context-view .action-label', { hasText: 'Copy Path' }).first().waitFor();
  });
  await shoot(stage, 'inspector-copied', async () => {
    await row.hover();
    await row.locator('[data-copy=expression]').click();
  });
  await frame.locator('#tab-headers').click();
  await shoot(stage, 'inspector-headers');
  await frame.locator('#tab-raw').click();
  await shoot(stage, 'inspector-text');
  await frame.locator('#tab-tree').click();
}

/** The inspector at 280 × 300 pixels, folded and open. */
async function small(stage: Stage, frame: Frame, shoot: Shoot): Promise<void> {
  const size = () => frame.evaluate<number[]>('[document.body.clientWidth, document.body.clientHeight]');
  const shrink = async () => {
    for (let turn = 0; turn < 3; turn++) {
      const [width, height] = await size();
      const outer = stage.page.viewportSize()!;
      await stage.page.setViewportSize({ width: outer.width - width! + 280, height: outer.height - height! + 300 });
    }
  };
  await stage.page.setViewportSize({ width: 900, height: 700 });
  await shrink();
  for (const theme of Object.keys(themes) as Theme[]) {
    await stage.useTheme(theme);
    await shrink();
    await shoot(stage, `inspector-280x300-${theme}`, 'as it is');
  }
  await frame.locator('.fold', { hasText: 'More actions' }).click();
  await shoot(stage, 'inspector-280x300-actions', 'as it is');
  await frame.locator('.fold', { hasText: '2 problems' }).first().click();
  await shoot(stage, 'inspector-280x300-facts', 'as it is');
  await frame.locator('.fold', { hasText: 'Fewer actions' }).click();
  await frame.locator('.fold', { hasText: 'Fewer details' }).click();
  await frame.locator('.problems .fold').click();
  await frame.locator('main').evaluate((main) => main.scrollIntoView());
  await shoot(stage, 'inspector-280x300-problems', 'as it is');
  await frame.locator('.problems .fold').click();
  await stage.page.setViewportSize({ width: 1440, height: 900 });
}

async function forwarding(stage: Stage, shoot: Shoot, services: Services, url: string): Promise<void> {
  const { workbench } = stage;
  await openView(stage);
  await workbench.runCommand('Flow Webhooks: Forward Deliveries…');
  await workbench.quickInput();
  await shoot(stage, 'forward-which');
  await stage.page
    .locator('.quick-input-list .monaco-list-row', { hasText: 'When something is ordered' })
    .first()
    .click();
  await workbench.quickInput(({ message }) => message.includes('goes on to'));
  await shoot(stage, 'forward-address');
  await workbench.answer(url);
  await workbench.quickInput(({ placeholder }) => placeholder.includes('does not accept'));
  await shoot(stage, 'forward-retries');
  await workbench.answer();
  await workbench.notification('go on to');
  await services.standIn('basic').notify({ order: 5000 });
  await openView(stage);
  await expand(stage, '/hooks');
  await stage.page.locator('.sidebar .monaco-list-row[aria-label*="1 forwarded"]').first().waitFor();
  await shoot(stage, 'forward-checkbox');
  await rowsWith(stage, /^POST/).first().click();
  await pageWith(workbench, '.fact:has-text("Forwarded")');
  await shoot(stage, 'forward-inspector');
}

async function output(stage: Stage, shoot: Shoot, services: Services): Promise<void> {
  const { workbench } = stage;
  await workbench.runCommand('View: Close All Editors');
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.runCommand('Flow Webhooks: Tail Deliveries');
  await workbench.output('Flow Webhooks', (text) => text.includes('✘ 2 problems'));
  await workbench.runCommand('View: Show Explorer');
  await services.standIn('basic').notify({ order: 'wrong' });
  await stage.page.locator('.statusbar-item', { hasText: /2 webhooks\s+1$/ }).waitFor();
  await shoot(stage, 'output-and-status-bar', () =>
    hover(stage, stage.page.locator('.statusbar-item', { hasText: /2 webhooks/ }), 'callback server'),
  );
}

async function deleted(stage: Stage, shoot: Shoot): Promise<void> {
  const { workbench } = stage;
  await workbench.runCommand('View: Hide Panel');
  await openView(stage);
  await askFromMenu(stage, '/hooks', /^Delete Webhook/);
  await shoot(stage, 'delete-question');
  await workbench.clickDialog('Delete');
  // The credentials were those of an earlier session.
  await workbench.quickInput(({ message }) => message.includes('User name'));
  await workbench.answer('mona');
  await workbench.quickInput(({ password }) => password);
  await shoot(stage, 'delete-sign-in');
  await workbench.answer('pa:ss wörd');
  await rowsWith(stage, 'Deleted webhooks').first().waitFor();
  await expand(stage, 'Deleted webhooks');
  await expand(stage, 'When something is ordered');
  await rowsWith(stage, '1 problem').first().waitFor();
  await shoot(stage, 'deleted-webhooks');
  await shoot(stage, 'deleted-hover-group', () =>
    hover(stage, rowsWith(stage, 'Deleted webhooks'), 'until you clear them'),
  );
  await shoot(stage, 'deleted-hover-webhook', () =>
    hover(stage, rowsWith(stage, 'When something is ordered'), 'deleted'),
  );
  await shoot(stage, 'deleted-menu-group', () => menuOf(stage, 'Deleted webhooks'));
  await shoot(stage, 'deleted-menu-webhook', () => menuOf(stage, 'When something is ordered'));
  await shoot(stage, 'deleted-menu-delivery', () => menuOf(stage, '1 problem'));
  await eventually('the inspector', async () => {
    await rowsWith(stage, '1 problem').first().click({ timeout: 2_000 });
    return frameWith(stage, '#rows .row');
  });
  await shoot(stage, 'deleted-inspector');
  await askFromMenu(stage, '1 problem', /^Clear/);
  await shoot(stage, 'clear-one-question');
  await workbench.clickDialog('Clear');
  await pageWith(workbench, '[role=alert]:has-text("cleared")');
  await shoot(stage, 'clear-one-done');
  await askFromMenu(stage, 'Deleted webhooks', /^Clear/);
  await shoot(stage, 'clear-deleted-question');
  await workbench.clickDialog('Clear');
  await rowsWith(stage, 'Deleted webhooks').first().waitFor({ state: 'hidden' });
  await shoot(stage, 'clear-deleted-done');
}
