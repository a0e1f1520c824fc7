/** Runs in the extension host beside the extension, as its "tests": watches the host while somebody uses the views. */
import http from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import { watchLoop } from '../receiver/loop';

export interface Memory {
  /** Megabytes, after a collection. */
  heap: number;
  resident: number;
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Answers `/memory`, `/watch`, `/report`, `/worked` and `/command` until `/close`. */
export function run(): Promise<void> {
  let report = watchLoop();
  let cpu = process.cpuUsage();
  const answers: Record<string, (body: { command: string; argument: unknown }) => unknown> = {
    '/memory': (): Memory => {
      collect();
      const { heapUsed, external, rss } = process.memoryUsage();
      return { heap: (heapUsed + external) / 1e6, resident: rss / 1e6 };
    },
    '/watch': () => {
      report();
      report = watchLoop();
      cpu = process.cpuUsage();
    },
    '/report': () => report(),
    /** Milliseconds of computing since `/watch`. */
    '/worked': () => {
      const { user, system } = process.cpuUsage(cpu);
      return (user + system) / 1000;
    },
    /** Milliseconds that it took. */
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
