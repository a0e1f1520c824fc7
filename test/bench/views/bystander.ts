/** A process that does nothing but wake up every millisecond: what it misses, the machine kept from everybody. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds between two of its ticks. */
export interface Missed {
  /** The longest ones, longest first. */
  gaps: number[];
}

/** Runs in the process, as text: it has to stand alone, and names no function, to which the loader would add something. */
function wake(): void {
  const gaps: number[] = [];
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    if (now - last > 20) gaps.push(now - last);
    last = now;
  }, 1);
  process.stdin.resume().on('end', () => {
    process.stdout.write(JSON.stringify({ gaps: gaps.sort((a, b) => b - a).slice(0, 10) }), () => process.exit());
  });
}

/** Starts it; the answer ends it. */
export function startBystander(): () => Promise<Missed> {
  const child = spawn(process.execPath, ['-e', `(${wake})()`], { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  const closed = once(child, 'close');
  return async () => {
    child.stdin.end();
    await closed;
    return JSON.parse(text) as Missed;
  };
}
