import { Worker } from 'node:worker_threads';
import type { CheckPayloadParams, PayloadReport } from '../protocol';

/** Checks stored payloads in a worker: a stranger's pattern or 25 MB of JSON never hold up the server. */
export interface PayloadChecker {
  check(params: CheckPayloadParams): Promise<PayloadReport>;
  close(): Promise<void>;
}

/** What the worker answers to a request of the same number. */
export interface WorkerAnswer {
  number: number;
  report: PayloadReport;
}

/** @param workerFile the bundled worker. @param limit milliseconds for one payload; beyond it the worker is ended. */
export function createPayloadChecker(workerFile: string, limit = 10_000): PayloadChecker {
  let worker: Worker | undefined;
  let number = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const stop = async (): Promise<void> => {
    const old = worker;
    worker = undefined;
    await old?.terminate();
  };

  const run = (params: CheckPayloadParams): Promise<PayloadReport> =>
    new Promise((resolve) => {
      worker ??= start(workerFile);
      const used = worker;
      const wanted = ++number;
      const finish = (report: PayloadReport): void => {
        clearTimeout(timer);
        used.off('message', onMessage);
        used.off('error', onError);
        resolve(report);
      };
      const onMessage = (answer: WorkerAnswer): void => {
        if (answer.number === wanted) finish(answer.report);
      };
      const onError = (error: Error): void => {
        if (worker === used) worker = undefined;
        finish(undecided(`The check failed: ${error.message}`));
      };
      const timer = setTimeout(() => {
        void stop();
        finish(
          undecided(
            `The check took longer than ${limit / 1000} s and was ended: look for a costly \`pattern\` in the schema.`,
          ),
        );
      }, limit);
      used.on('message', onMessage);
      used.on('error', onError);
      used.postMessage({ number: wanted, params });
    });

  return {
    check: (params) => {
      // One at a time: the limit is for a payload, not for its wait.
      const answer = queue.then(() => run(params));
      queue = answer;
      return answer;
    },
    close: stop,
  };
}

function start(file: string): Worker {
  const worker = new Worker(file);
  worker.unref();
  return worker;
}

function undecided(message: string): PayloadReport {
  return { conforms: null, problems: [{ pointer: '', message }] };
}
