import { t } from '../../common/translate';

/** A connection to a relay that stays, whatever happens to it in between. */
export interface Relay {
  /** Since when it is down, in milliseconds since the epoch; undefined while it is up. */
  downSince(): number | undefined;
  close(): void;
}

/** What a relay says of itself. */
export type RelayState =
  /** `since` in milliseconds since the epoch; `isFinal`: it is not tried again. */
  | { state: 'lost'; reason: string; since: number; isFinal: boolean }
  /** `downMs`: how long it was down. */
  | { state: 'back'; downMs: number };

export interface RetryTimes {
  /** Milliseconds until the first attempt after a loss; doubled with each that fails. */
  firstRetry: number;
  lastRetry: number;
  /** Milliseconds without a sign of life after which it is taken for lost. */
  silence: number;
}

export interface ConnectionOptions {
  /** As the log calls it. */
  name: string;
  /**
   * Connects; resolves once that is done and calls `over` when it has ended, once. Aborting the controller ends it.
   * Rejects where it does not come about.
   */
  connect(over: (reason: string) => void, controller: AbortController): Promise<void>;
  changed(change: RelayState): void;
  log(message: string): void;
  times: RetryTimes;
}

/** An attempt that need not be repeated: what was connected to is no more. */
export class RelayGoneError extends Error {}

/**
 * Connects, and connects again after each loss, later and later. With `patient`, resolves at once and tries on; without,
 * rejects where the first connection does not come about.
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
      // The one that ended may have been given up for another already.
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
    // Not all at once, when a server comes back to many.
    retry = setTimeout(again, delay * (0.75 + Math.random() / 2));
    retry.unref();
    delay = Math.min(delay * 2, times.lastRetry);
  };

  const failed = (error: Error) => lost(error.message, error instanceof RelayGoneError);

  const again = () =>
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

/** A check that comes so late after the one before it: the machine slept, and no connection survived it. */
const sleptMs = 20_000;

/**
 * Looks after a connection that would otherwise seem to be there for hours: calls `dead` once, with the reason, when
 * nothing was heard for too long or the machine slept.
 */
export function watchForSilence(silenceMs: number, dead: (reason: string) => void): { heard(): void; stop(): void } {
  let heardAt = Date.now();
  let looked = heardAt;
  const watch = setInterval(
    () => {
      const now = Date.now();
      const reason =
        now - looked > sleptMs ? t('this machine slept') : now - heardAt > silenceMs ? t('it is silent') : undefined;
      looked = now;
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
