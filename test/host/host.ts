// A real VS Code (server and web workbench) in a process of its own, and a browser to open it with.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { which } from '../support/debian';
import { eventually, patience } from './eventually';
import { ensureHost, ensureTerminals } from './install';

export type Settings = Record<string, unknown>;

export interface HostOptions {
  /** Folder to open. */
  workspace: string;
  /** Folder of an extension to run from source. */
  extension?: string;
  /** Packaged extension to install, instead of running from source. */
  vsix?: string;
  /** What the person set for this machine; the only place for settings with `scope: "machine"`. */
  machineSettings?: Settings;
  /** Added to `quiet`, and over it: `{'security.workspace.trust.enabled': true}` brings the trust prompt back. */
  userSettings?: Settings;
  /** Module whose `run()` the extension host executes. */
  testsPath?: string;
  /** Added to the environment of the server, and so of the extension host. */
  env?: Record<string, string>;
  /** True when terminals are opened: what they need is built for it. */
  terminals?: boolean;
  /** Taken when free; any free port otherwise. */
  port?: number;
  /** Fills the extension's global storage before VS Code starts: registrations and deliveries of an earlier session. */
  prepare?(storageFolder: string): Promise<void>;
}

export interface Host {
  url: string;
  port: number;
  /** Kill one with SIGKILL to see what a crash of the extension host does. */
  extensionHostPids(): Promise<number[]>;
  /** The language servers that extension hosts have started. */
  languageServerPids(): Promise<number[]>;
  /** How often the extension itself was loaded: each time, VS Code gives its log a file. */
  timesLoaded(): Promise<number>;
  /** Everything that VS Code logged, and the server printed. For the message of a failing test. */
  logs(): Promise<string>;
  /** The files in which VS Code keeps unsaved documents for the next window. */
  backups(): Promise<string[]>;
  /** Ends the processes started here, and removes their folders. */
  stop(): Promise<void>;
}

/** A workbench that shows and fetches nothing on its own account. */
const quiet: Settings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'window.confirmBeforeClose': 'never',
  'window.dialogStyle': 'custom',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'chat.commandCenter.enabled': false,
  'editor.minimap.enabled': false,
  'editor.accessibilitySupport': 'off',
  'git.enabled': false,
  'json.schemaDownload.enable': false,
  'remote.autoForwardPorts': false,
  // Otherwise the extension host of a remote starts `ps` and `ls` over all processes every few seconds, to find their ports.
  'remote.autoForwardPortsSource': 'output',
};

export async function startHost(options: HostOptions): Promise<Host> {
  const installed = await ensureHost();
  if (options.terminals) await ensureTerminals(installed);
  const { vscodeDir, node, args } = installed;
  const home = await mkdtemp(path.join(os.tmpdir(), 'flow-webhooks-host-'));
  const folder = (name: string) => path.join(home, name);
  let server: Server | undefined;

  const remove = () => rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove);
  const stop = async () => {
    await server?.end();
    remove();
    process.off('exit', remove);
  };

  try {
    await writeSettings(path.join(folder('data'), 'User'), { ...quiet, ...options.userSettings });
    await writeSettings(path.join(folder('data'), 'Machine'), options.machineSettings ?? {});
    const storage = path.join(folder('data'), 'User', 'globalStorage', 'flow-webhooks.flow-webhooks');
    if (options.prepare) await mkdir(storage, { recursive: true });
    await options.prepare?.(storage);
    const folders = ['--user-data-dir', folder('data'), '--extensions-dir', folder('extensions')];
    const main = path.join(vscodeDir, 'out', 'server-main.js');
    const env = cleanEnvironment(options.env);
    if (options.vsix) {
      const install = [main, ...folders, '--install-extension', path.resolve(options.vsix)];
      await promisify(execFile)(node, install, { cwd: vscodeDir, env, timeout: patience });
    }
    // With a port that is taken the server neither listens nor ends.
    const port = options.port && (await isFree(options.port)) ? options.port : 0;
    const listen = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
    const quietly = ['--accept-server-license-terms', '--telemetry-level', 'off'];
    server = await startServer(node, [main, ...folders, ...listen, ...quietly, ...args], vscodeDir, env);
  } catch (error) {
    await stop();
    throw error;
  }

  const { port, pid, output } = server;
  return {
    port,
    url: workbenchUrl(port, options),
    extensionHostPids: () => childrenOf(pid, '--type=extensionHost'),
    languageServerPids: async () => {
      const hosts = await childrenOf(pid, '--type=extensionHost');
      return (await Promise.all(hosts.map((one) => childrenOf(one, /\bdist\/server\.js$/)))).flat();
    },
    timesLoaded: async () => {
      const files = await readdir(folder('data'), { recursive: true });
      return files.filter((file) => path.basename(file) === 'Flow Webhooks Log.log').length;
    },
    backups: async () => {
      const files = await readdir(folder('data'), { recursive: true });
      return files.filter((file) => /\bBackups\b.*\buntitled\b./.test(file));
    },
    logs: async () => `${output()}\n${await readLogs(path.join(folder('data'), 'logs'))}`,
    stop,
  };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function workbenchUrl(port: number, { workspace, extension, testsPath }: HostOptions): string {
  const remote = (file: string) => `vscode-remote://127.0.0.1:${port}${path.resolve(file)}`;
  const payload: [string, string][] = [];
  if (extension) payload.push(['extensionDevelopmentPath', remote(extension)]);
  if (testsPath) payload.push(['extensionTestsPath', remote(testsPath)]);
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set('folder', path.resolve(workspace));
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

async function writeSettings(folder: string, settings: Settings): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}

