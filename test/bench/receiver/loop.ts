import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface LoopReport {
  /** Milliseconds between two ticks of our own, at worst. */
  worst: number;
  /** Of that, at most what this process computed: the rest of a gap was spent by others on this machine. */
  worstOwn: number;
  /** What Node's own monitor says, in milliseconds. */
  histogram: { p99: number; max: number };
}

/** Watches how long the event loop is blocked, until it is called. */
export function watchLoop(): () => LoopReport {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  let last = performance.now();
  let cpu = process.cpuUsage();
  let worst = 0;
  let worstOwn = 0;
  let timer: NodeJS.Immediate | NodeJS.Timeout;
  const tick = () => {
    const now = performance.now();
    const used = process.cpuUsage(cpu);
    const gap = now - last;
    worst = Math.max(worst, gap);
    worstOwn = Math.max(worstOwn, Math.min(gap, (used.user + used.system) / 1000));
    last = now;
    cpu = process.cpuUsage();
    timer = setTimeout(tick, 1);
  };
  timer = setTimeout(tick, 1);
  return () => {
    clearTimeout(timer as NodeJS.Timeout);
    histogram.disable();
    return { worst, worstOwn, histogram: { p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 } };
  };
}
