import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

/** Debian package by the executable that it brings. */
const packages = {
  chromium: 'chromium',
  rg: 'ripgrep',
  python3: 'python3',
  make: 'make',
  'g++': 'g++',
  webhook: 'webhook',
} as const;

/** The bench of the receiver alone needs the last one. */
const ofTests = ['chromium', 'rg', 'python3', 'make', 'g++'] as const satisfies (keyof typeof packages)[];

export type Executable = keyof typeof packages;

/** The absolute path of an executable on the PATH, as `command -v` prints it, or `where` on Windows. */
export function which(executable: string): string | undefined {
  // On Windows the name has an extension, and a file without one is a script for another system.
  const isWindows = process.platform === 'win32';
  const endings = isWindows ? (process.env.PATHEXT || '.COM;.EXE;.BAT;.CMD').split(';') : [''];
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .flatMap((folder) => endings.map((ending) => path.join(folder, executable + ending.toLowerCase())))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const missing = (wanted: readonly Executable[]) => wanted.filter((executable) => !which(executable));

/**
 * Makes sure that the executables are on the PATH: as root on Debian it installs what is missing, elsewhere it throws
 * an error naming the packages. It never lets a test be skipped.
 */
export function ensureDebianPackages(wanted: readonly Executable[] = ofTests): void {
  const absent = missing(wanted);
  if (absent.length === 0) return;
  const names = absent.map((executable) => packages[executable]);
  const advice = `Missing ${absent.join(', ')}. On Debian: sudo apt-get install --no-install-recommends ${names.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) throw new Error(advice);

  console.log(`Installing the Debian packages ${names.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync('apt-get', ['update'], { stdio: ['ignore', 'ignore', 'inherit'], env });
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', ...names], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    });
  } catch (error) {
    throw new Error(advice, { cause: error });
  }
  const still = missing(wanted);
  if (still.length > 0) throw new Error(`apt-get succeeded, yet ${still.join(', ')} cannot be found on the PATH.`);
}
