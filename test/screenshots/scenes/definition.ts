// A definition in the editor: lenses, hovers, findings, completion, preview, comparison, and the hand-over to Power Automate.

import { execFileSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pageWith } from '../../host/looks';
import { sampleFile } from '../../host/services';
import { shop } from '../../host/shop';
import { onStage, type Stage } from '../stage';
import type { Shoot } from '../surfaces';

const file = 'shop.swagger.json';
const text = JSON.stringify(shop, null, 2);

export async function definition(shoot: Shoot): Promise<void> {
  const bin = path.join(process.env.TMPDIR ?? '/tmp', `flow-webhooks-tools-${process.pid}`);
  await mkdir(bin, { recursive: true });
  for (const tool of ['pac', 'paconn']) {
    await writeFile(path.join(bin, tool), '#!/bin/sh\n');
    await chmod(path.join(bin, tool), 0o755);
  }
  await writeFile(path.join(bin, '.bash_profile'), `export PATH="${bin}:$PATH"\n`);
  const options = {
    files: {
      [file]: text,
      'older.swagger.json': text
        .replace('"number"', '"string"')
        .replace('"vip"', '"gold"')
        .replace('"WhenReturned"', '"WhenGivenBack"'),
      'settings.json': JSON.stringify({ connectorId: 'shared_corner-20shop-5f1d' }),
      [sampleFile]: { copy: 'test/connectors/githubWebhookSample.swagger.json' },
      'connector/apiDefinition.swagger.json': text,
    },
    // The editor takes the environment of a login shell.
    env: { HOME: bin, SHELL: '/bin/bash' },
    terminals: true,
    // What a terminal shows can be read where it is drawn as text.
    userSettings: { 'git.enabled': true, 'terminal.integrated.gpuAcceleration': 'off' },
  };
  await onStage(options, (stage) => acts(stage, shoot));
}

async function acts(stage: Stage, shoot: Shoot): Promise<void> {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: stage.workspace });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'first');
  await editing(stage, shoot);
  await preview(stage, shoot);
  await comparison(stage, shoot);
  await handOver(stage, shoot);
}

async function lineOf(stage: Stage, name: string, part: string): Promise<[line: number, column: number]> {
  const lines = (await stage.read(name)).split('\n');
  const index = lines.findIndex((line) => line.includes(part));
  return [index + 1, lines[index]!.indexOf(part) + 1];
}

async function editing(stage: Stage, shoot: Shoot): Promise<void> {
  const { workbench } = stage;
  await workbench.openFile(sampleFile);
  const [line, column] = await lineOf(stage, sampleFile, '"x-ms-trigger"');
  await workbench.goTo(line, column + 2);
  await workbench.lenses();
  await shoot(stage, 'editor-lenses');
  await shoot(stage, 'editor-hover', async () => void (await workbench.hover(line, column + 2)));
  const menu = () => stage.page.locator('.monaco-menu .action-label').first().waitFor();
  await shoot(stage, 'editor-menu', async () => {
    await workbench.goTo(line, column + 2);
    await stage.page.keyboard.press('Shift+F10');
    await menu();
  });
  await shoot(stage, 'editor-title-menu', async () => {
    await stage.all('.editor-actions .codicon-toolbar-more').click();
    await menu();
  });
  const [at, from] = await lineOf(stage, sampleFile, '"single"');
  await workbench.goTo(at, from + 4);
  await stage.page.keyboard.press('Delete');
  await workbench.waitForSquiggle('error');
  await shoot(stage, 'editor-finding', async () => void (await workbench.hover(at, from + 2)));
  await shoot(stage, 'editor-fixes', async () => {
    await workbench.goTo(at, from + 2);
    await stage.page.keyboard.press('Control+.');
    await stage.page.locator('.action-widget .monaco-list-row.action').first().waitFor();
  });
  await workbench.problems();
  await shoot(stage, 'editor-problems');
  await stage.page.keyboard.press('Control+J');
  await workbench.quickFix(at, from + 2);
}

async function preview(stage: Stage, shoot: Shoot): Promise<void> {
  const { workbench } = stage;
  await workbench.openFile(file);
  await workbench.goTo((await lineOf(stage, file, '"/orders/hooks"'))[0]);
  await workbench.clickLens('Preview');
  const page = await pageWith(workbench, '.card');
  await shoot(stage, 'preview');
  await page.locator('.toggle').click();
  await page.locator('.group .link').first().click();
  await page.locator('.tokens li').last().scrollIntoViewIfNeeded();
  await shoot(stage, 'preview-all');
  await workbench.runCommand('View: Close All Editors');
}

async function comparison(stage: Stage, shoot: Shoot): Promise<void> {
  const { workbench } = stage;
  const changed = text.replace('"type": "number"', '"type": "string"').replace('"WhenReturned"', '"WhenGivenBack"');
  await stage.write(file, changed);
  await workbench.openFile(file);
  await workbench.runCommand('Flow Webhooks: Compare with Older Version…');
  await workbench.quickInput(({ items }) => items.some((item) => item.includes('last commit')));
  await shoot(stage, 'compare-which');
  await stage.page.locator('.quick-input-list .monaco-list-row', { hasText: 'last commit' }).click();
  await workbench.notification('break');
  await shoot(stage, 'compare-diff');
  await workbench.clickNotification('break', 'Show List');
  await workbench.quickInput();
  await shoot(stage, 'compare-list');
  await stage.page.keyboard.press('Escape');
  await workbench.runCommand('View: Close All Editors');
}

async function handOver(stage: Stage, shoot: Shoot): Promise<void> {
  const { workbench } = stage;
  await workbench.openFile(file);
  await workbench.runCommand('Flow Webhooks: Export for Power Automate…');
  const first = await workbench.quickInput().catch(() => undefined);
  if (first) await shoot(stage, 'export-target');
  await workbench.answer();
  await workbench.notification('Exported to');
  await shoot(stage, 'export-done');
  await workbench.clickNotification('Exported to', 'Use pac…');
  await workbench.quickInput(({ placeholder }) => placeholder.includes('Create or update'));
  await shoot(stage, 'hand-over-action');
  await stage.page
    .locator('.quick-input-list .monaco-list-row', { hasText: 'settings.json' })
    .or(stage.page.locator('.quick-input-list .monaco-list-row', { hasText: 'by its ID' }))
    .first()
    .click();
  await workbench.quickInput(({ placeholder }) => placeholder.includes('What is the connector for'));
  await shoot(stage, 'hand-over-profile');
  await workbench.answer();
  const next = await workbench
    .quickInput(({ message }) => message.includes('ID of the connector'))
    .catch(() => undefined);
  if (next) {
    await shoot(stage, 'hand-over-id');
    await workbench.answer('5f1d0c2a-9a3b-4a53-8a7b-0a1b2c3d4e5f');
  }
  await workbench.dialog();
  await shoot(stage, 'hand-over-breaks');
  await workbench.clickDialog('Continue Anyway');
  await stage.page.locator('.terminal-wrapper .xterm-rows', { hasText: 'pac connector' }).first().waitFor();
  await shoot(stage, 'hand-over-terminal');
}
