import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { StoredBody } from '../../../server/protocol/body';
import type { Json } from '../../../server/protocol/json';
import { sameFile } from '../../common/sameFile';
import type { DeliverySummary } from '../../domain/delivery';
import { storedBody } from '../../editor/payloadBatches';
import { isOfService } from '../../webhooks/deliveries/origin';
import type { Webhooks } from '../../webhooks/webhooksApi';

/** Maximum number of deliveries read; older ones rarely improve a schema. */
const maxDeliveries = 500;
/** Maximum total size of the bodies read, in bytes. */
const maxBytes = 200 * 1024 * 1024;

interface Stored {
  registrationId: string;
  delivery: DeliverySummary;
}

/** Deliveries that the service sent to the webhooks of a trigger, deleted ones included, fetched deliveries included, the latest first. Replays and examples are left out. */
export async function storedDeliveries(webhooks: Webhooks, uri: string, operationId: string): Promise<Stored[]> {
  const all = [...webhooks.list(), ...webhooks.deleted().map(({ registration }) => registration)];
  const registrations = all.filter((one) => sameFile(one.uri, uri) && one.operationId === operationId);
  const found = await Promise.all(
    registrations.map(async ({ id }) =>
      (await webhooks.summaries(id)).filter(isOfService).map((delivery): Stored => ({ registrationId: id, delivery })),
    ),
  );
  return found.flat().sort((a, b) => b.delivery.receivedAt.localeCompare(a.delivery.receivedAt));
}

export async function storedBodies(webhooks: Webhooks, stored: Stored[]): Promise<StoredBody[]> {
  let bytes = 0;
  const chosen = stored.slice(0, maxDeliveries).filter(({ delivery }, index) => {
    bytes += delivery.bytes;
    return index === 0 || bytes <= maxBytes;
  });
  const whole = await Promise.all(
    chosen.map(({ registrationId, delivery }) => webhooks.delivery(registrationId, delivery.id)),
  );
  return whole.map(storedBody);
}

/** A JSON file chosen by the person, to be read as it is. */
export const fileBody = (file: string): StoredBody => ({
  file,
  contentType: 'application/json',
  contentEncoding: null,
});

/** Writes the texts to temporary files for the duration of `act`: bodies are passed to the server as files. */
export async function withTemporaryFiles<T>(texts: string[], act: (bodies: StoredBody[]) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'flow-webhooks-'));
  try {
    const bodies = texts.map((_, index) => fileBody(join(folder, `${index}.json`)));
    await Promise.all(bodies.map(({ file }, index) => writeFile(file, texts[index]!, { mode: 0o600 })));
    return await act(bodies);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Passes a script's samples as files: values are payloads, a string is the path or `file:` URI of a file with one. */
export async function withSamples<T>(samples: Json[], act: (bodies: StoredBody[]) => Promise<T>): Promise<T> {
  const isFile = (sample: Json): sample is string => typeof sample === 'string';
  const files = samples
    .filter(isFile)
    .map((name) => fileBody(name.startsWith('file:') ? vscode.Uri.parse(name).fsPath : name));
  const texts = samples.filter((sample) => !isFile(sample)).map((sample) => JSON.stringify(sample));
  return withTemporaryFiles(texts, (bodies) => act([...files, ...bodies]));
}
