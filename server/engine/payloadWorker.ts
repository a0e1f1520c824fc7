/** The worker of `payloadThread.ts`: reads stored bodies from the disk, and does what is asked with them. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { StoredBody } from '../protocol/body';
import { say, setTexts } from '../texts/say';
import { decompress } from './decompress';
import { type WorkerMessage, type WorkerRequest, type WorkerResponse, workerStarted } from './payload';
import { type BodySource, checkStored, resultOf } from './payloadRequests';
import type { WorkerData } from './payloadThread';

setTexts((workerData as WorkerData | null)?.texts);

parentPort?.on('message', ({ number, request }: { number: number; request: WorkerRequest }) => {
  const attempt = (act: () => unknown) => {
    let response: WorkerResponse;
    try {
      response = { number, result: act() };
    } catch (error) {
      response = { number, error: (error as Error).message };
    }
    parentPort?.postMessage(response);
  };
  if (request.kind !== 'check') attempt(() => resultOf(request, files));
  // One response each, so that a body that takes too long can be identified.
  else for (const body of request.bodies) attempt(() => checkStored(body, request.schema, files));
});

parentPort?.postMessage(workerStarted satisfies WorkerMessage);

const files: BodySource = { bytes: readBytes, decompress };

function readBytes({ file, start = 0, bytes }: StoredBody): Uint8Array {
  const descriptor = openPatiently(file);
  try {
    const length = bytes ?? Math.max(fstatSync(descriptor).size - start, 0);
    const buffer = new Uint8Array(length);
    if (readSync(descriptor, buffer, 0, length, start) < length) throw new Error(say('its file is shorter than it.'));
    return buffer;
  } finally {
    closeSync(descriptor);
  }
}

/** Errors of Windows while another program, such as a virus scanner, has the file open for a moment. */
const heldCodes = new Set<string | undefined>(['EPERM', 'EACCES', 'EBUSY']);

/** Opens a file, if necessary with further attempts for about a second: this thread has nothing else to do. */
function openPatiently(file: string): number {
  for (let pause = 8; ; pause *= 2) {
    try {
      return openSync(file, 'r');
    } catch (error) {
      if (pause > 512 || !heldCodes.has((error as NodeJS.ErrnoException).code)) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
  }
}
