/** The worker of `payload.ts`: reads stored bodies, parses them by their content type and checks them. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { maxPlaces, noEvidence, observe } from '../model/inference/evidence';
import type { StoredBody } from '../protocol/body';
import type { JsonObject } from '../protocol/json';
import type { PayloadReport } from '../protocol/payloads';
import { say, setTexts } from '../texts/say';
import { bodyText } from './bodyText';
import type { BodyEvidence, WorkerData, WorkerRequest, WorkerResponse } from './payload';
import { examplePayload } from './payloadExample';
import { checkAgainst, type Violation, violationsOf } from './payloadSchema';

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
  if (request.kind !== 'check') attempt(() => answerTo(request));
  // One response each, so that a body that takes too long can be identified.
  else for (const body of request.bodies) attempt(() => checkStored(body, request.schema));
});

function answerTo(request: Exclude<WorkerRequest, { kind: 'check' }>): unknown {
  switch (request.kind) {
    case 'example':
      return examplePayload(request.params.schema);
    case 'evidence':
      return evidenceIn(request.bodies);
    case 'violations':
      return violationsIn(request.bodies, request.schema);
  }
}

function checkStored(body: StoredBody, schema: JsonObject | null): PayloadReport {
  if (!schema) return undecided(say('The definition gives no notification schema to check against.'));
  const read = readPayload(body);
  return 'payload' in read ? checkAgainst(schema, read.payload) : undecided(read.problem);
}

function evidenceIn(bodies: StoredBody[]): BodyEvidence {
  const evidence = noEvidence();
  const budget = { places: maxPlaces };
  const unread: BodyEvidence['unread'] = [];
  for (const body of bodies) {
    const read = readPayload(body);
    if ('payload' in read) observe(evidence, read.payload, budget);
    else unread.push({ file: body.file, message: read.problem });
  }
  return { evidence, unread };
}

function violationsIn(bodies: StoredBody[], schema: JsonObject): Violation[] {
  const found = new Map<string, Violation>();
  for (const body of bodies) {
    const read = readPayload(body);
    if (!('payload' in read)) continue;
    for (const violation of violationsOf(schema, read.payload)) {
      const key = violation.path.join('/');
      if (!found.has(key)) found.set(key, violation);
    }
  }
  return [...found.values()];
}

/** The value that a schema describes: of JSON, or a form's fields; otherwise the reason why there is none. */
function readPayload(body: StoredBody): { payload: unknown } | { problem: string } {
  const { contentType, contentEncoding } = body;
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  let text: string;
  try {
    text = bodyText(readBytes(body), contentType, contentEncoding);
  } catch (error) {
    return { problem: say`The body cannot be read: ${(error as Error).message}` };
  }
  if (text.trim() === '') return { problem: say('The body is empty.') };
  if (type === 'application/x-www-form-urlencoded') return { payload: formPayload(text) };
  if (/[/+]xml$/.test(type)) return { problem: say('XML is not checked against the notification schema.') };
  if (type.startsWith('multipart/'))
    return { problem: say('Multipart bodies are not checked against the notification schema.') };
  try {
    return { payload: JSON.parse(text) };
  } catch (error) {
    return { problem: say`The body is not JSON: ${(error as Error).message.slice(0, 120)}` };
  }
}

function readBytes({ file, start = 0, bytes }: StoredBody): Buffer {
  const descriptor = openPatiently(file);
  try {
    const length = bytes ?? Math.max(fstatSync(descriptor).size - start, 0);
    const buffer = Buffer.alloc(length);
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

/** The fields of a form as strings, or the JSON in its field `payload`, as GitHub sends it. */
function formPayload(text: string): unknown {
  const fields = new URLSearchParams(text);
  const wrapped = fields.get('payload');
  if (wrapped?.trimStart().startsWith('{')) {
    try {
      return JSON.parse(wrapped);
    } catch {
      // An ordinary field that happens to have that name.
    }
  }
  return Object.fromEntries(fields);
}

function undecided(message: string): PayloadReport {
  return { conforms: null, problems: [{ pointer: '', message }] };
}
