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

const version = '4.100.3';
/** Raise it when the steps below change, so that older caches are replaced. */
const recipe = 1;
/** Native modules are built for this Node and this processor. */
const marker = `recipe ${recipe}, ${process.platform}-${process.arch}, node abi ${process.versions.modules}\n`;

const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'flow-webhooks');
const home = path.join(cache, `host-${version}`);
const inPackage = path.join('node_modules', 'code-server', 'lib', 'vscode');

const installTimeout = 15 * 60_000;

/** Installs the pinned VS Code once (about a minute, 320 MB) and returns its folder. Safe to call concurrently. */
export async function ensureHost(): Promise<{ vscodeDir: string }> {
  const vscodeDir = path.join(home, inPackage);
  if (await isInstalled()) return { vscodeDir };
  ensureDebianPackages(['rg', 'python3', 'make', 'g++']);
  await mkdir(cache, { recursive: true });
  const unlock = await lock(path.join(cache, `host-${version}.lock`));
  try {
    if (!(await isInstalled())) await install();
  } finally {
    await unlock();
  }
  return { vscodeDir };
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
    await npm(temporary, 'install', `code-server@${version}`, '--ignore-scripts');
    await Promise.all([
      npm(vscode, 'install', '--omit=dev', '--ignore-scripts'),
      npm(path.join(vscode, 'extensions'), 'install', '--omit=dev', '--ignore-scripts'),
    ]);
    await npm(vscode, 'rebuild', '@vscode/spdlog', 'native-watchdog', '@parcel/watcher');
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

function npm(cwd: string, ...args: string[]): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env };
  // Under `npm test` these would point npm at our own project.
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle|command|config_(local_prefix|prefix|workspace))/i.test(name)) delete env[name];
  }
  // node-gyp downloads Node's headers unless told where they lie already.
  const nodeDir = path.dirname(path.dirname(process.execPath));
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
