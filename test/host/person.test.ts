// The extension as a person uses it: typing, the code lenses, prompts, notifications and panels.
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../support/github';
import { eventually } from './eventually';
import { type Host, startHost } from './host';
import { Person } from './person';
import { sample, sampleFile } from './services';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

const root = path.resolve(__dirname, '..', '..');
const channel = 'Flow Webhooks';

let github: GitHubStandIn;
let workspace: string;
let host: Host;
let workbench: Workbench;
let person: Person;

beforeAll(async () => {
  github = await startGitHub();
  workspace = await createWorkspace(sample);
  host = await startHost({
    workspace,
    extension: root,
    machineSettings: { 'flowWebhooks.github.apiUrl': github.url },
  });
  workbench = await Workbench.open(host);
  person = new Person(workbench, 'person');
  await workbench.openFile(sampleFile);
});

afterAll(async () => {
  await workbench?.close();
  await host?.stop();
  await github?.close();
  if (workspace) await rm(workspace, { recursive: true, force: true });
});

/** Line and column, both from 1, of a text in the sample as it is on disk. */
async function placeOf(text: string): Promise<[line: number, column: number]> {
  const lines = (await readFile(path.join(workspace, sampleFile), 'utf8')).split('\n');
  const index = lines.findIndex((line) => line.includes(text));
  return [index + 1, (lines[index] ?? '').indexOf(text) + 1];
}

describe('typing', () => {
  test('fixes a missing comma that VS Code itself reports', async () => {
    const [line, column] = await placeOf('"single"');
    await workbench.goTo(line, column + '"single"'.length);
    await workbench.page.keyboard.press('Delete');
    expect(await workbench.editorText()).not.toContain('"single",');
    await workbench.waitForSquiggle('error');
    // VS Code marks what comes next.
    await workbench.quickFix(line + 1, '        "parameters"'.length);
    await eventually('the comma', async () => (await workbench.editorText()).includes('"single",'));
    // As it was on the disk, since the next test reads it there.
    await eventually('the saved file', async () => (await placeOf('"single",'))[0] === line);
  });

  test('shows a mistake as a squiggle, in the problems and in the hover, and fixes it', async () => {
    const [line, column] = await placeOf('"single"');
    await workbench.goTo(line, column + 4);
    await workbench.page.keyboard.press('Delete');
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.page.keyboard.insertText('g');
    expect(await workbench.editorText()).toContain('"x-ms-trigger": "sinlge"');
    await workbench.waitForSquiggle('error');
    const problems = await workbench.problems();
    expect(problems.join('\n')).toMatch(/Error: .*sinlge.*single.* at line 69 /);
    const hover = await workbench.hover(line, column + 2);
    expect(hover).toMatch(/sinlge.*single/);
    await workbench.screenshot('mistake');
    await workbench.quickFix(line, column + 2);
    await eventually('the repair', async () => (await workbench.editorText()).includes('"x-ms-trigger": "single"'));
    await workbench.screenshot('mistake-repaired');
  });

  test('shows the lifecycle of a trigger where the mouse rests, and the outline by triggers and actions', async () => {
    const [line, column] = await placeOf('"x-ms-trigger"');
    const hover = await workbench.hover(line, column + 2);
    expect(hover).toMatch(/Webhook trigger: Triggers when a PUSH event occurs/);
    expect(hover).toMatch(/POST .*\/repos\/\{owner\}\/\{repo\}\/hooks/);
    await workbench.screenshot('trigger-hover');
    await workbench.page.keyboard.press('Escape');
    const outline = await workbench.outline();
    expect(outline.join('\n')).toMatch(
      /Actions[\s\S]*Get the list of repos[\s\S]*Triggers[\s\S]*Triggers when a PUSH event occurs[\s\S]*Definitions/,
    );
    await workbench.screenshot('outline');
  });
});

