// Webhooks, their rows in the view and examples, with the keyboard alone; each key to its effect.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './eventually';
import { channel, KeyboardUser } from './keyboardUser';
import { ordersFile } from './seeded';
import { sampleFile } from './services';

let user: KeyboardUser;

beforeAll(async () => {
  user = await KeyboardUser.start();
});

afterAll(() => user?.stop());

describe('a webhook', () => {
  test('is registered from the lens, with the questions, the dialog and its key', async () => {
    await user.workbench.openFile(sampleFile);
    const lines = (await readFile(user.inWorkspace(sampleFile), 'utf8')).split('\n');
    const hooks = lines.findIndex((line) => line.includes('"/repos/{owner}/{repo}/hooks"'));
    await user.workbench.goTo(lines.findIndex((line, index) => index > hooks && line.includes('"post"')) + 1);
    await user.workbench.lenses();
    await user.workbench.runCommand('Show CodeLens Commands for Current Line');
    const { items } = await user.workbench.quickInput(({ items }) =>
      items.some((one) => one.includes('Register webhook')),
    );
    expect(items.join()).toMatch(/Register webhook.*Preview.*Tail \(5\).*Delete \(1\)/);
    await user.workbench.screenshot('keyboard-lenses');
    await user.choose('Register webhook');
    await user.question(/Name of the owner/);
    await user.type('octocat');
    await user.key('Enter');
    await user.question(/Name of the repository/);
    await user.type('hello-world');
    await user.key('Enter');
    await user.question(/Optional values/);
    await user.key('Enter');
    // What an earlier window kept is gone with its page.
    await user.giveToken();
    await user.acceptDialog(/^Send your credentials to/);
    await user.workbench.notification('is registered');
    expect(user.services.github.hooks()).toHaveLength(2);
    await user.services.github.settled();
    await user.services.github.push('octocat', 'hello-world');
    await user.workbench.runCommand('Notifications: Accept Notification Primary Action');
    await user.toOutput((text) => /push {2}✔ matches/.test(text));
  });

  test('is asked for at another address with the key of that button', async () => {
    await user.workbench.openFile(ordersFile);
    await user.workbench.runCommand('Flow Webhooks: Register Webhook…');
    await user.question(/Optional values/);
    await user.workbench.screenshot('keyboard-button');
    await user.key('Alt+1');
    await user.question(/URL of the service, including its base path/);
    await user.key('Escape');
  });
});

describe('the rows of the view', () => {
  const pings = () => user.services.github.requests.filter(({ path: to }) => /\/pings$/.test(to)).length;

  test('have what their icons do in the menu', async () => {
    const before = pings();
    await user.toRow(/^octocat\/hello-world/);
    await user.fromMenu('Ping GitHub Webhook…', 'keyboard-menu-webhook');
    await eventually('the ping', () => pings() === before + 1);
    await user.toRow(/^octocat\/hello-world/);
    await user.fromMenu('Tail Deliveries');
    await user.workbench.page.locator('.output-view .monaco-editor').first().waitFor();
  });

  test('of deliveries are redelivered and replayed', async () => {
    const redelivered = () => user.services.github.requests.filter(({ path: to }) => /\/attempts$/.test(to)).length;
    await user.toRow(/^push, matches/);
    await user.fromMenu('Redeliver from GitHub…', 'keyboard-menu-delivery');
    await eventually('the redelivery', () => redelivered() === 1);
    await user.toRow(/^push, matches/);
    await user.fromMenu('Replay Delivery…');
    await user.question(/Send it again where/);
    await user.key('Enter');
    await user.workbench.output(channel, (text) => (text.match(/push {2}✔ matches/g) ?? []).length >= 3);
  });

  test('of triggers register', async () => {
    await user.toRow(/^Triggers when a PUSH event occurs/);
    await user.fromMenu('Register Webhook…');
    await user.question(/Name of the owner/);
    await user.key('Escape');
  });
});

describe('an example that is edited', () => {
  test('is sent with its key', async () => {
    await user.toRow(/^octocat\/hello-world/);
    await user.fromMenu('Send Example Delivery…');
    await user.question(/Which body/);
    await user.choose('Empty');
    await user.question(/Event name/);
    await user.type('from-keys');
    await user.key('Enter');
    await user.activeTab('from-keys.json');
    await eventually('the lens', async () =>
      (await user.workbench.lenses()).some((text) => text.includes('Send as if')),
    );
    await user.key('ControlOrMeta+Enter');
    await user.workbench.output(channel, (text) => text.includes('from-keys'));
  });
});

test('a webhook is deleted from its menu', async () => {
  const before = user.services.github.hooks().length;
  await user.toRow(/^octocat\/hello-world/);
  await user.fromMenu('Delete Webhook…');
  await user.acceptDialog(/^Delete the webhook of/);
  await user.workbench.notification('Deleted the webhook');
  expect(user.services.github.hooks()).toHaveLength(before - 1);
});
