import { t } from '../../common/translate';

/** A connection to a relay that is restored whenever it is lost. */
export interface Relay {
  /** Time of the loss in milliseconds since the epoch; undefined while connected. */
  downSince(): number | undefined;
  close(): void;
}

/** A change of a relay's connection. */
export type RelayState =
  /** `since` is in milliseconds since the epoch. With `isFinal` there are no further attempts. */
  | { state: 'lost'; reason: string; since: number; isFinal: boolean }
  /** `downMs`: time between loss and return, in milliseconds. */
  | { state: 'back'; downMs: number };

export interface RetryTimes {
  /** Milliseconds until the first attempt after a loss; doubled with each failure. */
  firstRetry: number;
  /** Maximum delay in milliseconds between two attempts. */
  lastRetry: number;
  /** Milliseconds without a byte after which the connection counts as lost. */
  silence: number;
}

interface ConnectionOptions {
  /** The relay's name in the log. */
  name: string;
  /**
   * Connects. Resolves once connected, and calls `over` once when the connection has ended. Aborting the controller ends
   * it. Rejects when the attempt fails.
   */
  connect(over: (reason: string) => void, controller: AbortController): Promise<void>;
  changed(change: RelayState): void;
  log(message: string): void;
  times: RetryTimes;
}

/** The failure of an attempt that is not repeated, because the other end no longer exists. */
export class RelayGoneError extends Error {}

/**
 * Connects, and connects again after each loss with growing delays. With `patient`, resolves at once and keeps trying;
 * without, rejects when the first attempt fails.
 */
export async function keepConnected(options: ConnectionOptions, patient: boolean): Promise<Relay> {
  const { name, changed, log, times } = options;
  let current: AbortController | undefined;
  let closed = false;
  let downSince: number | undefined;
  let retry: NodeJS.Timeout | undefined;
  let delay = times.firstRetry;

  const connect = (): Promise<void> => {
    const controller = new AbortController();
    current = controller;
    return options.connect((reason) => {
      // The connection that ended may already have been replaced.
      if (current === controller) lost(reason);
    }, controller);
  };

  const lost = (reason: string, isFinal = false) => {
    if (closed) return;
    const isNews = downSince === undefined || isFinal;
    downSince ??= Date.now();
    if (isNews) {
      log(`The relay ${name} is lost: ${reason}`);
      changed({ state: 'lost', reason, since: downSince, isFinal });
    }
    if (isFinal) return;
    // Jitter: clients of a server that restarts must not all connect at once.
    retry = setTimeout(reconnect, delay * (0.75 + Math.random() / 2));
    retry.unref();
    delay = Math.min(delay * 2, times.lastRetry);
  };

  const failed = (error: Error) => lost(error.message, error instanceof RelayGoneError);

  const reconnect = () =>
    connect().then(() => {
      if (closed) return;
      delay = times.firstRetry;
      const downMs = Date.now() - (downSince ?? Date.now());
      downSince = undefined;
      log(`The relay ${name} is back`);
      changed({ state: 'back', downMs });
    }, failed);

  if (patient) void connect().catch(failed);
  else await connect();

  return {
    downSince: () => downSince,
    close() {
      closed = true;
      clearTimeout(retry);
      current?.abort();
    },
  };
}

/** Time in milliseconds between two checks after which the machine must have slept, which no connection survives. */
const sleptMs = 20_000;

/**
 * Detects a dead connection, which may otherwise look open for hours: calls `dead` once, with the reason, after too long
 * a silence or when the machine slept.
 */
export function watchForSilence(silenceMs: number, dead: (reason: string) => void): { heard(): void; stop(): void } {
  let heardAt = Date.now();
  let checkedAt = heardAt;
  const watch = setInterval(
    () => {
      const now = Date.now();
      const reason =
        now - checkedAt > sleptMs
          ? t('this computer slept')
          : now - heardAt > silenceMs
            ? t("it doesn't respond")
            : undefined;
      checkedAt = now;
      if (reason === undefined) return;
      clearInterval(watch);
      dead(reason);
    },
    Math.min(5_000, silenceMs / 2),
  ).unref();
  return {
    heard() {
      heardAt = Date.now();
    },
    stop: () => clearInterval(watch),
  };
}
