import { Worker } from 'node:worker_threads';
import { t } from '../../common/translate';
import type { DeliverySummary } from '../../domain/delivery';
import { readBody } from '../../receiver/store/readBody';
import { BodyModel, type Problem } from './bodyModel';

export interface BodyParams {
  stored: Pick<DeliverySummary, 'body' | 'bytes'>;
  /** Names in lower case. */
  headers: Record<string, string>;
  problems: Problem[];
}

type Method = 'about' | 'open' | 'rows' | 'toggle' | 'reveal' | 'find' | 'place' | 'setProblems';

export interface BodyCall {
  number: number;
  method: Method;
  args: unknown[];
}

interface BodyAnswer {
  number: number;
  result?: unknown;
  error?: string;
}

/** A {@link BodyModel}, in this thread or in a worker. */
export interface BodyReader {
  call<Name extends Method>(method: Name, ...args: Parameters<BodyModel[Name]>): Promise<ReturnType<BodyModel[Name]>>;
  close(): void;
}

/** Maximum number of bytes parsed in this thread: parsing them is faster than starting a worker. */
const maxHere = 256 * 1024;

/** True when the body is small enough to be read at once. */
export const isQuick = ({ bytes }: Pick<DeliverySummary, 'bytes'>): boolean => bytes <= maxHere;

/** @param workerFile the bundle of bodyWorker.ts */
export function openBody(params: BodyParams, workerFile: string): BodyReader {
  return isQuick(params.stored) ? readHere(params) : readInThread(params, workerFile);
}

function readHere({ stored, headers, problems }: BodyParams): BodyReader {
  const model = readBody(stored).then((raw) => BodyModel.read(raw, headers, problems));
  // Calls report the rejection; without this handler it would be unhandled until then.
  model.catch(() => {});
  return {
    // biome-ignore lint/suspicious/noExplicitAny: each method has arguments of its own.
    call: async (method, ...args) => ((await model)[method] as any)(...args),
    close: () => {},
  };
}

function readInThread(params: BodyParams, workerFile: string): BodyReader {
  const worker = new Worker(workerFile, { workerData: params });
  worker.unref();
  const waiting = new Map<number, (answer: BodyAnswer) => void>();
  let last = 0;
  /** The reason why the worker ended; further calls reject with it. */
  let ended: string | undefined;
  worker.on('message', (answer: BodyAnswer) => {
    waiting.get(answer.number)?.(answer);
    waiting.delete(answer.number);
  });
  const fail = (error: string) => {
    ended ??= error;
    for (const [number, answer] of waiting) answer({ number, error });
    waiting.clear();
  };
  worker.on('error', (error: Error) => fail(error.message));
  worker.on('exit', () => fail(t('The body is no longer open.')));
  return {
    call: (method, ...args) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) throw new Error(ended);
        last += 1;
        waiting.set(last, ({ result, error }) => {
          if (error === undefined) resolve(result as never);
          else reject(new Error(error));
        });
        worker.postMessage({ number: last, method, args } satisfies BodyCall);
      }),
    close: () => void worker.terminate(),
  };
}
