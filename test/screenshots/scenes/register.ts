// The steps of registering: values, sign-in, how deliveries get to this computer, what is sent, progress and failure.

import { sample, sampleFile } from '../../host/services';
import { adminToken, type GitHubStandIn, startGitHub } from '../../support/github';
import { onStage, type Stage } from '../stage';
import type { Shoot } from '../surfaces';

export async function register(shoot: Shoot): Promise<void> {
  const github = await startGitHub();
  const machineSettings = { 'flowWebhooks.github.apiUrl': github.url };
  try {
    await onStage({ files: sample, machineSettings }, (stage) => steps(stage, shoot, github));
  } finally {
    await github.close();
  }
  await onStage({}, (stage) => publicAccess(stage, shoot));
}

async function steps(stage: Stage, shoot: Shoot, github: GitHubStandIn): Promise<void> {
  const { workbench } = stage;
  const asked = (text: string) =>
    workbench.quickInput(({ placeholder, message }) => `${placeholder} ${message}`.includes(text));
  await workbench.openFile(sampleFile);
  await workbench.goTo(60);
  await workbench.clickLens('Register webhook');
  await asked('owner');
  await shoot(stage, 'register-1-owner');
  await workbench.answer('octocat');
  await asked('repo');
  await workbench.answer('hello-world');
  await asked('Optional values');
  await shoot(stage, 'register-2-options');
  await workbench.answer();
  await asked('How do you sign in');
  await shoot(stage, 'register-3-sign-in');
  await workbench.pick('Personal access token');
  await workbench.quickInput(({ password }) => password);
  await shoot(stage, 'register-4-token');
  await workbench.answer('wrong');
  await workbench.dialog();
  await shoot(stage, 'register-5-request');
  await workbench.clickDialog('Send');
  await workbench.notification('rejected');
  await shoot(stage, 'register-6-rejected');
  await workbench.clickNotification('rejected', 'Sign In Again');
  await workbench.pick('Personal access token');
  await workbench.quickInput(({ password }) => password);
  const hold = github.holdCreate();
  await workbench.answer(adminToken);
  await stage
    .all('.monaco-dialog-box .monaco-button', 'Send')
    .click({ timeout: 10_000 })
    .catch(() => {});
  await hold.reached;
  await workbench.notification('Registering');
  await shoot(stage, 'register-7-progress');
  hold.drop();
  await workbench.notification('as an orphan');
  await shoot(stage, 'register-8-broken');
  await workbench.runCommand('Notifications: Clear All Notifications');
  await canceled(stage, shoot, github);
}

/** The same again, given up while the service takes its time. */
async function canceled(stage: Stage, shoot: Shoot, github: GitHubStandIn): Promise<void> {
  const { workbench } = stage;
  await workbench.runCommand('Flow Webhooks: Register Webhook…');
  for (const text of ['owner', 'repo', 'Optional values']) {
    await workbench.quickInput(({ placeholder, message }) => `${placeholder} ${message}`.includes(text));
    await workbench.answer();
  }
  await workbench.pick('Personal access token');
  await workbench.quickInput(({ password }) => password);
  const hold = github.holdCreate();
  await workbench.answer(adminToken);
  await workbench.clickDialog('Send');
  await hold.reached;
  await workbench.notification('Registering');
  await workbench.clickNotification('Registering', 'Cancel');
  await workbench.notification('as an orphan');
  await shoot(stage, 'register-9-canceled');
  hold.drop();
}

async function publicAccess(stage: Stage, shoot: Shoot): Promise<void> {
  const { workbench } = stage;
  await workbench.runCommand('Flow Webhooks: Open an Example Definition');
  await stage.page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
  await workbench.runCommand('Flow Webhooks: Register Webhook…');
  await workbench.quickInput(({ placeholder }) => placeholder.includes('Optional values'));
  await stage.page.keyboard.press('Enter');
  await workbench.quickInput(({ message }) => message.includes('API key for'));
  await shoot(stage, 'public-access-0-key');
  await workbench.answer('k3y');
  await workbench.quickInput(({ placeholder }) => placeholder.includes('reach this computer'));
  await shoot(stage, 'public-access-1-ways');
  await workbench.pick('ngrok');
  await workbench.quickInput(({ message }) => message.includes('ngrok http'));
  await shoot(stage, 'public-access-2-command');
  await workbench.answer('http://127.0.0.1:1');
  await workbench.quickInput(({ message }) => message.includes('Nothing answers'));
  await shoot(stage, 'public-access-3-wrong');
  await stage.page.keyboard.press('Escape');
}
