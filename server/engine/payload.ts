import { Worker } from 'node:worker_threads';
import type { Evidence } from '../model/inference/evidence';
import type {
  CheckPayloadParams,
  ExamplePayload,
  ExamplePayloadParams,
  JsonObject,
  PayloadReport,
  StoredBody,
} from '../protocol';
import type { Violation } from './payloadSchema';

/** Looks at stored payloads, and makes some, in a worker: a stranger's pattern or 25 MB of JSON never hold up the server. */
export interface PayloadChecker {
  check(params: CheckPayloadParams): Promise<PayloadReport>;
  /** What the bodies show together. Rejects where the worker fails or takes too long. */
  evidence(bodies: StoredBody[]): Promise<BodyEvidence>;
  /** The keywords of a schema that some of the bodies violate. Rejects as {@link evidence} does. */
  violations(bodies: StoredBody[], schema: JsonObject): Promise<Violation[]>;
  /** Rejects where none can be made. */
  example(params: ExamplePayloadParams): Promise<ExamplePayload>;
  close(): Promise<void>;
}

export interface BodyEvidence {
  evidence: Evidence;
  /** Bodies that are no JSON, no form, or cannot be read; they are not in the evidence. */
  unread: { file: string; message: string }[];
}

export type WorkerRequest =
  | { kind: 'check'; body: StoredBody; schema: JsonObject | null }
  | { kind: 'example'; params: ExamplePayloadParams }
  | { kind: 'evidence'; bodies: StoredBody[] }
  | { kind: 'violations'; bodies: StoredBody[]; schema: JsonObject };

/** What the worker answers to a request of the same number. */
export type WorkerAnswer = { number: number; result: unknown } | { number: number; error: string };

/** Milliseconds: for one payload, and for the many that an inference may read. */
export interface Limits {
  one: number;
  many: number;
}

/** The worker took longer than its limit and was ended. */
class TookTooLong extends Error {}

/** @param workerFile the bundled worker. @param limits beyond which it is ended. */
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

  const run = (request: WorkerRequest, limit: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      worker ??= start(workerFile);
      const used = worker;
      const wanted = ++number;
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        used.off('message', onMessage);
        used.off('error', onError);
        settle();
      };
      const onMessage = (answer: WorkerAnswer): void => {
        if (answer.number !== wanted) return;
        finish(() => ('error' in answer ? reject(new Error(answer.error)) : resolve(answer.result)));
      };
      const onError = (error: Error): void => {
        if (worker === used) worker = undefined;
        finish(() => reject(error));
      };
      const timer = setTimeout(() => {
        void stop();
        finish(() => reject(new TookTooLong(`took longer than ${limit / 1000} s and was ended`)));
      }, limit);
      used.on('message', onMessage);
      used.on('error', onError);
      used.postMessage({ number: wanted, request });
    });

  /** One at a time: the limit is for a request, not for its wait. */
  const inTurn = <T>(request: WorkerRequest, limit: number): Promise<T> => {
    const answer = queue.then(() => run(request, limit));
    queue = answer.catch(() => {});
    return answer as Promise<T>;
  };

  return {
    check: ({ schema, ...body }) =>
      inTurn<PayloadReport>({ kind: 'check', body, schema }, limits.one).catch((error) =>
        undecided(
          error instanceof TookTooLong
            ? `The check ${error.message}: look for a costly \`pattern\` in the schema.`
            : `The check failed: ${error.message}`,
        ),
      ),
    example: (params) => inTurn({ kind: 'example', params }, limits.one),
    evidence: (bodies) => inTurn({ kind: 'evidence', bodies }, bodies.length > 1 ? limits.many : limits.one),
    violations: (bodies, schema) => inTurn({ kind: 'violations', bodies, schema }, limits.many),
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
