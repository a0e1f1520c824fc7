import { closeSync, openSync, readSync } from 'node:fs';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';

/** Between two ticks of our own; everything in milliseconds. */
export interface Gap {
  /** When it began, as `performance.now()` has it. */
  at: number;
  took: number;
  /** Of it: this thread ran. */
  computed: number;
  /** Of it: this thread could have gone on, but others had the processors. */
  waited: number;
  /** Of it: the loop had nothing to do, and was woken late. */
  idle: number;
  /** Of it: garbage was collected. */
  collected: number;
}

export interface LoopReport {
  /** Milliseconds between two ticks of our own, at worst. */
  worst: number;
  /** The most that may be our own doing: without what was waited for a processor, or without what was idle. */
  worstOwn: number;
  /** The longest ones, longest first. */
  gaps: Gap[];
  /** What Node's own monitor says, in milliseconds. */
  histogram: { p99: number; max: number };
}

/** So many gaps are told of one by one. */
const maxGaps = 10;

/** Shorter ones are no gaps. */
const shortest = 10;

/** Watches how long the event loop of the main thread is blocked, until it is called; again it tells the same. */
export function watchLoop(): () => LoopReport {
  let told: LoopReport | undefined;
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  const collections: { startTime: number; duration: number }[] = [];
  const garbage = new PerformanceObserver((list) => collections.push(...list.getEntries()));
  garbage.observe({ entryTypes: ['gc'] });
  const processor = watchProcessor();
  const gaps: Gap[] = [];
  let last = performance.now();
  let lastTimes = processor.times();
  let worst = 0;
  let worstOwn = 0;
  const tick = () => {
    const now = performance.now();
    const times = processor.times();
    const took = now - last;
    const waited = Math.min(took, times.waited - lastTimes.waited);
    const idle = Math.min(took, times.idle - lastTimes.idle);
    worst = Math.max(worst, took);
    // Who is woken late may wait for a processor: the two overlap.
    worstOwn = Math.max(worstOwn, took - Math.max(waited, idle));
    const computed = times.computed - lastTimes.computed;
    if (took > shortest) gaps.push({ at: last, took, computed, waited, idle, collected: 0 });
    last = performance.now();
    lastTimes = times;
    timer = setTimeout(tick, 1);
  };
  let timer = setTimeout(tick, 1);
  return () => {
    if (told) return told;
    clearTimeout(timer);
    histogram.disable();
    processor.close();
    collections.push(...garbage.takeRecords());
    garbage.disconnect();
    const longest = gaps.sort((a, b) => b.took - a.took).slice(0, maxGaps);
    for (const gap of longest) gap.collected = collectedIn(gap, collections);
    told = {
      worst,
      worstOwn,
      gaps: longest,
      histogram: { p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 },
    };
    return told;
  };
}

function collectedIn({ at, took }: Gap, collections: { startTime: number; duration: number }[]): number {
  const overlaps = collections.map(({ startTime, duration }) =>
    Math.max(0, Math.min(at + took, startTime + duration) - Math.max(at, startTime)),
  );
  return overlaps.reduce((sum, overlap) => sum + overlap, 0);
}

/** How many milliseconds the main thread ran, and was ready to run but got no processor: Linux counts them for each thread. */
function watchProcessor(): { times(): { computed: number; waited: number; idle: number }; close(): void } {
  const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  const buffer = Buffer.alloc(80);
  return {
    times() {
      const [computed, waited] = buffer.toString('latin1', 0, readSync(file, buffer, 0, 80, 0)).split(' ');
      const { idle } = performance.eventLoopUtilization();
      return { computed: Number(computed) / 1e6, waited: Number(waited) / 1e6, idle };
    },
    close: () => closeSync(file),
  };
}
