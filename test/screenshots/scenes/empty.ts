// The view before anything is registered, and the palette.

import { onStage, type Stage } from '../stage';
import type { Shoot } from '../surfaces';

const noTrigger = { swagger: '2.0', info: { title: 'Orders', version: '1.0' }, host: 'orders.example.com', paths: {} };

export async function empty(shoot: Shoot): Promise<void> {
  await onStage({}, (stage) => trusted(stage, shoot));
  await onStage({ userSettings: { 'security.workspace.trust.enabled': true } }, (stage) => untrusted(stage, shoot));
}

async function trusted(stage: Stage, shoot: Shoot): Promise<void> {
  const { workbench } = stage;
  const welcome = (text: string) => stage.all('.sidebar .welcome-view-content', text).waitFor();
  await workbench.runCommand('Flow Webhooks: Focus on Flow Webhooks View');
  await welcome('no connector definition');
  await shoot(stage, 'empty-no-definition');
  await workbench.page.keyboard.press('F1');
  await stage.all('.quick-input-widget .quick-input-box input').fill('>Flow Webhooks: ');
  await workbench.quickInput((shown) => shown.items.some((item) => item.includes('New Trigger')));
  await shoot(stage, 'palette-nothing-open');
  await workbench.page.keyboard.press('Escape');
  await stage.write('apiDefinition.swagger.json', JSON.stringify(noTrigger, null, 2));
  await welcome('no webhook trigger yet');
  await shoot(stage, 'empty-no-trigger');
  await workbench.runCommand('Flow Webhooks: Open an Example Definition');
  await welcome('No webhooks yet');
  await shoot(stage, 'empty-nothing-registered');
  await workbench.page.keyboard.press('F1');
  await stage.all('.quick-input-widget .quick-input-box input').fill('>Flow Webhooks: ');
  await workbench.quickInput((shown) => shown.items.some((item) => item.includes('Register Webhook')));
  await shoot(stage, 'palette-definition');
  await workbench.page.keyboard.press('Escape');
}

async function untrusted(stage: Stage, shoot: Shoot): Promise<void> {
  await stage.all('.monaco-dialog-box .monaco-button', "No, I don't trust the authors").click();
  await stage.workbench.runCommand('Flow Webhooks: Focus on Flow Webhooks View');
  await stage.all('.sidebar .welcome-view-content', 'trusted workspaces').waitFor();
  await shoot(stage, 'empty-untrusted');
}
