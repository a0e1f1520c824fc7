// What people install, as a newcomer meets it: the package is made, installed into a VS Code that trusts nothing yet, and
// tried in an empty folder, by clicks alone.
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyCheckout } from './checkout';
import { eventually } from './eventually';
import { type Host, startHost } from './host';
import { lookedAt, pageWith, pictures, setTheme } from './looks';
import { Newcomer } from './newcomer';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

let checkout: string;
let packed: string;
let workspace: string;
let host: Host;
let workbench: Workbench;
let newcomer: Newcomer;

beforeAll(async () => {
  checkout = await copyCheckout();
  await mkdir(path.join(checkout, 'out'));
  const vsix = path.join(checkout, 'out', 'flow-webhooks.vsix');
  const made = await promisify(execFile)('npm', ['run', 'package', '--', '--out', vsix], { cwd: checkout });
  expect(made.stdout).toContain('Packaged:');
  // The packager's own listing leaves out what is in folders of many files: the package itself tells all.
  packed = (await promisify(execFile)('python3', ['-m', 'zipfile', '-l', vsix])).stdout;
  workspace = await createWorkspace({});
  host = await startHost({ workspace, vsix, userSettings: { 'security.workspace.trust.enabled': true } });
  workbench = await Workbench.open(host);
  newcomer = new Newcomer(workbench, 'newcomer');
});

afterAll(async () => {
  await workbench?.close();
  await host?.stop();
  for (const folder of [checkout, workspace]) if (folder) await rm(folder, { recursive: true, force: true });
});

const all = (selector: string, hasText?: string | RegExp): Locator =>
  workbench.page.locator(selector, hasText === undefined ? {} : { hasText }).first();

/** A choice of the guide. */
const choice = (label: string) => all('.quick-input-list .monaco-list-row', label);
/** A line of the output panel. */
const line = (text: string | RegExp) => all('.output-view .view-line', text);

test('the package holds what is needed and nothing else', () => {
  const bundles = [
    'entry.js',
    'client.js',
    'server.js',
    'serverMain.js',
    'yaml.js',
    'payloadWorker.js',
    'bodyWorker.js',
  ];
  const pages = ['delivery.js', 'delivery.css', 'preview.js', 'preview.css', 'codicons.css', 'codicon.ttf'];
  const icons = ['activity.svg', 'delivery-dark.svg', 'preview-dark.svg', 'preview-light.svg'];
  const pictures = ['check.svg', 'preview.svg', 'demo.svg', 'register.svg', 'deliveries.svg', 'export.svg'];
  for (const needed of [...bundles, ...pages, ...icons, ...pictures]) {
    expect(packed).toContain(`/${needed} `);
  }
  expect(packed).not.toMatch(/node_modules|\.map |\.ts |\/test\//);
});

test('the notices hold the licence of every package in the bundles', async () => {
  const read = (file: string) => readFile(path.join(checkout, 'dist', file), 'utf8');
  const notices = (await read('THIRD-PARTY-NOTICES.txt')).split(`\n${'-'.repeat(80)}\n`);
  const metafiles: { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> }[] = JSON.parse(
    await read('meta.json'),
  );
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const files = outputs.flatMap(({ inputs }) => Object.keys(inputs).filter((file) => inputs[file]!.bytesInOutput > 0));
  const bundled = new Set(files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/[^:]*$/.exec(file)?.[1] ?? []));
  expect(bundled.size).toBeGreaterThan(50);
  expect([...bundled].filter((name) => !notices.some((notice) => notice.includes(`\n- ${name}@`)))).toEqual([]);
  for (const notice of notices.slice(1))
    expect(notice).toMatch(/permission|redistribution|Licensed under|Attribution/i);
  expect(packed).toContain('/dist/THIRD-PARTY-NOTICES.txt ');
});

