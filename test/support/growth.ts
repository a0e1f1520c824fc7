/**
 * Measures how the time of a function grows with its input, within one run. It is the processor time of this process, so
 * that other processes don't count.
 */

type Timed = () => unknown;

/** Minimum time of a measurement: shorter functions are repeated, since the clock is too coarse. */
const leastMs = 1;

async function milliseconds(act: Timed): Promise<number> {
  const start = process.cpuUsage();
  for (let times = 1; ; times++) {
    await act();
    const { user, system } = process.cpuUsage(start);
    const passed = (user + system) / 1000;
    if (passed >= leastMs) return passed / times;
  }
}

/**
 * Returns the time of `whole` divided by that of `part`, each the shortest of several rounds, since disturbances only add
 * time. The result exceeds `most` only when it does so until `patienceMs` have passed.
 */
export async function growthOf(part: Timed, whole: Timed, most: number, patienceMs = 30_000): Promise<number> {
  let [least, all] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const endsAt = performance.now() + patienceMs;
  for (let round = 0; round < 3 || (all > most * least && performance.now() < endsAt); round++) {
    least = Math.min(least, await milliseconds(part));
    all = Math.min(all, await milliseconds(whole));
  }
  return all / least;
}
