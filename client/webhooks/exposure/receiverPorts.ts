import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../../common/processes';

/**
 * The port that the receiver uses at the next start, and the ports on which the windows listen. Each window has a small
 * file of its own, so that windows don't overwrite each other; one that a crash left behind names a dead process.
 */
export interface ReceiverPorts {
  /** The port of the last run. */
  kept(): number | undefined;
  keep(port: number): void;
  /** Records the ports on which this window listens, until {@link leave}. */
  enter(listening: number[]): void;
  leave(): void;
  /** The ports of all living windows, this one included. */
  served(): Set<number>;
}

export function createReceiverPorts(folder: string): ReceiverPorts {
  const keptFile = join(folder, 'receiver.json');
  const windows = join(folder, 'windows');
  const own = join(windows, `${process.pid}-${randomBytes(4).toString('hex')}.json`);
  mkdirSync(windows, { recursive: true, mode: 0o700 });

  const all = () =>
    readdirSync(windows).map((name) => {
      const file = join(windows, name);
      return { file, pid: Number.parseInt(name, 10), listening: readPorts(file) };
    });

  return {
    kept: () => readPorts(keptFile)[0],
    keep: (port) => writeFileSync(keptFile, JSON.stringify([port]), { mode: 0o600 }),
    enter(listening) {
      // A file of a dead process, or with a port of this window, was left behind by a crash.
      for (const { file, pid, listening: claimed } of all()) {
        const isStale = !isAlive(pid) || claimed.some((port) => listening.includes(port));
        if (isStale) rmSync(file, { force: true });
      }
      writeFileSync(own, JSON.stringify(listening), { mode: 0o600 });
    },
    leave: () => rmSync(own, { force: true }),
    served: () => new Set(all().flatMap(({ pid, listening }) => (isAlive(pid) ? listening : []))),
  };
}

function readPorts(file: string): number[] {
  try {
    const ports: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(ports) ? ports.filter((port) => Number.isInteger(port) && port > 0 && port < 65536) : [];
  } catch {
    // Missing, or being written.
    return [];
  }
}
