/** Calls per second from which nobody can follow single updates. */
const many = 25;
const secondMs = 1000;

/**
 * Returns a function that runs `act` once for all calls within `milliseconds`, at their end; later calls don't delay it.
 * While calls come faster than anybody can follow, it runs once a second.
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
      busy ? Math.max(milliseconds, acted + secondMs - now) : milliseconds,
    );
  };
  const dispose = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  return Object.assign(call, { dispose });
}

/** Returns a function that counts calls: true when the current or the previous second had {@link many}. */
function countRate(): (now: number) => boolean {
  let begun = 0;
  let current = 0;
  let before = 0;
  return (now) => {
    if (now - begun >= secondMs) {
      before = now - begun < 2 * secondMs ? current : 0;
      current = 0;
      begun = now;
    }
    current++;
    return Math.max(current, before) >= many;
  };
}
