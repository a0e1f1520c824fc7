import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { StoredBody } from '../../../server/protocol/body';
import type { Json } from '../../../server/protocol/json';
import type { DeliverySummary } from '../../domain/delivery';
import { storedBody } from '../../editor/payloadBatches';
import { isOfService } from '../../webhooks/deliveries/origin';
import type { Webhooks } from '../../webhooks/webhooksApi';

/** A schema does not get better from more than the latest of them, and reading them takes its time. */
const mostDeliveries = 500;
const mostBytes = 200 * 1024 * 1024;

interface Stored {
  registrationId: string;
  delivery: DeliverySummary;
}

/** What the service delivered to a trigger, to all its webhooks or to be fetched there, the latest first; not what was replayed or made up here. */
export async function deliveriesOf(webhooks: Webhooks, uri: string, operationId: string): Promise<Stored[]> {
  const registrations = webhooks.list().filter((one) => one.uri === uri && one.operationId === operationId);
  const all = await Promise.all(
    registrations.map(async ({ id }) =>
      (await webhooks.summaries(id)).filter(isOfService).map((delivery): Stored => ({ registrationId: id, delivery })),
    ),
  );
  return all.flat().sort((a, b) => b.delivery.receivedAt.localeCompare(a.delivery.receivedAt));
}

export async function bodiesOf(webhooks: Webhooks, stored: Stored[]): Promise<StoredBody[]> {
  let bytes = 0;
  const chosen = stored.slice(0, mostDeliveries).filter(({ delivery }, index) => {
    bytes += delivery.bytes;
    return index === 0 || bytes <= mostBytes;
  });
  const whole = await Promise.all(
    chosen.map(({ registrationId, delivery }) => webhooks.delivery(registrationId, delivery.id)),
  );
  return whole.map(storedBody);
}

/** A file of the person's, as it is. */
export const fileBody = (file: string): StoredBody => ({
  file,
  contentType: 'application/json',
  contentEncoding: null,
});

/** Lets `act` have texts as files, which are gone afterwards: bodies do not cross the connection to the server. */
export async function asFiles<T>(texts: string[], act: (bodies: StoredBody[]) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'flow-webhooks-'));
  try {
    const bodies = texts.map((_, index) => fileBody(join(folder, `${index}.json`)));
    await Promise.all(bodies.map(({ file }, index) => writeFile(file, texts[index]!, { mode: 0o600 })));
    return await act(bodies);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What scripts give: payloads as values; a string is the path or the `file:` URI of a file that holds one. */
export async function withSamples<T>(samples: Json[], act: (bodies: StoredBody[]) => Promise<T>): Promise<T> {
  const isFile = (sample: Json): sample is string => typeof sample === 'string';
  const files = samples
    .filter(isFile)
    .map((name) => fileBody(name.startsWith('file:') ? vscode.Uri.parse(name).fsPath : name));
  const texts = samples.filter((sample) => !isFile(sample)).map((sample) => JSON.stringify(sample));
  return asFiles(texts, (bodies) => act([...files, ...bodies]));
}
