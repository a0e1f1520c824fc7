/** What is done with stored bodies: read by their content type, checked, observed. How their bytes are had is injected. */

import { maxPlaces, noEvidence, observe } from '../model/inference/evidence';
import type { StoredBody } from '../protocol/body';
import type { JsonObject } from '../protocol/json';
import type { PayloadReport } from '../protocol/payloads';
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
  return 'payload' in read ? checkAgainst(schema, read.payload) : undecided(read.problem);
}

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

/** The value that a schema describes: of JSON, or a form's fields; otherwise the reason why there is none. */
function readPayload(body: StoredBody, source: BodySource): { payload: unknown } | { problem: string } {
  const { contentType, contentEncoding } = body;
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  let text: string;
  try {
    text = bodyText(source.bytes(body), contentType, contentEncoding, source.decompress);
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
