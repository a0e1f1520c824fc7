// The walkthrough and the settings.
import { onStage } from '../stage';
import type { Shoot } from '../surfaces';

const steps = [
  'Check a definition',
  'See it as flow makers will',
  'Try the demo',
  'Register on your service',
  'Watch deliveries',
  'Export for Power Automate',
];

export async function welcome(shoot: Shoot): Promise<void> {
  await onStage({}, async (stage) => {
    const { workbench } = stage;
    await workbench.runCommand('Flow Webhooks: Open Walkthrough');
    for (const [index, title] of steps.entries()) {
      await stage.all('.getting-started-step', title).click();
      await shoot(stage, `walkthrough-${index + 1}`);
    }
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Preferences: Open Settings (UI)');
    const search = stage.all('.settings-editor .suggest-input-container');
    await search.click();
    await stage.page.keyboard.press('ControlOrMeta+A');
    await stage.page.keyboard.type('@ext:flow-webhooks.flow-webhooks');
    await stage.page.locator('.settings-editor .setting-item', { hasText: 'Flow Webhooks' }).first().waitFor();
    for (const page of [1, 2, 3]) {
      await shoot(stage, `settings-${page}`);
      await stage.page.locator('.settings-tree-container').hover();
      await stage.page.mouse.wheel(0, 650);
    }
  });
}
