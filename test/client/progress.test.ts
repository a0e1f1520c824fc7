import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withProgress } from '../../client/editor/progress';

interface Shown {
  title: string;
  cancellable: boolean;
  cancel(): void;
}

const { shown } = vi.hoisted(() => ({ shown: [] as Shown[] }));

vi.mock('vscode', () => ({
  ProgressLocation: { Notification: 15 },
  window: {
    withProgress: (options: Omit<Shown, 'cancel'>, act: (progress: object, token: object) => unknown) => {
      const one: Shown = { ...options, cancel: () => {} };
      shown.push(one);
      return act({}, { onCancellationRequested: (cancel: () => void) => Object.assign(one, { cancel }) });
    },
  },
}));

const later = <T>(ms: number, settle: () => T) =>
  new Promise<T>((resolve, reject) =>
    setTimeout(() => {
      try {
        resolve(settle());
      } catch (error) {
        reject(error);
      }
    }, ms),
  );

const fail = () => {
  throw new Error('no answer');
};

describe('showing progress', () => {
  beforeEach(() => {
    shown.length = 0;
    vi.useFakeTimers();
  });
  afterEach(() => vi.useRealTimers());

  it('shows nothing when the work is done at once', async () => {
    const done = withProgress('Deleting', () => later(200, () => 'deleted'));
    await vi.runAllTimersAsync();
    expect(await done).toBe('deleted');
    expect(shown).toEqual([]);
  });

  it('shows a notification when the work takes longer', async () => {
    const done = withProgress('Deleting', () => later(5_000, () => 'deleted'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(shown).toMatchObject([{ title: 'Deleting', cancellable: true }]);
    await vi.runAllTimersAsync();
    expect(await done).toBe('deleted');
  });

  it.each([200, 5_000])('rejects like the work does, after %i ms', async (ms) => {
    const failed = expect(withProgress('Deleting', () => later(ms, fail))).rejects.toThrow('no answer');
    await vi.runAllTimersAsync();
    await failed;
  });

  it('lets the person abort the work', async () => {
    const aborted = withProgress(
      'Registering',
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
      { waits: true },
    );
    const failed = expect(aborted).rejects.toThrow('aborted');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(shown).toMatchObject([{ cancellable: true }]);
    shown[0]!.cancel();
    await failed;
  });
});
