import { hostname } from 'node:os';

/**
 * The name of this machine, for files that several machines may share: a home folder on the network, a volume of several
 * containers. A process id means something on its own machine only. Letters, digits and `_`, because it goes into names of
 * files, and without the domain, which changes with the network on macOS.
 */
export const machineName: string = nameOf(hostname());

function nameOf(host: string): string {
  const [first = ''] = host.toLowerCase().split('.');
  return first.replace(/[^a-z0-9]/g, '_').slice(0, 32) || '_';
}

/** True when a process with this id runs on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process runs under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
