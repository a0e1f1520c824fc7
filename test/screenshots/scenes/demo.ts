// The demo from its first question to the deletion of its webhooks.

import { onStage } from '../stage';
import type { Shoot } from '../surfaces';

export async function demo(shoot: Shoot): Promise<void> {
  await onStage({}, async (stage) => {
    const { workbench } = stage;
    const choice = (label: string) => stage.all('.quick-input-list .monaco-list-row', label);
    await workbench.runCommand('Flow Webhooks: Focus on Flow Webhooks View');
    await stage.all('.sidebar .welcome-view-content .monaco-button', 'Try It With a Local Demo').click();
    await choice('A temporary folder').waitFor();
    await shoot(stage, 'demo-1-folder');
    await choice('A temporary folder').click();
    await choice('Register Webhook').waitFor();
    await shoot(stage, 'demo-2-register');
    await choice('Register Webhook').click();
    await choice('Update Notification Schema').waitFor();
    await workbench.waitForSquiggle('warning');
    await shoot(stage, 'demo-3-finding');
    await choice('Open the Failed Delivery').click();
    await choice('Update Notification Schema').waitFor();
    await shoot(stage, 'demo-4-failed-delivery');
    await choice('Update Notification Schema').click();
    await stage.all('a, .monaco-button', /^Apply/).waitFor();
    await shoot(stage, 'demo-5-change');
    await stage.all('a, .monaco-button', /^Apply/).click();
    await choice('Continue with an Ordinary Service').waitFor();
    await shoot(stage, 'demo-6-fixed');
    await choice('Continue with an Ordinary Service').click();
    await choice('Register Webhook').click();
    await choice('Update Notification Schema').waitFor();
    await shoot(stage, 'demo-7-orders');
    await choice("Delete the Demo's Webhooks").click();
    await workbench.notification('Deleted, here and at the service');
    await shoot(stage, 'demo-8-deleted');
  });
}
