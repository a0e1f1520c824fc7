// Deliveries that a person sends again, edited, and examples that they send.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../support/github';
import { eventually } from './eventually';
import { type Host, startHost } from './host';
import { Person } from './person';
import { sample, sampleFile } from './services';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

describe('a person', () => {
  let github: GitHubStandIn;
  let workspace: string;
  let host: Host;
  let workbench: Workbench;

  beforeAll(async () => {
    [workspace, github] = await Promise.all([createWorkspace(sample), startGitHub()]);
    host = await startHost({
      workspace,
      extension: path.resolve(__dirname, '..', '..'),
      machineSettings: { 'flowWebhooks.github.apiUrl': github.url },
    });
    workbench = await Workbench.open(host);
    await workbench.openFile(sampleFile);
    const person = new Person(workbench, 'replay');
    await workbench.goTo(65);
    await person.register();
    await workbench.clickDialog('Send');
    await workbench.notification('is registered');
    await github.push('octocat', 'hello-world');
    await person.lensesAre('Register webhook', 'Tail (2)', 'Delete (1)');
  });

  afterAll(async () => {
    await workbench?.close();
    await host?.stop();
    await github?.close();
    if (workspace) await rm(workspace, { recursive: true, force: true });
  });

  test('edits a delivery and replays it', async () => {
    await workbench.runCommand('Flow Webhooks: Replay Delivery…');
    await workbench.quickInput(({ placeholder }) => placeholder.includes('Which delivery?'));
    await workbench.screenshot('replay-which');
    await workbench.answer('push');
    const ways = await workbench.quickInput(({ placeholder }) => placeholder.includes('Send it again where'));
    expect(ways.items).toHaveLength(4);
    await workbench.screenshot('replay-ways');
    await workbench.answer('To the callback server, edited');
    await eventually('the lens', async () => (await workbench.lenses()).some((text) => text.includes('Replay')));
    expect(await workbench.editorText()).toMatch(/^{\n {2}"ref": "refs\/heads\//);
    // Pasted: what is typed gets its closing brackets.
    await workbench.copy('{"compare": 17}');
    await workbench.page.keyboard.press('ControlOrMeta+A');
    await workbench.page.keyboard.press('ControlOrMeta+V');
    await workbench.screenshot('replay-edited');
    await workbench.clickLens('Replay to the callback server');
    const text = await workbench.output('Flow Webhooks', (shown) => shown.includes('/compare'));
    expect(text).toMatch(/push .*✘ 1 problem.* signature valid/);
    await workbench.screenshot('replay-result');
  });

  test('sends an example that was made from the schema, with the button of the editor', async () => {
    await workbench.runCommand('Flow Webhooks: Send Example Delivery…');
    await workbench.quickInput(({ placeholder }) => placeholder.includes('Which body?'));
    await workbench.screenshot('send-which');
    await workbench.answer('Made from');
    await workbench.quickInput(({ message }) => message.includes('Event name'));
    await workbench.answer('push');
    await eventually('the lens', async () => (await workbench.lenses()).some((text) => text.includes('Send as if')));
    expect(JSON.parse(await workbench.editorText())).toHaveProperty('repository');
    await workbench.screenshot('send-example');
    await workbench.page.locator('.editor-actions .action-label[aria-label*="Send This Delivery"]').click();
    await workbench.output(
      'Flow Webhooks',
      (shown) => (shown.match(/✔ matches {2}signature valid/g) ?? []).length === 2,
    );
    await workbench.screenshot('send-result');
  });
});
