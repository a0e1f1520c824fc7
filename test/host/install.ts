// Installs the VS Code that the tests and `npm start` use: its server and web workbench, as packed by code-server.
// The package's own postinstall refuses root and downloads ripgrep, so its scripts are not run and the few steps that
// matter are done here. The result lies in a cache outside the repository and is shared by all checkouts.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureDebianPackages, which } from '../support/debian';

interface Release {
  /** The version of code-server; VS Code's is 1 instead of 4, and its last number may differ. */
  version: string;
  /** The Node that it needs, from npm; the one that runs the tests if omitted. */
  node?: string;
  /** Native modules without which its server does not start. */
  native: string[];
  /** True where its list of exact versions takes one from elsewhere than the registry. */
  withoutLock?: boolean;
  /** Arguments without which its server ignores the tests that the address names. */
  args?: string[];
}

/** The VS Code that the tests run in, and the oldest and the newest one that they were made for. */
const releases = {
  oldest: {
    version: '4.96.4',
    native: ['@vscode/spdlog', 'native-watchdog', '@parcel/watcher'],
    withoutLock: true,
  },
  usual: { version: '4.100.3', native: ['@vscode/spdlog', 'native-watchdog', '@parcel/watcher'] },
  newest: {
    version: '4.139.1',
    node: '24.21.0',
    native: ['@vscode/spdlog', '@vscode/native-watchdog'],
    args: ['--enable-smoke-test-driver'],
  },
} as const satisfies Record<string, Release>;

/** `FLOW_WEBHOOKS_VSCODE=oldest npm run test:host` runs the tests in another release than the usual one. */
const {
  version,
  node: ownNode,
  native,
  withoutLock,
  args = [],
} = releaseNamed(process.env.FLOW_WEBHOOKS_VSCODE || 'usual');

function releaseNamed(name: string): Release {
  if (Object.hasOwn(releases, name)) return releases[name as keyof typeof releases];
  throw new Error(`FLOW_WEBHOOKS_VSCODE is "${name}": it can be ${Object.keys(releases).join(', ')}.`);
}

/** Raise it when the steps below change, so that older caches are replaced. */
const recipe = 1;
const abi = ownNode === undefined ? process.versions.modules : `of ${ownNode}`;
/** Native modules are built for this Node and this processor. */
const marker = `recipe ${recipe}, ${process.platform}-${process.arch}, node abi ${abi}\n`;

const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'flow-webhooks');
const home = path.join(cache, `host-${version}`);
const inPackage = path.join('node_modules', 'code-server', 'lib', 'vscode');

const installTimeout = 15 * 60_000;

/** An installed VS Code. */
export interface InstalledHost {
  vscodeDir: string;
  /** The Node to start its server with. */
  node: string;
  /** Arguments to start its server with, in addition to the usual ones. */
  args: readonly string[];
}

/** The npm package that brings a Node, whose installation runs no script. */
const nodePackage = `node-${process.platform}-${process.arch}`;
const nodeFolder = (folder: string): string =>
  ownNode === undefined ? path.dirname(path.dirname(process.execPath)) : path.join(folder, 'node_modules', nodePackage);

/** Installs the pinned VS Code once (about a minute, 320 MB) and returns it. Safe to call concurrently. */
export async function ensureHost(): Promise<InstalledHost> {
  const node = ownNode === undefined ? process.execPath : path.join(nodeFolder(home), 'bin', 'node');
  const host = { vscodeDir: path.join(home, inPackage), node, args };
  if (await isInstalled()) return host;
  ensureDebianPackages(['rg', 'python3', 'make', 'g++']);
  await mkdir(cache, { recursive: true });
  const unlock = await lock(path.join(cache, `host-${version}.lock`));
  try {
    if (!(await isInstalled())) await install();
  } finally {
    await unlock();
  }
  return host;
}

const terminalModule = path.join('node_modules', 'node-pty', 'build', 'Release', 'pty.node');

/** Builds what terminals need into the installed VS Code, once (about a minute): most tests open none. */
export async function ensureTerminals({ vscodeDir }: InstalledHost): Promise<void> {
  const file = path.join(vscodeDir, terminalModule);
  if (existsSync(file)) return;
  ensureDebianPackages(['python3', 'make', 'g++']);
  const unlock = await lock(path.join(cache, `host-${version}.lock`));
  try {
    if (existsSync(file)) return;
    const runtime = ownNode === undefined ? undefined : nodeFolder(home);
    // The last step of its script fails after the build, since it looks for files of a desktop.
    await npm(vscodeDir, runtime, 'rebuild', 'node-pty').catch((error) => {
      if (!existsSync(file)) throw error;
    });
  } finally {
    await unlock();
  }
}

