import { Worker } from 'node:worker_threads';
import { t } from '../../common/translate';
import type { DeliverySummary } from '../../domain/delivery';
import { readBody } from '../../receiver/store/readBody';
import { BodyModel, type Problem } from './bodyModel';

export interface BodyOrder {
  stored: Pick<DeliverySummary, 'body' | 'bytes'>;
  /** Names in lower case. */
  headers: Record<string, string>;
  problems: Problem[];
}

type Method = 'about' | 'open' | 'rows' | 'toggle' | 'reveal' | 'find' | 'setProblems';

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

/** A {@link BodyModel}, here or in a thread. */
export interface BodyReader {
  call<Name extends Method>(method: Name, ...args: Parameters<BodyModel[Name]>): Promise<ReturnType<BodyModel[Name]>>;
  close(): void;
}

/** Up to here parsing takes a few milliseconds, less than a thread takes to start. */
const maxHere = 256 * 1024;

/** Whether it is read before anybody would notice. */
export const isQuick = ({ bytes }: Pick<DeliverySummary, 'bytes'>): boolean => bytes <= maxHere;

/** @param workerFile the bundle of bodyWorker.ts */
export function openBody(order: BodyOrder, workerFile: string): BodyReader {
  return isQuick(order.stored) ? readHere(order) : readInThread(order, workerFile);
}

function readHere({ stored, headers, problems }: BodyOrder): BodyReader {
  const model = readBody(stored).then((raw) => BodyModel.read(raw, headers, problems));
  // Whoever calls is told; before that nobody waits for it.
  model.catch(() => {});
  return {
    // biome-ignore lint/suspicious/noExplicitAny: each method has arguments of its own.
    call: async (method, ...args) => ((await model)[method] as any)(...args),
    close: () => {},
  };
}

function readInThread(order: BodyOrder, workerFile: string): BodyReader {
  const worker = new Worker(workerFile, { workerData: order });
  worker.unref();
  const waiting = new Map<number, (answer: BodyAnswer) => void>();
  let last = 0;
  /** Why there is no thread any more: who asks now is told so, as nobody would answer. */
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
