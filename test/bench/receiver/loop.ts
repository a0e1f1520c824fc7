import { closeSync, openSync, readSync } from 'node:fs';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';

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
  /** Of it: it slept in these functions of the kernel, as seen each few milliseconds. */
  held: Record<string, number>;
  /** Meanwhile the machine's own host kept so much from it, of all processors together. */
  stolen: number;
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

/**
 * Watches how long the event loop of the main thread is blocked, until it is called; again it tells the same.
 * @param fromOutside a thread looks at the main thread as well, which costs memory
 */
export function watchLoop(fromOutside = false): () => LoopReport {
  let told: LoopReport | undefined;
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
    // Who is woken late may wait for a processor: the two overlap.
    worstOwn = Math.max(worstOwn, took - Math.max(waited, idle));
    const computed = times.computed - lastTimes.computed;
    if (took > shortest) gaps.push({ at: last, took, computed, waited, idle, collected: 0, held: {}, stolen: 0 });
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
    for (const gap of longest) {
      gap.collected = collectedIn(gap, collections);
      Object.assign(gap, outside?.during(gap));
    }
    outside?.close();
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

/** What a thread of its own saw of the main thread: of all that it cannot tell itself, as it was held. */
interface Seen {
  /** `Date.now()`. */
  when: number;
  /** In which function of the kernel it slept; undefined while it ran or waited for events. */
  sleptIn?: string;
  /** Milliseconds since the start of the machine that its own host kept from it, of all processors together. */
  stolen: number;
}

/** Runs in the thread, as text: it has to stand alone. */
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
  // Where the kernel does not tell, the gaps are told without it.
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
