import type { WebhookRegistration } from '../../domain/registration';
import type { Context } from '../context';

/** The longest time in milliseconds that a timer of Node waits; a longer one would fire at once. */
const longestWait = 2 ** 31 - 1;

interface ExpiryWatch {
  close(): void;
}

/**
 * Announces the moment at which a service ends a webhook, by its create response. What ended before this window received
 * for it is in the view, and is not announced.
 * @param isOurs true for a webhook whose deliveries this window receives
 */
export function createExpiryWatch(
  { ledger, live, emit, onEvent }: Context,
  isOurs: (registration: WebhookRegistration) => boolean,
): ExpiryWatch {
  let announcedUntil = Date.now();
  let timer: NodeJS.Timeout | undefined;

  const look = () => {
    clearTimeout(timer);
    const now = Date.now();
    const since = announcedUntil;
    announcedUntil = now;
    const ends = ledger
      .entries()
      .filter((registration) => registration.state === 'active' && isOurs(registration))
      .flatMap((registration) =>
        registration.expiresAt === undefined ? [] : [{ registration, at: Date.parse(registration.expiresAt) }],
      );
    const next = Math.min(...ends.map(({ at }) => at).filter((at) => at > now));
    if (Number.isFinite(next)) timer = setTimeout(look, Math.min(next - now, longestWait)).unref();
    for (const { registration, at } of ends)
      if (at > since && at <= now) emit({ type: 'expired', registration: live.current(registration) });
  };

  const stop = onEvent(({ type }) => {
    if (['created', 'registrations', 'deleted', 'receiver'].includes(type)) look();
  });
  return {
    close() {
      clearTimeout(timer);
      stop();
    },
  };
}
