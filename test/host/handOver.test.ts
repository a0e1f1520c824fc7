// Handing over to Power Automate: the very command is in a terminal, ready to be run, and is not run by itself.
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { eventually } from './eventually';
import { type Host, startHost } from './host';
import { shop } from './shop';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

const file = 'apiDefinition.swagger.json';

let home: string;
let workspace: string;
let host: Host;
let workbench: Workbench;

afterEach(async () => {
  await workbench?.close();
  await host?.stop();
  for (const folder of [home, workspace]) if (folder) await rm(folder, { recursive: true, force: true });
});

/** Opens a workbench with the tools on its PATH, each of which writes its arguments to a file, one a line. @param startup of the shell */
async function open(startup: string): Promise<void> {
  home = await mkdtemp(path.join(os.tmpdir(), 'flow-webhooks-home-'));
  const bin = path.join(home, 'bin');
  await mkdir(bin);
  for (const tool of ['pac', 'paconn']) {
    await writeFile(path.join(bin, tool), `#!/bin/sh\nprintf '%s\\n' "$@" > '${home}/run'\n`);
    await chmod(path.join(bin, tool), 0o755);
  }
  await writeFile(path.join(home, '.bash_profile'), `export PATH="${bin}:$PATH"\n`);
  await writeFile(path.join(home, '.bashrc'), `export PATH="${bin}:$PATH"\nPS1='ready> '\n${startup}`);
  workspace = await createWorkspace({ [file]: JSON.stringify(shop, null, 2) });
  host = await startHost({
    workspace,
    extension: path.resolve(__dirname, '..', '..'),
    terminals: true,
    // The editor takes the environment of a login shell.
    env: { HOME: home, SHELL: '/bin/bash' },
    userSettings: {
      'terminal.integrated.gpuAcceleration': 'off',
      'terminal.integrated.defaultProfile.linux': 'bash',
    },
  });
  workbench = await Workbench.open(host, { size: { width: 1440, height: 900 } });
}

/** What the terminal shows, with its long lines in one. */
async function terminalText(): Promise<string> {
  const rows = await workbench.page.locator('.terminal-wrapper.active .xterm-rows > div').allTextContents();
  return rows
    .map((row) => row.replaceAll('\u00a0', ' '))
    .join('')
    .trimEnd();
}

/** The buttons of notifications whose text does not fit. */
const cutOffButtons = () =>
  workbench.notificationItems
    .locator('.monaco-button')
    .evaluateAll((buttons) =>
      buttons.flatMap(({ scrollWidth, clientWidth, textContent }) => (scrollWidth > clientWidth ? [textContent] : [])),
    );

async function handOver(): Promise<void> {
  await workbench.openFile(file);
  await workbench.runCommand('Flow Webhooks: Export for Power Automate…');
  await workbench.answer();
  await workbench.notification('Exported to');
  expect(await cutOffButtons()).toEqual([]);
  await workbench.clickNotification('Exported to', 'Use pac…');
  await workbench.quickInput(({ placeholder }) => placeholder.includes('Create or update'));
  await workbench.pick('Create a new connector');
  await workbench.quickInput(({ placeholder }) => placeholder.includes('What is the connector for'));
  await workbench.answer();
  await workbench.page.locator('.terminal-wrapper.active .xterm').first().waitFor();
}

const command = 'pac connector create --api-definition-file apiDefinition.swagger.export.json';
const wasRun = () => readFile(path.join(home, 'run'), 'utf8').then(String, () => undefined);

test.each([
  ['a shell that is ready at once', ''],
  // As version managers and frameworks do before the prompt, whose questions also take what was typed.
  ['a shell that takes its time', 'sleep 2\nread -r -t 0.3 -n 100000 -d "" _\n'],
])('the command is in the terminal, ready to be run: %s', async (_, startup) => {
  await open(startup);
  await handOver();
  await eventually('the command at the prompt', async () => {
    const text = await terminalText();
    if (text !== `ready> ${command}`) throw new Error(`The terminal shows "${text}"`);
    return true;
  });
  await workbench.screenshot('hand-over-terminal');
  expect(await wasRun()).toBeUndefined();
  await eventually('the focus in the terminal', () =>
    workbench.page.locator('.terminal-wrapper.active .xterm.focus').isVisible(),
  );
  await workbench.page.keyboard.press('Enter');
  await eventually('the run', wasRun);
  expect((await wasRun())!.trim().split('\n').join(' ')).toBe(command.slice('pac '.length));
});
