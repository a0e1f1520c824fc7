/** From so many calls in a second on, nobody can follow what comes with each of them. */
const many = 25;
const second = 1000;

/**
 * Calls of this within so many milliseconds become one, at their end. The first is not put off by later ones. While
 * more calls come than anybody can follow, it acts once a second.
 */
export function coalesce(milliseconds: number, act: () => void): (() => void) & { dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  let acted = Number.NEGATIVE_INFINITY;
  const isBusy = countRate();
  const call = () => {
    const now = performance.now();
    const busy = isBusy(now);
    timer ??= setTimeout(
      () => {
        timer = undefined;
        acted = performance.now();
        act();
      },
      busy ? Math.max(milliseconds, acted + second - now) : milliseconds,
    );
  };
  const dispose = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  return Object.assign(call, { dispose });
}

/** Counts a call each time it is asked: whether in the second that goes on, or in the one before, there were many. */
function countRate(): (now: number) => boolean {
  let begun = 0;
  let current = 0;
  let before = 0;
  return (now) => {
    if (now - begun >= second) {
      before = now - begun < 2 * second ? current : 0;
      current = 0;
      begun = now;
    }
    current++;
    return Math.max(current, before) >= many;
  };
}
