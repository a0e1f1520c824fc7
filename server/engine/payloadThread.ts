import { Worker } from 'node:worker_threads';
import type { CheckPayloadsParams, PayloadReport } from '../protocol/payloads';
import { currentTexts, say, type Texts } from '../texts/say';
import type { PayloadChecker, WorkerRequest, WorkerResponse } from './payload';
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
  let worker: Worker | undefined;
  let number = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const stop = async (): Promise<void> => {
    const old = worker;
    worker = undefined;
    await old?.terminate();
  };

  /**
   * Resolves with `count` outcomes; the limit applies to each of them. Where the worker ends before that, the last outcome
   * is the reason.
   */
  const run = (request: WorkerRequest, limit: number, count: number): Promise<Outcome[]> =>
    new Promise((resolve) => {
      worker ??= start(workerFile);
      const used = worker;
      const wanted = ++number;
      const outcomes: Outcome[] = [];
      const take = (outcome: Outcome, isLast: boolean): void => {
        outcomes.push(outcome);
        if (!isLast) {
          timer.refresh();
          return;
        }
        clearTimeout(timer);
        used.off('message', onMessage);
        used.off('error', onError);
        resolve(outcomes);
      };
      const onMessage = (response: WorkerResponse): void => {
        if (response.number !== wanted) return;
        const outcome = 'error' in response ? { error: new Error(response.error) } : response;
        take(outcome, outcomes.length + 1 === count);
      };
      const onError = (error: Error): void => {
        if (worker === used) worker = undefined;
        take({ error }, true);
      };
      const timer = setTimeout(() => {
        void stop();
        take({ error: new TookTooLong(limit) }, true);
      }, limit);
      used.on('message', onMessage);
      used.on('error', onError);
      used.postMessage({ number: wanted, request });
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

function start(file: string): Worker {
  const worker = new Worker(file, { workerData: { texts: currentTexts() } satisfies WorkerData });
  worker.unref();
  return worker;
}
