/** The text of the status bar item. Pure. */

import type { Translate } from '../common/translate';
import type { WebhookRegistration } from '../domain/registration';

export interface StatusInput {
  /** Undefined until the receiver listens. */
  port: number | undefined;
  registrations: WebhookRegistration[];
  /** Number of failed deliveries that nobody has looked at. */
  unread: number;
  /** The time the first of the receiver's ports was lost, in milliseconds since the epoch. */
  receiverDown: number | undefined;
  now: number;
}

export interface Status {
  text: string;
  tooltip: string;
  mood: 'normal' | 'warning' | 'error';
}

/** Returns undefined when there are no webhooks, so that the item is hidden. */
export function statusOf(input: StatusInput, t: Translate): Status | undefined {
  const { port, registrations, unread, receiverDown, now } = input;
  if (registrations.length === 0) return undefined;
  const trouble = registrations.filter(({ state }) => state === 'unreachable' || state === 'orphan').length;
  const failed = unread > 0 ? `$(error) ${unread}` : '';
  const lines = unread > 0 ? [t('Failed deliveries that you have not opened: {0}.', unread)] : [];
  if (receiverDown !== undefined) {
    const since = duration(now - receiverDown, t);
    const about = t('Nothing arrives, because the callback server is down since {0}.', since);
    const text = parts(`$(debug-disconnect) ${t('Callback server down {0}', since)}`, failed);
    return { text, tooltip: [about, ...lines].join('\n'), mood: 'error' };
  }
  if (port === undefined) return undefined;
  const ways = [...new Set(registrations.map(({ exposure }) => exposure))];
  lines.unshift(
    t('The callback server listens on port {0}.', port),
    t('Public access: {0}.', ways.join(', ')),
    ...(trouble ? [t('Unreachable or orphaned: {0}.', trouble)] : []),
  );
  const { length } = registrations;
  const counts = `$(inbox) ${length === 1 ? t('1 webhook') : t('{0} webhooks', length)}`;
  const relaysDown = registrations.flatMap(({ down }) => (down ? Date.parse(down.since) : []));
  if (relaysDown.length === 0) {
    return { text: parts(counts, failed), tooltip: lines.join('\n'), mood: trouble ? 'warning' : 'normal' };
  }
  const since = duration(now - Math.min(...relaysDown), t);
  lines.unshift(
    t('Nothing arrives through the relay, which is down since {0}. New attempts follow automatically.', since),
  );
  const down = `$(debug-disconnect) ${t('relay down {0}', since)}`;
  return { text: parts(counts, down, failed), tooltip: lines.join('\n'), mood: 'error' };
}

const parts = (...texts: string[]) => texts.filter(Boolean).join('  ');

function duration(milliseconds: number, t: Translate): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return t('{0} s', seconds);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? t('{0} min', minutes) : t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}
