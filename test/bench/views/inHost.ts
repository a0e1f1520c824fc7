/** Runs in the extension host as the extension's "tests": watches the host while the views are used. */
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import { type Gap, watchLoop } from '../receiver/loop';
import { stacksIn, startProfile } from './profile';

export interface Memory {
  /** Heap in megabytes, after a garbage collection. */
  heap: number;
  resident: number;
}

/** The parameters of the requests; each uses its own part. */
interface Asked {
  command: string;
  argument: unknown;
  file: string;
  gaps: Gap[];
  closely?: boolean;
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Answers `/memory`, `/watch`, `/report`, `/worked` and `/command` until `/close`. */
export function run(): Promise<void> {
  let report = watchLoop();
  let cpu = process.cpuUsage();
  let profiled: Awaited<ReturnType<typeof startProfile>> | undefined;
  const answers: Record<string, (body: Asked) => unknown> = {
    '/memory': (): Memory => {
      collect();
      const { heapUsed, external, rss } = process.memoryUsage();
      return { heap: (heapUsed + external) / 1e6, resident: rss / 1e6 };
    },
    '/watch': ({ closely }) => {
      report();
      report = watchLoop(closely);
      cpu = process.cpuUsage();
    },
    '/report': () => report(),
    '/profile': async () => {
      profiled = await startProfile();
    },
    /** Stacks sampled in gaps; the whole profile is written to a file. */
    '/profiled': async ({ file, gaps }) => {
      const profile = await profiled!();
      writeFileSync(file, JSON.stringify(profile));
      return gaps.map((gap) => stacksIn(profile, gap, 12));
    },
    /** Milliseconds of processor time since `/watch`. */
    '/worked': () => {
      const { user, system } = process.cpuUsage(cpu);
      return (user + system) / 1000;
    },
    /** Duration in milliseconds. */
    '/command': async ({ command, argument }) => {
      const started = performance.now();
      await vscode.commands.executeCommand(command, argument);
      return performance.now() - started;
    },
  };
  return new Promise((resolve) => {
    const server = http.createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request.setEncoding('utf8')) text += chunk;
      const result = await answers[request.url ?? '']?.(JSON.parse(text || '{}'));
      response.end(JSON.stringify(result ?? null));
      if (request.url === '/close') resolve();
    });
    server.listen(Number(process.env.FLOW_WEBHOOKS_BENCH_PORT), '127.0.0.1');
  });
}