async function isInstalled(): Promise<boolean> {
  const found = await readFile(path.join(home, 'installed'), 'utf8').catch(() => undefined);
  return found === marker;
}

async function install(): Promise<void> {
  console.log(`Installing VS Code (code-server ${version}) into ${home}; this is done once and takes a minute or two`);
  const temporary = await mkdtemp(path.join(cache, 'installing-'));
  try {
    const vscode = path.join(temporary, inPackage);
    // A package.json of its own keeps npm from walking up to a project above the cache.
    await writeFile(path.join(temporary, 'package.json'), '{ "private": true }\n');
    const runtime = ownNode === undefined ? [] : [`${nodePackage}@${ownNode}`];
    await npm(temporary, undefined, 'install', `code-server@${version}`, ...runtime, '--ignore-scripts', '--force');
    const runtimeFolder = nodeFolder(temporary);
    if (withoutLock) await rm(path.join(vscode, 'npm-shrinkwrap.json'), { force: true });
    // Some releases have a peer dependency on a version that is not published.
    const only = ['--omit=dev', '--ignore-scripts', '--legacy-peer-deps'];
    await Promise.all([
      npm(vscode, runtimeFolder, 'install', ...only),
      npm(path.join(vscode, 'extensions'), runtimeFolder, 'install', ...only),
    ]);
    await npm(vscode, runtimeFolder, 'rebuild', ...native);
    await symlink('node_modules', path.join(vscode, 'node_modules.asar')).catch(ignoreExisting);
    const ripgrep = path.join(vscode, 'node_modules', '@vscode', 'ripgrep', 'bin');
    await mkdir(ripgrep, { recursive: true });
    await symlink(which('rg')!, path.join(ripgrep, 'rg')).catch(ignoreExisting);
    for (const file of ['out/server-main.js', 'node_modules/@vscode/spdlog/build/Release/spdlog.node']) {
      if (!existsSync(path.join(vscode, file))) throw new Error(`The installation lacks ${file}`);
    }
    await writeFile(path.join(temporary, 'installed'), marker);
    await rm(home, { recursive: true, force: true });
    await rename(temporary, home);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw new Error(`VS Code for the tests could not be installed: ${(error as Error).message}`, { cause: error });
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** @param runtime the folder of the Node that runs npm and for which it builds; the one that runs this if undefined */
function npm(cwd: string, runtime: string | undefined, ...args: string[]): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env };
  // Under `npm test` these would point npm at our own project.
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle|command|config_(local_prefix|prefix|workspace))/i.test(name)) delete env[name];
  }
  // node-gyp downloads Node's headers unless told where they lie already.
  const nodeDir = runtime ?? path.dirname(path.dirname(process.execPath));
  if (runtime !== undefined) env.PATH = [path.join(runtime, 'bin'), env.PATH].join(path.delimiter);
  if (existsSync(path.join(nodeDir, 'include', 'node', 'node.h'))) env.npm_config_nodedir = nodeDir;

  return new Promise((resolve, reject) => {
    const quiet = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
    const child = spawn('npm', [...args, ...quiet], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: installTimeout,
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args.join(' ')} ended with ${code ?? signal}:\n${output.slice(-4000)}`));
    });
  });
}

/** A file holding the owner's pid; one left behind by a process that is gone is taken over. */
async function lock(file: string): Promise<() => Promise<void>> {
  const deadline = Date.now() + installTimeout;
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await isAbandoned(file)) await rm(file, { force: true });
    else if (Date.now() > deadline) throw new Error(`Another installation holds ${file}; remove it if no other runs.`);
    else await delay(500);
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));
  if (!pid) {
    // Created but not written yet, unless its owner died in between.
    const created = await lstat(file).catch(() => undefined);
    return created !== undefined && Date.now() - created.mtimeMs > 10_000;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

if (process.argv[1] === __filename) {
  ensureHost().then(
    ({ vscodeDir }) => console.log(vscodeDir),
    (error: Error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
