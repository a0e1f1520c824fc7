import { Worker } from 'node:worker_threads';
import type { CheckPayloadsParams, PayloadReport } from '../protocol/payloads';
import { currentTexts, say, type Texts } from '../texts/say';
import { type PayloadChecker, type WorkerMessage, type WorkerRequest, workerStarted } from './payload';
import { undecided } from './payloadRequests';

type Outcome = { result: unknown } | { error: Error };

/** Time limits in milliseconds: for one payload, and for the many that an inference may read. */
export interface Limits {
  one: number;
  many: number;
}

/** The worker took longer than its limit and was ended. */
class TookTooLong extends Error {
  constructor(limit: number) {
    super(say`It took longer than ${limit / 1000} s and was ended: look for a costly \`pattern\` in the schema.`);
  }
}

/** @param workerFile the bundled worker. @param limits time after which it is ended */
export function createPayloadChecker(
  workerFile: string,
  limits: Limits = { one: 10_000, many: 60_000 },
): PayloadChecker {
  let worker: StartedWorker | undefined;
  let number = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const stop = async (): Promise<void> => {
    const old = worker;
    worker = undefined;
    await old?.thread.terminate();
  };

  /**
   * Resolves with `count` outcomes; the limit applies to each of them, and not to the start of the worker, which takes long
   * where the machine is busy. Where the worker ends before that, the last outcome is the reason.
   */
  const run = (request: WorkerRequest, limit: number, count: number): Promise<Outcome[]> =>
    new Promise((resolve) => {
      worker ??= start(workerFile);
      const used = worker;
      const { thread } = used;
      const wanted = ++number;
      const outcomes: Outcome[] = [];
      const take = (outcome: Outcome, isLast: boolean): void => {
        outcomes.push(outcome);
        if (!isLast) {
          timer.refresh();
          return;
        }
        clearTimeout(timer);
        thread.off('message', onMessage);
        thread.off('error', onError);
        resolve(outcomes);
      };
      const onMessage = (response: WorkerMessage): void => {
        if (response === workerStarted) {
          used.isStarted = true;
          clearTimeout(timer);
          timer = setTimeout(giveUp, limit);
          return;
        }
        if (response.number !== wanted) return;
        const outcome = 'error' in response ? { error: new Error(response.error) } : response;
        take(outcome, outcomes.length + 1 === count);
      };
      const onError = (error: Error): void => {
        if (worker === used) worker = undefined;
        take({ error }, true);
      };
      const giveUp = (): void => {
        void stop();
        take({ error: new TookTooLong(limit) }, true);
      };
      let timer = setTimeout(giveUp, used.isStarted ? limit : limit + startLimit);
      thread.on('message', onMessage);
      thread.on('error', onError);
      thread.postMessage({ number: wanted, request });
    });

  /** Runs one request at a time, so that the limit does not include waiting. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const answer = queue.then(act);
    queue = answer.catch(() => {});
    return answer;
  };

  const once = <T>(request: WorkerRequest, limit: number): Promise<T> =>
    inTurn(async () => {
      const [outcome] = await run(request, limit, 1);
      if ('error' in outcome!) throw outcome.error;
      return outcome!.result as T;
    });

  const checkAll = ({ bodies, schema }: CheckPayloadsParams): Promise<PayloadReport[]> =>
    inTurn(async () => {
      const reports: PayloadReport[] = [];
      while (reports.length < bodies.length) {
        const left = bodies.slice(reports.length);
        const outcomes = await run({ kind: 'check', bodies: left, schema }, limits.one, left.length);
        reports.push(...outcomes.map(reportOf));
      }
      return reports;
    });

  return {
    checkAll,
    async check({ schema, ...body }) {
      return (await checkAll({ bodies: [body], schema }))[0]!;
    },
    example: (params) => once({ kind: 'example', params }, limits.one),
    evidence: (bodies) => once({ kind: 'evidence', bodies }, bodies.length > 1 ? limits.many : limits.one),
    violations: (bodies, schema) => once({ kind: 'violations', bodies, schema }, limits.many),
    close: stop,
  };
}

function reportOf(outcome: Outcome): PayloadReport {
  if (!('error' in outcome)) return outcome.result as PayloadReport;
  const { error } = outcome;
  return undecided(
    error instanceof TookTooLong
      ? say`The check was given up. ${error.message}`
      : say`The check failed: ${error.message}`,
  );
}

/** What the worker gets at its start: the texts of its problems, which are English without any. */
export interface WorkerData {
  texts: Texts | undefined;
}

/** Milliseconds after which a worker that has not started is given up with what it was to do. */
const startLimit = 60_000;

interface StartedWorker {
  thread: Worker;
  /** Whether it has said that it is ready. */
  isStarted: boolean;
}

function start(file: string): StartedWorker {
  const thread = new Worker(file, { workerData: { texts: currentTexts() } satisfies WorkerData });
  thread.unref();
  return { thread, isStarted: false };
}
