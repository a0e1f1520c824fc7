import { setImmediate as nextTurn } from 'node:timers/promises';

/** Long work in short slices, between which others run. It can be canceled, and tells how far it is. */
export interface Slices {
  /** Lets others run where this slice is over. Rejects once the work is canceled. */
  pause(): Promise<void> | undefined;
  /** Tells that so much of the input, in characters or bytes, is done. */
  advance(amount: number): void;
}

/** Maximum length of a slice in milliseconds: an editor that waits longer feels slow. */
const sliceMs = 12;

export function createSlices(signal?: AbortSignal, advance: (amount: number) => void = () => {}): Slices {
  let begun = performance.now();
  return {
    pause() {
      if (performance.now() - begun < sliceMs) return undefined;
      return nextTurn().then(() => {
        signal?.throwIfAborted();
        begun = performance.now();
      });
    },
    advance,
  };
}
