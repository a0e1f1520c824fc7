import { describe, expect, it } from 'vitest';
import { formatClock, formatClockExactly, formatMoment } from '../../client/common/time';

describe('a time', () => {
  const at = new Date(2026, 0, 2, 3, 4, 5, 6);

  it('has one form everywhere, whatever the language of the editor', () => {
    expect(formatClock(at)).toBe('03:04:05');
    expect(formatClockExactly(at)).toBe('03:04:05.006');
    expect(formatMoment(at)).toBe('2026-01-02 03:04:05');
  });

  it('may come as text or as milliseconds', () => {
    expect(formatMoment(at.toISOString())).toBe(formatMoment(at));
    expect(formatMoment(at.getTime())).toBe(formatMoment(at));
  });
});