test('from an empty folder to a red and a green delivery: at most six clicks, no typing', async () => {
  const asked = all('.monaco-dialog-box .monaco-button', 'Yes, I trust the authors');
  const restricted = all('.part.banner', 'Restricted Mode');
  const activity = all('.activitybar .action-label[aria-label^="Flow Webhooks"]');
  const tryIt = all('.sidebar .welcome-view-content .monaco-button', 'Try It With a Local Demo');
  await asked.or(restricted).first().waitFor();
  await workbench.screenshot('newcomer-0');
  if (await asked.isVisible()) {
    await newcomer.click(asked, activity);
    await newcomer.click(activity, tryIt);
    expect(await workbench.page.locator('.sidebar .welcome-view-content .monaco-button').count()).toBe(1);
    await newcomer.click(tryIt, choice('A temporary folder'));
  } else {
    // Recent versions of VS Code do not ask, and open the folder in restricted mode.
    const link = all('.sidebar .welcome-view-content a', 'try a local demo');
    const trust = all('.workspace-trust-editor .monaco-button', /^Trust$/);
    await newcomer.click(activity, link);
    await newcomer.click(link, trust);
    await newcomer.click(trust, choice('A temporary folder'));
  }
  await newcomer.click(choice('A temporary folder'), choice('Register Webhook'));
  await newcomer.click(choice('Register Webhook'), choice('Update Notification Schema'));
  // The editor draws spaces as no-break spaces.
  await line(/push\s+✔\smatches/).waitFor();
  await line(/push\s+✘/).waitFor();
  expect(newcomer.clicks).toBeLessThanOrEqual(6);
  expect(await readdir(workspace)).toEqual([]);
});

test('the delivery that does not match is a finding, and its fix is one click away', async () => {
  await workbench.waitForSquiggle('warning');
  await pictures(workbench, workspace, 'newcomer-deliveries', ['dark', 'contrast', 'light']);
  await newcomer.click(
    choice('Update Notification Schema'),
    all('.tab.active', 'Notification schema of webhook-trigger'),
  );
  await newcomer.click(all('a, .monaco-button', /^Apply/), choice('Delete Webhook'));
  expect(await workbench.editorText()).toContain('"x-nullable": true');
});

test('the same delivery matches the definition once it is fixed', async () => {
  await newcomer.click(choice('Deliver It Again'), line(/push[\s\S]*✔/));
  await eventually('two deliveries that match', async () => {
    return (await workbench.page.locator('.output-view .view-line', { hasText: /push\s+✔\smatches/ }).count()) === 2;
  });
});

test('the ordinary service sends what its definition does not say', async () => {
  await newcomer.click(choice('Continue with an Ordinary Service'), choice('Register Webhook'));
  await newcomer.click(choice('Register Webhook'), choice('Update Notification Schema'));
  await line(/WhenOrderIsPlaced.*3\sproblems/).waitFor();
  await newcomer.click(choice('Update Notification Schema'), all('.tab.active', 'WhenOrderIsPlaced'));
  await newcomer.click(all('a, .monaco-button', /^Apply/), choice("Delete the Demo's Webhooks"));
});

test('the webhooks are deleted', async () => {
  await newcomer.click(choice("Delete the Demo's Webhooks"), line(/delete\s+✔\sdeleted/));
  await workbench.notification('Deleted, here and at the service');
  await eventually('the empty view', () => all('.sidebar .welcome-view-content', 'No webhooks yet').isVisible());
});

const step = (title: string) => all('.getting-started-step', title);

/** A step of the walkthrough. */
interface WalkthroughStep {
  title: string;
  /** The title of its picture. */
  picture: string;
  /** A button that does it. */
  button: string;
  /** What the button leads to. */
  shown(): Locator;
}

const steps: WalkthroughStep[] = [
  {
    title: 'Check a definition',
    picture: 'A definition with a problem',
    button: 'Open an Example Definition',
    shown: () => all('.tab', 'Untitled-1'),
  },
  {
    title: 'See it as flow makers will',
    picture: 'The trigger as flow makers see it',
    button: 'Preview the Trigger',
    shown: () => all('.quick-input-widget'),
  },
  {
    title: 'Try the demo',
    picture: 'A service and the editor',
    button: 'Try It With a Local Demo',
    shown: () => choice('Register Webhook'),
  },
  {
    title: 'Register on your service',
    picture: 'The request that registers',
    button: 'Register Webhook',
    shown: () => all('.quick-input-widget'),
  },
  {
    title: 'Watch deliveries',
    picture: 'Deliveries, and the change',
    button: 'Show Deliveries',
    shown: () => all('.output-view'),
  },
  {
    title: 'Export for Power Automate',
    picture: 'From the definition to a flow',
    button: 'Export the Definition',
    shown: () => all('.quick-input-widget'),
  },
];

