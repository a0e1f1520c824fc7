// `npm start`, as after a clone.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyCheckout } from './checkout';
import { eventually, patience } from './eventually';

let checkout: string;
let npm: ChildProcess;
let output = '';

beforeAll(async () => {
  checkout = await copyCheckout();
  npm = spawn('npm', ['start'], {
    cwd: checkout,
    detached: true,
    // Where there is a desktop VS Code, it takes this for a terminal of a remote one and stays in the browser.
    env: { ...process.env, VSCODE_IPC_HOOK_CLI: 'none' },
  });
  for (const stream of [npm.stdout!, npm.stderr!]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
});

afterAll(async () => {
  if (isRunning()) process.kill(-npm.pid!, 'SIGKILL');
  await rm(checkout, { recursive: true, force: true, maxRetries: 5 });
});

/** Whether any process of its group is left. */
function isRunning(): boolean {
  try {
    return process.kill(-npm.pid!, 0);
  } catch {
    return false;
  }
}

async function printed(pattern: RegExp, timeout?: number): Promise<RegExpExecArray> {
  return eventually(`${pattern} to be printed`, () => pattern.exec(output), timeout).catch((error: Error) => {
    throw new Error(`${error.message}; it printed\n${output}`);
  });
}

test('it serves VS Code and a stand-in for GitHub, and ends on SIGTERM', async () => {
  const [, page] = await printed(/Flow Webhooks is ready at (\S+)/, 2 * patience);
  const [, github] = await printed(/GitHub is a stand-in at (http:\S+\d)/);
  expect((await fetch(page!)).status).toBe(200);
  expect((await fetch(`${github}/user`)).status).toBe(401);
  expect(new URL(page!).searchParams.get('payload')).toContain('extensionDevelopmentPath');

  npm.stdin!.write('\n');
  await printed(/No webhooks yet/);

  npm.kill('SIGTERM');
  if (npm.exitCode === null && npm.signalCode === null) await once(npm, 'exit');
  await eventually('all of its processes to end', () => !isRunning());
  await expect(fetch(page!)).rejects.toThrow();
  await expect(fetch(github!)).rejects.toThrow();
});
