/** Profiles the extension host during gaps of its event loop. */
import { type Profiler, Session } from 'node:inspector/promises';
import type { Gap } from '../receiver/loop';

/** Milliseconds between two samples. */
const interval = 1;

/** Profiles this thread until the returned function is called. */
export async function startProfile(): Promise<() => Promise<Profiler.Profile>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: interval * 1000 });
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    return profile;
  };
}

/** Returns the stacks sampled in a gap with their milliseconds, the most frequent first. */
export function stacksIn(profile: Profiler.Profile, { at, took }: Gap, count: number): string[] {
  const offset = Number(process.hrtime.bigint()) / 1000 - performance.now() * 1000;
  const from = at * 1000 + offset;
  const to = from + took * 1000;
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const nameOf = (id: number) => {
    const { functionName, url, lineNumber } = byId.get(id)!.callFrame;
    return `${functionName || '(anonymous)'} ${url.split('/').at(-1)}:${lineNumber + 1}`;
  };
  const stackOf = (id: number): string => {
    const names: string[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) names.push(nameOf(at));
    return names.slice(0, 14).join(' < ');
  };
  const times = new Map<string, number>();
  let time = profile.startTime;
  for (const [index, id] of profile.samples!.entries()) {
    time += profile.timeDeltas![index]!;
    const length = profile.timeDeltas![index + 1] ?? 0;
    if (time < from || time > to) continue;
    const stack = stackOf(id);
    times.set(stack, (times.get(stack) ?? 0) + length / 1000);
  }
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([stack, milliseconds]) => `${milliseconds.toFixed(1)} ms ${stack}`);
}
