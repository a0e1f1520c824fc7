// The views over deliveries: what a person sees and reaches, in every theme, wide and narrow.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './eventually';
import { type Host, startHost } from './host';
import { createWorkspace } from './inHost';
import { seed } from './seeded';
import { type Services, sampleFile, startServices } from './services';
import { Workbench } from './workbench';

const root = path.resolve(__dirname, '..', '..');

let services: Services;
let workspace: string;
let host: Host;
let workbench: Workbench;

beforeAll(async () => {
  services = await startServices();
  workspace = await createWorkspace(services.files);
  host = await startHost({
    workspace,
    extension: root,
    machineSettings: { 'flowWebhooks.github.apiUrl': services.github.url },
    userSettings: { 'window.zoomLevel': 0 },
    async prepare(storageFolder) {
      const github = { standIn: services.github, file: sampleFile };
      await seed(storageFolder, {
        workspace,
        github,
        orders: { standIn: services.standIn('basic'), file: 'basic.swagger.json' },
      });
    },
  });
  workbench = await Workbench.open(host, { size: { width: 1440, height: 900 } });
}, 180_000);

afterAll(async () => {
  await workbench?.close();
  await host?.stop();
  await services?.close();
  if (workspace) await rm(workspace, { recursive: true, force: true });
});

const row = (text: string) => workbench.page.locator('.sidebar .monaco-list-row', { hasText: text }).first();

/** The inspector's page, once it shows rows. */
const inspector = () =>
  eventually('the inspector', async () => {
    for (const frame of workbench.page.frames()) {
      const rows = await frame
        .locator('#rows .row')
        .count()
        .catch(() => 0);
      if (rows > 0) return frame;
    }
    return undefined;
  });

describe('the view in the activity bar', () => {
  test('shows services, triggers, webhooks and deliveries with their verdicts', async () => {
    await workbench.runCommand('Flow Webhooks: Focus on Webhooks View');
    await row('octocat/hello-world').click();
    await row('2 problems').waitFor();
    const rows = await workbench.listRows(workbench.page.locator('.sidebar .monaco-list'));
    expect(rows.join('\n')).toMatch(
      /octocat\/hello-world[\s\S]*push, matches the schema[\s\S]*push, 2 problems[\s\S]*ping, handshake/,
    );
    await workbench.screenshot('view');
  });

  test('opens a delivery in the inspector, its failing places marked', async () => {
    await row('2 problems').click();
    const frame = await inspector();
    expect(await frame.locator('h1').innerText()).toBe('push');
    const failed = await frame.locator('.tree-row.failed').allInnerTexts();
    expect(failed.join('\n')).toMatch(/compare[\s\S]*17[\s\S]*string[\s\S]*owner[\s\S]*octocat/);
    await workbench.screenshot('inspector');
  });
});
