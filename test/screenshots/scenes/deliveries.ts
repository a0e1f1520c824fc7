// What arrived: the view, the inspector, the output panel and the status bar, over an earlier session's deliveries.
import type { Frame } from 'playwright-core';
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

async function expand(stage: Stage, text: string): Promise<void> {
  const row = rowsWith(stage, text).first();
  if ((await row.getAttribute('aria-expanded')) === 'false') await row.click();
}

async function openDelivery(stage: Stage, of: string, text: string): Promise<Frame> {
  await openView(stage);
  await expand(stage, of);
  await rowsWith(stage, text).first().click();
  return pageWith(stage.workbench, '#rows .row');
}

async function view(stage: Stage, shoot: Shoot): Promise<void> {
  await openView(stage);
  await expand(stage, 'octocat/hello-world');
  await expand(stage, '/hooks');
  await rowsWith(stage, '2 problems').waitFor();
  await shoot(stage, 'view-deliveries');
  const hover = async (row: string, text: string) => {
    await rowsWith(stage, row).first().hover();
    await stage.page.locator('.workbench-hover', { hasText: text }).first().waitFor();
  };
  await shoot(stage, 'view-hover-webhook', () => hover('octocat/hello-world', 'access'));
  await shoot(stage, 'view-hover-delivery', () => hover('2 problems', '/compare'));
  const menu = () => stage.page.locator('.monaco-menu .action-label').first().waitFor();
  const menuOf = async (row: string) => {
    await rowsWith(stage, row).first().click({ button: 'right' });
    await menu();
  };
  await shoot(stage, 'view-menu-webhook', () => menuOf('octocat/hello-world'));
  await shoot(stage, 'view-menu-delivery', () => menuOf('2 problems'));
  await shoot(stage, 'view-menu-title', async () => {
    await stage.all('.sidebar .codicon-toolbar-more').click();
    await menu();
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
  await small(stage, frame, shoot);
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
  await shoot(stage, 'output-and-status-bar', async () => {
    await stage.page.locator('.statusbar-item', { hasText: /2 webhooks/ }).hover();
    await stage.page.locator('.workbench-hover', { hasText: 'callback server' }).first().waitFor();
  });
}

async function deleted(stage: Stage, shoot: Shoot): Promise<void> {
  const { workbench } = stage;
  await openView(stage);
  await rowsWith(stage, '/hooks').first().click({ button: 'right' });
  const menu = stage.page.locator('.monaco-menu .action-label', { hasText: 'Delete Webhook' }).first();
  await menu.click();
  await workbench.dialog();
  await shoot(stage, 'delete-question');
  await workbench.clickDialog('Delete');
  await rowsWith(stage, 'Deleted webhooks').first().waitFor();
  await expand(stage, 'Deleted webhooks');
  await shoot(stage, 'deleted-webhooks');
}
