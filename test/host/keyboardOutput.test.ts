// The output panel and the status bar with the keyboard alone; each key to its effect.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './eventually';
import { channel, KeyboardUser } from './keyboardUser';
import { pictures, tabTo } from './looks';
import { sampleFile } from './services';

const linesOf = (text: string) => text.trimEnd().split('\n');

let user: KeyboardUser;

beforeAll(async () => {
  user = await KeyboardUser.start();
});

afterAll(() => user?.stop());

describe('the output panel', () => {
  beforeAll(() => user.workbench.runCommand('Flow Webhooks: Tail Deliveries'));

  test('opens the delivery of a line with Enter, its definition from the menu', async () => {
    await user.toOutput((text) => text.includes('✘ 2 problems'));
    await user.toOutputText('✘ 2 problems');
    await user.key('Enter');
    const frame = await user.inspector('.tree-row.failed');
    expect(await frame.locator('h1').allInnerTexts()).toEqual(['push']);
    await user.toOutput((text) => text.includes('✘ 2 problems'));
    await user.toOutputText('✘ 2 problems');
    await user.fromMenu('Open Definition');
    await user.activeTab(sampleFile);
  });

  test('has its links and the hover with the details for the keyboard', async () => {
    await user.toOutput((text) => text.includes('✘ 2 problems'));
    await user.toOutputText('push  ✘ 2 problems');
    await user.workbench.screenshot('keyboard-output-line');
    await user.workbench.runCommand('Open Link');
    await user.activeTab('push');
    await user.toOutput((text) => text.includes('✘ 2 problems'));
    await user.toOutputText('push  ✘ 2 problems');
    const links = user.workbench.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content a');
    await eventually('the hover', async () => {
      await user.key('ControlOrMeta+K');
      await user.key('ControlOrMeta+I');
      await links.filter({ hasText: 'Open definition' }).first().waitFor({ timeout: 2_000 });
      return true;
    });
    await user.workbench.screenshot('keyboard-output-hover');
    await user.key('ControlOrMeta+K');
    await user.key('ControlOrMeta+I');
    await tabTo(user.workbench, links.filter({ hasText: 'Open definition' }).first());
    await user.key('Enter');
    await user.activeTab(sampleFile);
  });

  test('is filtered, paused, resumed and cleared from its menu', async () => {
    await user.toOutput((text) => text.includes('✔'));
    await user.fromMenu('Filter Output…', 'keyboard-menu-output');
    await user.question(/Words that must all match/);
    await user.type('verdict:failed');
    await user.key('Enter');
    await user.workbench.output(channel, (text) => text !== '' && !text.includes('✔'));
    await user.toOutput(() => true);
    await user.fromMenu('Filter Output…');
    await user.question(/Words that must all match/);
    await user.key('ControlOrMeta+A');
    await user.key('Delete');
    await user.key('Enter');
    const before = linesOf(await user.toOutput((text) => text.includes('✔'))).length;
    await user.fromMenu('Pause Output');
    await user.workbench.outputIsPaused();
    await user.services.standIn('basic').notify({ order: 'late' });
    // It is in the view by then, and not in the panel.
    await user.toRow(/^POST, 1 problem/);
    expect(linesOf(await user.toOutput(() => true))).toHaveLength(before);
    await user.fromMenu('Resume Output');
    await eventually(
      'the line that was held back',
      async () => linesOf(await user.toOutput(() => true)).length > before,
    );
    // The editor's own entry: what it clears does not come back with another filter.
    await user.fromMenu('Clear Output');
    await eventually('an empty panel', async () =>
      /^\s*$/.test((await user.workbench.page.locator('.output-view .view-lines').first().textContent()) ?? 'x'),
    );
    await user.workbench.runCommand('Flow Webhooks: Filter Output…');
    await user.question(/Words that must all match/);
    await user.type('-nothing');
    await user.key('Enter');
    await user.services.standIn('basic').notify({ order: 5 });
    const afterClearing = await user.toOutput((text) => text.includes('✔'));
    expect(linesOf(afterClearing)).toHaveLength(1);
    await user.workbench.runCommand('Flow Webhooks: Filter Output…');
    await user.question(/Words that must all match/);
    await user.key('ControlOrMeta+A');
    await user.key('Delete');
    await user.key('Enter');
  });
});

describe('the status bar', () => {
  test('leads to the view, and says when the relay is down', async () => {
    await user.workbench.runCommand('View: Show Explorer');
    const bar = user.workbench.page.locator('.part.statusbar');
    const isInBar = () => bar.evaluate((element) => element.contains(element.ownerDocument.activeElement));
    await user.pressUntil('F6', 'the status bar', isInBar);
    const item = user.workbench.page.locator('#flow-webhooks\\.flow-webhooks\\.flowWebhooks\\.receiver');
    await user.pressUntil('ArrowRight', 'the receiver', () =>
      item.evaluate((element) => element.contains(element.ownerDocument.activeElement)),
    );
    await user.key('Enter');
    await user.workbench.page.locator('.sidebar .composite.title', { hasText: 'Flow Webhooks' }).waitFor();
    await user.smee.stop();
    await item.filter({ hasText: /relay down/ }).waitFor();
    await pictures(user.workbench, user.workspace, 'keyboard-relay-down', [
      'dark',
      'contrast',
      'contrastLight',
      'light',
    ]);
    expect(await item.locator('[aria-label]').first().getAttribute('aria-label')).toMatch(/relay, which is down since/);
    await user.smee.start();
    await item.filter({ hasNotText: /relay down/ }).waitFor();
  });
});