test('the walkthrough is one click away in the empty view, and leads to its end', async () => {
  const { page } = workbench;
  await all('.sidebar .welcome-view-content a', 'take the tour').click();
  for (const { title, button, shown } of steps) {
    await step(title).click();
    await step(title).locator('.monaco-button', { hasText: button }).click();
    await shown().waitFor();
    await page.keyboard.press('Escape');
    await workbench.runCommand('Flow Webhooks: Open Walkthrough');
  }
  for (const { title } of steps) await step(title).locator('[role="checkbox"][aria-checked="true"]').waitFor();
});

test.each(lookedAt)('each of its steps has a picture: %s', async (theme) => {
  const { page } = workbench;
  await page.setViewportSize({ width: 1440, height: 900 });
  await setTheme(workbench, workspace, theme);
  if (await page.locator('.part.panel').isVisible()) await page.keyboard.press('Control+J');
  // Escape, which opening the palette presses, leads back to the list of all walkthroughs.
  await workbench.runCommand('Flow Webhooks: Open Walkthrough');
  for (const { title, picture } of steps) {
    await step(title).click();
    const frame = await pageWith(workbench, `svg > title:text-matches("^${picture}")`);
    // A style that the page's policy refuses would leave every shape black.
    const fill = await frame.evaluate<string>("getComputedStyle(document.querySelector('svg > rect')).fill");
    expect(fill).not.toBe(theme === 'light' || theme === 'contrastLight' ? 'rgb(0, 0, 0)' : 'rgb(255, 255, 255)');
    await workbench.screenshot(`walkthrough-${steps.findIndex((one) => one.title === title) + 1}-${theme}`);
  }
});

test('the empty view says what fits: a definition without a trigger, and no folder at all', async () => {
  const { page } = workbench;
  const welcome = all('.sidebar .welcome-view-content');
  const button = welcome.locator('.monaco-button');
  await workbench.runCommand('View: Close All Editors');
  await all('.monaco-dialog-box .monaco-button', "Don't Save").click();
  const definition = {
    swagger: '2.0',
    info: { title: 'Orders', version: '1.0' },
    host: 'orders.example.com',
    paths: {},
  };
  await writeFile(path.join(workspace, 'apiDefinition.swagger.json'), JSON.stringify(definition));
  await all('.sidebar .welcome-view-content', 'no webhook trigger yet').waitFor();
  expect(await button.allInnerTexts()).toEqual(['New Trigger from Samples']);
  await workbench.screenshot('empty-no-trigger');

  await page.goto(new URL('/?ew=true', host.url).href);
  await workbench.waitForWorkbench();
  await all('.activitybar .action-label[aria-label^="Flow Webhooks"]').click();
  await all('.sidebar .welcome-view-content', 'Write webhook triggers').waitFor();
  expect(await button.allInnerTexts()).toEqual(['Try It With a Local Demo']);
  await workbench.screenshot('empty-no-folder');
});

test("the extension's page shows its pictures", async () => {
  const { page } = workbench;
  // Where they are once the repository is public; here they come from the checkout.
  await page.context().route('https://github.com/**/raw/HEAD/**', async (route) => {
    const [, file = ''] = new URL(route.request().url()).pathname.split('/raw/HEAD/');
    await route.fulfill({ path: path.join(checkout, file) });
  });
  await page.setViewportSize({ width: 1440, height: 900 });
  // In a window without a folder, which asks nothing.
  await page.goto(new URL('/?ew=true', host.url).href);
  await workbench.waitForWorkbench();
  const extension = all('.extensions-list .monaco-list-row', 'Flow Webhooks').first();
  // While a window restores its side bar, it takes the place of the one that was asked for.
  await eventually('the list of extensions', async () => {
    await workbench.runCommand('View: Show Extensions');
    await extension.waitFor({ timeout: 5_000 });
    return true;
  });
  await extension.click();
  const readme = await pageWith(workbench, 'img[src$="/docs/images/demo.gif"]');
  const widths = () =>
    readme.evaluate<number[]>("[...document.querySelectorAll('img')].map(({ naturalWidth }) => naturalWidth)");
  await eventually('pictures that were loaded', async () => {
    const shown = await widths();
    return shown.length >= 5 && shown.every((width) => width > 0);
  });
  await workbench.screenshot('extension-page');
  for (const [index, picture] of (await readme.locator('img').all()).entries()) {
    await picture.scrollIntoViewIfNeeded();
    await workbench.screenshot(`extension-page-${index + 1}`);
  }
});
