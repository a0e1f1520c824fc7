// What a person does and sees: typing, the code lenses, prompts, notifications and panels.
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminToken, type GitHubStandIn, startGitHub } from '../support/github';
import { eventually } from './eventually';
import { type Host, startHost } from './host';
import { createWorkspace } from './inHost';
import { sample, sampleFile } from './services';
import { Workbench } from './workbench';

const root = path.resolve(__dirname, '..', '..');
const channel = 'Flow Webhooks';

let github: GitHubStandIn;
let workspace: string;
let host: Host;
let workbench: Workbench;

beforeAll(async () => {
  github = await startGitHub();
  workspace = await createWorkspace(sample);
  host = await startHost({
    workspace,
    extension: root,
    machineSettings: { 'flowWebhooks.github.apiUrl': github.url },
  });
  workbench = await Workbench.open(host);
  await workbench.openFile(sampleFile);
}, 180_000);

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
  return [index + 1, lines[index]!.indexOf(text) + 1];
}

const lensesAre = (...wanted: string[]) =>
  eventually(`the lenses ${wanted.join(', ')}`, async () => {
    const found = await workbench.lenses();
    expect(found).toEqual(wanted);
    return true;
  });

/** Answers what the Register lens asks. */
async function registerByLens(): Promise<void> {
  await workbench.clickLens('Register webhook');
  await workbench.quickInput(({ message }) => message.includes('owner'));
  await workbench.screenshot('register-owner');
  await workbench.answer('octocat');
  await workbench.quickInput(({ message }) => message.includes('repo'));
  await workbench.answer('hello-world');
  const more = await workbench.quickInput(({ placeholder }) => placeholder.includes('More options'));
  expect(more.items).toContain('Description of repo');
  await workbench.screenshot('register-more');
  await workbench.answer();
}

async function giveToken(): Promise<void> {
  const kinds = await workbench.quickInput(({ placeholder }) => placeholder.includes('How do you sign in'));
  expect(kinds.items).toContain('Personal access token');
  await workbench.screenshot('sign-in');
  await workbench.pick('Personal access token');
  const box = await workbench.quickInput(({ message }) => message.includes('Personal access token'));
  expect(box.password).toBe(true);
  await workbench.screenshot('token');
  await workbench.answer(adminToken);
}

describe('typing', () => {
  test('shows a mistake as a squiggle, in the problems and in the hover', async () => {
    const [line, column] = await placeOf('"single"');
    await workbench.goTo(line, column + 3);
    await workbench.page.keyboard.press('Delete');
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.page.keyboard.insertText('n');
    await workbench.waitForSquiggle('error');
    const problems = await workbench.problems();
    expect(problems.join('\n')).toMatch(/sinlge/);
    const hover = await workbench.hover(line, column + 2);
    expect(hover).toMatch(/single/);
    await workbench.screenshot('mistake');
  });
});