describe('a webhook', () => {
  test('is registered through the code lens', async () => {
    const [line] = await placeOf('"/repos/{owner}/{repo}/hooks"');
    await workbench.goTo(line);
    await person.lensesAre('Register webhook');
    await person.register();
    const dialog = await workbench.dialog();
    expect(dialog.message).toBe(`Send your credentials to ${github.url}?`);
    expect(dialog.detail).toMatch(new RegExp(`^POST ${github.url}/repos/octocat/hello-world/hooks\n`));
    expect(dialog.detail).toContain('Authorization: Bearer ***');
    expect(dialog.detail).toMatch(/Deliveries go to http:\/\/127\.0\.0\.1:\d+\/hook\/\*\*\* /);
    await workbench.clickDialog('Send');
    await workbench.notification('is registered');
    await workbench.screenshot('registered');
    expect(github.hooks()).toHaveLength(1);
    await person.lensesAre('Register webhook', 'Tail (1)', 'Delete (1)');
  });

  test('shows its deliveries in the output panel', async () => {
    await workbench.clickNotification('is registered', 'Show Output');
    await github.push('octocat', 'hello-world');
    await github.push('octocat', 'hello-world', 'push', { compare: 17, repository: { owner: 'octocat' } });
    await person.lensesAre('Register webhook', 'Tail (3)', 'Delete (1)');
    const text = await workbench.output(channel, (shown) => shown.includes('/repository/owner'));
    await workbench.screenshot('deliveries');
    expect(text).toMatch(/webhook-trigger {2}ping {2}✔ handshake completed \(200\)/);
    expect(text).toMatch(/webhook-trigger {2}push {2}✔ matches {2}signature valid/);
    expect(text).toMatch(
      /webhook-trigger {2}push {2}✘ 2 problems {2}signature valid .* {2}\/compare .* · \/repository\/owner /,
    );
  });

  test('is deleted through the code lens, once that is confirmed', async () => {
    await workbench.clickLens('Delete (1)', () => workbench.hasDialog());
    const dialog = await workbench.dialog();
    expect(dialog.message).toBe('Delete the webhook of "Triggers when a PUSH event occurs"?');
    await workbench.screenshot('delete');
    await workbench.clickDialog('Delete');
    await workbench.notification('Deleted the webhook');
    expect(github.hooks()).toEqual([]);
    await person.lensesAre('Register webhook');
    await workbench.screenshot('deleted');
  });

  test('whose create answer has no Location is said to be undeletable by Power Automate', async () => {
    github.location = false;
    await person.register();
    await workbench.clickDialog('Send');
    const text = await workbench.notification('Power Automate could not delete this webhook');
    expect(text).toContain('no "Location" header');
    await workbench.screenshot('no-location');
    github.location = true;
    await person.delete();
    await person.lensesAre('Register webhook');
    expect(github.hooks()).toEqual([]);
  });
});

describe('a crash of the extension host while a webhook is created', () => {
  test('leaves nothing behind that is not offered for deletion', async () => {
    const hold = github.holdCreate();
    await person.register();
    await workbench.clickDialog('Send');
    await hold.reached;
    const pids = await host.extensionHostPids();
    expect(pids).not.toEqual([]);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    hold.drop();
    expect(github.hooks()).toHaveLength(1);

    await workbench.reload();
    await workbench.notification('may still be at the service');
    // The receiver is back on its port, for whatever the service still sends.
    await workbench.page.locator('.statusbar-item', { hasText: '1 webhook' }).waitFor();
    await workbench.screenshot('orphan');
    await workbench.clickNotification('may still be at the service', 'Delete…');
    await workbench.clickDialog('Delete');
    await person.giveToken();
    await workbench.notification('Deleted the webhook');
    await person.lensesAre('Register webhook');
    expect(await workbench.output(channel)).not.toContain('✘');
    await workbench.screenshot('orphan-deleted');
    expect(github.hooks()).toEqual([]);
  });
});

describe('deliveries that GitHub could not bring', () => {
  test('are shown, and come when they are chosen', async () => {
    await person.register();
    await workbench.clickDialog('Send');
    await workbench.notification('is registered');
    await person.lensesAre('Register webhook', 'Tail (1)', 'Delete (1)');
    const [hook] = github.hooks();
    const { url } = hook!.config;
    await github.settled();
    github.readdress(hook!.id, 'http://127.0.0.1:9/asleep');
    expect(await github.push('octocat', 'hello-world')).toMatchObject([{ statusCode: 502 }]);
    github.readdress(hook!.id, url);
    await workbench.runCommand('Flow Webhooks: Show Missed GitHub Deliveries…');
    const missed = await workbench.quickInput(({ placeholder }) => placeholder.includes('Which deliveries'));
    expect(missed.items.join()).toContain('push');
    await workbench.screenshot('missed');
    await workbench.answer();
    await workbench.quickInput(({ placeholder }) => placeholder.includes('How should the missed deliveries'));
    await workbench.screenshot('missed-ways');
    await workbench.answer();
    const shown = await workbench.output(channel, (text) => /push {2}✔ matches {2}signature valid/.test(text));
    await workbench.screenshot('redelivered');
    expect(shown).not.toContain('✘');
    await person.delete();
    await workbench.notification('Deleted the webhook');
  });
});
