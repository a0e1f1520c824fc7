/** The worker behind `payload.ts`: reads a stored body, parses it by its content type and checks it; makes examples. */
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { CheckPayloadParams, Json, PayloadReport } from '../protocol';
import type { Task, WorkerAnswer } from './payload';
import { examplePayload } from './payloadExample';
import { checkAgainst } from './payloadSchema';

/** What a compressed body of 25 MB may unfold to; a bomb unfolds to a thousandfold. */
const maxOutputLength = 128 * 1024 * 1024;

parentPort?.on('message', ({ number, task }: { number: number; task: Task }) => {
  let result: WorkerAnswer['result'];
  try {
    result = { value: task.kind === 'check' ? checkStored(task.params) : examplePayload(task.params.schema) };
  } catch (error) {
    result = { failed: (error as Error).message };
  }
  parentPort?.postMessage({ number, result } satisfies WorkerAnswer);
});

function checkStored({ file, contentType, contentEncoding, schema }: CheckPayloadParams): PayloadReport {
  if (!schema) return undecided('The definition gives no notification schema to check against.');
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(unpack(readFileSync(file), contentEncoding));
  } catch (error) {
    return undecided(`The body cannot be read: ${(error as Error).message}`);
  }
  if (text.trim() === '') return undecided('The body is empty.');
  if (type === 'application/x-www-form-urlencoded') return checkForm(schema, text);
  if (/[/+]xml$/.test(type)) return undecided('XML is not checked against the notification schema.');
  if (type.startsWith('multipart/'))
    return undecided('Multipart bodies are not checked against the notification schema.');
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch (error) {
    return undecided(`The body is not JSON: ${(error as Error).message.slice(0, 120)}`);
  }
  return checkAgainst(schema, payload);
}

function unpack(bytes: Buffer, encoding: string | null): Buffer {
  switch ((encoding ?? 'identity').trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return gunzipSync(bytes, { maxOutputLength });
    case 'deflate':
      return inflateSync(bytes, { maxOutputLength });
    case 'br':
      return brotliDecompressSync(bytes, { maxOutputLength });
    case 'identity':
    case '':
      return bytes;
    default:
      throw new Error(`unknown Content-Encoding ${JSON.stringify(encoding)}`);
  }
}

/** A form: its fields as strings, or the JSON in its field `payload`, as GitHub sends it. */
function checkForm(schema: NonNullable<CheckPayloadParams['schema']>, text: string): PayloadReport {
  const fields = new URLSearchParams(text);
  const wrapped = fields.get('payload');
  if (wrapped?.trimStart().startsWith('{')) {
    try {
      return checkAgainst(schema, JSON.parse(wrapped) as Json);
    } catch {
      // An ordinary field that happens to have that name.
    }
  }
  return checkAgainst(schema, Object.fromEntries(fields));
}

function undecided(message: string): PayloadReport {
  return { conforms: null, problems: [{ pointer: '', message }] };
}
