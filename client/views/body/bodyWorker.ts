/** Worker that reads, parses and searches a large body, so that the extension host is not blocked. */
import { parentPort, workerData } from 'node:worker_threads';
import { readBody } from '../../receiver/store/readBody';
import { BodyModel } from './bodyModel';
import type { BodyCall, BodyParams } from './bodyReader';

const { stored, headers, problems } = workerData as BodyParams;
const model = readBody(stored).then((raw) => BodyModel.read(raw, headers, problems));

parentPort?.on('message', async ({ number, method, args }: BodyCall) => {
  try {
    // biome-ignore lint/suspicious/noExplicitAny: BodyReader gives each method its arguments.
    const result = ((await model)[method] as any)(...args);
    parentPort?.postMessage({ number, result });
  } catch (error) {
    parentPort?.postMessage({ number, error: (error as Error).message });
  }
});
