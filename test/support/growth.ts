/** How time grows with a text, measured within one run: no machine and no load tells what a time in itself means. */

type Timed = () => unknown;

/** Rounds until a deadline: of each measurement the shortest counts, since whatever else runs only adds to it. */
async function shortest<Name extends string>(
  measured: Record<Name, Timed>,
  isEnough: (times: Record<Name, number>) => boolean,
  patienceMs: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(measured) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY])) as Record<Name, number>;
  const endsAt = performance.now() + patienceMs;
  for (let round = 0; round < 3 || (!isEnough(times) && performance.now() < endsAt); round++) {
    for (const name of names) times[name] = Math.min(times[name], await timeOf(measured[name]));
  }
  return times;
}

async function timeOf(act: Timed): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

/** How many times as long `whole` takes as `part`; no more than `most` unless it stays above for as long as patience lasts. */
export async function growthOf(part: Timed, whole: Timed, most: number, patienceMs = 10_000): Promise<number> {
  const { part: least, whole: all } = await shortest(
    { part, whole },
    (times) => times.whole <= most * times.part,
    patienceMs,
  );
  return all / least;
}