/** Without what a test runner or a terminal inside VS Code would pass on to the server. */
function cleanEnvironment(added: Record<string, string> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|VITEST|ELECTRON_|NODE_OPTIONS$|NODE_ENV$|NODE_CHANNEL_|npm_)/.test(name),
  );
  // The gallery of extensions would be asked for updates over the network.
  return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...added };
}

interface Server {
  pid: number;
  port: number;
  output(): string;
  end(): Promise<void>;
}

async function startServer(node: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Server> {
  // A process group of its own, so that extension hosts and language servers end with it.
  const child = spawn(node, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const killNow = () => signalGroup(child, 'SIGKILL');
  // Before the removal of its folders.
  process.prependOnceListener('exit', killNow);
  const end = async () => {
    signalGroup(child, 'SIGTERM');
    await eventually('VS Code to end', () => !signalGroup(child, 0), 5_000).catch(killNow);
    process.off('exit', killNow);
  };

  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  let failure: Error | undefined;
  child.on('error', (error) => {
    failure = error;
  });
  child.on('exit', (code, signal) => {
    failure ??= new Error(`VS Code's server ended with ${code ?? signal}:\n${output}`);
  });
  try {
    const listening = await eventually(
      "VS Code's server to listen",
      () => (failure ? { failure } : /Extension host agent listening on (\d+)/.exec(output)),
      patience,
    );
    if ('failure' in listening) throw listening.failure;
    return { pid: child.pid!, port: Number(listening[1]), output: () => output, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** False when no process of the group is left. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}

/** The child processes with such an argument. Linux only, as the tests are. */
async function childrenOf(parent: number, argument: string | RegExp): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    // A process may be gone by the time that it is read.
    const [status, command] = await Promise.all(
      ['status', 'cmdline'].map((file) => readFile(`/proc/${entry}/${file}`, 'utf8').catch(() => '')),
    );
    const isChild = new RegExp(`^PPid:\\s+${parent}$`, 'm').test(status!);
    const given = command!.split('\0');
    const isMeant = typeof argument === 'string' ? given.includes(argument) : given.some((one) => argument.test(one));
    if (isChild && isMeant) found.push(Number(entry));
  }
  return found;
}

async function readLogs(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const logs = names.filter((name) => name.endsWith('.log')).sort();
  const texts = await Promise.all(logs.map((name) => readFile(path.join(folder, name), 'utf8').catch(() => '')));
  return logs.map((name, index) => `--- ${name}\n${texts[index]}`).join('\n');
}

export interface Browser {
  page: Page;
  close(): Promise<void>;
}

export interface BrowserOptions {
  size?: { width: number; height: number };
  /** Pixels of a picture for each pixel of the window; 1 by default. */
  scale?: number;
  /** Keeps `globalState` between two browsers; a temporary one otherwise. */
  profileDir?: string;
}

export async function openBrowser(host: Host, options: BrowserOptions = {}): Promise<Browser> {
  const executablePath = which('chromium');
  if (!executablePath) throw new Error('chromium is not on the PATH');
  const profile = options.profileDir ?? (await mkdtemp(path.join(os.tmpdir(), 'flow-webhooks-browser-')));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport: options.size ?? { width: 1280, height: 800 },
    deviceScaleFactor: options.scale ?? 1,
    permissions: ['clipboard-read', 'clipboard-write'],
    timeout: patience,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--no-proxy-server',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const close = async () => {
    await context.close();
    if (!options.profileDir) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    // Playwright's own limit of 30 s is too short on a busy machine.
    context.setDefaultTimeout(patience);
    context.setDefaultNavigationTimeout(patience);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(host.url);
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}
