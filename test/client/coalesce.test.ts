import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { coalesce } from '../../client/views/coalesce';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Makes calls at equal intervals; returns when `act` ran, in milliseconds from the start. */
function whenActed(perSecond: number, seconds: number): number[] {
  const started = performance.now();
  const acted: number[] = [];
  const call = coalesce(100, () => acted.push(Math.round(performance.now() - started)));
  for (let count = 0; count < seconds * perSecond; count++) {
    call();
    vi.advanceTimersByTime(1000 / perSecond);
  }
  vi.advanceTimersByTime(2000);
  return acted;
}

it('acts soon after a single call', () => {
  expect(whenActed(1, 3)).toEqual([100, 1100, 2100]);
});

it('acts a few times in a second while few calls come', () => {
  expect(whenActed(10, 3).length).toBeGreaterThan(10);
});

it('acts once a second while hundreds come, and a last time for the last of them', () => {
  const acted = whenActed(200, 10);
  expect(acted.length).toBeLessThanOrEqual(12);
  expect(acted.at(-1)).toBeGreaterThanOrEqual(10_000);
});

it('acts soon again once it was quiet', () => {
  const started = performance.now();
  const acted: number[] = [];
  const call = coalesce(100, () => acted.push(performance.now() - started));
  for (let count = 0; count < 1000; count++) call();
  vi.advanceTimersByTime(3000);
  call();
  vi.advanceTimersByTime(100);
  expect(acted).toEqual([100, 3100]);
});
