/**
 * How the time that something takes grows with its text, measured within one run. It is processor time of this process:
 * what else runs on the machine does not count.
 */

type Timed = () => unknown;

/** Shorter ones are repeated: the clock is too coarse for them. */
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
 * How many times as long `whole` takes as `part`, by the shortest of several rounds each: whatever else happens only adds
 * to a time. It is above `most` only where it stays so for as long as patience lasts.
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
