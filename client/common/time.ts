/** Times as people read them: local, on the clock of 24 hours, and the same in every view, list and message. */

const padded = (value: number, digits = 2) => String(value).padStart(digits, '0');

/** `14:03:09` */
export const formatClock = (at: Date): string =>
  [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => padded(part)).join(':');

/** `14:03:09.041`, where the order of events within a second matters. */
export const formatClockExactly = (at: Date): string => `${formatClock(at)}.${padded(at.getMilliseconds(), 3)}`;

/** `2026-11-30 14:03:09` @param at a date, ISO 8601, or milliseconds since the epoch */
export function formatMoment(at: Date | string | number): string {
  const date = new Date(at);
  const day = [padded(date.getFullYear(), 4), padded(date.getMonth() + 1), padded(date.getDate())].join('-');
  return `${day} ${formatClock(date)}`;
}
