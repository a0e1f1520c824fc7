import { closeSync, openSync, readSync } from 'node:fs';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';

/** A gap between two ticks of the main thread. All durations are in milliseconds. */
export interface Gap {
  /** Start of the gap, from `performance.now()`. */
  at: number;
  took: number;
  /** Time that the thread was running. */
  computed: number;
  /** Time that the thread was ready, but other threads had the processors. */
  waited: number;
  /** Time that the loop was idle and was woken late. */
  idle: number;
  /** Time of garbage collection. */
  collected: number;
  /** Time asleep by kernel function, sampled every few milliseconds. */
  held: Record<string, number>;
  /** Processor time taken by the machine's hypervisor, summed over all processors. */
  stolen: number;
}

export interface LoopReport {
  /** The longest gap in milliseconds. */
  worst: number;
  /** The longest gap without waiting for a processor and without idle time, in milliseconds. */
  worstOwn: number;
  /** The longest gaps, longest first. */
  gaps: Gap[];
  /** The delays measured by Node's own monitor, in milliseconds. */
  histogram: { p99: number; max: number };
}

/** Maximum number of gaps reported one by one. */
const maxGaps = 10;

/** Minimum length of a gap in milliseconds. */
const shortest = 10;

/**
 * Watches how long the event loop of the main thread is blocked. The returned function ends that and returns the report;
 * later calls return the same one.
 * @param fromOutside also samples the main thread from another thread, which costs memory
 */
export function watchLoop(fromOutside = false): () => LoopReport {
  let report: LoopReport | undefined;
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  const collections: { startTime: number; duration: number }[] = [];
  const garbage = new PerformanceObserver((list) => collections.push(...list.getEntries()));
  garbage.observe({ entryTypes: ['gc'] });
  const processor = watchProcessor();
  const outside = fromOutside ? watchFromOutside() : undefined;
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
    // A thread that is woken late may also wait for a processor: the two overlap.
    worstOwn = Math.max(worstOwn, took - Math.max(waited, idle));
    const computed = times.computed - lastTimes.computed;
    if (took > shortest) gaps.push({ at: last, took, computed, waited, idle, collected: 0, held: {}, stolen: 0 });
    last = performance.now();
    lastTimes = times;
    timer = setTimeout(tick, 1);
  };
  let timer = setTimeout(tick, 1);
  return () => {
    if (report) return report;
    clearTimeout(timer);
    histogram.disable();
    processor.close();
    collections.push(...garbage.takeRecords());
    garbage.disconnect();
    const longest = gaps.sort((a, b) => b.took - a.took).slice(0, maxGaps);
    for (const gap of longest) {
      gap.collected = collectedIn(gap, collections);
      Object.assign(gap, outside?.during(gap));
    }
    outside?.close();
    report = {
      worst,
      worstOwn,
      gaps: longest,
      histogram: { p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 },
    };
    return report;
  };
}

function collectedIn({ at, took }: Gap, collections: { startTime: number; duration: number }[]): number {
  const overlaps = collections.map(({ startTime, duration }) =>
    Math.max(0, Math.min(at + took, startTime + duration) - Math.max(at, startTime)),
  );
  return overlaps.reduce((sum, overlap) => sum + overlap, 0);
}

/** Milliseconds that the main thread ran, and that it was ready but had no processor, as Linux counts them per thread. */
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

/** A sample of the main thread taken by another thread. */
interface Seen {
  /** `Date.now()`. */
  when: number;
  /** The kernel function it slept in; undefined while it ran or waited for events. */
  sleptIn?: string;
  /** Milliseconds taken by the hypervisor since the machine started, summed over all processors. */
  stolen: number;
}

/** Source text of the sampling thread; it must be self-contained. */
function look(processId: number, everyMs: number): void {
  const { readFileSync } = require('node:fs') as typeof import('node:fs');
  const { parentPort } = require('node:worker_threads') as typeof import('node:worker_threads');
  const read = (file: string) => readFileSync(file, 'latin1');
  const thread = `/proc/self/task/${processId}`;
  let seen: object[] = [];
  setInterval(() => {
    const state = /\) (\w)/.exec(read(`${thread}/stat`))?.[1];
    const stolen = Number(read('/proc/stat').split(/ +/, 9)[8]) * 10;
    const frames = state === 'R' ? '' : read(`${thread}/stack`);
    const sleptIn = /epoll|ep_poll/.test(frames) ? undefined : /^\[<0>\] (\w+)/.exec(frames)?.[1];
    seen.push({ when: Date.now(), sleptIn, stolen });
    if (seen.length < 100) return;
    parentPort?.postMessage(seen);
    seen = [];
  }, everyMs);
}

function watchFromOutside(): { during(gap: Gap): Pick<Gap, 'held' | 'stolen'>; close(): void } {
  const everyMs = 4;
  const all: Seen[] = [];
  const worker = new Worker(`(${look})(${process.pid}, ${everyMs})`, { eval: true });
  worker.on('message', (seen: Seen[]) => all.push(...seen));
  // If the kernel does not provide it, gaps are reported without it.
  worker.on('error', () => {});
  worker.unref();
  return {
    during({ at, took }) {
      const from = performance.timeOrigin + at;
      const seen = all.filter(({ when }) => when >= from - everyMs && when <= from + took + everyMs);
      const held: Record<string, number> = {};
      for (const { sleptIn } of seen) if (sleptIn) held[sleptIn] = (held[sleptIn] ?? 0) + everyMs;
      return { held, stolen: (seen.at(-1)?.stolen ?? 0) - (seen[0]?.stolen ?? 0) };
    },
    close: () => void worker.terminate(),
  };
}
