/** What is done with stored bodies: read by their content type, checked, observed. How their bytes are had is injected. */

import { maxPlaces, noEvidence, observe } from '../model/inference/evidence';
import { readForm, type StoredBody } from '../protocol/body';
import type { JsonObject } from '../protocol/json';
import type { PayloadProblem, PayloadReport } from '../protocol/payloads';
import { say } from '../texts/say';
import { bodyText, type Decompress } from './bodyText';
import type { BodyEvidence, WorkerRequest } from './payload';
import { examplePayload } from './payloadExample';
import { checkAgainst, type Violation, violationsOf } from './payloadSchema';

/** Where bodies come from. */
export interface BodySource {
  /** The raw bytes of a stored body. Throws, saying why, where they can't be read. */
  bytes(body: StoredBody): Uint8Array;
  decompress: Decompress;
}

/** The result of a request other than a check. */
export function resultOf(request: Exclude<WorkerRequest, { kind: 'check' }>, source: BodySource): unknown {
  switch (request.kind) {
    case 'example':
      return examplePayload(request.params.schema);
    case 'evidence':
      return evidenceIn(request.bodies, source);
    case 'violations':
      return violationsIn(request.bodies, request.schema, source);
  }
}

/** Checks one stored body against a schema; null is a definition without one. */
export function checkStored(body: StoredBody, schema: JsonObject | null, source: BodySource): PayloadReport {
  if (!schema) return undecided(say('The definition gives no notification schema to check against.'));
  const read = readPayload(body, source);
  if (!('payload' in read)) return undecided(read.problem);
  const report = checkAgainst(schema, read.payload);
  return { ...report, problems: report.problems.map((problem) => below(read.within, problem)) };
}

/** A problem of a part of a body, with its place in the whole. */
const below = (within: string, { pointer, message }: PayloadProblem): PayloadProblem => ({
  pointer: within + pointer,
  message,
});

/** The report of a payload that nobody can judge. */
export function undecided(message: string): PayloadReport {
  return { conforms: null, problems: [{ pointer: '', message }] };
}

function evidenceIn(bodies: StoredBody[], source: BodySource): BodyEvidence {
  const evidence = noEvidence();
  const budget = { places: maxPlaces };
  const unread: BodyEvidence['unread'] = [];
  for (const body of bodies) {
    const read = readPayload(body, source);
    if ('payload' in read) observe(evidence, read.payload, budget);
    else unread.push({ file: body.file, message: read.problem });
  }
  return { evidence, unread };
}

function violationsIn(bodies: StoredBody[], schema: JsonObject, source: BodySource): Violation[] {
  const found = new Map<string, Violation>();
  for (const body of bodies) {
    const read = readPayload(body, source);
    if (!('payload' in read)) continue;
    for (const violation of violationsOf(schema, read.payload)) {
      const key = violation.path.join('/');
      if (!found.has(key)) found.set(key, violation);
    }
  }
  return [...found.values()];
}

/** The value that a schema describes, and the JSON pointer of its place in the body; otherwise the reason why there is none. */
type ReadPayload = { payload: unknown; within: string } | { problem: string };

function readPayload(body: StoredBody, source: BodySource): ReadPayload {
  const { contentType, contentEncoding } = body;
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  let text: string;
  try {
    text = bodyText(source.bytes(body), contentType, contentEncoding, source.decompress);
  } catch (error) {
    return { problem: say`The body can't be read: ${(error as Error).message}` };
  }
  if (text.trim() === '') return { problem: say('The body is empty.') };
  if (type === 'application/x-www-form-urlencoded') {
    const { value, wrapped } = readForm(text);
    return { payload: value, within: wrapped === undefined ? '' : '/payload' };
  }
  if (/[/+]xml$/.test(type)) return { problem: say('XML is not checked against the notification schema.') };
  if (type.startsWith('multipart/'))
    return { problem: say('Multipart bodies are not checked against the notification schema.') };
  try {
    return { payload: JSON.parse(text), within: '' };
  } catch (error) {
    // The message of V8 ends with what is said before it.
    const where = (error as Error).message.replace(/ is not valid JSON$/, '');
    return { problem: say`The body is not JSON: ${where.slice(0, 120)}` };
  }
}
