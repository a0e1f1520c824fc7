/** A process that only wakes up every millisecond: gaps it sees are caused by the machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds between two ticks. */
export interface Missed {
  /** The longest gaps, longest first. */
  gaps: number[];
}

/** Source text for the process. It must be self-contained and define no named function, which the loader would rewrite. */
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

/** Starts the process; the returned function ends it. */
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
