import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './ledger';

/**
 * Which port the receiver comes back on, and on which ports the receivers of other windows listen. One small file for
 * each window, so that windows do not write over each other; one that a crash left behind names a process that is dead.
 */
export interface ReceiverPorts {
  /** The port of earlier runs. */
  kept(): number | undefined;
  keep(port: number): void;
  /** Says that this window listens, until {@link leave}. */
  enter(port: number): void;
  leave(): void;
  /** Ports of all windows that live, this one included. */
  served(): Set<number>;
}

export function createReceiverPorts(folder: string): ReceiverPorts {
  const keptFile = join(folder, 'receiver.json');
  const windows = join(folder, 'windows');
  const own = join(windows, `${process.pid}-${randomBytes(4).toString('hex')}.json`);
  mkdirSync(windows, { recursive: true, mode: 0o700 });

  const others = () =>
    readdirSync(windows).flatMap((name) => {
      const port = readPort(join(windows, name));
      return port === undefined ? [] : [{ file: join(windows, name), pid: Number.parseInt(name, 10), port }];
    });

  return {
    kept: () => readPort(keptFile),
    keep: (port) => writeFileSync(keptFile, JSON.stringify({ port }), { mode: 0o600 }),
    enter(port) {
      // Whoever claims the port that is ours now, or is dead, was left behind by a crash.
      for (const other of others()) if (other.port === port || !isAlive(other.pid)) rmSync(other.file, { force: true });
      writeFileSync(own, JSON.stringify({ port }), { mode: 0o600 });
    },
    leave: () => rmSync(own, { force: true }),
    served: () =>
      new Set(
        others()
          .filter(({ pid }) => isAlive(pid))
          .map(({ port }) => port),
      ),
  };
}

function readPort(file: string): number | undefined {
  try {
    const { port } = JSON.parse(readFileSync(file, 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined;
  } catch {
    // Not there, or being written.
    return undefined;
  }
}
