import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../../server/protocol/json';
import { isMissing } from '../../common/heldFiles';
import { isObject } from '../../common/json';
import { statusOn } from '../../common/loopback';
import { isAlive, machineName } from '../../common/processes';

/**
 * The port that the receiver uses at the next start, and the ports on which the windows listen. Each window has a small
 * file of its own, so that windows don't overwrite each other; one that a crash left behind names a dead process. Nothing
 * here throws: a file that another program holds is tried again later.
 */
export interface ReceiverPorts {
  /** The name of this window, a secret of its file: who knows it may ask its receiver whether it is there. */
  readonly window: string;
  /** The port of the last run. */
  kept(): number | undefined;
  keep(port: number): void;
  /** Records the ports on which this window listens, until {@link leave}. */
  enter(listening: readonly number[]): void;
  leave(): void;
  /** The ports of all living windows, this one included. */
  served(): Set<number>;
  /**
   * Asks the windows whose processes seem to live whether they do: the number of a dead process is soon used again. To be
   * called now and then; it also writes the own file again, which tells other machines that this window lives.
   */
  verify(): Promise<void>;
}

/** The path at which the receiver of a window answers those who know its name. */
export const windowPath = (window: string): string => `/window/${window}`;

/** The status of that answer, which hardly any other program gives. */
const windowStatus = 204;

/** The content of a window's file; earlier versions wrote the ports alone. */
interface WindowFile {
  name: string;
  pid: number;
  machine: string;
  window?: string;
  ports: number[];
  /** Changes whenever the file is written. */
  stamp: string;
}

/** Interval at which a window writes its file again, and asks the others, in milliseconds. */
const verifyMs = 30_000;

/** A window of another machine that has not written its file for so long is dead. */
const foreignLifetimeMs = 4 * verifyMs;

export function createReceiverPorts(folder: string, log: (message: string) => void = () => {}): ReceiverPorts {
  const keptFile = join(folder, 'receiver.json');
  const windows = join(folder, 'windows');
  const window = randomBytes(16).toString('hex');
  const ownName = `${process.pid}-${randomBytes(4).toString('hex')}.json`;
  let own: readonly number[] = [];
  /** When the own file was written last; undefined where it must be written again. */
  let writtenAt: number | undefined;
  /** The windows that are not there although their processes seem to live, by file name. */
  const absent = new Set<string>();
  const askedAt = new Map<string, number>();
  /** What a window's file was at the first sight of this version of it, by our own clock. */
  const sightings = new Map<string, { stamp: string; since: number }>();
  let lastOthers: WindowFile[] = [];

  const attempt = (what: string, act: () => void): boolean => {
    try {
      act();
      return true;
    } catch (error) {
      log(`${what}: ${(error as Error).message}`);
      return false;
    }
  };

  /** The files of the other windows; what was read last where the folder can't be read. */
  const others = (): WindowFile[] => {
    const known = new Map(lastOthers.map((one) => [one.name, one]));
    const names = namesIn(windows) ?? [...known.keys()];
    lastOthers = names.flatMap((name) =>
      name === ownName ? [] : (readWindow(join(windows, name), name, known.get(name)) ?? []),
    );
    return lastOthers;
  };

  const isLiving = ({ name, pid, machine, stamp }: WindowFile): boolean => {
    if (machine === machineName) return isAlive(pid) && !absent.has(name);
    const seen = sightings.get(name);
    if (seen?.stamp !== stamp) sightings.set(name, { stamp, since: Date.now() });
    return seen?.stamp !== stamp || Date.now() - seen.since < foreignLifetimeMs;
  };

  const write = () => {
    const content = { machine: machineName, pid: process.pid, window, ports: own };
    const isWritten = attempt('The ports of this window could not be noted', () => {
      mkdirSync(windows, { recursive: true, mode: 0o700 });
      writeFileSync(join(windows, ownName), JSON.stringify(content), { mode: 0o600 });
    });
    writtenAt = isWritten ? Date.now() : undefined;
  };

  const remove = (name: string) =>
    attempt('The file of a dead window could not be removed', () => rmSync(join(windows, name), { force: true }));

  const ask = async (one: WindowFile) => {
    const [port] = one.ports;
    if (port === undefined || one.machine !== machineName || !isAlive(one.pid)) return;
    if (Date.now() - (askedAt.get(one.name) ?? 0) < verifyMs) return;
    askedAt.set(one.name, Date.now());
    const status = await statusOn(port, windowPath(one.window ?? ''));
    // A window that is busy does not respond either; one of an earlier version does not know the question.
    const isThere =
      status === 'silent' || status === windowStatus || (one.window === undefined && status !== 'refused');
    if (isThere) absent.delete(one.name);
    else absent.add(one.name);
  };

  return {
    window,
    kept: () => readKept(keptFile)[0],
    keep(port) {
      attempt('The port of the receiver could not be kept', () =>
        writeFileSync(keptFile, JSON.stringify([port]), { mode: 0o600 }),
      );
    },
    enter(listening) {
      own = [...listening];
      // A file of a dead process, or with a port of this window, was left behind by a crash.
      for (const one of others()) {
        const isOnOurs = one.machine === machineName && one.ports.some((port) => own.includes(port));
        if (isOnOurs || !isLiving(one)) remove(one.name);
      }
      write();
    },
    leave() {
      own = [];
      writtenAt = undefined;
      remove(ownName);
    },
    served: () => new Set([...own, ...others().flatMap((one) => (isLiving(one) ? one.ports : []))]),
    async verify() {
      if (own.length > 0 && (writtenAt === undefined || Date.now() - writtenAt > verifyMs)) write();
      const found = others();
      const names = new Set(found.map(({ name }) => name));
      for (const map of [askedAt, sightings]) for (const name of map.keys()) if (!names.has(name)) map.delete(name);
      await Promise.all(found.map(ask));
    },
  };
}

/** Undefined where the folder can't be read. */
function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch (error) {
    return isMissing(error) ? [] : undefined;
  }
}

/** @param known what it was before, which counts while somebody holds the file or is writing it */
function readWindow(file: string, name: string, known: WindowFile | undefined): WindowFile | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const { machine, window, ports }: JsonObject = isObject(content) ? content : { ports: content as Json };
    return {
      name,
      pid: Number.parseInt(name, 10),
      machine: typeof machine === 'string' ? machine : machineName,
      window: typeof window === 'string' ? window : undefined,
      ports: validPorts(ports),
      stamp: `${statSync(file).mtimeMs}`,
    };
  } catch (error) {
    return isMissing(error) ? undefined : known;
  }
}

function readKept(file: string): number[] {
  try {
    return validPorts(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Missing, or held for a moment: another port is as good.
    return [];
  }
}

const validPorts = (ports: unknown): number[] =>
  Array.isArray(ports) ? ports.filter((port) => Number.isInteger(port) && port > 0 && port < 65536) : [];
