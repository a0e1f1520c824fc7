import { Worker } from 'node:worker_threads';
import type { CheckPayloadParams, ExamplePayload, ExamplePayloadParams, PayloadReport } from '../protocol';

/** Checks and makes payloads in a worker: a stranger's pattern or 25 MB of JSON never hold up the server. */
export interface PayloadChecker {
  check(params: CheckPayloadParams): Promise<PayloadReport>;
  /** Rejects where none can be made. */
  example(params: ExamplePayloadParams): Promise<ExamplePayload>;
  close(): Promise<void>;
}

export type Task = { kind: 'check'; params: CheckPayloadParams } | { kind: 'example'; params: ExamplePayloadParams };

/** What the worker answers to a request of the same number. */
export interface WorkerAnswer {
  number: number;
  result: { value: PayloadReport | ExamplePayload } | { failed: string };
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

  const run = <Result extends PayloadReport | ExamplePayload>(task: Task): Promise<Result> =>
    new Promise((resolve, reject) => {
      worker ??= start(workerFile);
      const used = worker;
      const wanted = ++number;
      const finish = (act: () => void): void => {
        clearTimeout(timer);
        used.off('message', onMessage);
        used.off('error', onError);
        act();
      };
      const onMessage = ({ number: answered, result }: WorkerAnswer): void => {
        if (answered !== wanted) return;
        finish(() => ('failed' in result ? reject(new Error(result.failed)) : resolve(result.value as Result)));
      };
      const onError = (error: Error): void => {
        if (worker === used) worker = undefined;
        finish(() => reject(new Error(`The check failed: ${error.message}`)));
      };
      const timer = setTimeout(() => {
        void stop();
        const tooLong = `The check took longer than ${limit / 1000} s and was ended: look for a costly \`pattern\` in the schema.`;
        finish(() => reject(new Error(tooLong)));
      }, limit);
      used.on('message', onMessage);
      used.on('error', onError);
      used.postMessage({ number: wanted, task });
    });

  /** One at a time: the limit is for a payload, not for its wait. */
  const inTurn = <Result extends PayloadReport | ExamplePayload>(task: Task): Promise<Result> => {
    const answer = queue.then(() => run<Result>(task));
    queue = answer.catch(() => {});
    return answer;
  };

  return {
    check: (params) =>
      inTurn<PayloadReport>({ kind: 'check', params }).catch((error: Error) => undecided(error.message)),
    example: (params) => inTurn<ExamplePayload>({ kind: 'example', params }),
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
