// What `npm start` runs after the build: VS Code with the extension from source, on a copy of the tutorial's sample, and a
// stand-in for GitHub, so that everything can be tried without an account and without a network. Ctrl-C ends all of it.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startHost } from '../host/host';
import { ensureDebianPackages, which } from './debian';
import { adminToken, type GitHubStandIn, startGitHub } from './github';

const root = path.resolve(__dirname, '..', '..');
const sample = 'githubWebhookSample.swagger.json';
/** A fixed one keeps the page's storage, and with it the registrations, from one start to the next. */
const preferredPort = 8765;

/** Ends what was started, the last first. */
const endings: (() => unknown)[] = [];

async function start(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flow-webhooks-start-'));
  endings.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const workspace = path.join(folder, 'connector');
  await mkdir(workspace);
  await cp(path.join(root, 'test', 'connectors', sample), path.join(workspace, sample));

  const github = await startGitHub();
  endings.push(() => github.close());
  const settings = { 'flowWebhooks.github.apiUrl': github.url };

  const desktop = findDesktop();
  if (desktop !== undefined) {
    const data = path.join(folder, 'code');
    await mkdir(path.join(data, 'User'), { recursive: true });
    await writeFile(path.join(data, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
    const code = openDesktop(desktop, workspace, data);
    endings.push(() => code.kill());
    code.on('error', fail);
    code.on('exit', () => end());
    console.log('Flow Webhooks is ready in the VS Code that opens now.');
  } else if (process.platform !== 'linux') {
    throw new Error(
      'VS Code was not found. Install it, with its command `code` on the PATH ("Shell Command: Install \'code\' command in PATH"), and start again.',
    );
  } else {
    ensureDebianPackages(['rg', 'python3', 'make', 'g++']);
    const host = await startHost({ workspace, extension: root, machineSettings: settings, port: preferredPort });
    endings.push(() => host.stop());
    const page = await fetch(host.url);
    if (!page.ok) throw new Error(`VS Code answers ${page.status} at ${host.url}\n${await host.logs()}`);
    console.log(`Flow Webhooks is ready at ${host.url}`);
  }
  process.stdin.on('data', () => void pushEverywhere(github));
  console.log(`
  1. Open ${sample} in the explorer.
  2. Click "Register webhook" above the trigger (line 65). Any owner and repository will do; press Enter at "Optional values";
     choose "Personal access token" and give ${adminToken}; then Send.
  3. Press Enter here to send a push to what is registered. "Tail" above the trigger shows it, and what becomes of it.
  4. Click "Delete" above the trigger.

GitHub is a stand-in at ${github.url}. Ctrl-C ends everything.`);
}

async function pushEverywhere(github: GitHubStandIn): Promise<void> {
  const repositories = new Set<string>();
  for (const { target } of github.hooks())
    if (target.type === 'Repository') repositories.add(`${target.owner}/${target.repo}`);
  for (const name of repositories) {
    const [owner, repo] = name.split('/');
    const deliveries = await github.push(owner!, repo!);
    console.log(`Pushed to ${name}: ${deliveries.length} deliveries`);
  }
  if (repositories.size === 0) console.log('No webhooks yet.');
}

/** Where VS Code's command is when it is not on the PATH, as after an ordinary installation on macOS. */
const usualPlaces: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['/Applications', path.join(os.homedir(), 'Applications')].map((folder) =>
    path.join(folder, 'Visual Studio Code.app', 'Contents', 'Resources', 'app', 'bin', 'code'),
  ),
  win32: [process.env.LOCALAPPDATA && path.join(process.env.LOCALAPPDATA, 'Programs'), process.env.ProgramFiles]
    .filter((folder) => folder !== undefined && folder !== '')
    .map((folder) => path.join(folder!, 'Microsoft VS Code', 'bin', 'code.cmd')),
};

/** The command that opens VS Code; undefined where the browser has to do. */
function findDesktop(): string | undefined {
  // In a terminal of a remote VS Code, `code` is a shim that cannot open an extension from source.
  if (process.env.VSCODE_IPC_HOOK_CLI !== undefined) return undefined;
  return which('code') ?? usualPlaces[process.platform]?.find((file) => existsSync(file));
}

function openDesktop(command: string, workspace: string, data: string): ChildProcess {
  const args = ['--wait', '--new-window', `--extensionDevelopmentPath=${root}`, `--user-data-dir=${data}`];
  // Chromium's sandbox refuses root.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  args.push('--disable-workspace-trust', workspace);
  if (process.platform !== 'win32') return spawn(command, args, { stdio: 'ignore' });
  // A batch file needs a shell, which does not quote.
  return spawn([command, ...args].map((word) => `"${word}"`).join(' '), { stdio: 'ignore', shell: true });
}

let ended: Promise<void> | undefined;

function end(code = 0): Promise<void> {
  ended ??= (async () => {
    for (const ending of endings.reverse()) await ending();
    process.exit(code);
  })();
  return ended;
}

function fail(error: Error): void {
  console.error(error.message);
  void end(1);
}

// A signal to npm ends its shell only, which does not pass it on.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && void end(), 500).unref();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
start().catch(fail);
