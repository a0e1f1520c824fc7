// What a person sees of the contract: the mark on the line, its repairs, and the schema updated from what they copied.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../support/github';
import { eventually } from './eventually';
import { type Host, startHost } from './host';
import { Person } from './person';
import { sample, sampleFile } from './services';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

const root = path.resolve(__dirname, '..', '..');

let github: GitHubStandIn;
let workspace: string;
let host: Host;
let workbench: Workbench;

beforeAll(async () => {
  github = await startGitHub();
  workspace = await createWorkspace(sample);
  host = await startHost({ workspace, extension: root, machineSettings: { 'flowWebhooks.github.apiUrl': github.url } });
  workbench = await Workbench.open(host);
  await workbench.openFile(sampleFile);
});

afterAll(async () => {
  await workbench?.close();
  await host?.stop();
  await github?.close();
  if (workspace) await rm(workspace, { recursive: true, force: true });
});

/** Line and column, both from 1, of the first text behind another one. */
async function placeOf(after: string, text: string): Promise<[line: number, column: number]> {
  const content = await workbench.editorText();
  const at = content.indexOf(text, content.indexOf(after));
  const before = content.slice(0, at).split('\n');
  return [before.length, before.at(-1)!.length + 1];
}

test('a delivery that contradicts the definition marks the line, and is repaired from there', async () => {
  const [line] = await placeOf('"/repos/{owner}/{repo}/hooks"', '"/repos');
  await workbench.goTo(line);
  const person = new Person(workbench, 'contract');
  await person.register();
  await workbench.clickDialog('Send');
  await workbench.notification('is registered');
  await github.push('octocat', 'hello-world', 'push', { compare: [17], ref: 'refs/heads/main' });
  const [at, column] = await placeOf('"compare"', '"string"');
  const hover = await eventually('the finding in the hover', async () => {
    const text = await workbench.hover(at, column + 2);
    return text.includes('Last delivery') && text;
  });
  expect(hover).toMatch(/Last delivery from the service \d\d:\d\d: compare was an array, not a string\./);
  await workbench.screenshot('contract-finding');
  await workbench.page.keyboard.press('Escape');
  await workbench.page.keyboard.press('Control+.');
  await workbench.page.locator('.action-widget .monaco-list-row.action').first().waitFor();
  await workbench.screenshot('contract-fixes');
  await workbench.page.keyboard.press('Escape');
  await workbench.quickFix(at, column + 2);
  await eventually('the repair', async () => /"compare": \{\s+"type": "array"/.test(await workbench.editorText()));
  await workbench.screenshot('contract-repaired');
});

const question = 'Apply this change to';

const questionGone = () => workbench.notificationItems.filter({ hasText: question }).waitFor({ state: 'hidden' });

const questionButton = (label: string) =>
  workbench.notificationItems
    .filter({ hasText: question })
    .locator('.monaco-button', { hasText: new RegExp(`^${label}$`) });

const titleButton = (label: string) => workbench.page.locator(`.editor-actions .action-label[aria-label^="${label}"]`);

/** A button that shows its whole label, inside of the window. */
async function uncut(button: Locator, label: string, width: number): Promise<void> {
  await eventually(`all of "${label}" at ${width} pixels`, async () => {
    if ((await button.allInnerTexts()).join() !== label) return false;
    // None while the window is being laid out.
    const box = await button.boundingBox();
    if (!box || box.x < 0 || box.x + box.width > width) return false;
    return button.evaluate((shown) => shown.scrollWidth <= shown.clientWidth + 1);
  });
}

/** Has the schema updated where it is from a payload on the clipboard, up to the difference; tells where it could be. */
async function compareWith(payload: object): Promise<string[]> {
  await workbench.copy(JSON.stringify(payload));
  await workbench.runCommand('Flow Webhooks: Update Notification Schema…');
  await workbench.quickInput(({ placeholder }) => placeholder.includes('From which samples'));
  await workbench.screenshot('contract-sources');
  // The label begins with its icon.
  await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'The clipboard' }).click();
  const places = await workbench.quickInput(({ placeholder }) => placeholder.includes('Where should the schema go'));
  await workbench.pick('Where it is now');
  await workbench.notification(question);
  return places.items;
}

test('the schema is updated from the clipboard, once the difference was seen', async () => {
  const places = await compareWith({ compare: [1], commits: [{ id: 'a', added: [] }], size: 2.5 });
  expect(places).toEqual(['Where it is now', 'On the path of the trigger', 'Under `definitions`, with a reference']);
  await workbench.screenshot('contract-preview');
  for (const width of [1440, 900, 600]) {
    await workbench.page.setViewportSize({ width, height: 900 });
    await workbench.screenshot(`contract-preview-${width}`);
    for (const label of ['Apply', 'Discard']) await uncut(questionButton(label), label, width);
    for (const label of ['Apply Change', 'Discard Change']) await uncut(titleButton(label), label, width);
  }
  await workbench.page.setViewportSize({ width: 1440, height: 900 });
  // In a narrow window the question goes behind the bell.
  await workbench.clickNotification(question, 'Apply');
  await eventually('the schema', async () => (await workbench.editorText()).includes('"title": "Size"'));
  await questionGone();
  await workbench.screenshot('contract-updated');
});

test('a change is discarded and applied in the title of the comparison', async () => {
  const before = await workbench.editorText();
  const press = async (button: string) => {
    await titleButton(button).click();
    await questionGone();
  };
  await compareWith({ weight: 1.5 });
  await press('Discard Change');
  expect(await workbench.editorText()).toBe(before);
  await compareWith({ weight: 1.5 });
  await press('Apply Change');
  await eventually('the schema', async () => (await workbench.editorText()).includes('"title": "Weight"'));
});
