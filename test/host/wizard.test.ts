// The new trigger wizard as a person goes through it, with the tutorial's samples.
import { spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRequest, createResponse, notification } from '../features/tutorialSamples';
import { eventually } from './eventually';
import { type Host, startHost } from './host';
import { eachLook, pageWith } from './looks';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

const root = path.resolve(__dirname, '..', '..');
const file = 'apiDefinition.swagger.json';

let workspace: string;
let host: Host;
let workbench: Workbench;

beforeAll(async () => {
  workspace = await createWorkspace({
    'created.json': JSON.stringify(createResponse, null, 2),
    // Open beside it, and no sample.
    'apiProperties.json': JSON.stringify({ properties: {} }),
  });
  host = await startHost({ workspace, extension: root });
  workbench = await Workbench.open(host, { size: { width: 1440, height: 900 } });
});

afterAll(async () => {
  await workbench?.close();
  await host?.stop();
  if (workspace) await rm(workspace, { recursive: true, force: true });
});

/** The question in front, once it is the one with this text. */
const question = (text: RegExp) =>
  workbench.quickInput(({ placeholder, message }) => text.test(`${placeholder} ${message}`));
/** The same with the text that is proposed, which comes a moment later. */
const proposal = async (text: RegExp) =>
  (await workbench.quickInput(({ message, value }) => text.test(message) && value !== '')).value;
const back = () => workbench.page.locator('.quick-input-titlebar .codicon-quick-input-back').click();

describe('the wizard', () => {
  test('asks for samples, and says what is wrong with one', async () => {
    await workbench.openFile('apiProperties.json');
    await workbench.openFile('created.json');
    await workbench.runCommand('Flow Webhooks: New Trigger from Samples…');
    const place = await question(/Where should the trigger go/);
    expect(place.items).toEqual([
      'A new definition in JSON',
      'A new definition in YAML',
      'Write everything in one editor…',
    ]);
    await workbench.pick('A new definition in JSON');
    expect(await proposal(/Name of the new file/)).toBe(file);
    await workbench.answer();

    await workbench.copy('{"half": hunter2');
    await question(/A request that creates a webhook/);
    await workbench.pick('Paste from the clipboard');
    expect((await question(/It isn't valid JSON: see line 1/)).placeholder).not.toContain('hunter2');
    await workbench.copy(createRequest);
    await workbench.pick('Paste from the clipboard');
    expect(await proposal(/Method and path/)).toBe('POST https://api.github.com/repos/{owner}/{repo}/hooks');
    expect((await question(/Method and path/)).title).toMatch(/\(4\)$/);
  });

  test('goes back, and checks what is typed', async () => {
    await back();
    await question(/A request that creates a webhook/);
    await workbench.pick('Paste from the clipboard');
    await question(/Method and path/);
    await workbench.answer('GET /hooks');
    await question(/"GET" does not create a webhook/);
    await workbench.answer('POST https://api.github.com/repos/{owner}/{repo}/hooks');
  });

  test('takes a sample from an open editor', async () => {
    const { items } = await question(/The service.s response/);
    expect(items).toEqual([
      'Paste from the clipboard',
      'From created.json',
      'Choose a file…',
      'No sample: 201 and the URL of the webhook',
    ]);
    await workbench.pick('From created.json');
    await question(/A delivery of the service/);
    await workbench.copy(JSON.stringify(notification));
    await workbench.pick('Paste from the clipboard');
  });

  test('proposes the property for the callback, in each kind of theme, wide and narrow', async () => {
    const { items } = await question(/Which property takes the callback URL/);
    expect(items.slice(0, 2)).toEqual(['Config URL', 'Name']);
    await eachLook(workbench, workspace, 'wizard', async () => {
      await question(/Which property takes the callback URL/);
    });
    await workbench.pick('Config URL');
  });

  test('lets choose what makers may change and get', async () => {
    await question(/Which values can flow makers change/);
    await workbench.screenshot('wizard-fields');
    await workbench.page.keyboard.press('Enter');
    const { items } = await question(/dynamic content/);
    expect(items).toContain('Pull request user login');
    await workbench.page.keyboard.press('Enter');
  });

  test('writes a definition that certification accepts, but for what only its publisher knows', async () => {
    expect(await proposal(/Title of the trigger/)).toBe('When a pull request event arrives');
    await workbench.answer('When a pull request is opened');
    expect(await proposal(/Name of the operation/)).toBe('WhenAPullRequestIsOpened');
    await workbench.answer();
    await question(/How is a webhook deleted/);
    await workbench.pick('DELETE /repos/{owner}/{repo}/hooks/{hookId}');
    await workbench.notification('The trigger "WhenAPullRequestIsOpened" was added to the definition.');
    await workbench.screenshot('wizard-written');

    const { status, stdout } = spawnSync(
      process.execPath,
      [path.join(root, 'dist', 'check.js'), '--profile', 'certification', path.join(workspace, file)],
      { encoding: 'utf8' },
    );
    const others = stdout
      .split('\n')
      .filter(
        (line) => /: (error|warning): /.test(line) && !/\[connector-(contact|metadata|description)\]$/.test(line),
      );
    expect(others).toEqual([]);
    expect(status).toBe(1);
    const text = await readFile(path.join(workspace, file), 'utf8');
    expect(await workbench.editorText()).toBe(text);
  });

  test('leads to the preview', async () => {
    await workbench.clickNotification('was added to the definition', 'Preview');
    const page = await pageWith(workbench, '.card');
    await eventually(
      'the title',
      async () => (await page.locator('h1').allInnerTexts()).join() === 'When a pull request is opened',
    );
    expect(await page.locator('.tokens li .title').allInnerTexts()).toContain('Pull request HTML URL');
    await workbench.screenshot('wizard-preview');
  });

  test('adds a trigger to a definition, with little to go by', async () => {
    const before = await workbench.editorText();
    await workbench.runCommand('Flow Webhooks: New Trigger from Samples…');
    expect((await question(/Where should the trigger go/)).items[0]).toBe(file);
    await workbench.pick(file);
    await question(/A request that creates a webhook/);
    await workbench.pick('No sample: only the callback URL is sent');
    await question(/Method and path/);
    await workbench.answer('POST https://elsewhere.example/orders/hooks');
    await question(/The definition is for api.github.com/);
    await workbench.answer('/orders/{shop}/hooks');
    await question(/The service.s response/);
    await workbench.pick('No sample: 201 and the URL of the webhook');
    await question(/A delivery of the service/);
    await workbench.copy('{"id": 1}');
    await workbench.pick('Paste from the clipboard');
    expect(await proposal(/Which property takes the callback URL/)).toBe('callbackUrl');
    await workbench.answer();
    await question(/dynamic content/);
    await workbench.page.keyboard.press('Enter');
    await question(/Title of the trigger/);
    await workbench.answer('When ordered');
    await question(/Name of the operation/);
    await workbench.answer('WhenAPullRequestIsOpened');
    await question(/has an operation "WhenAPullRequestIsOpened" already/);
    await workbench.answer('WhenOrdered');
    await question(/How is a webhook deleted/);
    await workbench.pick('Another path…');
    await question(/Path of the DELETE/);
    await workbench.answer('/hooks/{id}');
    await workbench.notification('The trigger "WhenOrdered" was added to the definition.');
    const { paths } = JSON.parse(await workbench.editorText());
    expect(Object.keys(paths).slice(2)).toEqual(['/orders/{shop}/hooks', '/hooks/{id}']);
    await workbench.page.keyboard.press('ControlOrMeta+Z');
    expect(await workbench.editorText()).toBe(before);
  });
});
